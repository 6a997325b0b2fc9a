"""What the hotel system says of a room that waits for its turnover (rows T69 to T74 and T80)."""

from __future__ import annotations

import pytest

from cloudbeds_connector.turnover import (
    Priority,
    TaskKind,
    TaskState,
    TurnoverPolicy,
)

from ..story import Story
from .beginnings import left_at_10_40

INSPECTED_HERE = TurnoverPolicy(require_inspection=True)


@pytest.fixture
def hotel() -> Story:
    return left_at_10_40()


@pytest.mark.parametrize(
    ("inspection", "condition", "row", "state"),
    [
        (False, "inspected", "T69", TaskState.VERIFIED),
        (True, "inspected", "T69", TaskState.VERIFIED),
        (False, "clean", "T70", TaskState.DONE),
        (True, "clean", "T71", TaskState.INSPECT_PENDING),
    ],
)
def test_T69_T70_T71_the_hotel_system_calls_the_room_ready(
    inspection: bool, condition: str, row: str, state: TaskState
) -> None:
    hotel = left_at_10_40(TurnoverPolicy(require_inspection=inspection))
    due = hotel.task().due_by
    hotel.at("11:10").look("101", condition)
    hotel.plan()
    task = hotel.task()
    assert (task.row, task.state, task.completed_by) == (row, state, "pms")
    assert (task.completed_at, task.due_by) == (hotel.now, due)
    assert hotel.actions == ["update" if row == "T71" else "complete"]
    assert not hotel.alerts


def test_T69_a_room_inspected_while_it_is_out_of_order_needs_nothing_any_more(hotel: Story) -> None:
    hotel.block(end=3)
    hotel.at("11:00").plan()
    assert hotel.task().state is TaskState.ON_HOLD
    hotel.at("12:00").look("101", "inspected")
    hotel.plan()
    task = hotel.task()
    assert (hotel.actions, task.row, task.state) == (["complete"], "T69", TaskState.VERIFIED)
    assert (task.flags, task.held_from) == ((), None)


def test_T69_a_room_that_was_inspected_when_its_guest_left_is_not_done() -> None:
    hotel = Story()
    hotel.room("101", "inspected", occupied=True)
    hotel.guest("A")
    hotel.at("10:40").look("101", "inspected", occupied=False)
    hotel.checks_out("A", look=False)
    hotel.plan()
    hotel.at("11:30").look()
    hotel.plan()
    assert (hotel.actions, hotel.task().state) == ([], TaskState.OPEN)


@pytest.mark.parametrize(("clock", "alerts"), [("10:54:59", ["clean_without_work"]), ("10:55", [])])
def test_T70_clean_sooner_than_half_the_work_takes_is_doubted(hotel: Story, clock: str, alerts: list[str]) -> None:
    hotel.at(clock).look("101", "clean")
    hotel.plan()
    assert (hotel.task().state, hotel.alerts) == (TaskState.DONE, alerts)
    assert [alert.row for alert in hotel.last.alerts] == ["T70"] * len(alerts)


def test_T70_a_room_called_clean_while_it_is_out_of_order_is_looked_at_when_it_is_sold_again(hotel: Story) -> None:
    hotel.block(end=1, end_inclusive=False)
    hotel.at("11:00").plan()
    hotel.at("15:00").look("101", "clean")
    hotel.plan()
    assert (hotel.actions, hotel.task().state) == ([], TaskState.ON_HOLD)
    hotel.at("04:00", on=1).plan()
    task = hotel.task()
    assert (hotel.actions, task.row, task.state) == (["release"], "T88", TaskState.OPEN)
    hotel.at("08:00", on=1).look("101", "inspected")
    hotel.plan()
    assert hotel.task().state is TaskState.VERIFIED


def test_T71_the_inspection_is_a_room_types_own_matter() -> None:
    hotel = Story(TurnoverPolicy(room_types={"SUITE": {"require_inspection": True}}))
    hotel.room("900", "dirty", occupied=True, type="SUITE")
    for name, number in (("A", "101"), ("B", "900")):
        hotel.guest(name, number)
        hotel.at("10:40").checks_out(name)
    hotel.plan()
    for number in ("101", "900"):
        hotel.at("11:10").look(number, "clean")
    hotel.plan()
    assert (hotel.task("101").state, hotel.task("900").state) == (TaskState.DONE, TaskState.INSPECT_PENDING)


def test_T72_started_work_ends_with_its_people_or_once_the_condition_has_lasted(hotel: Story) -> None:
    hotel.at("10:50").starts()
    hotel.at("11:00").look("101", "clean")
    hotel.plan()
    assert (hotel.task().state, hotel.task().flags) == (TaskState.IN_PROGRESS, ("pms_says_clean",))
    assert hotel.last.look_again_at == hotel.instant("11:15")
    hotel.at("11:05").look("101", "dirty")
    hotel.plan()
    assert (hotel.task().state, hotel.task().flags, hotel.task().row) == (TaskState.IN_PROGRESS, (), "T72")
    hotel.at("11:10").look("101", "clean")
    hotel.plan()
    hotel.at("11:24:59").plan()
    assert (hotel.task().state, hotel.actions) == (TaskState.IN_PROGRESS, [])
    hotel.at("11:25").plan()
    assert (hotel.task().state, hotel.task().row, hotel.task().completed_by) == (TaskState.DONE, "T72", "pms")
    assert (hotel.task().completed_at, hotel.task().flags) == (hotel.instant("11:10"), ())


@pytest.mark.parametrize(
    ("inspection", "condition", "state"),
    [
        (True, "clean", TaskState.INSPECT_PENDING),
        (True, "inspected", TaskState.VERIFIED),
        (False, "inspected", TaskState.VERIFIED),
    ],
)
def test_T72_a_condition_that_has_lasted_ends_the_task_in_its_state(
    inspection: bool, condition: str, state: TaskState
) -> None:
    hotel = left_at_10_40(TurnoverPolicy(require_inspection=inspection))
    hotel.at("10:50").starts()
    hotel.at("11:00").look("101", condition)
    hotel.at("11:15").plan()
    assert (hotel.task().state, hotel.task().row) == (state, "T72")


def test_T72_people_end_their_own_work_while_the_hotel_system_calls_the_room_clean(hotel: Story) -> None:
    hotel.at("10:50").starts()
    hotel.at("11:00").look("101", "clean")
    hotel.plan()
    hotel.at("11:05").finishes()
    hotel.at("11:30").plan()
    assert (hotel.actions, hotel.task().state, hotel.task().completed_by) == ([], TaskState.DONE, "staff")


def test_T73_a_finished_room_turns_dirty_again_and_nobody_was_in_house(hotel: Story) -> None:
    hotel.at("11:20").finishes()
    hotel.at("11:30").look()
    hotel.plan()
    hotel.at("12:00").look()
    hotel.plan()
    assert not hotel.actions, "the hotel system does not show the work yet; no second task is made"
    hotel.at("12:10").look("101", "clean")
    hotel.at("12:30").look("101", "dirty")
    hotel.plan()
    assert (hotel.actions, hotel.last.look_again_at) == ([], hotel.instant("12:40"))
    hotel.at("12:39:59").look()
    hotel.plan()
    assert not hotel.actions, "a look must show it dirty at the end of the debounce"
    hotel.at("12:40").look()
    hotel.plan()
    _, again = hotel.tasks()
    assert (again.cause, again.row, again.kind, again.origin) == (
        "reclean",
        "T73",
        TaskKind.DEPARTURE,
        "dirty:2026-11-20",
    )
    assert again.code == "dirty_again"
    assert (hotel.local(again.due_by), again.priority) == ("20 17:00", Priority.LOW)


def test_T73_a_bed_that_turns_dirty_again_is_still_a_bed() -> None:
    hotel = Story()
    hotel.dorm()
    hotel.guest("A", "5/A")
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    hotel.at("11:00").look("5/A", "clean")
    hotel.plan()
    hotel.at("12:00").look("5/A", "dirty")
    hotel.at("12:10").look("5/A")
    hotel.plan()
    again = hotel.live("5/A")
    assert (again.cause, again.kind, again.clean_minutes) == ("reclean", TaskKind.BED_TURNOVER, 10)


def test_T73_the_next_guest_who_enters_is_no_reclean(hotel: Story) -> None:
    hotel.at("11:20").look("101", "clean")
    hotel.plan()
    hotel.arrival("B")
    hotel.at("15:10").checks_in("B")
    hotel.at("15:30").look()
    hotel.plan()
    assert (hotel.actions, hotel.task().state) == ([], TaskState.DONE)


def test_T73_a_new_turnover_supersedes_the_inspection_that_was_still_awaited() -> None:
    hotel = left_at_10_40(INSPECTED_HERE)
    hotel.at("11:10").look("101", "clean")
    hotel.plan()
    hotel.at("11:30").look("101", "dirty")
    hotel.at("11:45").look()
    hotel.plan()
    first, second = hotel.tasks()
    assert (first.state, second.cause) == (TaskState.DONE, "reclean")
    assert first.code == "superseded"
    assert hotel.actions == ["complete", "create"]


def test_T69_T74_an_inspection_ends_what_waited_for_it_and_may_be_taken_back() -> None:
    hotel = left_at_10_40(INSPECTED_HERE)
    hotel.at("11:10").look("101", "clean")
    hotel.plan()
    hotel.at("11:30").look("101", "inspected")
    hotel.plan()
    assert (hotel.actions, hotel.task().state) == (["complete"], TaskState.VERIFIED)
    hotel.at("11:40").look("101", "clean")
    hotel.plan()
    assert (hotel.actions, hotel.task().row, hotel.task().state) == (["update"], "T74", TaskState.INSPECT_PENDING)


def test_T74_needs_an_inspection_to_take_back_and_an_empty_room() -> None:
    hotel = left_at_10_40()
    hotel.at("11:10").look("101", "inspected")
    hotel.plan()
    hotel.at("11:40").look("101", "clean")
    hotel.plan()
    assert (hotel.actions, hotel.task().state) == ([], TaskState.VERIFIED), "this hotel asks for no inspections"
    hotel = left_at_10_40(INSPECTED_HERE)
    hotel.at("11:10").look("101", "inspected")
    hotel.plan()
    hotel.arrival("B")
    hotel.checks_in("B", look=False)
    hotel.at("15:40").look("101", "clean", occupied=True)
    hotel.plan()
    assert (hotel.actions, hotel.task().state) == ([], TaskState.VERIFIED), "the next guest is in"


def test_T80_an_occupied_room_may_be_clean_or_dirty() -> None:
    hotel = Story()
    hotel.guest("A", end=3)
    for clock, condition in (("09:30", "clean"), ("10:00", "dirty"), ("10:30", "clean"), ("11:00", "dirty")):
        hotel.at(clock).look("101", condition)
        hotel.plan()
        assert (hotel.actions, hotel.alerts) == ([], [])
