"""Who is in a room when somebody else has left it: a sharer, the same guest, a swapper, or the next guest."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.pms.model import StayState
from cloudbeds_connector.turnover.rules.presence import (
    back_on,
    extends,
    is_same_guest,
    is_sharer,
    others_in,
    swapped_with,
)

from ..story import Story
from ..working_unit import MINUTE, SECOND, left, unit_work_of

LEFT = Story().instant("10:00")


def together(gone: dict[str, Any] | None = None, other: dict[str, Any] | None = None) -> Story:
    """A left 101 at 10:00, B is in it; both had it for the same two nights by default."""
    hotel = Story()
    hotel.guest("A", **({"start": -2, "end": 0} | (gone or {})))
    hotel.becomes("A", state=StayState.DEPARTED)
    hotel.guest("B", **({"start": -2, "end": 1} | (other or {})))
    hotel.at("10:05")
    return hotel


SHARERS: list[tuple[str, dict[str, Any], dict[str, Any], bool]] = [
    ("two nights together", {}, {}, True),
    ("the last night together", {}, {"start": -1}, True),
    ("B came on the day A left", {}, {"start": 0}, False),
    ("B was to leave on the day A came", {}, {"start": -4, "end": -2}, False),
    ("B was to leave a day after A came", {}, {"start": -4, "end": -1}, True),
    ("A was booked till yesterday, and B came then", {"start": -3, "end": -1}, {"start": -1}, False),
    ("A was booked for longer, and B came today", {"start": -2, "end": 3}, {"start": 0}, False),
    ("A was booked for longer, and B came yesterday", {"start": -2, "end": 3}, {"start": -1}, True),
]


@pytest.mark.parametrize(("what", "gone", "other", "shared"), SHARERS, ids=[row[0] for row in SHARERS])
def test_T95_who_had_a_night_of_the_room_with_the_one_who_left_shares_it(
    what: str, gone: dict[str, Any], other: dict[str, Any], shared: bool
) -> None:
    hotel = together(gone, other)
    assert is_sharer(unit_work_of(hotel), left("A", at=LEFT), hotel.segment("B")) is shared


@pytest.mark.parametrize(("start", "shared"), [(-1, True), (0, False)])
def test_T95_of_a_stay_that_is_not_known_any_more_the_day_it_ended_is(start: int, shared: bool) -> None:
    hotel = together(other={"start": start})
    hotel.loses_sight_of("A")
    assert is_sharer(unit_work_of(hotel), left("A", at=LEFT), hotel.segment("B")) is shared


@pytest.mark.parametrize(("entered", "shared"), [(LEFT - SECOND, True), (LEFT, False), (LEFT + SECOND, False)])
def test_T95_who_came_in_when_the_other_was_out_shares_nothing(entered: datetime, shared: bool) -> None:
    hotel = together()
    hotel.view = replace(hotel.view, entered_at={"B": entered})
    assert is_sharer(unit_work_of(hotel), left("A", at=LEFT), hotel.segment("B")) is shared


@pytest.mark.parametrize(("entered", "shared"), [(-SECOND, True), (SECOND * 0, False), (SECOND, False)])
def test_T95_who_was_seen_in_the_room_first_shares_it_whatever_was_booked(entered: timedelta, shared: bool) -> None:
    hotel = together({"start": 0, "end": 1}, {"start": -2, "end": 0})
    came = LEFT - timedelta(hours=1)
    hotel.view = replace(hotel.view, entered_at={"A": came, "B": came + entered})
    assert is_sharer(unit_work_of(hotel), left("A", at=LEFT), hotel.segment("B")) is shared


def test_T95_who_was_never_seen_in_house_came_after_the_last_look_at_them() -> None:
    hotel = together({"start": 0, "end": 1}, {"start": -2, "end": 0})
    hotel.view = replace(hotel.view, entered_at={"B": LEFT - MINUTE})
    work, guest = unit_work_of(hotel), hotel.segment("B")
    unseen = replace(left("A", at=LEFT), seen_until=LEFT - MINUTE)
    assert is_sharer(work, unseen, guest)
    assert not is_sharer(work, replace(unseen, seen_until=LEFT - MINUTE - SECOND), guest)


def test_T95_when_a_guest_came_to_the_next_room_tells_nothing_about_the_room_they_left() -> None:
    hotel = together({"start": 0, "end": 1}, {"start": 0, "end": 1})
    hotel.room("102")
    hotel.becomes("A", state=StayState.IN_HOUSE, room_id="102")
    hotel.view = replace(hotel.view, entered_at={"A": LEFT, "B": LEFT - SECOND})
    assert not is_sharer(unit_work_of(hotel), left("A", at=LEFT, cause=Cause.ROOM_MOVE), hotel.segment("B"))


@pytest.mark.parametrize(("came_from", "shared"), [("102", False), ("101", True)])
def test_T95_who_moved_in_from_another_room_shares_nothing(came_from: str, shared: bool) -> None:
    hotel = together()
    hotel.room("102")
    hotel.view = replace(hotel.view, vacates=(left("B", at=LEFT, number=came_from, cause=Cause.ROOM_MOVE),))
    assert is_sharer(unit_work_of(hotel), left("A", at=LEFT), hotel.segment("B")) is shared


SAME: list[tuple[str, dict[str, Any], dict[str, Any], bool]] = [
    ("the same booking", {"reservation": "R"}, {"reservation": "R"}, True),
    ("the same person", {"party": "P"}, {"party": "P"}, True),
    ("somebody else", {}, {}, False),
    ("nobody knows who either is", {"party": ""}, {"party": ""}, False),
    ("from the booked day on", {"party": "P", "end": 2}, {"party": "P", "start": 2, "end": 4}, True),
    ("from the day of leaving on", {"party": "P", "end": 2}, {"party": "P", "start": 0, "end": 4}, True),
    ("from a day between", {"party": "P", "end": 2}, {"party": "P", "start": 1, "end": 4}, False),
    ("from the day before", {"party": "P"}, {"party": "P", "start": -1, "end": 4}, False),
]


@pytest.mark.parametrize(("what", "gone", "other", "same"), SAME, ids=[row[0] for row in SAME])
def test_T13_the_same_booking_or_guest_without_a_night_between_is_one_stay(
    what: str, gone: dict[str, Any], other: dict[str, Any], same: bool
) -> None:
    hotel = together(gone, {"start": 0} | other)
    assert is_same_guest(unit_work_of(hotel), "A", hotel.segment("B"), left_at=LEFT) is same


def test_T13_nobody_continues_their_own_stay_or_one_that_is_not_known() -> None:
    hotel = together({"reservation": "R", "start": 0, "end": 0}, {"reservation": "R", "start": 0})
    work = unit_work_of(hotel)
    assert not is_same_guest(work, "A", hotel.segment("A"), left_at=LEFT)
    assert not is_same_guest(work, "nobody", hotel.segment("B"), left_at=LEFT)


@pytest.mark.parametrize(
    ("booking", "entered", "noticed", "extended"),
    [
        ("R", LEFT + 61 * MINUTE, LEFT, True),
        ("R-B", LEFT + 60 * MINUTE, LEFT, True),
        ("R-B", LEFT + 60 * MINUTE + SECOND, LEFT, False),
        ("R-B", None, LEFT + 60 * MINUTE, True),
        ("R-B", None, LEFT + 60 * MINUTE + SECOND, False),
    ],
)
def test_T13_another_booking_of_the_same_guest_extends_the_stay_for_an_hour(
    booking: str, entered: datetime | None, noticed: datetime, extended: bool
) -> None:
    hotel = together({"reservation": "R", "party": "P"}, {"reservation": booking, "party": "P", "start": 0})
    hotel.view = replace(hotel.view, entered_at={} if entered is None else {"B": entered})
    assert extends(unit_work_of(hotel), "A", hotel.segment("B"), left_at=LEFT, noticed_at=noticed) is extended


def test_T14_once_the_room_was_seen_vacant_it_is_a_new_stay() -> None:
    hotel = together({"reservation": "R"}, {"reservation": "R", "start": 0})
    hotel.room_becomes("101", occupancy_since=LEFT + SECOND)
    assert not extends(unit_work_of(hotel), "A", hotel.segment("B"), left_at=LEFT, noticed_at=LEFT)
    hotel.room_becomes("101", occupancy_since=LEFT)
    assert extends(unit_work_of(hotel), "A", hotel.segment("B"), left_at=LEFT, noticed_at=LEFT)


def test_T56_who_is_back_in_a_room_or_in_a_bed_of_the_dorm_is_back() -> None:
    hotel = together()
    hotel.dorm("5", beds="AB")
    hotel.guest("C", "5/B", type="DORM")
    assert [back_on(unit_work_of(hotel, room), "C") for room in ("5", "5/B", "5/A", "101")] == [
        True,
        True,
        False,
        False,
    ]
    assert (back_on(unit_work_of(hotel), "B"), back_on(unit_work_of(hotel), "A")) == (True, False)
    assert [guest.id for guest in others_in(unit_work_of(hotel), left("B", at=LEFT))] == []
    assert [guest.id for guest in others_in(unit_work_of(hotel), left("A", at=LEFT))] == ["B"]


SWAPS: list[tuple[str, dict[str, Any], Cause, str | None]] = [
    ("each has the other's room", {}, Cause.ROOM_MOVE, "102"),
    ("A checked out", {}, Cause.CHECK_OUT, None),
    ("A has no room now", {"room_id": None}, Cause.ROOM_MOVE, None),
    ("A went to a third room", {"room_id": "103"}, Cause.ROOM_MOVE, None),
    ("A has left the hotel since", {"state": StayState.DEPARTED}, Cause.ROOM_MOVE, None),
]


@pytest.mark.parametrize(("what", "mover", "cause", "with_whom"), SWAPS, ids=[row[0] for row in SWAPS])
def test_T131_two_guests_swapped_rooms_if_each_is_where_the_other_was(
    what: str, mover: dict[str, Any], cause: Cause, with_whom: str | None
) -> None:
    hotel = Story()
    hotel.room("102", "dirty", occupied=True)
    hotel.room("103")
    hotel.guest("A", "102")
    hotel.guest("B", "101")
    hotel.becomes("A", **mover)
    hotel.view = replace(hotel.view, vacates=(left("B", at=LEFT, number="102", cause=Cause.ROOM_MOVE),))
    assert swapped_with(unit_work_of(hotel), left("A", at=LEFT, cause=cause)) == with_whom
