"""T118: a room that comes under a new id in the look in which its old id leaves is the same, for a person to check."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cloudbeds_connector.pms.model import Room
from cloudbeds_connector.roommap import DriftFact, DriftKind, MapPolicy, MapState, RoomMatch, reopen

from .hotel import (
    MONDAY,
    TUESDAY,
    aside,
    confirmed,
    host,
    look,
    mapped,
    pms,
    room,
    row_of,
    stands,
    untouched,
    with_row,
)

ROOMS = pms("101", "102")
HOSTS = host("101", "102")
MAP = tuple(replace(row, score=1.0, candidates=("h9",)) for row in confirmed(ROOMS, HOSTS))
MOVED = room("8-0", "Room 101", type_id="8")
NOW = [MOVED, ROOMS[1]]


def kinds(rows: tuple[RoomMatch, ...], before: list[Room], now: list[Room]) -> list[tuple[str, str]]:
    return [(fact.kind.value, fact.room_id) for fact in look(rows, before, now, HOSTS).facts]


def test_T118_a_new_id_takes_the_pair_along_for_review() -> None:
    seen = look(MAP, ROOMS, NOW, HOSTS)
    assert seen.facts == (
        DriftFact(
            kind=DriftKind.REISSUED,
            room_id="8-0",
            state=MapState.NEEDS_REVIEW,
            host_room_id="h101",
            was="101",
            now="Room 101",
            old_room_id="9-0",
            sentence=("Room 101 had the id 9-0 and seems to be 8-0 now. Accept the change, or confirm another pair."),
        ),
    )
    assert row_of(seen, "8-0") == replace(
        MAP[0],
        room_id="8-0",
        state=MapState.NEEDS_REVIEW,
        reason="It was mapped as room 9-0, whose id seems to have changed.",
        fingerprint="",
    )
    trace = row_of(seen, "9-0")
    assert (stands(trace), trace.reason) == ((None, "orphaned"), "Its id seems to be 8-0 now.")
    assert untouched(trace)
    assert (trace.decided_by, trace.decided_at) == ("maria", MONDAY)
    assert row_of(seen, "9-1") == MAP[1]


def test_T118_a_pair_under_review_goes_along_too() -> None:
    rows = with_row(MAP, replace(MAP[0], state=MapState.NEEDS_REVIEW))
    assert stands(row_of(look(rows, ROOMS, NOW, HOSTS), "8-0")) == ("h101", "needs_review")


def test_T118_an_id_changed_twice_is_followed_back() -> None:
    rows = look(MAP, ROOMS, NOW, HOSTS).matches
    seen = look(rows, NOW, ROOMS, HOSTS)
    assert [(fact.kind.value, fact.room_id, fact.old_room_id) for fact in seen.facts] == [("reissued", "9-0", "8-0")]
    assert [stands(row) for row in seen.matches] == [
        (None, "orphaned"),
        ("h101", "needs_review"),
        ("h102", "confirmed"),
    ]


def test_T118_a_room_that_was_set_aside_is_put_up_for_review_without_a_pair() -> None:
    seen = look(aside(MAP, "9-0"), ROOMS, NOW, HOSTS, policy=MapPolicy(confirm_exact=True))
    row = row_of(seen, "8-0")
    assert stands(row) == (None, "needs_review")
    assert row.reason == "It was set aside as room 9-0, whose id seems to have changed."
    [fact] = seen.facts
    assert fact.sentence == (
        "Room 101 had the id 9-0 and seems to be 8-0 now. Confirm a room of the host, or set it aside."
    )
    assert stands(row_of(seen, "9-0")) == (None, "orphaned")


def test_T118_a_room_without_a_decision_is_suggested_anew_and_still_reported() -> None:
    rows = look((), [], ROOMS, HOSTS).matches
    seen = look(rows, ROOMS, [room("8-0", "101"), ROOMS[1]], HOSTS, policy=MapPolicy(confirm_exact=True))
    assert stands(row_of(seen, "8-0")) == ("h101", "confirmed")
    assert stands(row_of(seen, "9-0")) == (None, "orphaned")
    assert untouched(row_of(seen, "9-0"))
    [fact] = seen.facts
    assert (fact.kind, fact.old_room_id) == ("reissued", "9-0")
    assert fact.sentence.endswith("The policy confirmed the host's room h101: nothing to do.")
    [loose] = look(rows, ROOMS, [room("8-0", "101"), ROOMS[1]], HOSTS).facts
    assert loose.sentence.endswith("seems to be 8-0 now. Confirm the host's room h101, or choose another.")


def test_T118_what_a_person_re_opened_stays_undone_under_the_new_id() -> None:
    rows = with_row(MAP, reopen(MAP, room_id="9-0", by="ana", at=TUESDAY))
    now = [room("8-0", "101"), ROOMS[1]]
    row = row_of(look(rows, ROOMS, now, HOSTS, policy=MapPolicy(confirm_exact=True)), "8-0")
    assert (stands(row), row.decided_by, row.decided_at) == (("h101", "suggested"), "ana", TUESDAY)


def test_T118_a_new_id_is_reported_even_for_a_room_that_the_map_never_had() -> None:
    seen = look(MAP[1:], ROOMS, NOW, HOSTS)
    assert [(fact.kind.value, fact.room_id, fact.old_room_id) for fact in seen.facts] == [("reissued", "8-0", "9-0")]
    assert [row.room_id for row in seen.matches] == ["8-0", "9-1"]
    assert stands(row_of(seen, "8-0")) == ("h101", "suggested")


@pytest.mark.parametrize(
    ("before", "now"),
    [
        pytest.param([*ROOMS, room("9-2", "0101")], [*NOW, room("9-2", "0101")], id="another-has-the-name"),
        pytest.param([*ROOMS, room("9-2", "0101")], NOW, id="two-left"),
        pytest.param(ROOMS, [*NOW, room("8-1", "101")], id="two-came"),
        pytest.param([*ROOMS, MOVED], NOW, id="it-was-there-before"),
        pytest.param(ROOMS[1:], NOW, id="it-left-in-an-earlier-look"),
        pytest.param(ROOMS, [room("8-0", "103"), ROOMS[1]], id="another-name"),
        pytest.param(ROOMS, [replace(MOVED, virtual=True), ROOMS[1]], id="a-virtual-room-came"),
        pytest.param([replace(ROOMS[0], virtual=True), ROOMS[1]], NOW, id="a-virtual-room-left"),
    ],
)
def test_T118_otherwise_the_old_pair_is_orphaned(before: list[Room], now: list[Room]) -> None:
    seen = look(MAP, before, now, HOSTS)
    assert "reissued" not in {fact.kind for fact in seen.facts}
    assert ("vanished", "9-0") in [(fact.kind.value, fact.room_id) for fact in seen.facts]
    assert stands(row_of(seen, "9-0")) == ("h101", "orphaned")


def test_T118_a_room_that_left_in_an_earlier_look_does_not_come_under_a_new_id() -> None:
    away = look(MAP, ROOMS, ROOMS[1:], HOSTS).matches
    seen = look(away, ROOMS, NOW, HOSTS)  # the directory of the look between was not kept
    assert [(fact.kind.value, fact.room_id) for fact in seen.facts] == [("new", "8-0")]
    assert stands(row_of(seen, "9-0")) == ("h101", "orphaned")


def test_T118_a_room_that_has_a_row_of_its_own_is_no_new_id() -> None:
    rows = (*MAP, mapped(MOVED, "h103"))
    seen = look(rows, ROOMS, NOW, HOSTS)
    assert [(fact.kind.value, fact.room_id) for fact in seen.facts] == [("vanished", "9-0")]
    assert stands(row_of(seen, "8-0")) == ("h103", "confirmed")


def test_T118_both_ids_in_one_directory_are_two_rooms() -> None:
    assert kinds(MAP, ROOMS, [*ROOMS, MOVED]) == [("new", "8-0")]


def test_T118_a_name_of_nothing_is_no_evidence() -> None:
    before = [room("a", "Room")]
    assert kinds((mapped(before[0], "h101"),), before, [room("b", "No.")]) == [("vanished", "a"), ("new", "b")]


def test_T118_a_room_that_comes_back_with_another_pair_is_not_a_new_id() -> None:
    known = mapped(MOVED, "h102", state=MapState.ORPHANED)
    rows = (MAP[0], known)
    seen = look(rows, ROOMS[:1], [MOVED], HOSTS)
    assert [(fact.kind.value, fact.room_id) for fact in seen.facts] == [("returned", "8-0"), ("vanished", "9-0")]
    assert stands(row_of(seen, "8-0")) == ("h102", "confirmed")
    same = look((MAP[0], replace(known, host_room_id="h101")), ROOMS[:1], [MOVED], HOSTS)
    assert [fact.kind for fact in same.facts] == ["reissued"]
    assert stands(row_of(same, "8-0")) == ("h101", "needs_review")


@pytest.mark.parametrize("state", ["suggested", "set_aside"])
def test_T118_a_pair_that_comes_back_is_not_lost_to_a_suggestion(state: str) -> None:
    rows = (mapped(ROOMS[0], "h101", state=MapState(state)), mapped(MOVED, "h101", state=MapState.ORPHANED))
    seen = look(rows if state == "suggested" else aside(rows, "9-0"), ROOMS[:1], [MOVED], HOSTS)
    assert stands(row_of(seen, "8-0")) == ("h101", "confirmed")


def test_T118_a_third_room_that_comes_back_does_not_get_what_went_along() -> None:
    third = room("7-0", "110")
    rows = (*MAP, mapped(third, "h101", state=MapState.ORPHANED))
    seen = look(rows, ROOMS, [*NOW, third], HOSTS)
    assert stands(row_of(seen, "8-0")) == ("h101", "needs_review")
    assert stands(row_of(seen, "7-0")) == (None, "suggested")


def test_T118_a_trace_that_comes_back_alone_is_suggested_like_a_new_room() -> None:
    rows = look(MAP, ROOMS, NOW, HOSTS).matches
    seen = look(rows, NOW, [*NOW, ROOMS[0]], HOSTS)
    [fact] = seen.facts
    assert (fact.kind, fact.state, fact.host_room_id) == ("returned", "suggested", None)
    assert row_of(seen, "9-0").reason == "The host's 101 (h101) fits, but is mapped to room 8-0."


def test_what_came_back_with_another_host_room_by_policy_is_said_to_be_so() -> None:
    rows = [mapped(ROOMS[0], None, state=MapState.ORPHANED, by="")]
    [fact] = look(rows, [], ROOMS[:1], HOSTS, policy=MapPolicy(confirm_exact=True)).facts
    assert fact.sentence == "Room 101 (9-0) is back. The policy confirmed the host's room h101: nothing to do."
