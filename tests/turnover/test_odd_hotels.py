"""What no hotel should have and some do: an older inspection beside live work, dates at the ends of the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.pms.model import BlockKind
from cloudbeds_connector.turnover import TaskKind, TaskState, TurnoverPolicy

from .calendar import FRIDAY
from .story import Story


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


def test_T72_the_same_condition_ends_started_work_and_an_older_inspection() -> None:
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


def test_T30_a_room_type_that_gets_no_turnovers_says_so_and_the_others_get_theirs() -> None:
    hotel = Story(TurnoverPolicy(room_types={"LONG": {"turnovers": False}}))
    hotel.room("900", "dirty", occupied=True, type="LONG")
    for name, number in (("A", "101"), ("B", "900")):
        hotel.guest(name, number)
        hotel.at("10:40").checks_out(name)
    hotel.plan()
    assert [task.unit_id for task in hotel.view.tasks] == ["101"]
    assert (hotel.decision("B#1").action, hotel.decision("B#1").row) == ("noop", "T30")
    assert hotel.decision("B#1").reason == "The hotel's policy wants no turnovers for Room 900."
    hotel.wants(room_types={}, turnovers=False)
    hotel.at("11:00").reports_again()
    hotel.plan()
    assert (hotel.actions, hotel.task("101").state) == ([], TaskState.OPEN), "what is under way goes on"


def test_T72_T84_three_reasons_to_wait_end_one_after_the_other() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    hotel.at("10:50").starts()
    hotel.at("11:00").comes_back("A")
    hotel.plan()
    hotel.block(end=1, end_inclusive=False)
    hotel.at("11:10").plan()
    assert hotel.task().flags == ("check_out_reverted", "out_of_order")
    hotel.at("11:20").checks_out("A")
    hotel.housekeeping_finds(occupied=True)
    hotel.plan()
    assert (hotel.task().flags, hotel.task().held_from) == (("discrepancy", "out_of_order"), TaskState.IN_PROGRESS)
    hotel.at("11:30").housekeeping_finds(occupied=False)
    hotel.plan()
    assert (hotel.task().flags, hotel.task().state) == (("out_of_order",), TaskState.ON_HOLD)
    hotel.removes_the_block()
    hotel.at("11:40").plan()
    assert (hotel.task().flags, hotel.task().state) == ((), TaskState.IN_PROGRESS)


def test_T86_what_people_put_on_hold_is_theirs_to_release() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    hotel.edits(hotel.task(), state="on_hold")
    hotel.block(end=1, end_inclusive=False)
    hotel.at("11:00").plan()
    assert (hotel.task().flags, hotel.task().held_until) == ((), None)
    hotel.removes_the_block()
    hotel.at("11:10").plan()
    assert (hotel.actions, hotel.task().state) == ([], TaskState.ON_HOLD)


@pytest.mark.parametrize("begun", ["101", "both"])
def test_T118_somebody_works_on_a_room_that_has_open_work_under_two_ids(begun: str) -> None:
    hotel = Story()
    hotel.room("9-101", "dirty", number="101", occupied=True)
    hotel.guest("A")
    hotel.guest("B", "9-101")
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    hotel.at("10:50").checks_out("B")
    hotel.plan()
    kept = hotel.task("101")
    for number in ("101", "9-101"):
        if begun in (number, "both"):
            hotel.at("10:55").starts(number)
    hotel.at("11:00").gets_another_id("101", "9-101")
    hotel.plan()
    assert hotel.actions == ["cancel", "update"]
    assert (hotel.live("9-101").id, hotel.live("9-101").carries) == (kept.id, ("A#1", "B#1"))


def test_T143_a_room_that_turns_dirty_with_the_first_look_belongs_to_what_was_so_then() -> None:
    hotel = Story()
    hotel.room("101", "clean")
    hotel.at("09:00").look("101", "dirty")
    hotel.first_look()
    hotel.plan()
    assert hotel.alerts == ["first_look_backlog"]
    hotel.later_look()
    hotel.at("10:00").look()
    hotel.plan()
    assert hotel.actions == []
    hotel.wants(first_look="create")
    hotel.plan()
    assert hotel.task().row == "T114"


def test_T118_what_has_ended_under_the_old_id_is_not_merged_into_what_is_open() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    hotel.at("11:00").finishes()
    hotel.guest("B", start=0)
    hotel.at("12:00").checks_out("B", cause=Cause.DAY_USE)
    hotel.plan()
    hotel.at("12:10").gets_another_id("101", "9-101")
    hotel.plan()
    assert [(task.state, task.carries) for task in hotel.tasks("9-101")] == [
        (TaskState.DONE, ("A#1",)),
        (TaskState.OPEN, ("B#1",)),
    ]


def closed_for(days: int, *, rooms: tuple[str, ...] = ("101",)) -> Story:
    """Rooms 101 to 103 are clean, and some of them were closed until this morning."""
    hotel = Story()
    for number in ("101", "102", "103"):
        hotel.room(number, "clean")
    for number in rooms:
        hotel.block(number, start=-days, end=0, end_inclusive=False)
    return hotel


def test_T88_T138_one_long_repair_is_no_season_and_one_short_repair_is_no_part_of_it() -> None:
    hotel = closed_for(20)
    hotel.plan()
    assert (hotel.task().kind, hotel.task().row) == (TaskKind.CHECK, "T88")
    hotel = closed_for(20, rooms=("102", "103"))
    hotel.block("101", start=-3, end=0, end_inclusive=False)
    hotel.plan()
    assert [(hotel.task(number).kind, hotel.task(number).row) for number in ("101", "102", "103")] == [
        (TaskKind.CHECK, "T88"),
        (TaskKind.REFRESH, "T138"),
        (TaskKind.REFRESH, "T138"),
    ]


@pytest.mark.parametrize("what", [{"virtual": True}, {"turnover": False}])
def test_T138_only_rooms_that_are_turned_over_are_counted(what: dict[str, bool]) -> None:
    hotel = closed_for(20, rooms=("102", "103"))
    hotel.room("P1", "unknown", occupied=None, **what)
    hotel.plan()
    assert hotel.task("102").row == "T138", "two rooms of three, and not of four"
