"""When a turnover is created, and when not (rows T01 to T29)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.pms.model import StayState
from cloudbeds_connector.turnover import Priority, TaskKind, TaskState, TurnoverPolicy

from .story import Story


@pytest.fixture
def hotel() -> Story:
    story = Story()
    story.guest("A")
    return story


def test_T01_a_check_out_before_an_arrival_of_today_makes_a_turnover_that_is_due_in_time(hotel: Story) -> None:
    hotel.arrival("B")
    ref = hotel.at("10:40").checks_out("A")
    hotel.plan()
    task = hotel.task()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("create", "T01")
    assert hotel.decision(ref).task_id == task.id
    assert (task.state, task.kind, task.priority) == (TaskState.OPEN, TaskKind.DEPARTURE, Priority.HIGH)
    assert (hotel.local(task.due_by), hotel.local(task.needed_by)) == ("20 14:45", "20 15:00")
    assert task.carries == (ref,)
    assert (task.next_segment_id, task.next_arrival_date) == ("B", hotel.segment("B").start_date)
    assert task.reason.endswith("Due 14:45 on 2026-11-20: the room is needed by 15:00 on 2026-11-20.")
    assert len(task.id) == 64


@pytest.mark.parametrize(
    ("start", "row", "due", "priority"),
    [(1, "T02", "20 17:00", Priority.NORMAL), (3, "T03", "20 17:00", Priority.LOW)],
)
def test_T02_T03_nobody_arrives_today(hotel: Story, start: int, row: str, due: str, priority: Priority) -> None:
    hotel.arrival("B", start=start, end=start + 1)
    ref = hotel.at("10:40").checks_out("A")
    hotel.plan()
    assert (hotel.decision(ref).row, hotel.local(hotel.task().due_by), hotel.task().priority) == (row, due, priority)


def test_T03_a_hotel_may_leave_rooms_that_stay_vacant_until_somebody_comes() -> None:
    hotel = Story(TurnoverPolicy(skip_if_vacant_days=3))
    hotel.guest("A")
    hotel.arrival("B", start=4, end=5)
    ref = hotel.at("10:40").checks_out("A")
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("excused", "T03")
    hotel.at("11:30").look()
    hotel.plan()
    assert not hotel.tasks()
    hotel.at("11:30", on=2).look()
    hotel.plan()
    assert hotel.task().row == "T21"


def test_T04_one_room_of_a_party_leaves_and_only_that_room_gets_a_turnover() -> None:
    hotel = Story()
    for number in ("101", "102", "103"):
        hotel.room(number, "dirty", occupied=True)
        hotel.guest(f"A-{number}", number, reservation="party")
    hotel.at("10:40").checks_out("A-101")
    hotel.plan()
    assert hotel.task("101")
    assert not hotel.tasks("102") + hotel.tasks("103")


def test_T05_T06_a_whole_party_leaves_at_once_and_each_room_gets_one_turnover_however_often_it_is_told() -> None:
    hotel = Story()
    for number in ("101", "102", "103"):
        hotel.room(number, "dirty", occupied=True)
        hotel.guest(f"A-{number}", number, reservation="party")
    hotel.at("10:40")
    for number in ("101", "102", "103"):
        hotel.checks_out(f"A-{number}")
    told = hotel.view.vacates
    hotel.plan()
    assert hotel.actions == ["create"] * 3
    hotel.view = type(hotel.view)(**{**hotel.view.__dict__, "vacates": told})
    hotel.plan()
    assert not hotel.actions
    assert {d.row for d in hotel.last.decisions} == {"T115"}


def test_T08_T11_a_guest_moves_and_only_the_room_left_is_turned_over(hotel: Story) -> None:
    hotel.guest("A", end=3)
    hotel.room("202")
    ref = hotel.at("10:40").moves("A", "202")
    hotel.plan()
    assert (hotel.decision(ref).row, hotel.task("101").cause) == ("T08", "room_move")
    assert not hotel.tasks("202")


def test_T09_a_guest_who_has_not_arrived_gets_another_room_and_both_rooms_are_scheduled_anew(hotel: Story) -> None:
    hotel.room("202", "dirty", occupied=True)
    hotel.guest("C", "202")
    hotel.arrival("B", "101")
    hotel.at("10:40").checks_out("A")
    hotel.checks_out("C")
    hotel.plan()
    assert (hotel.task("101").priority, hotel.task("202").priority) == (Priority.HIGH, Priority.LOW)
    hotel.at("11:00").becomes("B", room_id="202")
    hotel.plan()
    assert hotel.actions == ["update", "update"]
    assert (hotel.task("101").priority, hotel.task("202").priority) == (Priority.LOW, Priority.HIGH)
    assert (hotel.local(hotel.task("101").due_by), hotel.local(hotel.task("202").due_by)) == ("20 17:00", "20 14:45")


def test_T10_a_guest_loses_the_room_and_gets_it_back(hotel: Story) -> None:
    hotel.guest("A", end=3)
    ref = hotel.at("10:40").moves("A", None)
    hotel.plan()
    assert hotel.decision(ref).row == "T10"
    assert hotel.alerts == ["in_house_without_room"]
    hotel.at("10:50").becomes("A", room_id="101")
    hotel.look(occupied=True)
    hotel.plan()
    assert hotel.actions == ["cancel"]
    assert hotel.task().reason.startswith("returned:")
    assert not hotel.alerts


def test_T11_a_guest_who_only_moves_in_has_no_estimated_arrival(hotel: Story) -> None:
    hotel.room("202", "dirty", occupied=True)
    hotel.guest("C", "202")
    hotel.guest("A", "101", reservation="split", party="P")
    hotel.guest("A2", "202", start=0, end=3, reservation="split", party="P", eta=None)
    hotel.at("10:40").checks_out("C")
    hotel.plan()
    task = hotel.task("202")
    assert "in_house_mover" in task.flags
    assert "guest_waiting" not in task.flags
    assert (task.next_segment_id, hotel.local(task.needed_by)) == ("A2", "20 15:00")


def test_T13_an_extension_stored_as_a_new_stay_needs_no_turnover(hotel: Story) -> None:
    hotel.at("10:40").checks_out("A", look=False)
    hotel.guest("A2", start=0, end=2, reservation="R-A")
    hotel.plan()
    assert (hotel.decision("A#1").action, hotel.decision("A#1").row) == ("excused", "T13")


def test_T13_the_extension_may_be_seen_after_the_task_was_made(hotel: Story) -> None:
    hotel.arrival("A2", start=0, end=2, party="P-A")
    hotel.at("10:40").checks_out("A", look=False)
    hotel.plan()
    hotel.at("11:10").checks_in("A2", look=False)
    hotel.plan()
    assert (hotel.actions, hotel.alerts) == (["cancel"], [])
    assert hotel.task().reason.startswith("same_guest_extension:")


def test_T14_the_same_guest_comes_back_after_the_room_was_seen_vacant(hotel: Story) -> None:
    hotel.arrival("A2", start=0, end=2, party="P-A")
    hotel.at("10:40").checks_out("A")
    hotel.at("10:45").checks_in("A2")
    hotel.plan()
    assert "same_guest_b2b" in hotel.task().flags


@pytest.mark.parametrize(
    ("cause", "row"), [(Cause.EARLY_DEPARTURE, "T15"), (Cause.DAY_USE, "T16"), (Cause.CHECK_OUT, "T03")]
)
def test_T15_T16_every_kind_of_leaving_makes_a_turnover(hotel: Story, cause: Cause, row: str) -> None:
    hotel.at("10:40").checks_out("A", cause=cause)
    hotel.plan()
    assert (hotel.task().row, hotel.task().cause) == (row, cause)


def test_T17_two_departures_of_one_day_share_a_task_until_it_is_done(hotel: Story) -> None:
    hotel.at("08:00").checks_out("A")
    hotel.plan()
    hotel.arrival("day", start=0, end=0)
    hotel.at("10:00").checks_in("day")
    hotel.plan()
    ref = hotel.at("14:00").checks_out("day", cause=Cause.DAY_USE)
    hotel.plan()
    assert hotel.decision(ref).action == "attached"
    assert hotel.task().carries == ("A#1", "day#1")
    hotel.at("15:00").finishes()
    hotel.arrival("evening", start=0, end=0)
    hotel.at("16:00").checks_in("evening")
    hotel.plan()
    hotel.at("20:00").checks_out("evening", cause=Cause.DAY_USE)
    hotel.plan()
    assert [task.carries for task in hotel.tasks()] == [("A#1", "day#1"), ("evening#1",)]


def test_T18_a_guest_who_should_have_left_is_overdue_and_makes_no_turnover(hotel: Story) -> None:
    hotel.at("12:00").plan()
    assert not hotel.alerts
    assert hotel.last.look_again_at == hotel.instant("12:01")
    hotel.at("12:01").plan()
    assert (hotel.alerts, hotel.actions) == (["overdue_departure"], [])


def test_T21_a_lone_dirty_makes_a_task_once_it_was_seen_so_for_the_debounce() -> None:
    hotel = Story()
    hotel.room("101", "clean")
    hotel.at("10:00").look("101", "dirty")
    hotel.plan()
    assert not hotel.actions
    assert hotel.last.look_again_at == hotel.instant("10:10")
    hotel.at("10:15").plan()
    assert not hotel.actions, "only a second look makes sure"
    hotel.at("10:16").look()
    hotel.plan()
    (decision,) = hotel.last.decisions
    assert (decision.action, decision.row, decision.ref) == ("create", "T21", "unit:101@2026-11-20")
    assert hotel.task().cause == "vacant_dirty"


def test_T21_without_native_occupancy_the_stays_tell_who_is_in() -> None:
    hotel = Story()
    hotel.room("101", "dirty", occupied=None)
    hotel.room("102", "dirty", occupied=None)
    hotel.guest("A", "102")
    hotel.look("101").look("102")
    hotel.plan()
    assert [task.unit_id for task in hotel.view.tasks] == ["101"]


@pytest.mark.parametrize(("minutes", "kind"), [(10, TaskKind.CHECK), (45, TaskKind.DEPARTURE)])
def test_T22_an_undone_check_in_needs_a_check_or_if_it_stood_for_long_a_departure(minutes: int, kind: TaskKind) -> None:
    hotel = Story()
    hotel.room("101", "inspected")
    hotel.arrival("B")
    hotel.at("13:00").checks_in("B")
    hotel.plan()
    assert not hotel.tasks()
    hotel.now += timedelta(minutes=minutes)
    hotel.becomes("B", state=StayState.EXPECTED)
    hotel.look(occupied=False)
    hotel.leaves("B", "101", cause=Cause.CHECK_IN_REVERTED)
    hotel.plan()
    task = hotel.task()
    assert (task.row, task.kind, task.next_segment_id) == ("T22", kind, "B")
    hotel.now += timedelta(minutes=5)
    hotel.checks_in("B")
    hotel.plan()
    assert hotel.task().state is TaskState.CANCELLED


def test_T23_a_room_that_stood_vacant_for_long_is_refreshed() -> None:
    hotel = Story()
    hotel.room("101", "clean", occupancy_since=hotel.instant("12:00", on=-9))
    hotel.look("101", "dirty")
    hotel.at("09:15").look()
    hotel.plan()
    assert (hotel.task().kind, hotel.task().clean_minutes, hotel.task().row) == (TaskKind.REFRESH, 10, "T23")


def test_T24_T25_dirty_alone_is_never_a_trigger() -> None:
    hotel = Story()
    hotel.guest("A", end=3)
    hotel.room("101", "clean", occupied=True)
    hotel.room("102", "inspected")
    hotel.arrival("B", "102")
    hotel.at("02:00", on=1).look("101", "dirty")
    hotel.plan()
    hotel.at("15:10").checks_in("B")
    for clock in ("15:10", "15:30", "18:00"):
        hotel.at(clock).look("102")
        hotel.plan()
    assert not hotel.view.tasks


@pytest.mark.parametrize("state", [StayState.CANCELLED, StayState.NO_SHOW])
def test_T27_a_guest_who_never_came_leaves_nothing_behind(state: StayState) -> None:
    hotel = Story()
    hotel.room("101", "inspected")
    hotel.arrival("B")
    hotel.becomes("B", state=state)
    hotel.plan()
    assert not hotel.actions


def test_T29_a_room_that_became_clean_after_it_was_seen_vacant_needs_a_check_only(hotel: Story) -> None:
    hotel.at("10:00").look("101", occupied=False)
    hotel.at("10:20").look("101", "clean")
    hotel.becomes("A", state=StayState.DEPARTED)
    hotel.leaves("A", "101", cause=Cause.CHECK_OUT, at=hotel.instant("10:05"))
    hotel.plan()
    assert (hotel.task().row, hotel.task().kind) == ("T29", TaskKind.CHECK)


def test_T29_a_room_serviced_as_a_stayover_is_clean_and_still_needs_its_departure() -> None:
    hotel = Story()
    hotel.room("101", "dirty", occupied=True)
    hotel.guest("A")
    hotel.at("09:30").look("101", "clean")
    hotel.at("10:40").checks_out("A", look=False)
    hotel.look("101", occupied=False)
    hotel.plan()
    hotel.at("11:00").look()
    hotel.plan()
    assert (hotel.task().kind, hotel.task().state) == (TaskKind.DEPARTURE, TaskState.OPEN)


def test_T30_what_is_not_cleaned_gets_no_task(hotel: Story) -> None:
    hotel.room("PM", turnover=False)
    hotel.guest("X", "PM")
    ref = hotel.at("10:40").checks_out("X")
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("noop", "T30")


def test_T95_a_shared_room_is_turned_over_when_the_last_sharer_leaves(hotel: Story) -> None:
    hotel.guest("A2", reservation="other")
    ref = hotel.at("10:00").checks_out("A", look=False)
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("excused", "T95")
    hotel.at("10:40").checks_out("A2")
    hotel.plan()
    assert hotel.task().carries == ("A2#1",)
