"""What happens to a turnover that exists: bookings change, check-outs are undone (rows T48 to T64)."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.pms.model import StayState
from cloudbeds_connector.turnover import TurnoverPolicy, planned_departures

from ..calendar import day
from ..story import Story
from .beginnings import left_at_10_40


@pytest.fixture
def hotel() -> Story:
    """Room 101 was left at 10:40, and nobody is known to arrive."""
    return left_at_10_40()


@pytest.fixture
def awaited(hotel: Story) -> Story:
    """B is to arrive in 101 today, and the task says so."""
    hotel.arrival("B", end=4)
    hotel.at("11:00").plan()
    return hotel


def notified(hotel: Story) -> list[tuple[str, int]]:
    return [(each.assignee, len(each.task_ids)) for each in hotel.last.notifications]


@pytest.mark.parametrize("state", [StayState.CANCELLED, StayState.NO_SHOW])
def test_T48_T49_the_next_guest_does_not_come_and_another_does_in_three_days(awaited: Story, state: StayState) -> None:
    first = awaited.task()
    awaited.arrival("C", start=3, end=5)
    awaited.plan()
    assert not awaited.actions
    awaited.at("11:10").becomes("B", state=state)
    awaited.plan()
    task = awaited.task()
    assert (awaited.actions, task.row, task.next_segment_id) == (["update"], "T51", "C")
    assert (task.id, task.version) == (first.id, first.version + 1)
    assert (awaited.local(task.needed_by), *awaited.card()) == ("23 15:00", "departure", "open", "20 17:00", 4)


@pytest.mark.parametrize("state", [StayState.CANCELLED, StayState.NO_SHOW])
def test_T48_T49_the_next_guest_does_not_come_and_nobody_else_does(awaited: Story, state: StayState) -> None:
    awaited.at("11:10").becomes("B", state=state)
    awaited.plan()
    assert (awaited.actions, awaited.task().row, awaited.task().needed_by) == (["update"], "T48", None)
    assert awaited.card() == ("departure", "open", "20 17:00", 4)
    assert notified(awaited) == [("", 1)], "due more than two hours later"


@pytest.mark.parametrize("before", [None, 1])
def test_T50_somebody_books_the_room_for_today_and_the_same_task_stays(hotel: Story, before: int | None) -> None:
    if before is not None:
        hotel.arrival("C", start=before)
        hotel.plan()
    first = hotel.task()
    hotel.at("11:00").arrival("B", end=1)
    hotel.plan()
    task = hotel.task()
    assert (hotel.actions, task.row) == (["update"], "T50" if before is None else "T51")
    assert (task.id, task.created_at, task.carries) == (first.id, first.created_at, first.carries)
    assert (task.next_segment_id, *hotel.card()) == ("B", "departure", "open", "20 14:45", 2)


def test_T51_the_next_guest_is_moved_to_another_room_and_somebody_else_comes(awaited: Story) -> None:
    awaited.room("202", "dirty", occupied=True)
    awaited.guest("D", "202")
    awaited.checks_out("D")
    awaited.arrival("C", start=1)
    awaited.plan()
    awaited.at("11:20").becomes("B", room_id="202")
    awaited.plan()
    assert awaited.actions == ["update", "update"]
    assert (awaited.task("101").row, *awaited.card("101")) == ("T51", "departure", "open", "20 17:00", 3)
    assert (awaited.task("202").row, *awaited.card("202")) == ("T50", "departure", "open", "20 14:45", 2)


def test_T52_an_estimate_that_moves_the_due_time_by_much_notifies_the_assignee(awaited: Story) -> None:
    awaited.becomes("B", eta=time(18))
    awaited.plan()
    assert (awaited.actions, awaited.task().row, notified(awaited)) == (["update"], "T52", [])
    assert awaited.card()[2:] == ("20 14:45", 2), "check-in time comes first"
    awaited.gives("101", "Ana")
    awaited.at("11:10").becomes("B", eta=time(13))
    awaited.plan()
    assert (awaited.task().row, *awaited.card()[2:]) == ("T52", "20 12:45", 2)
    assert notified(awaited) == [("Ana", 1)]
    assert awaited.task().notified_due_by == awaited.task().due_by


def test_T52_many_small_moves_notify_once_they_add_up(awaited: Story) -> None:
    awaited.becomes("B", eta=time(13))
    awaited.plan()
    awaited.gives("101", "Ana")
    for eta, due, expected in (
        (time(12, 55), "20 12:40", []),
        (time(12, 51), "20 12:36", []),
        (time(12, 50), "20 12:35", [("Ana", 1)]),
        (time(12, 59), "20 12:44", []),
        (time(13), "20 12:45", [("Ana", 1)]),
    ):
        awaited.becomes("B", eta=eta)
        awaited.plan()
        assert (awaited.actions, awaited.local(awaited.task().due_by), notified(awaited)) == (["update"], due, expected)


def test_T52_how_many_minutes_matter_is_the_hotels_own() -> None:
    hotel = Story(TurnoverPolicy(notify_minutes=5))
    hotel.guest("A")
    hotel.arrival("B", eta=time(13))
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    hotel.becomes("B", eta=time(12, 55))
    hotel.plan()
    assert notified(hotel) == [("", 1)]


def test_T53_the_next_guest_comes_a_day_later(awaited: Story) -> None:
    awaited.at("11:10").becomes("B", start_date=day(1))
    awaited.plan()
    task = awaited.task()
    assert (awaited.actions, task.row, task.next_arrival_date) == (["update"], "T53", day(1))
    assert (awaited.local(task.needed_by), *awaited.card()) == ("21 15:00", "departure", "open", "20 17:00", 3)


def planned(hotel: Story) -> list[tuple[str, str, str]]:
    rows = planned_departures(hotel.view, now=hotel.now, policy=hotel.policy)
    return [(row.unit_id, row.segment_id, hotel.local(row.available_from)) for row in rows]


def test_T54_T55_a_departure_is_planned_while_its_day_is_today_and_no_turnover_before_it() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.plan()
    assert (planned(hotel), hotel.actions) == ([("101", "A", "20 11:00")], [])
    hotel.at("09:30").becomes("A", end_date=day(2))  # extended
    hotel.plan()
    assert (planned(hotel), hotel.actions) == ([], [])
    hotel.at("10:00").becomes("A", end_date=day(1))
    assert planned(hotel) == []
    hotel.at("10:10").becomes("A", end_date=day(0))  # shortened
    hotel.plan()
    assert (planned(hotel), hotel.actions, hotel.alerts) == ([("101", "A", "20 11:00")], [], [])
    hotel.at("11:20")
    assert planned(hotel) == [("101", "A", "20 11:20")]
    hotel.checks_out("A")
    hotel.plan()
    assert (planned(hotel), hotel.card()) == ([], ("departure", "open", "20 17:00", 4))


def test_T54_an_extended_stay_is_planned_for_its_new_day() -> None:
    hotel = Story()
    hotel.guest("A", end=1)
    assert planned(hotel) == []
    hotel.at("09:00", on=1)
    assert planned(hotel) == [("101", "A", "21 11:00")]


def test_T56_T59_a_reverted_check_out_cancels_and_the_next_one_opens_the_same_task_again(hotel: Story) -> None:
    first = hotel.task()
    hotel.at("11:00").comes_back("A")
    hotel.plan()
    assert (hotel.actions, hotel.task().row, hotel.alerts) == (["cancel"], "T56", [])
    task = hotel.task()
    assert (task.code, task.reason) == ("check_out_reverted", "The guest is in house in this room again.")
    ref = hotel.at("16:45").checks_out("A")
    hotel.plan()
    task = hotel.task()
    assert (hotel.actions, hotel.decision(ref).action, hotel.decision(ref).row) == (["reopen"], "reopen", "T59")
    assert (task.id, task.vacate_seq, task.carries) == (first.id, 1, ("A#1", "A#2"))
    assert (task.vacated_at, task.created_at) == (hotel.now, first.created_at)
    assert hotel.card() == ("departure", "open", "21 17:00", 4), "from the new time"


def test_T56_a_check_out_undone_before_it_was_planned_is_excused() -> None:
    hotel = Story()
    hotel.guest("A")
    ref = hotel.at("10:40").checks_out("A")
    hotel.comes_back("A")
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row, hotel.actions) == ("excused", "T56", [])


def test_T57_T125_work_that_has_begun_is_held_and_goes_on_when_the_guest_leaves_again(hotel: Story) -> None:
    hotel.at("10:50").starts()
    hotel.at("11:00").comes_back("A")
    hotel.plan()
    assert (hotel.actions, hotel.task().row, hotel.task().held_from) == (["hold"], "T57", "in_progress")
    (alert,) = hotel.last.alerts
    assert (alert.code, alert.row, alert.segment_id) == ("reverted_while_cleaning", "T57", "A")
    assert hotel.task().flags == ("check_out_reverted",)
    ref = hotel.at("11:20").checks_out("A")
    hotel.plan()
    assert (hotel.actions, hotel.decision(ref).row) == (["release"], "T125")
    assert (hotel.task().held_from, hotel.task().flags) == (None, ())
    assert hotel.card() == ("departure", "in_progress", "20 17:00", 4)


def test_T58_T60_a_guest_comes_back_to_a_finished_room_and_leaves_again(hotel: Story) -> None:
    hotel.at("11:20").finishes()
    hotel.at("11:30").comes_back("A")
    hotel.plan()
    (alert,) = hotel.last.alerts
    assert (alert.code, alert.row, alert.segment_id) == ("occupied_after_clean", "T58", "A")
    assert (hotel.actions, hotel.task().state) == ([], "done")
    ref = hotel.at("12:00").checks_out("A")
    hotel.plan()
    first, second = hotel.tasks()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("create", "T03")
    assert (first.state, first.carries) == ("done", ("A#1",))
    assert (second.state, second.vacate_seq, second.carries) == ("open", 2, ("A#2",))
    assert second.id != first.id


def test_T60_a_guest_leaves_again_when_the_first_task_is_long_out_of_sight(hotel: Story) -> None:
    first = hotel.task()
    hotel.at("11:20").finishes()
    hotel.at("11:30").comes_back("A")
    hotel.plan()
    hotel.view = replace(hotel.view, tasks=(), known_seqs={("101", first.origin): first.vacate_seq})
    hotel.at("10:00", on=5).checks_out("A")
    hotel.plan()
    again = hotel.task()
    assert (hotel.actions, again.vacate_seq) == (["create"], 2)
    assert again.id != first.id, "the work that was done keeps its history"


def test_T58_held_work_is_found_inspected_and_its_guest_is_in_the_room(hotel: Story) -> None:
    hotel.at("10:50").starts()
    hotel.at("11:00").comes_back("A")
    hotel.plan()
    hotel.at("11:30").look("101", "inspected")
    hotel.plan()
    assert (hotel.task().row, hotel.task().state) == ("T69", "verified")
    assert hotel.alerts == ["occupied_after_clean"], "said by the plan that ends the work, not by the one after"


def test_T61_a_cancelled_booking_of_a_guest_who_was_seen_in_house_changes_nothing() -> None:
    hotel = Story()
    hotel.arrival("A", start=0, end=1)
    hotel.at("08:00").checks_in("A")
    hotel.at("10:40").checks_out("A", cause=Cause.EARLY_DEPARTURE)
    hotel.plan()
    hotel.at("11:00").becomes("A", state=StayState.CANCELLED)
    hotel.plan()
    assert (hotel.actions, hotel.alerts, hotel.task().state) == ([], [], "open")


@pytest.mark.parametrize("started", [False, True])
def test_T61_a_cancelled_booking_of_a_guest_nobody_ever_saw_needs_no_turnover(hotel: Story, started: bool) -> None:
    if started:
        hotel.at("10:50").starts()
    hotel.at("11:00").becomes("A", state=StayState.CANCELLED)
    hotel.plan()
    if started:
        (alert,) = hotel.last.alerts
        assert (alert.code, alert.row, alert.segment_id) == ("cancelled_while_cleaning", "T61", "A")
        assert hotel.task().state == "in_progress"
    else:
        assert (hotel.actions, hotel.task().row, hotel.alerts) == (["cancel"], "T61", [])
        assert hotel.task().code == "cancelled_after_check_out"


def test_T61_the_correction_is_seen_with_the_departure_and_excuses_it() -> None:
    hotel = Story()
    hotel.guest("A")
    ref = hotel.at("10:40").checks_out("A")
    hotel.becomes("A", state=StayState.CANCELLED)
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row, hotel.actions) == ("excused", "T61", [])


def test_T61_another_guest_left_the_room_too_and_it_is_still_owed(hotel: Story) -> None:
    hotel.guest("day", start=0, end=0)
    hotel.at("10:50").checks_out("day", cause=Cause.DAY_USE)
    hotel.plan()
    hotel.at("11:00").becomes("A", state=StayState.CANCELLED)
    hotel.plan()
    assert (hotel.actions, hotel.task().carries) == ([], ("A#1", "day#1"))


@pytest.mark.parametrize("started", [False, True])
def test_T62_a_guest_who_never_slept_is_marked_as_a_no_show(hotel: Story, started: bool) -> None:
    if started:
        hotel.at("10:50").starts()
    hotel.at("11:10" if started else "16:40").becomes("A", state=StayState.NO_SHOW)
    hotel.plan()
    if started:
        (alert,) = hotel.last.alerts
        assert (alert.code, alert.row, alert.segment_id) == ("no_show_while_cleaning", "T62", "A")
        assert hotel.card()[:2] == ("departure", "in_progress")
    else:
        assert (hotel.actions, hotel.task().row, hotel.alerts) == (["update"], "T62", [])
        assert (hotel.task().clean_minutes, hotel.task().purpose) == (5, "departure")
        assert hotel.card() == ("check", "open", "20 17:00", 4), "five minutes are done by then"


def test_T62_the_no_show_is_seen_with_the_departure() -> None:
    hotel = Story()
    hotel.guest("A")
    ref = hotel.at("10:40").checks_out("A")
    hotel.becomes("A", state=StayState.NO_SHOW)
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("create", "T62")
    assert hotel.card() == ("check", "open", "20 17:00", 4)


@pytest.mark.parametrize("changes", [{}, {"state": StayState.CANCELLED}])
def test_T63_a_deleted_booking_leaves_the_room_as_it_is(hotel: Story, changes: dict[str, Any]) -> None:
    hotel.at("11:00").becomes("A", **changes)
    hotel.view = replace(hotel.view, deleted=frozenset({"R-A"}))
    hotel.plan()
    assert (hotel.actions, hotel.task().row, hotel.task().flags) == (["update"], "T63", ("detached",))
    assert (hotel.card(), hotel.task().carries) == (("departure", "open", "20 17:00", 4), ("A#1",))
    hotel.loses_sight_of("A")
    hotel.at("11:10").plan()
    assert (hotel.actions, hotel.task().flags) == ([], ("detached",))


def test_T64_a_booking_that_one_look_misses_is_no_reason_for_anything(hotel: Story) -> None:
    hotel.room("102", "dirty", occupied=True)
    hotel.guest("C", "102", end=2)
    hotel.plan()
    hotel.loses_sight_of("A")
    hotel.loses_sight_of("C")
    hotel.at("11:00").look("102")
    hotel.plan()
    assert (hotel.actions, hotel.alerts, hotel.last.decisions) == ([], [], ())
    assert hotel.card() == ("departure", "open", "20 17:00", 4)
