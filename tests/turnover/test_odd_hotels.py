"""What no hotel should have and some do: an older inspection beside live work, dates at the ends of the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from cloudbeds_connector.pms.model import BlockKind
from cloudbeds_connector.turnover import TaskKind, TaskState, TurnoverPolicy

from .story import FRIDAY, Story


def two_tasks_wait(first_state: str) -> Story:
    """A host may hold an older inspection beside live work."""
    hotel = Story(TurnoverPolicy(require_inspection=True))
    hotel.guest("A")
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    older = hotel.task()
    kept = replace(older, id="older", origin="segment:Z", carries=("Z#1",), state=TaskState(first_state))
    hotel.view = replace(hotel.view, tasks=(kept, replace(older, created_at=older.created_at + timedelta(minutes=5))))
    return hotel


def test_T69_one_inspection_answers_whatever_waits_for_it() -> None:
    hotel = two_tasks_wait("inspect_pending")
    hotel.at("11:30").look("101", "inspected")
    hotel.plan()
    assert [(task.row, task.state) for task in hotel.tasks()] == [("T69", TaskState.VERIFIED)] * 2


def test_T72_started_work_and_an_older_inspection_hear_the_same_word() -> None:
    hotel = two_tasks_wait("inspect_pending")
    hotel.at("10:50")
    hotel.edits(next(task for task in hotel.tasks() if task.id != "older"), state="in_progress", started_at=hotel.now)
    hotel.at("11:10").look("101", "inspected")
    hotel.at("11:30").plan()
    assert {(task.row, task.state) for task in hotel.tasks()} == {
        ("T69", TaskState.VERIFIED),
        ("T72", TaskState.VERIFIED),
    }


def test_T65_T126_a_check_is_dropped_and_the_older_inspection_is_overtaken_by_the_next_guest() -> None:
    hotel = two_tasks_wait("inspect_pending")
    live = next(task for task in hotel.tasks() if task.id != "older")
    hotel.view = replace(
        hotel.view, tasks=(*(t for t in hotel.tasks() if t.id == "older"), replace(live, kind=TaskKind.CHECK))
    )
    hotel.arrival("B")
    hotel.at("11:30").checks_in("B")
    hotel.plan()
    assert {(task.row, task.state) for task in hotel.tasks()} == {
        ("T65", TaskState.CANCELLED),
        ("T126", TaskState.DONE),
    }
    assert hotel.alerts == ["occupied_before_inspection"]


@pytest.mark.parametrize("inclusive", [None, True, False])
def test_T86_a_room_that_is_closed_for_ever_stays_closed(inclusive: bool | None) -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    hotel.room("102")
    for_ever = (date.max - FRIDAY).days
    hotel.block(start=-2, end=for_ever, end_inclusive=inclusive)
    hotel.at("11:00").plan()
    assert (hotel.task().row, hotel.task().state) == ("T86", TaskState.ON_HOLD)
    hotel.block("102", start=(date.min - FRIDAY).days, end=for_ever, end_inclusive=inclusive, kind=BlockKind.HOUSE_USE)
    hotel.plan()


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland"])
@pytest.mark.parametrize("start", [date.min, FRIDAY, date.max])
@pytest.mark.parametrize("end", [date.min, FRIDAY, date.max])
def test_T01_stays_at_the_ends_of_the_calendar_stop_no_plan(zone: str, start: date, end: date) -> None:
    hotel = Story()
    hotel.view = replace(hotel.view, property=replace(hotel.view.property, timezone=zone))
    hotel.guest("A")
    for name, room in (("B", "101"), ("C", "102"), ("D", None)):
        hotel.arrival(name, room)
        hotel.becomes(name, start_date=start, end_date=end, eta=time(1), early_check_in=time(23))
    hotel.guest("E", "103")
    hotel.becomes("E", start_date=start, end_date=end)
    hotel.room("103", "dirty", occupied=True)
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    assert hotel.task().state is TaskState.OPEN
