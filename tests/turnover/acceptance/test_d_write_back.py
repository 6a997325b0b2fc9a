"""What is written back to the hotel system about a room, and when nothing is (rows T75 to T79, and T67)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.pms.model import Condition, StayState
from cloudbeds_connector.turnover import (
    Priority,
    TaskState,
    TurnoverPolicy,
    WriteBack,
    is_own_echo,
    write_back,
)

from ..story import Story
from .beginnings import left_at_10_40

INSPECTED_HERE = TurnoverPolicy(require_inspection=True)


@pytest.fixture
def hotel() -> Story:
    return left_at_10_40()


def write_back_of(hotel: Story, *, inspected: bool = True) -> WriteBack:
    return write_back(hotel.view, hotel.tasks()[0], now=hotel.now, policy=hotel.policy, inspected=inspected)


def test_T75_the_work_is_done_and_the_room_is_as_it_was_left(hotel: Story) -> None:
    assert (write_back_of(hotel).condition, write_back_of(hotel).reason) == (None, "The work is not done.")
    hotel.at("10:50").starts()
    assert write_back_of(hotel).condition is None
    hotel.at("11:20").finishes()
    task = hotel.task()
    assert write_back_of(hotel) == WriteBack(
        unit_id="101",
        task_id=task.id,
        condition=Condition.CLEAN,
        row="T75",
        code="work_done",
        reason="The work is done and the room is as it was left.",
    )


def test_T75_work_that_nobody_marked_as_begun_took_its_planned_minutes() -> None:
    """The look that shows the room vacant may come a minute after the departure was reported."""
    hotel = Story()
    hotel.guest("A")
    hotel.at("10:40").checks_out("A", look=False)
    hotel.plan()
    hotel.at("10:41").look("101", "dirty", occupied=False)
    hotel.plan()
    hotel.at("11:10").finishes()
    assert (write_back_of(hotel).condition, write_back_of(hotel).row) == (None, "T78"), (
        "29 minutes: begun before the room was vacant"
    )
    hotel.at("11:11").finishes()
    assert (write_back_of(hotel).condition, write_back_of(hotel).row) == (Condition.CLEAN, "T75")


def test_T75_T78_a_guest_who_left_after_the_work_began_forbids_it(hotel: Story) -> None:
    hotel.at("10:50").starts()
    hotel.at("11:20").finishes()
    hotel.guest("late", start=0, end=0)
    hotel.at("11:21").leaves("late", "101", cause=Cause.DAY_USE)
    hotel.becomes("late", state=StayState.DEPARTED)
    assert (write_back_of(hotel).condition, write_back_of(hotel).row) == (None, "T78")
    hotel.at("11:22").plan()
    assert [task.state for task in hotel.tasks()] == [TaskState.DONE, TaskState.OPEN]
    assert (write_back_of(hotel).condition, write_back_of(hotel).row) == (None, "T78"), "the new turnover says so too"


@pytest.mark.parametrize(("vacant_since", "condition"), [("10:50", Condition.CLEAN), ("10:50:01", None)])
def test_T75_the_room_was_seen_empty_before_the_work_began(vacant_since: str, condition: Condition | None) -> None:
    hotel = left_at_10_40()
    hotel.at("10:50").starts()
    hotel.at("11:20").finishes()
    hotel.room_becomes("101", occupancy_since=hotel.instant(vacant_since))
    assert write_back_of(hotel).condition is condition


def test_T76_an_approved_inspection_is_written_as_inspected() -> None:
    hotel = left_at_10_40(INSPECTED_HERE)
    hotel.at("10:45").starts()
    hotel.at("11:10").finishes(state="inspect_pending")
    assert (write_back_of(hotel).condition, write_back_of(hotel).row) == (Condition.CLEAN, "T75")
    hotel.at("11:20").approves()
    assert (write_back_of(hotel).condition, write_back_of(hotel).row) == (Condition.INSPECTED, "T76")
    hotel.at("11:21").look("101", "inspected")
    assert (write_back_of(hotel).condition, write_back_of(hotel).row) == (None, "T79")


def test_T76_a_rejected_inspection_opens_the_same_task_again_reckoned_from_now() -> None:
    hotel = left_at_10_40(INSPECTED_HERE)
    hotel.arrival("B")
    hotel.plan()
    first = hotel.task()
    hotel.at("14:20").finishes(state="inspect_pending")
    hotel.look("101", "clean")
    hotel.plan()
    hotel.at("14:30").rejects()
    assert (write_back_of(hotel).condition, write_back_of(hotel).row) == (Condition.DIRTY, "T76")
    hotel.plan()
    task = hotel.task()
    assert (hotel.actions, task.row, task.state, task.id) == (["reopen"], "T76", TaskState.OPEN, first.id)
    assert (hotel.local(first.due_by), hotel.local(task.due_by)) == ("20 14:45", "20 15:00")
    assert (task.priority, task.at_risk, task.flags) == (Priority.URGENT, True, ())
    assert (task.completed_at, task.completed_by, task.started_at) == (None, "", None)
    hotel.at("14:31").look("101", "dirty")
    hotel.plan()
    hotel.at("14:50").look("101", "inspected")
    hotel.plan()
    assert (hotel.task().state, hotel.task().row) == (TaskState.VERIFIED, "T69")


def test_T76_a_rejection_long_before_the_next_guest_is_high_only() -> None:
    hotel = left_at_10_40(INSPECTED_HERE)
    hotel.arrival("B")
    hotel.plan()
    hotel.at("11:20").finishes(state="inspect_pending")
    hotel.at("11:30").rejects()
    hotel.plan()
    assert (hotel.task().priority, hotel.local(hotel.task().due_by)) == (Priority.HIGH, "20 14:45")


def test_T76_a_room_that_is_dirty_already_is_not_written_again() -> None:
    hotel = left_at_10_40(INSPECTED_HERE)
    hotel.at("11:20").finishes(state="inspect_pending")
    hotel.at("11:30").rejects()
    assert (write_back_of(hotel).condition, write_back_of(hotel).row) == (None, "T79")


def test_T76_T65_the_inspection_is_rejected_when_the_next_guest_is_in_already() -> None:
    hotel = left_at_10_40(INSPECTED_HERE)
    hotel.arrival("B")
    hotel.at("11:20").finishes(state="inspect_pending")
    hotel.plan()
    hotel.at("15:10").checks_in("B")
    hotel.rejects()
    hotel.plan()
    task = hotel.task()
    assert (hotel.actions, task.state, task.row) == (["reopen"], TaskState.OPEN, "T65")
    assert (task.flags, task.priority) == (("guest_waiting", "occupied_ask_desk"), Priority.URGENT)
    assert hotel.alerts == ["checked_in_to_uncleaned_room"]


def test_T76_T73_a_rejection_beside_another_turnover_of_the_room_makes_no_second_one() -> None:
    hotel = left_at_10_40(INSPECTED_HERE)
    hotel.at("11:20").finishes(state="done")
    hotel.at("12:00").look("101", "clean")
    hotel.at("12:20").look("101", "dirty")
    hotel.at("12:40").look()
    hotel.plan()
    first, _ = hotel.tasks()
    hotel.at("12:50").rejects(task=first)
    hotel.plan()
    first, second = hotel.tasks()
    assert (hotel.actions, first.state, first.flags, second.state) == (["update"], TaskState.DONE, (), TaskState.OPEN)
    assert (hotel.last.commands[0].row, hotel.last.commands[0].task.id) == ("T76", first.id)


@pytest.mark.parametrize(("knows", "condition", "row"), [(True, "inspected", "T76"), (False, "clean", "T77")])
def test_T77_where_the_hotel_system_has_no_inspected_rooms_an_approval_is_written_as_clean(
    hotel: Story, knows: bool, condition: str, row: str
) -> None:
    hotel.at("10:50").starts()
    hotel.at("11:20").finishes(state="verified")
    assert (write_back_of(hotel, inspected=knows).condition, write_back_of(hotel, inspected=knows).row) == (
        Condition(condition),
        row,
    )
    hotel.look("101", condition)
    assert (write_back_of(hotel, inspected=knows).condition, write_back_of(hotel, inspected=knows).row) == (None, "T79")


def test_T78_after_a_check_in_nothing_is_written(hotel: Story) -> None:
    hotel.at("10:50").starts()
    hotel.at("11:20").finishes()
    hotel.arrival("B")
    hotel.at("15:10").checks_in("B", look=False)
    assert (write_back_of(hotel).condition, write_back_of(hotel).row) == (None, "T78"), "the stay says so"
    hotel.becomes("B", state=StayState.EXPECTED)
    assert write_back_of(hotel).condition is Condition.CLEAN
    hotel.look("101", occupied=True)
    assert (write_back_of(hotel).condition, write_back_of(hotel).row) == (None, "T78"), "the room says so"


@pytest.mark.parametrize(("row", "condition"), [("T67", Condition.CLEAN), ("T78", None)])
def test_T67_T78_the_guest_who_waited_for_the_room_may_be_in_it_and_no_other(
    hotel: Story, row: str, condition: Condition | None
) -> None:
    hotel.arrival("B")
    hotel.at("13:00").checks_in("B")
    hotel.plan()
    hotel.at("13:05").starts()
    hotel.at("13:35").finishes()
    if condition is None:
        hotel.guest("C", start=0, end=1)
    assert (write_back_of(hotel).condition, write_back_of(hotel).row) == (condition, row)


def test_T79_the_echo_of_what_was_written_ends_no_task(hotel: Story) -> None:
    hotel.at("10:50").starts()
    hotel.at("11:20").finishes()
    hotel.at("11:21").look("101", "clean")
    hotel.plan()
    assert (hotel.actions, hotel.task().completed_by) == ([], "staff")
    assert (write_back_of(hotel).condition, write_back_of(hotel).reason) == (
        None,
        "The hotel system shows the room clean already.",
    )
    unit = hotel.unit("101")
    assert is_own_echo(unit, written=Condition.CLEAN, written_at=hotel.now)
    assert not is_own_echo(unit, written=Condition.CLEAN, written_at=hotel.now + timedelta(seconds=1))
    assert not is_own_echo(unit, written=Condition.INSPECTED, written_at=hotel.instant("11:20"))
    hotel.room_becomes("101", condition_since=None)
    assert not is_own_echo(hotel.unit("101"), written=Condition.CLEAN, written_at=hotel.instant("11:20"))


def test_T79_what_the_hotel_system_reported_itself_is_not_written_back(hotel: Story) -> None:
    hotel.at("11:20").look("101", "clean")
    hotel.plan()
    hotel.at("12:00").look("101", "dirty")
    assert (write_back_of(hotel).condition, write_back_of(hotel).reason) == (
        None,
        "The hotel system reported the room ready itself.",
    )


def test_T75_T120_a_room_that_the_hotel_system_does_not_show_is_not_written_to(hotel: Story) -> None:
    hotel.at("11:20").finishes()
    hotel.says_nothing()
    assert (write_back_of(hotel).condition, write_back_of(hotel).row) == (None, "T120")
