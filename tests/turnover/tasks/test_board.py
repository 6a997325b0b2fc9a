"""In what order people see the work: tasks first, then the rooms that are still to be left."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cloudbeds_connector.turnover import (
    PlannedDeparture,
    Priority,
    TaskKind,
    TaskState,
    TurnoverTask,
    board_key,
    grouped_by_dorm,
    planned_departures,
    turnover_board,
)

from ..acceptance.beginnings import left_at_10_40
from ..story import Story


def task_of(hotel: Story, **changes: Any) -> TurnoverTask:
    return replace(hotel.task(), **changes)


FIRST_AND_SECOND: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("what is live", {"state": TaskState.ON_HOLD}, {"state": TaskState.DONE, "priority": Priority.URGENT}),
    ("the more urgent", {"priority": Priority.HIGH, "id": "z"}, {"priority": Priority.NORMAL, "flags": ("rush",)}),
    ("a guest who waits", {"flags": ("guest_waiting",), "id": "z"}, {"flags": ("vip",), "room_number": "1"}),
    ("who is in a hurry", {"flags": ("rush",), "id": "z"}, {"flags": (), "room_number": "1"}),
    ("a VIP", {"flags": ("vip",), "id": "z"}, {"flags": (), "room_number": "1"}),
    ("room 9 before room 10", {"room_number": "9", "id": "z"}, {"room_number": "10"}),
    ("9A before 9B", {"room_number": "9A", "id": "z"}, {"room_number": "9B"}),
    ("the id, where all else is equal", {"id": "a"}, {"id": "b"}),
]


@pytest.mark.parametrize(("what", "first", "second"), FIRST_AND_SECOND, ids=[row[0] for row in FIRST_AND_SECOND])
def test_T45_each_thing_counts_before_those_after_it(what: str, first: dict[str, Any], second: dict[str, Any]) -> None:
    hotel = left_at_10_40()
    assert board_key(task_of(hotel, **first)) < board_key(task_of(hotel, **second))


def test_T45_what_is_due_sooner_comes_first_and_then_the_guest_who_comes_sooner() -> None:
    hotel = left_at_10_40()
    noon, one = hotel.instant("12:00"), hotel.instant("13:00")
    sooner = task_of(hotel, due_by=noon, id="z", arrival_at=one)
    later = task_of(hotel, due_by=one, flags=("vip",), arrival_at=noon)
    assert board_key(sooner) < board_key(later)
    assert board_key(task_of(hotel, arrival_at=noon, room_number="2")) < board_key(
        task_of(hotel, arrival_at=one, room_number="1")
    )
    assert board_key(task_of(hotel, arrival_at=one)) < board_key(task_of(hotel, arrival_at=None, room_number="1"))


def test_T45_a_storey_is_done_before_the_next_one() -> None:
    hotel = left_at_10_40()
    assert board_key(task_of(hotel, room_number="900"), storey=1) < board_key(task_of(hotel, room_number="1"), storey=2)
    assert board_key(task_of(hotel)) == board_key(task_of(hotel), storey=0)


@pytest.mark.parametrize("state", ["open", "in_progress", "on_hold"])
def test_everything_that_is_not_over_is_on_the_board(state: str) -> None:
    hotel = left_at_10_40()
    hotel.edits(hotel.task(), state=state)
    assert [row.unit_id for row in turnover_board(hotel.view, now=hotel.now, policy=hotel.policy)] == ["101"]
    hotel.edits(hotel.task(), state="inspect_pending")
    assert turnover_board(hotel.view, now=hotel.now, policy=hotel.policy) == ()


def busy_morning() -> Story:
    """101 was left; 102 to 106 are due out, 107's guest stays."""
    hotel = left_at_10_40()
    for number in range(102, 108):
        hotel.room(str(number), "dirty", occupied=True, storey=3)
        hotel.guest(f"A-{number}", str(number), end=1 if number == 107 else 0)
    hotel.arrival("B", "104", start=0)
    hotel.arrival("C", "105", start=1)
    hotel.room_becomes("102", refused_service=True)
    hotel.room_becomes("106", storey=1)
    hotel.becomes("A-103", scheduled_end=hotel.instant("13:00"))
    return hotel


def test_T19_T55_T83_the_board_shows_the_tasks_and_then_the_planned_departures() -> None:
    hotel = busy_morning()
    board = turnover_board(hotel.view, now=hotel.now, policy=hotel.policy)
    assert [row.unit_id for row in board] == ["101", "104", "105", "106", "103", "102"]
    assert [isinstance(row, PlannedDeparture) for row in board] == [False] + [True] * 5


def test_T55_a_planned_departure_is_reckoned_like_a_turnover_from_check_out_time() -> None:
    hotel = busy_morning()
    rows = {row.unit_id: row for row in planned_departures(hotel.view, now=hotel.now, policy=hotel.policy)}
    assert rows["104"] == PlannedDeparture(
        unit_id="104",
        room_number="104",
        segment_id="A-104",
        available_from=hotel.instant("11:00"),
        due_by=hotel.instant("14:45"),
        needed_by=hotel.instant("15:00"),
        at_risk=False,
        priority=Priority.HIGH,
        clean_minutes=30,
        next_arrival_date=hotel.segment("B").start_date,
        storey=3,
    )
    assert (rows["105"].priority, rows["105"].due_by) == (Priority.NORMAL, hotel.instant("17:00"))
    assert (rows["103"].available_from, rows["103"].overdue) == (hotel.instant("13:00"), False)
    assert (rows["102"].last, rows["106"].last, "107" in rows) == (True, False, False)


@pytest.mark.parametrize(("clock", "overdue"), [("12:00", False), ("12:00:01", True)])
def test_T18_a_guest_who_should_be_out_is_overdue_and_the_room_is_free_from_now_at_best(
    clock: str, overdue: bool
) -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.arrival("B", early_check_in=hotel.view.property.check_out_time)
    (row,) = planned_departures(hotel.at(clock).view, now=hotel.now, policy=hotel.policy)
    assert (row.overdue, row.available_from) == (overdue, hotel.now)
    assert (row.at_risk, row.priority) == (True, Priority.URGENT)


def test_T54_an_extended_stay_is_gone_from_the_board() -> None:
    hotel = Story()
    hotel.guest("A")
    assert planned_departures(hotel.view, now=hotel.now, policy=hotel.policy)
    hotel.guest("A", end=2)
    assert planned_departures(hotel.view, now=hotel.now, policy=hotel.policy) == ()


def test_T95_a_shared_room_is_free_when_its_last_guest_is_to_be_out() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.guest("B", scheduled_end=hotel.instant("12:30"))
    (row,) = planned_departures(hotel.view, now=hotel.now, policy=hotel.policy)
    assert (row.segment_id, row.available_from) == ("B", hotel.instant("12:30"))


def test_T40_a_guest_without_a_room_does_not_raise_the_priority_of_a_planned_departure() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.arrival("X", None)
    (row,) = planned_departures(hotel.view, now=hotel.now, policy=hotel.policy)
    assert row.priority is Priority.LOW, "somebody is still in it; only dirty rooms answer for a guest without one"


def test_T93_T140_beds_are_planned_as_beds_and_grouped_by_their_dorm() -> None:
    hotel = Story()
    hotel.loses_sight_of("A")
    hotel.dorm("5", beds="AB")
    for bed in "AB":
        hotel.guest(f"A-{bed}", f"5/{bed}", type="DORM")
    rows = planned_departures(hotel.view, now=hotel.now, policy=hotel.policy)
    assert [(row.unit_id, row.clean_minutes, row.parent_unit_id) for row in rows] == [
        ("5/A", 10, "5"),
        ("5/B", 10, "5"),
    ]
    assert grouped_by_dorm([]) == ()


def test_T08_planned_service_of_an_occupied_room_is_not_on_the_board_of_turnovers() -> None:
    hotel = left_at_10_40()
    service = replace(hotel.task(), id="service", unit_id="102", kind=TaskKind.STAYOVER)
    hotel._put(tasks=service)
    assert [row.unit_id for row in turnover_board(hotel.view, now=hotel.now, policy=hotel.policy)] == ["101"]


def test_T30_rooms_that_are_not_turned_over_are_not_planned() -> None:
    hotel = Story()
    hotel.room("P1", "dirty", occupied=True, turnover=False)
    hotel.guest("A", "P1")
    assert planned_departures(hotel.view, now=hotel.now, policy=hotel.policy) == ()
