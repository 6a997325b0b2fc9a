"""Rooms that are out of order, held, or used by the house (rows T85 to T92)."""

from __future__ import annotations

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.pms.model import BlockKind
from cloudbeds_connector.turnover import Priority, TaskKind, TaskState

from ..story import Story
from .beginnings import left_at_10_40


@pytest.fixture
def hotel() -> Story:
    return left_at_10_40()


@pytest.mark.parametrize(("inclusive", "free"), [(False, 1), (True, 2), (None, 2)])
def test_T85_a_room_out_of_order_is_left_and_waits_until_the_first_day_it_is_sold(
    inclusive: bool | None, free: int
) -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.arrival("B", start=2)
    hotel.block(end=1, end_inclusive=inclusive)
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    task = hotel.task()
    assert (hotel.actions, hotel.decision("A#1").row, task.row) == (["create"], "T03", "T03")
    assert (task.state, task.held_from, task.flags) == (TaskState.ON_HOLD, TaskState.OPEN, ("out_of_order",))
    assert (task.priority, task.at_risk, hotel.alerts) == (Priority.LOW, False, [])
    assert (hotel.local(task.held_until), task.due_by > hotel.now) == (f"{20 + free} 04:00", True)
    hotel.at("03:59:59", on=free).plan()
    assert hotel.task().state is TaskState.ON_HOLD
    hotel.at("04:00", on=free).plan()
    task = hotel.task()
    assert (hotel.actions, task.row, task.state, task.held_until) == (["release"], "T88", TaskState.OPEN, None)
    assert task.priority is (Priority.HIGH if free == 2 else Priority.NORMAL)
    assert hotel.local(task.due_by) == ("22 14:45" if free == 2 else "21 17:00"), "reckoned at the release"


def test_T85_T130_nobody_knows_whether_the_last_date_is_blocked_and_a_guest_arrives_on_it(hotel: Story) -> None:
    hotel.block(end=1)
    hotel.arrival("B", start=1)
    hotel.at("11:00").plan()
    assert (hotel.task().state, hotel.local(hotel.task().held_until)) == (TaskState.ON_HOLD, "21 04:00")
    assert hotel.alerts == []
    hotel.at("04:00", on=1).plan()
    assert (hotel.task().state, hotel.local(hotel.task().due_by)) == (TaskState.OPEN, "21 14:45")
    assert hotel.alerts == ["block_end_ambiguous"]
    assert hotel.last.alerts[0].row == "T85"


def test_T86_T88_a_block_holds_open_work_and_lets_it_go(hotel: Story) -> None:
    hotel.block(end=2)
    hotel.at("11:00").plan()
    task = hotel.task()
    assert (hotel.actions, task.row, task.state, task.held_from) == (["hold"], "T86", TaskState.ON_HOLD, TaskState.OPEN)
    assert (task.priority, hotel.local(task.held_until)) == (Priority.LOW, "23 04:00")
    hotel.removes_the_block()
    hotel.at("12:00").plan()
    task = hotel.task()
    assert (hotel.actions, task.row, task.state, task.flags) == (["release"], "T88", TaskState.OPEN, ())
    assert hotel.local(task.due_by) == "20 17:00"


def test_T86_T38_what_was_due_before_the_block_is_due_anew_after_it(hotel: Story) -> None:
    hotel.arrival("B", end=1)
    hotel.plan()
    hotel.block(end=2)
    hotel.at("11:00").plan()
    hotel.removes_the_block()
    hotel.at("14:50").plan()
    assert (hotel.local(hotel.task().due_by), hotel.task().priority) == ("20 15:20", Priority.URGENT)


def test_T87_work_that_has_begun_goes_on_in_a_blocked_room(hotel: Story) -> None:
    hotel.at("10:50").starts()
    hotel.plan()
    due = hotel.task().due_by
    hotel.block(end=2)
    hotel.at("11:00").plan()
    task = hotel.task()
    assert (hotel.actions, task.row, task.state, task.flags) == (
        ["update"],
        "T87",
        TaskState.IN_PROGRESS,
        ("out_of_order",),
    )
    assert (task.due_by, task.held_from) == (due, None)
    hotel.removes_the_block()
    hotel.at("11:10").plan()
    assert (hotel.actions, hotel.task().state, hotel.task().flags) == (["update"], TaskState.IN_PROGRESS, ())


def test_T87_T72_work_in_a_blocked_room_is_flagged_as_clean_whether_the_block_goes_or_not(hotel: Story) -> None:
    hotel.at("10:50").starts()
    hotel.block(end=2)
    hotel.at("11:00").look("101", "clean")
    hotel.plan()
    assert hotel.task().flags == ("out_of_order", "pms_says_clean")
    hotel.removes_the_block()
    hotel.at("11:10").plan()
    assert hotel.task().flags == ("pms_says_clean",)
    hotel.at("11:15").plan()
    assert (hotel.task().state, hotel.task().row) == (TaskState.DONE, "T72")


ENDED = [
    (BlockKind.OUT_OF_ORDER, "unknown", TaskKind.DEPARTURE, "T88"),
    (BlockKind.OUT_OF_ORDER, "dirty", TaskKind.DEPARTURE, "T88"),
    (BlockKind.OUT_OF_ORDER, "clean", TaskKind.CHECK, "T88"),
    (BlockKind.OUT_OF_ORDER, "inspected", TaskKind.CHECK, "T88"),
    (BlockKind.HOUSE_USE, "clean", TaskKind.DEPARTURE, "T28"),
    (BlockKind.OUT_OF_SERVICE, "clean", None, ""),
    (BlockKind.COURTESY_HOLD, "clean", None, ""),
]


@pytest.mark.parametrize(
    ("kind", "condition", "made", "row", "shown"),
    [*((*case, True) for case in ENDED), (*ENDED[2], False), (*ENDED[4], False), (*ENDED[5], False)],
)
def test_T28_T88_T90_T91_a_block_ends_whether_or_not_the_hotel_system_still_shows_it(
    kind: BlockKind, condition: str, made: TaskKind | None, row: str, shown: bool
) -> None:
    hotel = Story()
    hotel.room("101", condition)
    hotel.block(start=-2, end=0, kind=kind, end_inclusive=True)
    if made is not None:
        hotel.at("03:59:59", on=1).plan()
        assert not hotel.actions
    hotel.at("04:00", on=1)
    if not shown:
        hotel.removes_the_block()
    hotel.plan()
    tasks = [(task.kind, task.cause, task.row, task.origin) for task in hotel.tasks()]
    assert tasks == ([(made, "block_end", row, "block:b-101")] if made else [])


@pytest.mark.parametrize(("kind", "condition", "made", "row"), ENDED[1:6])
def test_T28_T88_a_block_is_taken_away_before_its_end(
    kind: BlockKind, condition: str, made: TaskKind | None, row: str
) -> None:
    hotel = Story()
    hotel.room("101", condition)
    hotel.block(start=-1, end=3, kind=kind)
    hotel.removes_the_block()
    hotel.at("09:30").plan()
    assert [(task.kind, task.cause, task.row) for task in hotel.tasks()] == ([(made, "block_end", row)] if made else [])


def test_T88_a_block_that_was_put_and_taken_away_on_one_day_closed_nothing() -> None:
    hotel = Story()
    hotel.room("101", "clean")
    hotel.block(start=0, end=3)
    hotel.plan()
    hotel.removes_the_block()
    hotel.at("09:30").plan()
    assert not hotel.tasks()


def test_T88_a_block_of_tomorrow_is_taken_away() -> None:
    hotel = Story()
    hotel.room("101", "clean")
    hotel.block(start=1, end=3)
    hotel.removes_the_block()
    hotel.plan()
    assert not hotel.tasks()


def test_T88_a_guest_is_in_the_room_that_was_blocked() -> None:
    hotel = Story()
    hotel.guest("A", end=3)
    hotel.block(start=-1, end=3)
    hotel.plan()
    hotel.removes_the_block()
    hotel.at("09:30").plan()
    assert (hotel.actions, hotel.alerts) == ([], [])


def test_T88_a_block_is_taken_away_put_again_and_taken_away_again() -> None:
    hotel = Story()
    hotel.room("101", "clean")
    hotel.block(start=-1, end=3)
    hotel.removes_the_block()
    hotel.plan()
    first = hotel.task()
    assert (first.kind, first.vacate_seq, first.state) == (TaskKind.CHECK, 1, TaskState.OPEN)
    hotel.another_look()
    hotel.block(start=-1, end=3)
    hotel.at("10:00").plan()
    assert (hotel.actions, hotel.task().row) == (["hold"], "T86")
    hotel.removes_the_block()
    hotel.at("10:30").plan()
    assert (hotel.actions, hotel.task().state) == (["release"], TaskState.OPEN), "held work goes on, nothing is doubled"
    hotel.at("11:00").finishes()
    hotel.plan()
    assert hotel.actions == [], "that block was minded today"
    hotel.another_look()
    hotel.block(start=-1, end=5)
    hotel.at("12:00").plan()
    hotel.removes_the_block()
    hotel.at("09:00", on=1).plan()
    first, second = hotel.tasks()
    assert (first.state, second.kind, second.vacate_seq, second.origin) == (
        TaskState.DONE,
        TaskKind.CHECK,
        2,
        first.origin,
    )


def test_T88_a_room_that_was_turned_over_on_the_day_its_block_ended_is_ready() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.block(start=-1, end=0, end_inclusive=True)
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    hotel.at("04:00", on=1).plan()
    assert (hotel.actions, hotel.task().row) == (["release"], "T88")
    hotel.at("09:00", on=1).look("101", "inspected")
    hotel.plan()
    hotel.removes_the_block()
    hotel.at("10:00", on=1).plan()
    assert (hotel.actions, [task.state for task in hotel.tasks()]) == ([], [TaskState.VERIFIED])


def test_T89_a_block_is_made_longer_and_shorter_and_ends(hotel: Story) -> None:
    hotel.block(end=2, end_inclusive=False)
    hotel.at("11:00").plan()
    assert hotel.local(hotel.task().held_until) == "22 04:00"
    hotel.block(end=4, end_inclusive=False)
    hotel.at("11:10").plan()
    task = hotel.task()
    assert (hotel.actions, task.row, task.state, hotel.local(task.held_until)) == (
        ["update"],
        "T89",
        TaskState.ON_HOLD,
        "24 04:00",
    )
    hotel.block(end=1, end_inclusive=False)
    hotel.at("11:20").plan()
    assert (hotel.task().row, hotel.local(hotel.task().held_until)) == ("T89", "21 04:00")
    hotel.block(end=0, end_inclusive=False)
    hotel.at("11:30").plan()
    assert (hotel.actions, hotel.task().state, hotel.task().held_until) == (["release"], TaskState.OPEN, None)


def test_T89_T92_another_block_follows_at_once_and_the_room_is_sold_after_both(hotel: Story) -> None:
    hotel.block(end=1, end_inclusive=False)
    hotel.at("11:00").plan()
    hotel.block(id="paint", start=1, end=3, end_inclusive=False)
    hotel.at("11:10").plan()
    assert (hotel.task().row, hotel.local(hotel.task().held_until)) == ("T89", "23 04:00")
    hotel.block(id="next week", start=4, end=8)
    hotel.at("11:20").plan()
    assert hotel.actions == [], "between the two the room is sold"


def test_T90_a_room_out_of_service_is_still_sold_and_turned_over(hotel: Story) -> None:
    hotel.block(end=2, kind=BlockKind.OUT_OF_SERVICE)
    hotel.arrival("B")
    hotel.at("11:00").plan()
    assert (hotel.task().state, hotel.local(hotel.task().due_by), hotel.alerts) == (TaskState.OPEN, "20 14:45", [])


def test_T91_a_courtesy_hold_is_a_tentative_arrival_and_its_end_is_nothing(hotel: Story) -> None:
    hotel.block(start=0, end=1, kind=BlockKind.COURTESY_HOLD)
    hotel.plan()
    task = hotel.task()
    assert (task.state, task.priority, task.flags) == (TaskState.OPEN, Priority.HIGH, ("tentative",))
    assert (task.next_segment_id, hotel.local(task.due_by)) == ("block:b-101", "20 14:45")
    hotel.removes_the_block()
    hotel.at("11:00").plan()
    assert (hotel.actions, hotel.task().priority, hotel.task().flags) == (["update"], Priority.LOW, ())
    hotel.at("11:10").finishes()
    hotel.at("04:00", on=1).plan()
    assert (hotel.actions, hotel.alerts) == ([], []), "nobody was late, and nobody slept there"


def test_T91_a_hotel_may_count_no_tentative_arrivals() -> None:
    hotel = Story()
    hotel.wants(count_tentative=False)
    hotel.guest("A")
    hotel.block(start=0, end=1, kind=BlockKind.COURTESY_HOLD)
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    assert (hotel.task().priority, hotel.task().next_segment_id) == (Priority.LOW, None)


def test_T92_one_room_blocked_twice_is_held_once_and_checked_once() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.block(end=1, end_inclusive=False)
    hotel.block(id="added by the hotel system", end=1, end_inclusive=False)
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    assert hotel.actions == ["create"]
    hotel.at("04:00", on=1).plan()
    assert (hotel.actions, hotel.task().state) == (["release"], TaskState.OPEN)
    hotel = Story()
    hotel.room("101", "clean")
    hotel.block(start=-1, end=1, end_inclusive=False)
    hotel.block(id="added by the hotel system", start=-1, end=1, end_inclusive=False)
    hotel.at("04:00", on=1).plan()
    assert (hotel.actions, hotel.task().kind) == (["create"], TaskKind.CHECK)
    hotel.at("09:00", on=1).finishes()
    hotel.at("09:05", on=1).plan()
    assert not hotel.actions


def test_T88_T92_one_of_two_blocks_is_taken_away_and_the_other_keeps_the_room_closed(hotel: Story) -> None:
    hotel.block(end=3, end_inclusive=False)
    hotel.block(id="paint", end=2, end_inclusive=False)
    hotel.at("11:00").plan()
    assert hotel.local(hotel.task().held_until) == "23 04:00"
    hotel.removes_the_block(id="b-101")
    hotel.at("11:10").plan()
    assert (hotel.actions, hotel.task().row, hotel.local(hotel.task().held_until)) == (["update"], "T89", "22 04:00")


def test_T85_T17_a_second_guest_leaves_the_blocked_room_and_the_held_task_carries_both() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.block(end=1, end_inclusive=False)
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    hotel.arrival("day", start=0, end=0)
    hotel.at("12:00").checks_in("day")
    hotel.plan()
    assert hotel.task().state is TaskState.ON_HOLD, "somebody was checked in to a room out of order"
    hotel.at("15:00").checks_out("day", cause=Cause.DAY_USE)
    hotel.plan()
    task = hotel.task()
    assert (task.carries, task.state, task.flags) == (("A#1", "day#1"), TaskState.ON_HOLD, ("out_of_order",))
