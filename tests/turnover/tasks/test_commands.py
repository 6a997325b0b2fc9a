"""Alerts, each with its room, its stay and its row, and the decisions that go with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.pms.model import StayState
from cloudbeds_connector.turnover import TaskState, TurnoverPolicy

from ..acceptance.beginnings import left_at_10_40
from ..plan_summary import alerts_of, answer, answers, of_the_room
from ..story import Story

INSPECTED_HERE = TurnoverPolicy(require_inspection=True)


# -- alerts about a room


@pytest.mark.parametrize(("start", "alert"), [(-1, "arrival_overdue"), (-2, "arrival_stale")])
def test_T100_a_guest_who_should_have_come(start: int, alert: str) -> None:
    hotel = left_at_10_40()
    hotel.arrival("B", start=start, end=2)
    hotel.plan()
    assert alerts_of(hotel) == [(alert, "T100", "101", "B")]


def test_T129_two_guests_are_assigned_one_room_from_its_second_arrival_on() -> None:
    hotel = left_at_10_40()
    hotel.arrival("B", start=1, end=3)
    hotel.arrival("C", start=2)
    hotel.plan()
    assert alerts_of(hotel) == [("double_assigned", "T129", "101", "C")]


def test_T129_two_guests_of_one_day_and_one_who_stays_until_today() -> None:
    hotel = left_at_10_40()
    hotel.arrival("B", start=0, end=1)
    hotel.arrival("C", start=0, end=1)
    hotel.arrival("yesterday", start=-1, end=0)
    hotel.plan()
    assert alerts_of(hotel) == [("double_assigned", "T129", "101", "C")]


@pytest.mark.parametrize("number", ["202", "001"])
def test_T131_two_guests_swap_rooms_and_one_alert_names_the_first_room(number: str) -> None:
    hotel = Story()
    hotel.room(number, "dirty", occupied=True)
    hotel.guest("A", "101", end=3)
    hotel.guest("C", number, end=3)
    hotel.at("11:00")
    hotel.becomes("A", room_id=number)
    hotel.becomes("C", room_id="101")
    refs = hotel.leaves("A", "101", cause=Cause.ROOM_MOVE), hotel.leaves("C", number, cause=Cause.ROOM_MOVE)
    hotel.plan()
    assert alerts_of(hotel) == [("room_swap", "T131", min("101", number), None)]
    for room, ref, other in (("101", refs[0], "C"), (number, refs[1], "A")):
        task = hotel.task(room)
        assert (task.occupant_id, task.row, hotel.decision(ref).task_id) == (other, "T131", task.id)


def test_T126_the_next_guest_is_in_before_either_of_two_inspections() -> None:
    hotel = left_at_10_40(INSPECTED_HERE)
    hotel.at("11:10").look("101", "clean")
    hotel.plan()
    task = hotel.task()
    back = replace(task, id="0", carries=("B#1",), created_at=hotel.instant("10:30"))
    verified = replace(task, id="1", carries=(), state=TaskState.VERIFIED, created_at=hotel.instant("10:31"))
    hotel.view = replace(hotel.view, tasks=(back, verified, task))
    hotel.arrival("B")
    hotel.at("15:10").checks_in("B")
    hotel.plan()
    assert alerts_of(hotel) == [("occupied_before_inspection", "T126", "101", "B")]
    assert [(t.id, t.state) for t in hotel.tasks()][:2] == [("0", TaskState.INSPECT_PENDING), ("1", TaskState.VERIFIED)]
    assert answers(hotel) == [of_the_room("complete", "T126", "occupied_before_inspection", task.id)]


@pytest.mark.parametrize(("begun", "row"), [(False, "T65"), (True, "T66")])
def test_T65_T66_a_guest_is_checked_in_to_a_room_that_is_not_ready(begun: bool, row: str) -> None:
    hotel = left_at_10_40()
    hotel.arrival("B")
    hotel.plan()
    if begun:
        hotel.at("10:50").starts()
    hotel.at("11:00").checks_in("B")
    hotel.plan()
    assert alerts_of(hotel) == [("checked_in_to_uncleaned_room", row, "101", "B")]
    assert answers(hotel) == [of_the_room("update", row, "checked_in_to_uncleaned_room", hotel.task().id)]
    assert (hotel.task().occupant_id, hotel.last.commands[0].notify) == ("B", True)


def test_T124_the_next_guest_is_already_in() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.arrival("B")
    hotel.at("16:00").checks_in("B")
    ref = hotel.checks_out("A", at=hotel.instant("10:00"), look=False)
    hotel.plan()
    assert alerts_of(hotel) == [("next_guest_already_in", "T124", "101", "A")]
    assert answers(hotel) == [answer(ref, "excused", "T124", "missed_turnover")]


def test_T58_a_guest_comes_back_to_a_finished_room() -> None:
    hotel = left_at_10_40()
    hotel.at("11:20").finishes()
    hotel.at("11:30").comes_back("A")
    hotel.plan()
    assert alerts_of(hotel) == [("occupied_after_clean", "T58", "101", "A")]


def test_T57_the_guest_is_back_while_somebody_works() -> None:
    hotel = left_at_10_40()
    hotel.at("10:50").starts()
    hotel.at("11:00").comes_back("A")
    hotel.plan()
    assert alerts_of(hotel) == [("reverted_while_cleaning", "T57", "101", "A")]
    assert answers(hotel) == [of_the_room("hold", "T57", "reverted_while_cleaning", hotel.task().id)]


@pytest.mark.parametrize(
    ("state", "alert", "row"),
    [(StayState.CANCELLED, "cancelled_while_cleaning", "T61"), (StayState.NO_SHOW, "no_show_while_cleaning", "T62")],
)
def test_T61_T62_the_booking_is_called_off_while_somebody_works(state: StayState, alert: str, row: str) -> None:
    hotel = left_at_10_40()
    hotel.at("10:50").starts()
    hotel.at("11:00").becomes("A", state=state)
    hotel.plan()
    assert alerts_of(hotel) == [(alert, row, "101", "A")]


def test_T20_T84_housekeeping_finds_the_room_otherwise() -> None:
    hotel = Story()
    hotel.guest("A", end=2)
    hotel.housekeeping_finds(occupied=False)
    hotel.plan()
    assert alerts_of(hotel) == [("discrepancy_skip", "T20", "101", "A")]
    hotel = left_at_10_40()
    hotel.housekeeping_finds(occupied=True)
    hotel.plan()
    assert alerts_of(hotel) == [("discrepancy_sleep", "T84", "101", None)]
    assert answers(hotel) == [of_the_room("hold", "T84", "discrepancy_sleep", hotel.task().id)]


def test_T70_T141_T37_T46_T82_work_that_is_doubted_forgotten_late_put_back_or_refused() -> None:
    hotel = left_at_10_40()
    hotel.at("10:50").look("101", "clean")
    hotel.plan()
    assert alerts_of(hotel) == [("clean_without_work", "T70", "101", None)]
    hotel = left_at_10_40()
    hotel.at("10:50").starts()
    hotel.at("12:21").plan()
    assert alerts_of(hotel) == [("stuck_in_progress", "T141", "101", None)]
    hotel = Story()
    hotel.guest("A")
    hotel.arrival("B")
    hotel.at("14:50").checks_out("A")
    hotel.plan()
    assert alerts_of(hotel) == [("turnover_at_risk", "T37", "101", None)]
    hotel.edits(hotel.task(), priority=hotel.task().priority.LOW)
    hotel.at("14:55").checks_in("B")
    hotel.plan()
    assert alerts_of(hotel) == [
        ("checked_in_to_uncleaned_room", "T65", "101", "B"),
        ("guest_waits_for_edited_task", "T46", "101", None),
    ]
    hotel = left_at_10_40()
    hotel.at("11:00").look("101", occupied=True)
    hotel.room_becomes("101", refused_service=True)
    hotel.plan()
    assert alerts_of(hotel) == [("do_not_disturb_on_departed_room", "T82", "101", None)]


def test_T118_a_room_has_another_id() -> None:
    hotel = left_at_10_40()
    hotel.gets_another_id("101", "9-101")
    hotel.plan()
    assert alerts_of(hotel) == [("room_reissued", "T118", "9-101", None)]
    assert answers(hotel) == [of_the_room("update", "T118", "room_id_changed", hotel.task("9-101").id, number="9-101")]


@pytest.mark.parametrize(("arrival", "due"), [(False, "17:00"), (True, "12:45")])
def test_T116_a_departure_waits_for_its_mapping_and_its_alert_has_the_due_time(arrival: bool, due: str) -> None:
    hotel = Story(TurnoverPolicy(unmapped="hold"))
    hotel.room("101", "dirty", occupied=True, mapped=False, host_room_id="")
    hotel.guest("A")
    if arrival:
        hotel.arrival("B", eta=time(13))
    ref = hotel.at("10:40").checks_out("A")
    hotel.plan()
    assert alerts_of(hotel) == [("unmapped_room", "T116", "101", None)]
    assert f" {due} on 2026-11-20" in hotel.last.alerts[0].reason
    assert answers(hotel) == [answer(ref, "held", "T116", "unmapped")]


def test_T116_a_labelled_task_raises_an_alert_about_the_mapping() -> None:
    hotel = Story()
    hotel.room("101", "dirty", occupied=True, mapped=False, host_room_id="")
    hotel.guest("A")
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    assert alerts_of(hotel) == [("unmapped_room", "T116", "101", None)]


def test_T97_a_virtual_room_without_rooms() -> None:
    hotel = Story()
    hotel.suite("S", rooms=())
    hotel.guest("A", "S")
    ref = hotel.at("10:40").checks_out("A", look=False)
    hotel.plan()
    assert alerts_of(hotel) == [("virtual_without_components", "T97", "S", "A")]
    assert answers(hotel) == [answer(ref, "noop", "T97", "virtual_without_components", unit_id="S")]


def test_T10_a_guest_in_house_has_no_room() -> None:
    hotel = Story()
    hotel.guest("A", end=3)
    ref = hotel.at("10:40").moves("A", None)
    hotel.plan()
    assert alerts_of(hotel) == [("in_house_without_room", "T10", "101", "A")]
    assert answers(hotel) == [answer(ref, "create", "T10", "in_house_without_room", task_id=hotel.task().id)]


# -- alerts about the hotel


def test_T07_T139_guests_left_for_whom_no_room_is_known() -> None:
    hotel = Story()
    hotel.room("101", "clean")
    hotel.guest("X", None)
    hotel.guest("account", None, type="")
    for name in ("X", "account"):
        hotel.leaves_no_room(name)
    hotel.view = replace(hotel.view, departures_without_room=(*hotel.view.departures_without_room, "out of sight", "X"))
    hotel.plan()
    assert alerts_of(hotel) == [
        ("departure_without_room", "T07", None, "X"),
        ("departure_without_room", "T07", None, "out of sight"),
    ]
    assert answers(hotel) == [
        answer("X#1", "noop", "T07", "departure_without_room", unit_id=""),
        answer("account#1", "noop", "T139", "no_accommodation", unit_id=""),
        answer("out of sight#1", "noop", "T07", "departure_without_room", unit_id=""),
    ]
    assert ["no room to clean" in d.reason for d in hotel.last.decisions] == [False, True, False], (
        "there is nothing to clean"
    )


def test_T107_T135_the_hotels_settings_and_its_day() -> None:
    hotel = Story(TurnoverPolicy(check_in_time=time(10)))
    hotel.room("101", "clean")
    hotel.night_audit(opened=-1)
    hotel.plan()
    assert alerts_of(hotel) == [
        ("check_in_time_implausible", "T107", None, None),
        ("night_audit_missing", "T135", None, None),
    ]
    assert "10:00" in hotel.last.alerts[0].reason
    assert "17:00" in hotel.last.alerts[0].reason
    hotel.at("12:00", on=1).plan()
    assert alerts_of(hotel, on=1) == [("night_audit_missing", "T135", None, None)], (
        "the alert about the settings is sent once"
    )


def test_T136_there_are_too_few_people_and_the_alert_has_the_number_of_late_rooms() -> None:
    hotel = Story()
    for number in ("101", "102", "103"):
        hotel.room(number, "dirty", occupied=True)
        hotel.guest(f"A-{number}", number)
        hotel.arrival(f"B-{number}", number)
        hotel.at("13:45").checks_out(f"A-{number}")
    hotel.people(1)
    hotel.plan()
    assert alerts_of(hotel) == [("capacity_short", "T136", None, None)]
    assert hotel.last.alerts[0].reason.startswith("With 1 people, 1 rooms ")
