"""The facts between two looks at a stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudbeds_connector.pms.facts import Cause, FactType, stay_facts
from cloudbeds_connector.pms.model import Segment, StayState

TODAY = date(2026, 11, 20)
STAY = Segment(
    id="S1",
    reservation_id="R1",
    room_id="101",
    room_type_id="T",
    start_date=date(2026, 11, 18),
    end_date=TODAY,
    state=StayState.IN_HOUSE,
)


def facts_of(before: Segment | None, after: Segment) -> list[tuple[str, str | None, str | None]]:
    return [
        (f.type.value, f.room_id, f.vacates and f.vacates.value) for f in stay_facts(before, after, business_date=TODAY)
    ]


def at(state: StayState, room: str | None = "101") -> Segment:
    return replace(STAY, state=state, room_id=room)


EXPECTED, IN_HOUSE, DEPARTED = at(StayState.EXPECTED), at(StayState.IN_HOUSE), at(StayState.DEPARTED)
CANCELLED, NO_SHOW = at(StayState.CANCELLED), at(StayState.NO_SHOW)

STORIES = [
    ("a guest arrives", EXPECTED, IN_HOUSE, [("checkin", "101", None)]),
    ("a walk-in is first seen in house", None, IN_HOUSE, [("checkin", "101", None)]),
    ("a guest leaves", IN_HOUSE, DEPARTED, [("checkout", "101", "check_out")]),
    (
        "both ends of a stay fell between two looks",
        EXPECTED,
        DEPARTED,
        [("checkin", "101", None), ("checkout", "101", "check_out")],
    ),
    ("a guest moves", IN_HOUSE, at(StayState.IN_HOUSE, "202"), [("move", "101", "room_move")]),
    (
        "a guest is taken out of their room",
        IN_HOUSE,
        at(StayState.IN_HOUSE, None),
        [("unassigned", "101", "room_move")],
    ),
    ("an unassigned guest gets a room", at(StayState.IN_HOUSE, None), IN_HOUSE, [("move", None, None)]),
    ("a stay is assigned another room before arrival", EXPECTED, at(StayState.EXPECTED, "202"), []),
    (
        "an upgrade at check-in never touched the first room",
        EXPECTED,
        at(StayState.IN_HOUSE, "202"),
        [("checkin", "202", None)],
    ),
    ("a check-in is reverted", IN_HOUSE, EXPECTED, [("check_in_reverted", "101", "check_in_reverted")]),
    ("a check-out is reverted", DEPARTED, IN_HOUSE, [("check_out_reverted", "101", None)]),
    ("a booking is cancelled", EXPECTED, CANCELLED, [("cancellation", "101", None)]),
    ("a booking does not show", EXPECTED, NO_SHOW, [("no_show", "101", None)]),
    ("a stay is cancelled although the guest was in", IN_HOUSE, CANCELLED, [("cancellation", "101", "check_out")]),
    (
        "a guest moved and left between two looks",
        IN_HOUSE,
        at(StayState.DEPARTED, "202"),
        [("move", "101", "room_move"), ("checkout", "202", "check_out")],
    ),
    (
        "the room was dropped from a stay that ended",
        IN_HOUSE,
        at(StayState.DEPARTED, None),
        [("checkout", "101", "check_out")],
    ),
    (
        "a guest came back, moved and left again between two looks",
        DEPARTED,
        at(StayState.DEPARTED, "202"),
        [("check_out_reverted", "202", None), ("checkout", "202", "check_out")],
    ),
    ("the room was dropped from a stay that had ended", DEPARTED, at(StayState.DEPARTED, None), []),
    (
        "the room of a stay that had ended becomes known",
        at(StayState.DEPARTED, None),
        DEPARTED,
        [("checkout", "101", "check_out")],
    ),
    (
        "a guest came back, moved and left again, and then the stay was called off",
        DEPARTED,
        at(StayState.CANCELLED, "202"),
        [("check_out_reverted", "202", None), ("checkout", "202", "check_out"), ("cancellation", "202", None)],
    ),
    (
        "a guest moved before the stay was called off",
        IN_HOUSE,
        at(StayState.NO_SHOW, "202"),
        [("move", "101", "room_move"), ("no_show", "202", "check_out")],
    ),
    (
        "check-in and check-out are taken back at once, of a room that was vacated by the check-out",
        DEPARTED,
        EXPECTED,
        [("check_out_reverted", "101", None), ("check_in_reverted", "101", None)],
    ),
    (
        "a guest comes back into another room, and the first one was vacated by the check-out",
        DEPARTED,
        at(StayState.IN_HOUSE, "202"),
        [("check_out_reverted", "202", None)],
    ),
    (
        "a booking that was called off is taken up again, checked in and checked out",
        CANCELLED,
        DEPARTED,
        [("checkin", "101", None), ("checkout", "101", "check_out")],
    ),
]


@pytest.mark.parametrize(("story", "before", "after", "facts"), STORIES, ids=[story[0] for story in STORIES])
def test_what_happened(story: str, before: Segment | None, after: Segment, facts: list[tuple[str, str, str]]) -> None:
    assert facts_of(before, after) == facts


@pytest.mark.parametrize("called_off", [CANCELLED, NO_SHOW])
def test_a_guest_who_was_called_off_while_in_house_leaves_the_room_once(called_off: Segment) -> None:
    assert [room for _, room, vacates in facts_of(IN_HOUSE, called_off) if vacates] == ["101"]
    shown_as_left = stay_facts(called_off, DEPARTED, business_date=TODAY, last_room_id="101")
    assert [(fact.type, fact.room_id, fact.vacates) for fact in shown_as_left] == [(FactType.CHECK_OUT, "101", None)]
    elsewhere = stay_facts(called_off, at(StayState.DEPARTED, "202"), business_date=TODAY, last_room_id="101")
    assert [fact.room_id for fact in elsewhere if fact.vacates] == ["202"], "that room was vacated by nothing else"


def test_a_room_that_a_departed_stay_lost_and_got_back_is_left_once() -> None:
    lost = at(StayState.DEPARTED, None)
    assert stay_facts(lost, DEPARTED, business_date=TODAY, last_room_id="101") == ()


@pytest.mark.parametrize("before", [IN_HOUSE, DEPARTED])
@pytest.mark.parametrize("state", [s for s in StayState if s not in (StayState.IN_HOUSE, StayState.EXPECTED)])
def test_a_stay_that_ended_in_another_room_vacates_that_room(before: Segment, state: StayState) -> None:
    assert [room for _, room, vacates in facts_of(before, at(state, "202")) if vacates][-1] == "202"


def test_the_cause_of_a_departure_follows_from_its_dates() -> None:
    early = replace(DEPARTED, end_date=date(2026, 11, 22))
    day_use = replace(DEPARTED, start_date=TODAY)
    assert facts_of(IN_HOUSE, early)[0][2] == Cause.EARLY_DEPARTURE
    assert facts_of(IN_HOUSE, day_use)[0][2] == Cause.DAY_USE


segments = st.builds(
    lambda state, room: at(state, room),
    st.sampled_from(StayState),
    st.sampled_from(["101", "202", None]),
)


@given(segments)
def test_a_second_look_without_a_change_gives_no_fact(segment: Segment) -> None:
    assert stay_facts(segment, segment, business_date=TODAY) == ()


@given(segments, segments)
def test_a_room_is_vacated_only_by_a_guest_who_was_in_it_or_passed_through(before: Segment, after: Segment) -> None:
    for fact in stay_facts(before, after, business_date=TODAY):
        if fact.vacates is not None and before.state is StayState.IN_HOUSE:
            assert fact.room_id in (before.room_id, after.room_id)
        elif fact.vacates is not None:
            assert fact.type is FactType.CHECK_OUT
            assert fact.room_id == after.room_id
            assert after.state is StayState.DEPARTED or before.state is StayState.DEPARTED
