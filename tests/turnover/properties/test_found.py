"""Failures that random days of hotels once found, as fixed examples."""

from __future__ import annotations

from dataclasses import replace

from cloudbeds_connector.turnover import TaskKind, TaskState, TurnoverPolicy

from ..story import Story


def test_T76_T56_a_rejected_inspection_of_a_room_whose_guest_is_back_is_settled_in_one_plan() -> None:
    hotel = Story(TurnoverPolicy(require_inspection=True))
    hotel.guest("A")
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    hotel.at("11:20").finishes(state="inspect_pending")
    hotel.comes_back("A")
    task = hotel.task()
    hotel.view = replace(hotel.view, tasks=(replace(task, flags=(*task.flags, "inspection_rejected")),))
    hotel.at("11:30").plan()
    assert (hotel.task().state, hotel.task().row) == (TaskState.CANCELLED, "T56")


def test_T84_T21_a_dirty_room_in_which_somebody_was_found_gets_its_task_on_hold() -> None:
    hotel = Story()
    hotel.room("101", "dirty", occupied=False, reported_occupied=True)
    hotel.at("10:40").plan()
    assert hotel.task().state is TaskState.ON_HOLD
    assert hotel.alerts == ["discrepancy_sleep"]


def test_T46_T110_the_kind_that_a_person_chose_stays_and_so_do_its_minutes() -> None:
    hotel = Story()
    hotel.room("101", "dirty", occupied=False)
    hotel.at("09:30").plan()
    hotel.edits(hotel.task(), kind=TaskKind.CHECK)
    hotel.at("09:40").plan()
    assert hotel.task().clean_minutes == 5
    hotel.guest("A")
    hotel.at("10:40").checks_out("A", look=False)
    hotel.plan()
    assert (hotel.task().kind, hotel.task().clean_minutes, hotel.task().carries) == (TaskKind.CHECK, 5, ("A#1",))


def test_T137_a_block_that_ends_with_the_night_moves_no_due_time_of_another_room_of_the_type() -> None:
    hotel = Story()
    hotel.room("102", "dirty", occupied=True)
    hotel.guest("A")
    hotel.guest("B", "102")
    hotel.arrival("N", None, end=3)
    hotel.at("10:00").checks_out("B")
    hotel.plan()
    hotel.starts("102")
    hotel.block("102", end_inclusive=False)
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    due = {number: hotel.task(number).due_by for number in ("101", "102")}
    assert hotel.local(due["101"]) == "20 14:45", "it is the one room for the guest who has none"
    hotel.arrival("N2", None, start=1, end=3)
    hotel.plan()
    # from now on 102 counts again, and somebody works in it already, so it comes before 101
    hotel.at("04:00", on=1).plan()
    assert {number: hotel.task(number).due_by for number in due} == due


def test_T88_a_hotel_without_a_task_is_planned_again_when_its_day_begins() -> None:
    hotel = Story()
    hotel.room("101", "clean", occupied=False)
    hotel.block(start=-2, end=1, end_inclusive=False)
    hotel.at("10:40").plan()
    assert hotel.last.look_again_at == hotel.instant("04:00", on=1)
    hotel.now = hotel.last.look_again_at
    hotel.plan()
    assert (hotel.task().kind, hotel.task().row) == (TaskKind.CHECK, "T88")


def test_T137_a_day_guest_whose_day_is_over_still_had_the_room_and_moves_no_due_time_of_another() -> None:
    hotel = Story()
    hotel.room("102", "dirty", occupied=True)
    hotel.guest("A")
    hotel.guest("B", "102")
    hotel.arrival("N", None, end=3)
    hotel.arrival("D", "102", end=0)
    hotel.at("10:00").checks_out("B")
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    due = hotel.task("101").due_by
    assert hotel.local(due) == "20 14:45", "102 is for the day guest, so the guest without a room needs 101"
    hotel.at("04:00", on=1).plan()
    assert hotel.task("101").due_by == due


def test_T20_T116_a_room_found_empty_gets_no_task_while_its_departure_waits_for_the_mapping() -> None:
    hotel = Story(TurnoverPolicy(unmapped="hold", create_on_physical_vacancy=True))
    hotel.room("101", "dirty", occupied=True, mapped=False)
    hotel.guest("A")
    hotel.at("10:40").checks_out("A")
    hotel.guest("B", start=0, end=2)
    hotel.housekeeping_finds(occupied=False)
    hotel.plan()
    assert hotel.tasks() == []
    assert {"unmapped_room", "discrepancy_skip"} <= set(hotel.alerts)
