"""What a person may do with a room of the map, and what is refused with a word on what to do instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cloudbeds_connector.errors import ConfigurationError
from cloudbeds_connector.roommap import (
    Basis,
    MapState,
    RoomMatch,
    accept,
    confirm,
    fingerprint,
    reopen,
    set_aside,
    suggest,
)

from .hotel import MONDAY, TUESDAY, host, mapped, pms, room, untouched, with_row

ROOM, OTHER = pms("101", "102")
H101, H102 = host("101", "102")


def refusal(decide: Callable[[], RoomMatch]) -> str:
    with pytest.raises(ConfigurationError) as error:
        decide()
    return str(error.value)


def test_a_person_confirms_a_suggestion_and_its_evidence_is_kept() -> None:
    rows = suggest([ROOM], [H101])
    assert confirm(rows, room=ROOM, host_room=H101, by="ana", at=TUESDAY) == RoomMatch(
        room_id="9-0",
        host_room_id="h101",
        state=MapState.CONFIRMED,
        reason="A person confirmed it.",
        fingerprint=fingerprint(ROOM),
        basis=Basis.NUMBER,
        score=1.0,
        decided_by="ana",
        decided_at=TUESDAY,
    )


def test_a_person_may_choose_what_was_not_suggested() -> None:
    chosen = confirm(suggest([ROOM], [H101]), room=ROOM, host_room=H102, by="ana", at=TUESDAY)
    assert (chosen.host_room_id, chosen.state) == ("h102", "confirmed")
    assert untouched(chosen)
    assert confirm([], room=ROOM, host_room=H102, by="ana", at=TUESDAY) == chosen


@pytest.mark.parametrize("state", ["suggested", "conflict", "needs_review", "confirmed"])
def test_a_person_settles_conflicts_and_reviews_and_corrects_what_was_confirmed(state: str) -> None:
    row = mapped(ROOM, "h101", state=MapState(state))
    settled = confirm([row], room=ROOM, host_room=H102, by="ana", at=TUESDAY)
    assert (settled.host_room_id, settled.state, settled.decided_by) == ("h102", "confirmed", "ana")


@pytest.mark.parametrize("state", ["confirmed", "needs_review"])
def test_a_host_room_that_another_room_holds_is_refused(state: str) -> None:
    rows = [mapped(OTHER, "h101", state=MapState(state))]
    message = refusal(lambda: confirm(rows, room=ROOM, host_room=H101, by="ana", at=TUESDAY))
    assert message == (
        "The host's room 101 is mapped to room 9-1 already. Re-open room 9-1 first, or choose another room of the host."
    )


@pytest.mark.parametrize("state", ["suggested", "orphaned"])
def test_a_suggestion_or_a_stale_pair_is_not_in_the_way(state: str) -> None:
    rows = [mapped(OTHER, "h101", state=MapState(state))]
    assert confirm(rows, room=ROOM, host_room=H101, by="ana", at=TUESDAY).state == "confirmed"


def test_a_room_without_beds_is_not_confirmed() -> None:
    message = refusal(lambda: confirm([], room=room("v", "A+B", virtual=True), host_room=H101, by="ana", at=TUESDAY))
    assert message == "Room v is virtual and has no bed to make. Confirm the rooms that it consists of."


def test_a_room_set_aside_or_gone_is_not_confirmed() -> None:
    aside = [mapped(ROOM, None, state=MapState.SET_ASIDE)]
    message = refusal(lambda: confirm(aside, room=ROOM, host_room=H101, by="ana", at=TUESDAY))
    assert message == "Room 9-0 is set aside. Re-open it first."
    gone = [mapped(ROOM, "h101", state=MapState.ORPHANED)]
    waits = "Room 9-0 has left the hotel system. Set it aside, or wait until it is shown again."
    assert refusal(lambda: confirm(gone, room=ROOM, host_room=H101, by="ana", at=TUESDAY)) == waits
    assert refusal(lambda: reopen(gone, room_id="9-0", by="ana", at=TUESDAY)) == waits


def test_T117_a_person_accepts_that_a_room_is_called_otherwise_now() -> None:
    row = mapped(ROOM, "h101", state=MapState.NEEDS_REVIEW)
    renamed = room("9-0", "Garden 1")
    assert accept([row], room=renamed, by="ana", at=TUESDAY) == replace(
        row,
        state=MapState.CONFIRMED,
        reason="A person accepted the change.",
        fingerprint=fingerprint(renamed),
        decided_by="ana",
        decided_at=TUESDAY,
    )


def test_only_a_review_with_a_pair_can_be_accepted() -> None:
    settled = [mapped(ROOM, "h101")]
    message = refusal(lambda: accept(settled, room=ROOM, by="ana", at=TUESDAY))
    assert message == "Room 9-0 is confirmed, not under review. Confirm it with a host room instead."
    empty = [mapped(ROOM, None, state=MapState.NEEDS_REVIEW)]
    message = refusal(lambda: accept(empty, room=ROOM, by="ana", at=TUESDAY))
    assert message == "Room 9-0 has no room of the host. Confirm it with one, or set it aside."


@pytest.mark.parametrize("state", ["suggested", "conflict", "confirmed", "needs_review", "orphaned"])
def test_any_room_can_be_set_aside_and_frees_the_host_s(state: str) -> None:
    row = replace(suggest([ROOM], [H101])[0], state=MapState(state), candidates=("h101",))
    aside = set_aside([row], room_id="9-0", by="ana", at=TUESDAY)
    assert (aside.host_room_id, aside.state, aside.reason) == (None, "set_aside", "A person set it aside.")
    assert untouched(aside)
    assert (aside.decided_by, aside.decided_at) == ("ana", TUESDAY)
    assert set_aside([aside], room_id="9-0", by="bob", at=MONDAY) is aside
    rows = with_row([row], aside)
    assert confirm(rows, room=OTHER, host_room=H101, by="ana", at=TUESDAY).host_room_id == "h101"


@pytest.mark.parametrize("state", ["confirmed", "needs_review", "set_aside"])
def test_a_decision_can_be_undone(state: str) -> None:
    row = replace(suggest([ROOM], [H101])[0], state=MapState(state))
    again = reopen([row], room_id="9-0", by="ana", at=TUESDAY)
    assert (again.host_room_id, again.state, again.reason) == (None, "suggested", "A person re-opened it.")
    assert untouched(again)
    assert (again.decided_by, again.decided_at) == ("ana", TUESDAY)


@pytest.mark.parametrize("state", ["suggested", "conflict"])
def test_what_is_open_stays_as_it_is(state: str) -> None:
    row = mapped(ROOM, "h101", state=MapState(state))
    assert reopen([row], room_id="9-0", by="ana", at=TUESDAY) is row


def test_a_decision_needs_a_room_that_the_map_has() -> None:
    message = "Room 9-0 is not in the map. Read the hotel system's rooms first."
    assert refusal(lambda: set_aside([], room_id="9-0", by="ana", at=TUESDAY)) == message
    assert refusal(lambda: reopen([], room_id="9-0", by="ana", at=TUESDAY)) == message
    assert refusal(lambda: accept([], room=ROOM, by="ana", at=TUESDAY)) == message


def test_a_decision_needs_somebody_and_an_instant_with_a_zone() -> None:
    message = refusal(lambda: confirm([], room=ROOM, host_room=H101, by="", at=TUESDAY))
    assert message == "The decision does not name the person who made it. Give the person's id as `by`."
    naive = TUESDAY.replace(tzinfo=None)
    message = refusal(lambda: confirm([], room=ROOM, host_room=H101, by="ana", at=naive))
    assert message == "The instant of a decision has no time zone. Give an aware instant, such as the clock's now."
    rows = [mapped(ROOM, "h101", state=MapState.NEEDS_REVIEW)]
    for decide in (
        lambda: set_aside(rows, room_id="9-0", by="", at=TUESDAY),
        lambda: reopen(rows, room_id="9-0", by="ana", at=naive),
        lambda: accept(rows, room=ROOM, by="", at=TUESDAY),
    ):
        assert "Give " in refusal(decide)
