"""What can go wrong between hotel system and connector: repeats, missing answers, lateness (rows T108 to T115)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.pms.model import StayState
from cloudbeds_connector.turnover import Priority, TaskKind, TaskState, TurnoverPolicy

from ..story import Story
from .beginnings import left_at_10_40


@pytest.fixture
def hotel() -> Story:
    return left_at_10_40()


def found_dirty_at_10_15() -> Story:
    """Nobody is known to have left, and the room is dirty."""
    hotel = Story()
    hotel.room("101", "clean")
    hotel.at("10:00").look("101", "dirty")
    hotel.at("10:15").look()
    hotel.plan()
    return hotel


@pytest.mark.parametrize("state", ["open", "verified", "cancelled"])
def test_T108_T115_the_same_departure_is_reported_again_whatever_became_of_its_task(hotel: Story, state: str) -> None:
    task = hotel.task()
    if state != "open":
        hotel.at("11:00").edits(task, state=state, started_at=hotel.now, completed_at=hotel.now)
    hotel.at("11:05").reports_again()
    hotel.plan()
    decision = hotel.decision("A#1")
    assert (decision.action, decision.row, decision.task_id) == ("noop", "T115", task.id)
    assert (hotel.task().carries, hotel.task().state) == (("A#1",), state)


def test_T109_T06_three_messages_report_one_check_out_and_there_is_one_task() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.at("10:40").checks_out("A")
    hotel.reports_again(times=3)
    hotel.plan()
    assert (hotel.actions, len(hotel.last.decisions), hotel.task().carries) == (["create"], 1, ("A#1",))


def test_T110_dirty_is_seen_before_the_departure_and_explained_by_it() -> None:
    hotel = found_dirty_at_10_15()
    first = hotel.task()
    assert (first.row, first.cause, first.carries) == ("T21", "vacant_dirty", ())
    hotel.guest("A")
    hotel.becomes("A", state=StayState.DEPARTED)
    ref = hotel.at("10:20").leaves("A", "101", cause=Cause.CHECK_OUT)
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("attached", "T110")
    assert (hotel.task().id, hotel.task().carries, hotel.task().cause) == (first.id, (ref,), "vacant_dirty")


@pytest.mark.parametrize("state", ["done", "cancelled"])
def test_T110_even_if_the_task_has_ended(state: str) -> None:
    hotel = found_dirty_at_10_15()
    hotel.at("10:45").finishes(state=state)
    hotel.guest("A")
    hotel.becomes("A", state=StayState.DEPARTED)
    ref = hotel.at("12:00").leaves("A", "101", cause=Cause.CHECK_OUT, at=hotel.instant("09:55"))
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row, hotel.actions) == ("attached", "T110", ["update"])
    assert (hotel.task().state, hotel.task().row) == (state, "T21"), "what ended it stays its last word"


@pytest.mark.parametrize(("left", "tasks"), [("10:15", 1), ("10:15:01", 2)])
def test_T110_a_task_made_before_the_guest_left_does_not_carry_the_departure(left: str, tasks: int) -> None:
    hotel = found_dirty_at_10_15()
    hotel.at("10:17").finishes()
    hotel.guest("A")
    hotel.becomes("A", state=StayState.DEPARTED)
    hotel.at("10:20").leaves("A", "101", cause=Cause.CHECK_OUT, at=hotel.instant(left))
    hotel.plan()
    assert len(hotel.tasks()) == tasks


def test_T111_an_older_check_in_is_reported_late_and_changes_nothing(hotel: Story) -> None:
    hotel.arrival("B")
    hotel.plan()
    hotel.at("10:45").look()
    hotel.plan()
    assert (hotel.actions, hotel.task().state, hotel.segment("A").state) == ([], TaskState.OPEN, StayState.DEPARTED)


def test_T112_a_departure_found_three_hours_later_is_reckoned_from_now() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.arrival("B")
    ref = hotel.at("13:40").checks_out("A", at=hotel.instant("10:40"))
    hotel.plan()
    task = hotel.task()
    assert (hotel.decision(ref).row, task.flags, task.kind) == ("T112", ("late_detected",), TaskKind.DEPARTURE)
    assert (hotel.local(task.vacated_at), hotel.local(task.noticed_at)) == ("20 10:40", "20 13:40")
    assert (hotel.local(task.due_by), task.priority) == ("20 14:45", Priority.HIGH)


@pytest.mark.parametrize(("left", "flags"), [("11:00:01", ()), ("11:00", ("late_detected",))])
def test_T112_an_hour_is_late(left: str, flags: tuple[str, ...]) -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.at("12:00").checks_out("A", at=hotel.instant(left))
    hotel.plan()
    assert (hotel.task().flags, hotel.task().row) == (flags, "T112" if flags else "T03")


def test_T112_where_only_our_look_is_known_nobody_can_say_that_it_is_late() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.at("13:40").checks_out("A", at=hotel.instant("10:40"), at_known=False)
    hotel.plan()
    assert hotel.task().flags == ()


def late(condition: str, *, inspection: bool) -> Story:
    hotel = Story(TurnoverPolicy(require_inspection=inspection))
    hotel.guest("A")
    hotel.at("13:40").look("101", condition, occupied=False)
    hotel.checks_out("A", at=hotel.instant("10:40"), look=False)
    hotel.plan()
    return hotel


@pytest.mark.parametrize(("condition", "inspection"), [("clean", True), ("clean", False), ("inspected", False)])
def test_T113_found_so_late_that_the_room_is_ready_again(condition: str, inspection: bool) -> None:
    hotel = late(condition, inspection=inspection)
    task = hotel.task()
    assert (task.kind, task.row, task.state, task.clean_minutes) == (TaskKind.CHECK, "T113", TaskState.OPEN, 5)
    assert task.flags == ("late_detected", "missed_turnover")


def test_T113_an_inspected_room_needs_not_even_a_check_where_inspections_are_the_rule() -> None:
    hotel = late("inspected", inspection=True)
    decision = hotel.decision("A#1")
    assert (decision.action, decision.row, decision.code, decision.reason) == (
        "excused",
        "T113",
        "missed_turnover",
        "The room was inspected before the departure was noticed.",
    )
    assert not hotel.tasks()


@pytest.mark.parametrize(("left", "kind"), [("13:10", TaskKind.CHECK), ("13:10:01", TaskKind.DEPARTURE)])
def test_T113_there_must_have_been_time_to_clean(left: str, kind: TaskKind) -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.at("13:40").look("101", "clean", occupied=False)
    hotel.checks_out("A", at=hotel.instant(left), look=False)
    hotel.plan()
    assert (hotel.task().kind, hotel.task().row) == (kind, "T113" if kind is TaskKind.CHECK else "T03")


@pytest.mark.parametrize(("turned", "kind"), [("10:40", TaskKind.DEPARTURE), ("10:40:01", TaskKind.CHECK)])
def test_T113_the_room_must_have_turned_clean_after_its_guest_left(turned: str, kind: TaskKind) -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.at(turned).look("101", "clean")
    hotel.at("13:40").look("101", occupied=False)
    hotel.checks_out("A", at=hotel.instant("10:40"), look=False)
    hotel.plan()
    assert hotel.task().kind is kind


def test_T113_is_not_for_departures_of_an_unknown_instant() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.at("13:40").look("101", "clean", occupied=False)
    hotel.checks_out("A", at=hotel.instant("10:40"), at_known=False, look=False)
    hotel.plan()
    assert hotel.task().kind is TaskKind.DEPARTURE


def test_T114_the_first_look_makes_tasks_for_vacant_and_dirty_rooms_alone() -> None:
    hotel = Story()
    hotel.room("102", "dirty")
    for number in ("103", "104"):
        hotel.room(number, "clean")
    hotel.guest("A", "101")
    for name, number in (("gone", "102"), ("gone too", "103")):
        hotel.guest(name, number)
        hotel.becomes(name, state=StayState.DEPARTED)
        hotel.leaves(name, number, cause=Cause.CHECK_OUT, baseline=True)
    hotel.first_look()
    hotel.plan()
    assert [(task.unit_id, task.row, task.cause) for task in hotel.view.tasks] == [("102", "T114", "vacant_dirty")]
    assert (hotel.decision("gone#1").action, hotel.decision("gone#1").row) == ("excused", "T114")
    assert (hotel.decision("gone too#1").action, hotel.alerts) == ("excused", [])
    hotel.later_look()
    hotel.at("09:30").look("102")
    hotel.plan()
    assert not hotel.actions


def test_T114_a_late_report_of_a_departure_before_the_first_look_makes_no_task() -> None:
    hotel = Story()
    hotel.room("101", "clean")
    hotel.guest("A")
    hotel.becomes("A", state=StayState.DEPARTED)
    ref = hotel.leaves("A", "101", cause=Cause.CHECK_OUT, baseline=True)
    hotel.plan()
    assert (hotel.decision(ref).row, hotel.actions) == ("T114", [])


def test_T114_T93_a_dirty_bed_at_the_first_look_gets_the_turnover_of_a_bed() -> None:
    hotel = Story()
    hotel.dorm()
    for number in ("6", "7"):
        hotel.room(number, "clean")
    hotel.look("5/A", occupied=False)
    hotel.first_look()
    hotel.plan()
    assert (hotel.task("5/A").kind, hotel.task("5/A").row) == (TaskKind.BED_TURNOVER, "T114")


def test_T115_the_whole_day_is_reported_again_and_nothing_changes() -> None:
    hotel = Story()
    hotel.room("202")
    hotel.guest("A", end=3)
    hotel.at("10:00").moves("A", "202")
    hotel.plan()
    hotel.at("11:00").finishes("101")
    hotel.at("12:00").checks_out("A", cause=Cause.EARLY_DEPARTURE)
    hotel.plan()
    before = hotel.view.tasks
    hotel.at("12:00").reports_again()
    hotel.plan()
    assert (hotel.actions, hotel.view.tasks) == ([], before)
    assert {(d.action, d.row) for d in hotel.last.decisions} == {("noop", "T115")}


def test_T21_a_debounce_is_never_decided_in_the_past() -> None:
    hotel = Story()
    hotel.room("101", "clean")
    hotel.look("101", "dirty")
    hotel.now += timedelta(hours=3)
    hotel.plan()
    assert hotel.last.look_again_at == hotel.now + timedelta(minutes=1)
