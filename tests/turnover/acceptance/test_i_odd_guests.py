"""Guests who are in before anybody thought, swap, come back, or share a day (rows T124 to T134)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.turnover import Priority, TaskKind, TaskState, TurnoverPolicy, write_back

from ..story import Story
from .beginnings import left_at_10_40

WAITING = ("guest_waiting", "occupied_ask_desk")


@pytest.fixture
def hotel() -> Story:
    return left_at_10_40()


def test_T124_the_next_guest_is_already_in_when_the_departure_is_noticed() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.arrival("B")
    hotel.at("10:00").look("101", "dirty", occupied=False)
    hotel.at("16:00").checks_in("B")
    ref = hotel.checks_out("A", at=hotel.instant("10:00"), look=False)
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("excused", "T124")
    assert hotel.decision(ref).code == "missed_turnover"
    assert hotel.decision(ref).reason.startswith("The next guest was in the room")
    assert hotel.alerts == ["next_guest_already_in"]
    for clock in ("16:05", "17:00", "23:00"):
        hotel.at(clock).look()
        hotel.plan()
        assert not hotel.tasks(), "never enter unasked, later either"


def test_T124_T65_a_task_that_was_open_is_kept() -> None:
    hotel = Story()
    hotel.room("101", "clean")
    hotel.at("09:00").look("101", "dirty")
    hotel.at("09:10").look()
    hotel.plan()
    hotel.guest("A")
    hotel.arrival("B")
    hotel.at("16:00").checks_in("B")
    ref = hotel.checks_out("A", at=hotel.instant("09:00"), look=False)
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("attached", "T110")
    assert (hotel.task().row, hotel.task().flags) == ("T65", ("guest_waiting", "late_detected", "occupied_ask_desk"))


@pytest.mark.parametrize("state", [TaskState.OPEN, TaskState.IN_PROGRESS])
def test_T125_held_work_goes_on_from_where_it_was_when_the_guest_leaves_again(hotel: Story, state: TaskState) -> None:
    hotel.at("10:50").starts()
    hotel.at("11:00").comes_back("A")
    hotel.plan()
    assert (hotel.actions, hotel.alerts) == (["hold"], ["reverted_while_cleaning"])
    held = hotel.task()
    assert (held.row, held.held_from) == ("T57", TaskState.IN_PROGRESS)
    if state is TaskState.OPEN:
        hotel.edits(held, held_from=TaskState.OPEN, edited=())
        hotel.plan()
        assert hotel.actions == ["cancel"], "nobody had begun after all"
        return
    ref = hotel.at("11:20").checks_out("A")
    hotel.plan()
    task = hotel.task()
    assert (hotel.actions, hotel.decision(ref).row, hotel.decision(ref).action) == (["release"], "T125", "attached")
    assert (task.state, task.held_from, task.flags, task.id) == (TaskState.IN_PROGRESS, None, (), held.id)
    assert (task.carries, hotel.local(task.due_by)) == (("A#1", "A#2"), "20 17:00")


def test_T126_the_next_guest_is_in_before_the_inspection() -> None:
    hotel = left_at_10_40(TurnoverPolicy(require_inspection=True))
    hotel.at("11:10").look("101", "clean")
    hotel.plan()
    hotel.arrival("B")
    hotel.at("15:10").checks_in("B")
    hotel.plan()
    task = hotel.task()
    assert (hotel.actions, hotel.alerts) == (["complete"], ["occupied_before_inspection"])
    assert (task.state, task.row, hotel.last.alerts[0].segment_id) == (TaskState.DONE, "T126", "B")
    assert write_back(hotel.view, task, now=hotel.now, policy=hotel.policy).condition is None


def test_T126_the_guest_who_comes_back_overtakes_no_inspection() -> None:
    hotel = left_at_10_40(TurnoverPolicy(require_inspection=True))
    hotel.at("11:10").look("101", "clean")
    hotel.plan()
    hotel.at("11:20").comes_back("A")
    hotel.plan()
    assert (hotel.task().state, hotel.alerts) == (TaskState.INSPECT_PENDING, ["occupied_after_clean"])


@pytest.mark.parametrize("minutes", [1, 45])
def test_T127_a_walk_in_takes_a_room_that_a_look_had_seen_dirty(minutes: int) -> None:
    hotel = Story()
    hotel.room("101", "clean")
    hotel.at("00:30", on=1).look("101", "dirty")
    hotel.plan()
    hotel.arrival("walk-in")
    hotel.now += timedelta(minutes=minutes)
    hotel.checks_in("walk-in")
    hotel.plan()
    task = hotel.task()
    assert (task.priority, task.flags, task.origin) == (Priority.URGENT, WAITING, "dirty:2026-11-20")
    assert (task.due_by, task.occupant_id) == (hotel.now + timedelta(minutes=30), "walk-in")
    assert hotel.alerts == ["checked_in_to_uncleaned_room"]


def test_T127_T25_a_room_first_seen_dirty_with_the_check_in_is_no_business_of_ours() -> None:
    hotel = Story()
    hotel.room("101", "clean")
    hotel.arrival("walk-in")
    hotel.at("12:05").checks_in("walk-in")
    for clock in ("12:05", "12:30", "18:00"):
        hotel.at(clock).look()
        hotel.plan()
        assert (hotel.actions, hotel.alerts) == ([], [])


def test_T127_what_was_cleaned_already_gets_no_second_task(hotel: Story) -> None:
    hotel.at("11:20").finishes()
    hotel.arrival("walk-in")
    hotel.at("12:00").checks_in("walk-in")
    hotel.plan()
    assert (hotel.actions, hotel.alerts) == ([], []), "the hotel system only does not show it yet"


def test_T127_a_guest_of_yesterday_is_not_disturbed() -> None:
    hotel = Story()
    hotel.room("101", "clean")
    hotel.at("12:00").look("101", "dirty")
    hotel.arrival("walk-in")
    hotel.at("12:05").checks_in("walk-in")
    hotel.at("09:00", on=1).plan()
    assert hotel.actions == []


def test_T127_a_bed_that_was_seen_dirty_is_made() -> None:
    hotel = Story()
    hotel.dorm()
    hotel.look("5/A", "clean", occupied=False)
    hotel.at("12:00").look("5/A", "dirty")
    hotel.arrival("walk-in", "5/A", type="DORM")
    hotel.at("12:05").checks_in("walk-in")
    hotel.plan()
    assert (hotel.task("5/A").kind, hotel.local(hotel.task("5/A").due_by)) == (TaskKind.BED_TURNOVER, "20 12:15")


def test_T128_an_upgrade_at_check_in_turns_nothing_over_in_the_room_not_used(hotel: Story) -> None:
    hotel.room("202", "dirty", occupied=True)
    hotel.guest("C", "202")
    hotel.arrival("B", "101")
    hotel.checks_out("C")
    hotel.plan()
    assert hotel.task("101").priority is Priority.HIGH
    hotel.becomes("B", room_id="202")
    hotel.at("13:00").checks_in("B")
    hotel.plan()
    first, second = hotel.task("101"), hotel.task("202")
    assert (first.next_segment_id, first.priority, first.row) == (None, Priority.LOW, "T48")
    assert (second.row, second.priority, hotel.local(second.due_by)) == ("T65", Priority.URGENT, "20 13:30")
    assert hotel.actions == ["update", "update"]


def test_T129_two_guests_are_assigned_one_room_and_the_earlier_one_counts(hotel: Story) -> None:
    hotel.arrival("B", start=1, end=3)
    hotel.arrival("C", start=2)
    hotel.arrival("D", start=3, end=4)
    hotel.plan()
    assert [(alert.code, alert.segment_id, alert.row) for alert in hotel.last.alerts] == [
        ("double_assigned", "C", "T129")
    ]
    assert (hotel.task().next_segment_id, hotel.task().priority) == ("B", Priority.NORMAL)


def test_T129_one_guest_after_the_other_is_no_mistake(hotel: Story) -> None:
    hotel.arrival("B", start=0, end=1)
    hotel.arrival("C", start=1, end=2)
    hotel.plan()
    assert (hotel.task().next_segment_id, hotel.alerts) == ("B", [])


def test_T130_a_guest_of_today_is_to_arrive_in_a_blocked_room(hotel: Story) -> None:
    hotel.block(end=2)
    hotel.arrival("B")
    hotel.at("11:00").plan()
    assert (hotel.task().state, hotel.alerts) == (TaskState.ON_HOLD, ["arrival_on_blocked_room"])
    assert (hotel.last.alerts[0].segment_id, hotel.last.alerts[0].row) == ("B", "T130")
    assert (hotel.task().priority, hotel.task().at_risk) == (Priority.LOW, False)
    hotel.becomes("B", room_id="202")
    hotel.arrival("C", start=1)
    hotel.at("11:10").plan()
    assert (hotel.task().state, hotel.alerts) == (TaskState.ON_HOLD, []), "C comes tomorrow"


def test_T131_two_guests_swap_rooms_and_both_rooms_are_turned_over_while_occupied() -> None:
    hotel = Story()
    hotel.room("202", "dirty", occupied=True)
    hotel.guest("A", "101", end=3)
    hotel.guest("C", "202", end=3)
    hotel.at("11:00")
    hotel.becomes("A", room_id="202")
    hotel.becomes("C", room_id="101")
    hotel.leaves("A", "101", cause=Cause.ROOM_MOVE)
    hotel.leaves("C", "202", cause=Cause.ROOM_MOVE)
    hotel.plan()
    assert (hotel.alerts, hotel.actions) == (["room_swap"], ["create", "create"])
    for number in ("101", "202"):
        task = hotel.task(number)
        assert (task.priority, task.row, hotel.local(task.due_by)) == (Priority.URGENT, "T131", "20 11:30")
        assert set(task.flags) == {*WAITING, "room_swap"}
        assert hotel.decision_on(number, task.carries[0]).row == "T131"


def test_T132_a_room_is_sold_twice_in_a_day(hotel: Story) -> None:
    hotel.arrival("day", start=0, end=0, scheduled_start=hotel.instant("12:00"))
    hotel.arrival("B", start=0, end=1)
    hotel.plan()
    first = hotel.task()
    assert (first.next_segment_id, hotel.local(first.due_by), first.priority) == ("day", "20 11:45", Priority.HIGH)
    hotel.at("11:30").look("101", "clean")
    hotel.plan()
    hotel.at("12:00").checks_in("day")
    hotel.plan()
    assert hotel.actions == []
    ref = hotel.at("14:00").checks_out("day", cause=Cause.DAY_USE)
    hotel.plan()
    done, second = hotel.tasks()
    assert (done.state, second.carries, hotel.decision(ref).row) == (TaskState.DONE, (ref,), "T16")
    assert (second.next_segment_id, hotel.local(second.due_by)) == ("B", "20 14:45")


def test_T133_the_guest_who_waited_for_the_room_leaves(hotel: Story) -> None:
    hotel.arrival("B", start=0, end=1)
    hotel.arrival("C", start=1, end=2)
    hotel.at("13:00").checks_in("B")
    hotel.plan()
    ref = hotel.at("14:00").checks_out("B", cause=Cause.EARLY_DEPARTURE)
    hotel.plan()
    task = hotel.task()
    assert (hotel.decision(ref).action, hotel.decision(ref).row, hotel.actions) == ("attached", "T133", ["update"])
    assert (task.carries, task.flags, task.occupant_id) == (("A#1", "B#1"), (), None)
    assert (task.priority, hotel.local(task.due_by), task.next_segment_id) == (Priority.NORMAL, "20 17:00", "C")


def test_T133_the_waiting_guest_was_never_there_after_all(hotel: Story) -> None:
    hotel.arrival("B")
    hotel.at("13:00").checks_in("B")
    hotel.plan()
    hotel.at("13:05").becomes("B", room_id="202")
    hotel.look("101", occupied=False)
    hotel.plan()
    assert (hotel.task().row, hotel.task().flags, hotel.task().occupant_id) == ("T133", (), None)


def test_T134_a_mover_returns_before_anybody_began() -> None:
    hotel = Story()
    hotel.room("202", "clean")
    hotel.guest("M", end=3)
    hotel.at("11:00").moves("M", "202")
    hotel.plan()
    hotel.at("11:20").moves("M", "101")
    hotel.plan()
    assert (hotel.task("101").state, hotel.task("101").row) == (TaskState.CANCELLED, "T134")
    assert hotel.task("101").code == "returned"
    assert (hotel.task("202").cause, hotel.task("202").row) == (Cause.ROOM_MOVE, "T08")
    assert hotel.alerts == []


def test_T134_a_mover_returns_while_somebody_works() -> None:
    hotel = Story()
    hotel.room("202", "clean")
    hotel.guest("M", end=3)
    hotel.at("11:00").moves("M", "202")
    hotel.plan()
    hotel.at("11:10").starts()
    hotel.at("11:20").moves("M", "101")
    hotel.plan()
    task = hotel.task("101")
    assert (task.state, task.row, task.held_from) == (TaskState.ON_HOLD, "T134", TaskState.IN_PROGRESS)
    assert (hotel.alerts, task.flags) == (["reverted_while_cleaning"], ("check_out_reverted",))
    ref = hotel.at("12:00").moves("M", "202")
    hotel.plan()
    assert (hotel.decision_on("101", ref).row, hotel.task("101").state) == ("T125", TaskState.IN_PROGRESS)
