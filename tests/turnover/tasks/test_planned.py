"""What the board says of a room that is still to be left, field by field, and where its row stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from cloudbeds_connector.turnover import (
    PlannedDeparture,
    Priority,
    TurnoverPolicy,
    planned_departures,
    turnover_board,
)

from ..acceptance.beginnings import left_at_10_40
from ..story import Story
from ..working_unit import SECOND


def planned(hotel: Story) -> list[PlannedDeparture]:
    return list(planned_departures(hotel.view, now=hotel.now, policy=hotel.policy))


def test_T19_T43_T55_a_suites_late_check_out_is_planned_with_its_own_minutes_and_the_next_guests_estimate() -> None:
    hotel = Story(TurnoverPolicy(clean_minutes={"departure/DLX": 50}))
    hotel.guest("A")
    hotel.becomes("A", scheduled_end=hotel.instant("12:00"))
    hotel.arrival("B", eta=time(13))
    hotel.room_becomes("101", storey=1, parent_id="W", do_not_disturb=True)
    assert planned(hotel) == [
        PlannedDeparture(
            unit_id="101",
            room_number="101",
            segment_id="A",
            available_from=hotel.instant("12:00"),
            due_by=hotel.instant("12:50"),
            needed_by=hotel.instant("13:00"),
            at_risk=True,
            priority=Priority.HIGH,
            clean_minutes=50,
            next_arrival_date=hotel.segment("B").start_date,
            next_arrival_eta=time(13),
            last=True,
            parent_unit_id="W",
            storey=1,
        )
    ]


@pytest.mark.parametrize(
    ("minutes", "priority", "at_risk"),
    [(30, Priority.HIGH, False), (225, Priority.HIGH, False), (226, Priority.URGENT, True)],
)
def test_T43_the_room_types_minutes_decide_whether_the_time_is_enough(
    minutes: int, priority: Priority, at_risk: bool
) -> None:
    hotel = Story(TurnoverPolicy(clean_minutes={"departure/DLX": minutes}))
    hotel.guest("A")
    hotel.arrival("B")
    (row,) = planned(hotel)
    assert (row.priority, row.at_risk, row.clean_minutes) == (priority, at_risk, minutes)


@pytest.mark.parametrize(("grace", "late", "overdue"), [(60, 0, False), (60, 1, True), (0, 0, False), (0, 1, True)])
def test_T18_a_guest_is_overdue_a_second_after_the_grace(grace: int, late: int, overdue: bool) -> None:
    hotel = Story(TurnoverPolicy(grace_overdue_minutes=grace))
    hotel.guest("A")
    hotel.at("12:00" if grace else "11:00")
    hotel.now += late * SECOND
    (row,) = planned(hotel)
    assert (row.overdue, row.available_from, row.next_arrival_date, row.next_arrival_eta) == (
        overdue,
        hotel.now,
        None,
        None,
    )


def two_rooms(first: dict[str, Any], second: dict[str, Any]) -> list[str]:
    """101 and 102 are due out, and differ in this; their rooms in the order of work."""
    hotel = Story()
    hotel.guest("A")
    hotel.room("102", "dirty", occupied=True)
    hotel.guest("B", "102")
    for number, changes in (("101", first), ("102", second)):
        hotel.room_becomes(number, **changes)
    return [row.unit_id for row in planned(hotel)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"number": "20", "storey": None}, {"number": "10", "storey": 1}),
        ({"number": "20", "storey": 1}, {"number": "10", "storey": 2}),
        ({"number": "20", "storey": -1}, {"number": "10", "storey": 0}),
        ({"number": "9", "storey": 1}, {"number": "10", "storey": 1}),
        ({"number": "9", "storey": None}, {"number": "10", "storey": 0}),
        ({"number": "9"}, {"number": "9"}),
    ],
)
def test_T45_planned_departures_are_sorted_by_storey_and_number(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert two_rooms(first, second) == ["101", "102"]
    if first != second:
        assert two_rooms(second, first) == ["102", "101"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"storey": None, "number": "20"}, {"storey": 1, "number": "10"}),
        ({"storey": 1, "number": "20"}, {"storey": 2, "number": "10"}),
        ({"storey": None, "number": "9"}, {"storey": 0, "number": "10"}),
    ],
)
def test_T45_tasks_are_sorted_by_storey_and_number(first: dict[str, Any], second: dict[str, Any]) -> None:
    hotel = left_at_10_40()
    hotel.room("102", "dirty")
    one = replace(hotel.task(), room_number=first["number"])
    two = replace(one, id="another", unit_id="102", room_number=second["number"])
    hotel.room_becomes("101", storey=first["storey"])
    hotel.room_becomes("102", storey=second["storey"])
    for tasks in ((one, two), (two, one)):
        hotel.view = replace(hotel.view, tasks=tasks)
        assert turnover_board(hotel.view, now=hotel.now, policy=hotel.policy) == (one, two)


@pytest.mark.parametrize(("storey", "units"), [(1, ["gone", "101"]), (-1, ["101", "gone"])])
def test_T45_a_task_of_a_room_that_is_gone_is_sorted_on_the_ground_floor(storey: int, units: list[str]) -> None:
    hotel = left_at_10_40()
    hotel.room_becomes("101", storey=storey)
    hotel._put(tasks=replace(hotel.task(), id="another", unit_id="gone", room_number="500" if storey == 1 else "1"))
    board = turnover_board(hotel.view, now=hotel.now, policy=hotel.policy)
    assert [row.unit_id for row in board] == units
