"""What is left of a hold when its task ends, what a task that is opened again begins with, and what it answers for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.pms.model import StayState
from cloudbeds_connector.turnover import Action, TaskKind, TaskState, TurnoverPolicy, TurnoverTask, write_back
from cloudbeds_connector.turnover.tasks.holds import held_by_people, hold, not_started, release, resume

from ..acceptance.beginnings import left_at_10_40
from ..story import Story


def blocked_at_10_50(policy: TurnoverPolicy | None = None) -> Story:
    """The task waits: the room is out of order since 10:50."""
    hotel = left_at_10_40(policy)
    hotel.block(end=3, end_inclusive=False)
    hotel.at("10:50").plan()
    assert (hotel.task().state, hotel.task().held_from) == (TaskState.ON_HOLD, TaskState.OPEN)
    return hotel


# -- what ends is not held any more


def its_guest_is_back(hotel: Story) -> None:
    hotel.comes_back("A")


def its_booking_is_cancelled(hotel: Story) -> None:
    hotel.becomes("A", state=StayState.CANCELLED)


def its_guest_stays_on(hotel: Story) -> None:
    hotel.room_becomes("101", occupied=None, occupancy_since=None)
    hotel.guest("A2", start=0, end=2, reservation="R-A")


@pytest.mark.parametrize(
    ("happens", "row"),
    [(its_guest_is_back, "T56"), (its_booking_is_cancelled, "T61"), (its_guest_stays_on, "T13")],
)
def test_T56_T61_T13_held_work_that_is_not_needed_is_cancelled_and_no_longer_held(
    happens: Callable[[Story], None], row: str
) -> None:
    hotel = blocked_at_10_50()
    happens(hotel.at("11:00"))
    hotel.plan()
    task = hotel.task()
    assert (hotel.actions, task.row, task.state, task.held_from) == (["cancel"], row, TaskState.CANCELLED, None)
    assert ("out_of_order" in task.flags) is (row != "T56"), "a task that may be opened again is free of it"
    assert hotel.last.commands[0].row == row


def test_T20_a_turnover_of_a_room_found_empty_is_cancelled_and_held_no_more() -> None:
    hotel = Story(TurnoverPolicy(create_on_physical_vacancy=True))
    hotel.guest("A", end=3)
    hotel.housekeeping_finds(occupied=False)
    hotel.plan()
    assert (hotel.task().row, hotel.task().flags, hotel.last.decisions[0].row) == ("T20", ("skip",), "T20")
    hotel.block(end=1, end_inclusive=False)
    hotel.at("11:00").plan()
    assert hotel.task().held_from is TaskState.OPEN
    hotel.housekeeping_finds(occupied=True)
    hotel.at("11:10").plan()
    task = hotel.task()
    assert (task.row, task.state, task.held_from, task.code) == (
        "T20",
        TaskState.CANCELLED,
        None,
        "found_occupied",
    )


def test_T08_service_on_hold_is_cancelled_and_held_no_more() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.service_is_planned()
    hotel._put(tasks=replace(hotel.service(), state=TaskState.ON_HOLD, held_from=TaskState.OPEN))
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    service = hotel.service()
    assert (service.state, service.row, service.held_from) == (TaskState.CANCELLED, "T08", None)


def test_T118_merged_work_is_held_no_more_and_the_stronger_kind_is_kept() -> None:
    hotel = left_at_10_40()
    hotel.room("9-101", "dirty", number="101", occupied=True)
    hotel.guest("B", "9-101")
    hotel.at("10:50").checks_out("B")
    hotel.plan()
    hotel.block("9-101", end=1, end_inclusive=False)
    hotel.at("10:55").plan()
    kept, merged = hotel.task("101"), hotel.task("9-101")
    hotel._put(tasks=replace(kept, kind=TaskKind.CHECK, carries=("A#1", "B#1")))
    hotel.unblock()
    hotel.at("11:00").gets_another_id("101", "9-101")
    hotel.plan()
    by_id = {command.task.id: command for command in hotel.last.commands}
    assert {command.row for command in by_id.values()} == {"T118"}
    assert (by_id[merged.id].task.state, by_id[merged.id].task.held_from) == (TaskState.CANCELLED, None)
    assert (by_id[kept.id].task.kind, by_id[kept.id].task.carries) == (TaskKind.DEPARTURE, ("A#1", "B#1"))
    assert (by_id[kept.id].task.row, by_id[merged.id].task.row) == ("T118", "T118")


@pytest.mark.parametrize("condition", ["inspected", "clean"])
def test_T69_T72_what_the_hotel_system_ends_is_free_of_what_stood_only_while_it_lasted(condition: str) -> None:
    hotel = left_at_10_40()
    hotel.at("10:50").starts()
    standing = ("discrepancy", "guest_waiting", "occupied_ask_desk", "out_of_order", "overdue", "pms_says_clean", "vip")
    hotel._put(tasks=replace(hotel.task(), flags=standing, held_from=TaskState.OPEN))
    hotel.at("11:00").look("101", condition)
    hotel.at("11:15").plan()
    task = hotel.task()
    assert (task.row, task.flags, task.held_from) == ("T72", ("vip",), None)
    assert (task.completed_at, task.completed_by) == (hotel.instant("11:00"), "pms")


# -- what is opened again is as if nobody had begun


def began_on(hotel: Story) -> TurnoverTask:
    """A person ends the held work in the hotel's own words, and leaves everything else on the task."""
    task = replace(
        hotel.task(),
        state=TaskState.CANCELLED,
        started_at=hotel.instant("10:50"),
        completed_at=hotel.now,
        completed_by="staff",
        version=7,
    )
    hotel._put(tasks=task)
    return task


def test_T59_work_that_was_held_and_that_people_cancelled_begins_anew_when_the_guest_leaves_again() -> None:
    hotel = left_at_10_40()
    hotel.at("10:50").starts()
    hotel.at("11:00").comes_back("A")
    hotel.plan()
    assert (hotel.task().state, hotel.task().flags) == (TaskState.ON_HOLD, ("check_out_reverted",))
    hotel.at("11:05")
    before = began_on(hotel)
    ref = hotel.at("16:45").checks_out("A")
    hotel.plan()
    task = hotel.task()
    assert (hotel.actions, hotel.decision(ref).row, task.id) == (["reopen"], "T59", before.id)
    assert (task.state, task.held_from, task.flags) == (TaskState.OPEN, None, ())
    assert (task.started_at, task.completed_at, task.completed_by) == (None, None, "")
    assert (task.vacated_at, task.noticed_at, task.carries) == (hotel.now, hotel.now, ("A#1", "A#2"))


@pytest.mark.parametrize("blocked", [False, True])
def test_T59_T86_the_room_of_a_task_that_is_opened_again_is_free_or_still_out_of_order(blocked: bool) -> None:
    hotel = blocked_at_10_50()
    hotel.at("11:00").comes_back("A")
    hotel.plan()
    assert hotel.task().held_until is not None
    if not blocked:
        hotel.unblock()
    hotel.at("12:00").checks_out("A")
    hotel.plan()
    task = hotel.task()
    if blocked:
        assert (task.state, task.flags, task.held_from) == (TaskState.ON_HOLD, ("out_of_order",), TaskState.OPEN)
        assert task.held_until == hotel.instant("04:00", on=3)
    else:
        assert (task.state, task.flags, task.held_until) == (TaskState.OPEN, (), None)


@pytest.mark.parametrize("blocked", [False, True])
def test_T76_T86_a_rejected_inspection_opens_the_work_unless_the_room_is_still_out_of_order(blocked: bool) -> None:
    hotel = left_at_10_40()
    hotel.at("10:45").starts()
    hotel.block(end=3, end_inclusive=False)
    hotel.at("10:50").plan()
    assert (hotel.task().row, hotel.task().flags) == ("T87", ("out_of_order",))
    hotel.at("11:10").finishes()
    hotel.at("11:20").rejects()
    if not blocked:
        hotel.unblock()
    hotel.plan()
    task = hotel.task()
    assert (task.started_at, task.completed_at, task.completed_by, task.noticed_at) == (None, None, "", hotel.now)
    assert hotel.last.decisions[0].task_id == task.id
    if blocked:
        assert (task.state, task.row, task.flags, task.held_from) == (
            TaskState.ON_HOLD,
            "T86",
            ("out_of_order",),
            TaskState.OPEN,
        )
    else:
        assert (hotel.actions, task.state, task.row, task.flags) == (["reopen"], TaskState.OPEN, "T76", ())
        assert task.held_until is None


def test_T76_three_inspections_are_rejected_and_one_task_is_open_again() -> None:
    hotel = left_at_10_40(TurnoverPolicy(require_inspection=True))
    hotel.at("11:20").finishes(state="inspect_pending")
    task = hotel.task()
    older = replace(task, id="0", carries=(), created_at=hotel.instant("10:00"), flags=("inspection_rejected",))
    other = replace(task, id="1", carries=(), created_at=hotel.instant("10:01"))
    third = replace(older, id="2", created_at=hotel.instant("10:02"))
    hotel.view = replace(hotel.view, tasks=(older, other, third, task))
    hotel.at("11:30").rejects(task=task)
    hotel.plan()
    assert [(t.state, t.flags, t.row) for t in hotel.tasks()] == [
        (TaskState.OPEN, (), "T76"),
        (TaskState.INSPECT_PENDING, (), "T03"),
        (TaskState.INSPECT_PENDING, (), "T76"),
        (TaskState.INSPECT_PENDING, (), "T76"),
    ]
    assert [command.row for command in hotel.last.commands] == ["T76"] * 3


# -- one task answers for several departures


@pytest.mark.parametrize(("left", "noticed"), [("10:30", "10:40"), ("10:50", "10:50")])
def test_T17_the_later_departure_counts_in_whatever_order_they_are_seen(left: str, noticed: str) -> None:
    hotel = left_at_10_40()
    hotel.guest("day", start=0, end=0)
    hotel.at("10:50").checks_out("day", cause=Cause.DAY_USE, at=hotel.instant(left), look=False)
    hotel.view = replace(
        hotel.view, vacates=tuple(replace(v, noticed_at=hotel.instant(left)) for v in hotel.view.vacates)
    )
    hotel.plan()
    task = hotel.task()
    assert task.carries == ("A#1", "day#1")
    assert (task.vacated_at, task.noticed_at) == (hotel.instant(noticed), hotel.instant(noticed))


def test_T17_a_task_without_times_takes_those_of_the_departure() -> None:
    hotel = left_at_10_40()
    hotel._put(tasks=replace(hotel.task(), vacated_at=None, noticed_at=None, carries=()))
    hotel.guest("day", start=0, end=0)
    ref = hotel.at("14:00").checks_out("day", cause=Cause.DAY_USE, at=hotel.instant("12:00"))
    hotel.plan()
    task = hotel.task()
    assert (task.carries, task.vacated_at, task.noticed_at) == ((ref,), hotel.instant("12:00"), hotel.now)
    assert task.flags == ("late_detected",)


def test_T17_a_check_is_raised_to_the_turnover_that_the_second_departure_needs() -> None:
    hotel = left_at_10_40()
    hotel._put(tasks=replace(hotel.task(), kind=TaskKind.CHECK))
    hotel.guest("day", start=0, end=0)
    hotel.at("14:00").checks_out("day", cause=Cause.DAY_USE)
    hotel.plan()
    assert (hotel.task().kind, hotel.task().clean_minutes) == (TaskKind.DEPARTURE, 30)


def test_T17_two_leave_at_once_and_the_task_keeps_the_reason_of_the_first() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.guest("day", start=0, end=0)
    first = hotel.at("10:40").checks_out("A")
    second = hotel.at("10:45").checks_out("day", cause=Cause.DAY_USE)
    hotel.plan()
    task = hotel.task()
    assert (task.row, task.carries, hotel.actions) == ("T03", (first, second), ["create"])
    assert [(d.action, d.row, d.task_id) for d in hotel.last.decisions] == [
        ("create", "T03", task.id),
        ("attached", "T17", task.id),
    ]


def test_T20_T17_the_guest_of_a_room_found_empty_leaves() -> None:
    hotel = Story(TurnoverPolicy(create_on_physical_vacancy=True))
    hotel.guest("A", end=1)
    hotel.housekeeping_finds(occupied=False)
    hotel.plan()
    assert (hotel.task().flags, hotel.task().kind) == (("skip",), TaskKind.DEPARTURE)
    ref = hotel.at("10:40").checks_out("A", cause=Cause.EARLY_DEPARTURE)
    hotel.plan()
    assert (hotel.task().flags, hotel.task().carries, hotel.decision(ref).row) == ((), (ref,), "T110")


def test_T20_T110_the_room_was_found_empty_and_another_guest_of_it_is_in() -> None:
    hotel = Story(TurnoverPolicy(create_on_physical_vacancy=True))
    hotel.guest("A", end=1)
    hotel.housekeeping_finds(occupied=False)
    hotel.plan()
    hotel.arrival("B")
    hotel.at("10:30").checks_in("B")
    hotel.checks_out("A", cause=Cause.EARLY_DEPARTURE, at=hotel.instant("10:20"), look=False)
    hotel.plan()
    assert ("skip" in hotel.task().flags, hotel.task().carries) == (True, ("A#1",))


# -- holding and releasing


def test_T57_T84_a_hold_remembers_what_it_interrupted_and_two_reasons_end_one_after_the_other() -> None:
    task = replace(left_at_10_40().task(), state=TaskState.IN_PROGRESS)
    held = hold(task, "discrepancy")
    assert (held.state, held.held_from, held.flags) == (TaskState.ON_HOLD, TaskState.IN_PROGRESS, ("discrepancy",))
    twice = hold(held, "out_of_order")
    assert (twice.held_from, twice.flags) == (TaskState.IN_PROGRESS, ("discrepancy", "out_of_order"))
    once = release(twice, "discrepancy")
    assert (once.state, once.held_from, once.flags) == (TaskState.ON_HOLD, TaskState.IN_PROGRESS, ("out_of_order",))
    assert release(once, "out_of_order") == task
    unknown = replace(held, held_from=None)
    assert release(unknown, "discrepancy").state is TaskState.OPEN
    assert release(replace(task, flags=("out_of_order", "vip")), "out_of_order") == replace(task, flags=("vip",))


def test_T70_what_waited_is_noticed_anew_and_what_did_not_is_not() -> None:
    task, later = left_at_10_40().task(), left_at_10_40().instant("12:00")
    assert resume(hold(task, "discrepancy"), "discrepancy", now=later) == replace(task, noticed_at=later)
    assert resume(replace(task, flags=("discrepancy",)), "discrepancy", now=later) == task


@pytest.mark.parametrize(
    ("fields", "people", "fresh"),
    [
        ({"state": TaskState.OPEN}, False, True),
        ({"state": TaskState.OPEN, "flags": ("discrepancy",)}, False, True),
        ({"state": TaskState.IN_PROGRESS}, False, False),
        ({"state": TaskState.DONE, "held_from": TaskState.OPEN}, False, False),
        ({"state": TaskState.ON_HOLD}, True, True),
        ({"state": TaskState.ON_HOLD, "flags": ("vip",), "held_from": TaskState.OPEN}, True, True),
        ({"state": TaskState.ON_HOLD, "flags": ("out_of_order",), "held_from": TaskState.OPEN}, False, True),
        ({"state": TaskState.ON_HOLD, "held_from": TaskState.IN_PROGRESS}, True, False),
    ],
)
def test_T86_who_holds_a_task_and_whether_anybody_had_begun(fields: dict[str, Any], people: bool, fresh: bool) -> None:
    task = replace(left_at_10_40().task(), **fields)
    assert (held_by_people(task), not_started(task)) == (people, fresh)


# -- what a person edited


def test_T46_a_persons_edit_protects_editable_fields_and_neither_a_state_nor_the_hosts_own_fields() -> None:
    hotel = left_at_10_40()
    mine = {"state", "flags", "carries", "basis", "id", "clean_minutes", "colour of the card"}
    hotel._put(tasks=replace(hotel.task(), edited=tuple(sorted(mine)), clean_minutes=55))
    hotel.at("11:30").look("101", "inspected")
    hotel.plan()
    (command,) = hotel.last.commands
    assert (command.action, command.task.state, command.task.clean_minutes) == (Action.COMPLETE, TaskState.VERIFIED, 55)
    assert set(command.changed) == {"state", "completed_at", "completed_by"}
    assert (command.task.version, command.task.updated_at) == (2, hotel.now)


def test_T46_a_kind_that_a_person_chose_stays_and_its_minutes_follow() -> None:
    hotel = left_at_10_40()
    hotel.edits(hotel.task(), kind=TaskKind.TOUCH_UP)
    hotel.at("11:00").becomes("A", state=StayState.NO_SHOW)
    hotel.plan()
    assert (hotel.task().kind, hotel.task().clean_minutes) == (TaskKind.TOUCH_UP, 10)


def test_T79_T75_the_reason_for_writing_nothing_has_its_row() -> None:
    hotel = left_at_10_40()
    hotel.at("11:10").look("101", "clean")
    hotel.plan()
    hotel.at("11:20").look("101", "dirty")
    result = write_back(hotel.view, hotel.task(), now=hotel.now, policy=hotel.policy)
    assert (result.condition, result.row) == (None, "T79"), "the hotel system reported it itself"
    hotel = left_at_10_40()
    hotel.at("11:20").finishes()
    hotel.at("11:21").look("101", "clean")
    result = write_back(hotel.view, hotel.task(), now=hotel.now, policy=hotel.policy)
    assert (result.condition, result.row) == (None, "T79"), "it shows so already"
