"""What a look at the directory means for the map: rooms renamed, gone, back and new, and silence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cloudbeds_connector.pms.model import Room
from cloudbeds_connector.pms.ports import HostRoom
from cloudbeds_connector.roommap import (
    DriftFact,
    DriftKind,
    MapPolicy,
    MapState,
    confirm,
    drift,
    fingerprint,
    normalized,
    reopen,
    set_aside,
)

from .hotel import (
    MONDAY,
    TUESDAY,
    aside,
    confirmed,
    evidence,
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
MAP = confirmed(ROOMS, HOSTS)
SURE = MapPolicy(confirm_exact=True)


def with_room(changed: Room) -> list[Room]:
    return [changed if known.id == changed.id else known for known in ROOMS]


def test_an_unchanged_hotel_has_no_facts() -> None:
    seen = look(MAP, ROOMS, ROOMS, HOSTS)
    assert (seen.facts, seen.matches) == ((), MAP)


def test_silence_is_not_absence() -> None:
    rows = (*MAP[::-1], mapped(room("x", "7"), "hx", state=MapState.SUGGESTED))
    assert drift(rows, before=ROOMS, now=[], host_rooms=HOSTS) == drift(rows, before=[], now=[], host_rooms=[])
    assert drift(rows, before=ROOMS, now=[], host_rooms=HOSTS).matches == rows


def test_T117_a_renamed_room_keeps_its_pair_and_waits_for_review() -> None:
    renamed = room("9-0", "Garden 1")
    seen = look(MAP, ROOMS, with_room(renamed), HOSTS)
    assert seen.facts == (
        DriftFact(
            kind=DriftKind.RENAMED,
            room_id="9-0",
            state=MapState.NEEDS_REVIEW,
            host_room_id="h101",
            was="101",
            now="Garden 1",
            sentence="Room 9-0 was 101 and is now Garden 1. Accept the change, or confirm another pair.",
        ),
    )
    assert row_of(seen, "9-0") == replace(
        MAP[0],
        state=MapState.NEEDS_REVIEW,
        reason="Its name or type has changed since it was confirmed.",
        fingerprint="",
    )
    assert row_of(seen, "9-1") == MAP[1]


def test_T117_a_room_of_another_type_keeps_its_pair_and_waits_for_review() -> None:
    before = [room("9-0", "101", type_name="Double"), ROOMS[1]]
    rows = confirmed(before, HOSTS)
    seen = look(rows, before, with_room(room("9-0", "101", type_id="8", type_name="Suite")), HOSTS)
    [fact] = seen.facts
    assert (fact.kind, fact.was, fact.now) == ("type_changed", "9", "8")
    assert fact.sentence == (
        "Room 101 (9-0) was of the type Double and is now of the type Suite. "
        "Accept the change, or confirm another pair."
    )
    assert stands(row_of(seen, "9-0")) == ("h101", "needs_review")
    [nameless] = look(MAP, ROOMS, with_room(room("9-0", "101", type_id="8")), HOSTS).facts
    assert "was of the type 9 and is now of the type 8." in nameless.sentence


def test_a_room_renamed_and_of_another_type_is_two_facts() -> None:
    seen = look(MAP, ROOMS, with_room(room("9-0", "103", type_id="8")), HOSTS)
    assert [(fact.kind.value, fact.was, fact.now) for fact in seen.facts] == [
        ("renamed", "101", "103"),
        ("type_changed", "9", "8"),
    ]


@pytest.mark.parametrize("before", [[], [ROOMS[1]], [room("9-0", "100"), ROOMS[1]]])
def test_a_change_is_reported_even_if_the_confirmed_name_is_unknown(before: list[Room]) -> None:
    seen = look(MAP, before, with_room(room("9-0", "103")), HOSTS)
    [fact] = seen.facts
    assert (fact.kind, fact.state, fact.was, fact.now) == ("changed", "needs_review", "", "103")
    assert fact.sentence == (
        "Room 103 (9-0) had another name or type when it was confirmed. Accept the change, or confirm another pair."
    )


def test_a_review_waits_for_a_person_even_if_the_name_changes_back() -> None:
    renamed = with_room(room("9-0", "103"))
    under_review = look(MAP, ROOMS, renamed, HOSTS)
    again = look(under_review.matches, renamed, ROOMS, HOSTS)
    assert (again.facts, again.matches) == ((), under_review.matches)


def test_a_room_that_left_is_orphaned_and_its_pair_remembered() -> None:
    seen = look(MAP, ROOMS, ROOMS[1:], HOSTS)
    assert seen.facts == (
        DriftFact(
            kind=DriftKind.VANISHED,
            room_id="9-0",
            state=MapState.ORPHANED,
            host_room_id="h101",
            was="101",
            sentence="Room 101 (9-0) has left the hotel system. Set it aside, or wait until it is shown again.",
        ),
    )
    gone = replace(MAP[0], state=MapState.ORPHANED, reason="The room has left the hotel system.")
    assert seen.matches == (gone, MAP[1])
    [unnamed] = look(MAP, [], ROOMS[1:], HOSTS).facts
    assert (unnamed.was, unnamed.sentence[:31]) == ("", "Room 9-0 has left the hotel sys")


def test_a_suggestion_is_not_kept_for_a_room_that_left() -> None:
    rows = look((), [], ROOMS, HOSTS).matches
    seen = look(rows, ROOMS, ROOMS[1:], HOSTS)
    assert stands(row_of(seen, "9-0")) == (None, "orphaned")
    assert untouched(row_of(seen, "9-0"))
    assert row_of(seen, "9-0").reason == "The room has left the hotel system."
    [back] = look(seen.matches, ROOMS[1:], ROOMS, HOSTS).facts
    assert (back.kind, back.state, back.host_room_id) == ("returned", "suggested", "h101")
    assert back.sentence == "Room 101 (9-0) is back. Confirm the host's room h101, or choose another."


def test_a_room_that_is_back_as_it_was_is_confirmed_as_it_was() -> None:
    away = look(MAP, ROOMS, ROOMS[1:], HOSTS).matches
    seen = look(away, ROOMS[1:], ROOMS, HOSTS)
    assert seen.facts == (
        DriftFact(
            kind=DriftKind.RETURNED,
            room_id="9-0",
            state=MapState.CONFIRMED,
            host_room_id="h101",
            now="101",
            sentence="Room 101 (9-0) is back. Its pair holds again: nothing to do.",
        ),
    )
    assert seen.matches == (replace(MAP[0], reason="The room is back as it was confirmed."), MAP[1])


@pytest.mark.parametrize("back", [room("9-0", "103"), room("9-0", "101", type_id="8")])
def test_a_room_that_is_back_otherwise_needs_review(back: Room) -> None:
    away = look(MAP, ROOMS, ROOMS[1:], HOSTS).matches
    seen = look(away, ROOMS[1:], with_room(back), HOSTS)
    [fact] = seen.facts
    assert (fact.kind, fact.state, fact.host_room_id) == ("returned", "needs_review", "h101")
    assert fact.sentence == (
        f"Room {back.name} (9-0) is back. It may not be the same room: accept the change, or confirm another pair."
    )
    row = row_of(seen, "9-0")
    assert (row.reason, row.fingerprint) == ("The room is back, but not as it was confirmed.", "")


def test_a_review_that_was_open_when_the_room_left_is_open_when_it_is_back() -> None:
    renamed = with_room(room("9-0", "103"))
    rows = look(MAP, ROOMS, renamed, HOSTS).matches
    away = look(rows, renamed, ROOMS[1:], HOSTS).matches
    assert stands(away[0]) == ("h101", "orphaned")
    assert stands(row_of(look(away, ROOMS[1:], ROOMS, HOSTS), "9-0")) == ("h101", "needs_review")


def test_a_room_that_is_back_does_not_take_its_host_room_from_another() -> None:
    third = room("9-2", "101")
    away = look(MAP, ROOMS, ROOMS[1:], HOSTS).matches
    rows = with_row(away, confirm(away, room=third, host_room=HOSTS[0], by="ana", at=TUESDAY))
    seen = look(rows, [ROOMS[1], third], [*ROOMS, third], HOSTS)
    [fact] = seen.facts
    assert (fact.kind, fact.state, fact.host_room_id) == ("returned", "suggested", None)
    assert fact.sentence == "Room 101 (9-0) is back. Confirm a room of the host, or set it aside."
    assert stands(row_of(seen, "9-2")) == ("h101", "confirmed")
    back = row_of(seen, "9-0")
    assert evidence(back) == (None, "none", 0.0, "The host's 101 (h101) fits, but is mapped to room 9-2.")
    assert (back.decided_by, back.decided_at) == ("maria", MONDAY)


def test_two_rooms_that_come_back_to_one_host_room_get_it_neither() -> None:
    rows = [mapped(ROOMS[0], "h7", state=MapState.ORPHANED), mapped(ROOMS[1], "h7", state=MapState.ORPHANED)]
    seen = look(rows, [], ROOMS, host("7"))
    assert [stands(row) for row in seen.matches] == [(None, "suggested")] * 2
    only_one = look(rows, [], ROOMS[1:], host("7"))
    assert [stands(row) for row in only_one.matches] == [("h7", "orphaned"), ("h7", "confirmed")]


def test_a_room_that_is_back_gets_its_host_room_from_one_that_leaves_now() -> None:
    rows = [mapped(ROOMS[0], "h7", state=MapState.ORPHANED), mapped(ROOMS[1], "h7")]
    seen = look(rows, ROOMS[1:], ROOMS[:1], host("7"))
    assert [stands(row) for row in seen.matches] == [("h7", "confirmed"), ("h7", "orphaned")]


def test_a_row_back_without_a_host_keeps_no_evidence_that_is_stale() -> None:
    row = replace(mapped(ROOMS[0], None, state=MapState.ORPHANED, by=""), score=1.0, candidates=("h9",))
    [back] = look([row], [], ROOMS[:1]).matches
    assert untouched(back)
    assert (stands(back), back.reason) == ((None, "suggested"), "The room is back, and has no room of the host.")


def test_a_new_room_is_suggested_and_needs_a_person() -> None:
    seen = look(MAP, ROOMS, [*ROOMS, room("9-2", "Room 103")], [*HOSTS, *host("103")])
    assert seen.facts == (
        DriftFact(
            kind=DriftKind.NEW,
            room_id="9-2",
            state=MapState.SUGGESTED,
            host_room_id="h103",
            now="Room 103",
            sentence="Room Room 103 (9-2) is new. Confirm the host's room h103, or choose another.",
        ),
    )
    [unknown] = look(MAP, ROOMS, [*ROOMS, room("9-2", "104")], HOSTS).facts
    assert unknown.sentence == "Room 104 (9-2) is new. Confirm a room of the host, or set it aside."


def test_the_policy_confirms_what_is_exact_and_says_so() -> None:
    seen = look((), [], ROOMS, [*host("101", "Room 102")], policy=SURE)
    assert [stands(row) for row in seen.matches] == [("h101", "confirmed"), ("hRoom 102", "suggested")]
    assert seen.facts[0].sentence == (
        "Room 101 (9-0) is new. The policy confirmed the host's room h101: nothing to do."
    )
    assert {row.decided_by for row in seen.matches} == {""}
    assert [stands(row) for row in look((), [], ROOMS, HOSTS).matches] == [
        ("h101", "suggested"),
        ("h102", "suggested"),
    ]


def test_an_open_room_is_suggested_anew_without_a_fact() -> None:
    rows = look((), [], ROOMS, host("101")).matches
    seen = look(rows, ROOMS, ROOMS, HOSTS)
    assert (seen.facts, stands(seen.matches[1])) == ((), ("h102", "suggested"))
    conflict = look((), [], pms("7", "7"), host("7")).matches
    assert [row.state for row in conflict] == ["conflict"] * 2
    settled = look(conflict, pms("7", "7"), pms("7", "8"), host("7", "8"))
    assert [stands(row) for row in settled.matches] == [("h7", "suggested"), ("h8", "suggested")]
    assert settled.facts == ()


def test_a_room_of_the_host_that_is_taken_is_named() -> None:
    rows = look((), [], pms("7", "Room 7"), [HostRoom(id="b", number="7"), HostRoom(id="a", number="8")], policy=SURE)
    assert row_of(rows, "9-1").reason == "The host's 7 (b) fits, but is mapped to room 9-0."
    assert stands(row_of(rows, "9-1")) == (None, "suggested")
    nameless = [mapped(ROOMS[0], "x")]
    unnamed = look(nameless, ROOMS[:1], [ROOMS[0], room("r", "Room")], [HostRoom(id="x", number="")])
    assert row_of(unnamed, "r").reason == "No room of the host has this number."


def test_no_policy_confirms_again_what_a_person_has_re_opened() -> None:
    rows = with_row(MAP, reopen(MAP, room_id="9-0", by="ana", at=TUESDAY))
    row = row_of(look(rows, ROOMS, ROOMS, HOSTS, policy=SURE), "9-0")
    assert stands(row) == ("h101", "suggested")
    assert (row.decided_by, row.decided_at, row.score) == ("ana", TUESDAY, 1.0)
    twins = [*ROOMS, room("9-2", "101")]
    rows = look(rows, ROOMS, twins, HOSTS, policy=SURE)
    assert stands(row_of(rows, "9-0")) == (None, "conflict")


def test_no_policy_gives_a_room_that_a_person_mapped_to_a_room_that_left() -> None:
    seen = look(MAP, ROOMS, [room("8-5", "102"), *pms("103")], HOSTS, policy=SURE)
    row = row_of(seen, "8-5")  # 9-1 was 102, and went along as the same room
    assert stands(row) == ("h102", "needs_review")
    away = look(MAP, ROOMS, ROOMS[1:], HOSTS, policy=SURE).matches
    later = look(away, ROOMS[1:], [*ROOMS[1:], room("8-5", "101")], HOSTS, policy=SURE)
    row = row_of(later, "8-5")
    assert stands(row) == ("h101", "suggested")
    assert row.reason == "The room number is the same. It was mapped to room 9-0, which is gone."
    assert later.facts[0].sentence == "Room 101 (8-5) is new. Confirm the host's room h101, or choose another."


def test_an_orphaned_row_without_a_host_room_blocks_no_suggestion() -> None:
    rows = [mapped(room("x", "9"), None, state=MapState.ORPHANED)]
    seen = look(rows, [], ROOMS, host("101"), policy=SURE)
    assert evidence(row_of(seen, "9-1"))[3] == "No room of the host has this number."
    assert stands(row_of(seen, "9-0")) == ("h101", "confirmed")


def test_a_room_set_aside_stays_so_whatever_happens_to_it() -> None:
    rows = aside(MAP, "9-0")
    for now in (with_room(room("9-0", "Store")), ROOMS[1:], ROOMS):
        seen = look(rows, ROOMS, now, HOSTS, policy=SURE)
        assert (seen.facts, row_of(seen, "9-0")) == ((), rows[0])


def test_an_empty_list_of_host_rooms_is_not_absence_either() -> None:
    rows = look((), [], ROOMS, HOSTS).matches
    seen = look(rows, ROOMS, [*ROOMS, room("9-2", "103")], [])
    assert seen.matches[:2] == rows
    assert stands(seen.matches[2]) == (None, "suggested")


def test_virtual_rooms_are_neither_new_nor_suggested() -> None:
    virtual = room("9-0", "101", virtual=True)
    assert look((), [], [virtual], HOSTS).matches == ()
    rows = look((), [], ROOMS, HOSTS).matches
    rows = with_row(rows, set_aside(rows, room_id="9-0", by="ana", at=MONDAY))
    rows = with_row(rows, reopen(rows, room_id="9-0", by="ana", at=TUESDAY))
    row = row_of(look(rows, ROOMS, with_room(virtual), HOSTS), "9-0")
    assert evidence(row) == (None, "none", 0.0, "A virtual room is never cleaned itself.")
    assert (row.decided_by, row.decided_at) == ("ana", TUESDAY)


def test_rows_and_facts_come_in_the_order_of_room_ids() -> None:
    rooms = [room("b", "2"), room("a", "1"), room("c", "3")]
    seen = look((), [], rooms, host("1", "2"))
    assert [row.room_id for row in seen.matches] == [fact.room_id for fact in seen.facts] == ["a", "b", "c"]


def test_two_rows_of_one_number_explain_the_same_host_room_in_every_order() -> None:
    taken = [mapped(room("a", "1"), "h1"), mapped(room("b", "2"), "h2")]
    hosts = [HostRoom(id="h1", number="7"), HostRoom(id="h2", number="7")]
    rooms = [room("a", "1"), room("b", "2"), room("c", "7")]
    seen = look(taken, rooms[:2], rooms, hosts)
    assert seen == look(taken[::-1], rooms[1::-1], rooms[::-1], hosts[::-1])
    assert row_of(seen, "c").reason == "The host's 7 (h2) fits, but is mapped to room b."
    assert normalized("7") == "7"
    assert fingerprint(rooms[2]) == row_of(seen, "c").fingerprint
