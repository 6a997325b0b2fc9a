"""What people at the door say of a room: service flags, and who they find in it (rows T81 to T84)."""

from __future__ import annotations

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.turnover import (
    Priority,
    TaskKind,
    TaskState,
    planned_departures,
)

from ..story import Story
from .beginnings import left_at_10_40


@pytest.fixture
def hotel() -> Story:
    return left_at_10_40()


@pytest.mark.parametrize(
    ("clock", "kind", "minutes"), [("10:40", TaskKind.DEPARTURE, 30), ("10:40:01", TaskKind.TOUCH_UP, 10)]
)
def test_T81_a_room_that_turns_out_to_need_little_after_its_guest_left_gets_a_touch_up(
    clock: str, kind: TaskKind, minutes: int
) -> None:
    hotel = left_at_10_40()
    hotel.arrival("B")
    hotel.at(clock).turns_out_a_pickup()
    hotel.at("14:30").plan()
    task = hotel.task()
    assert (task.kind, task.clean_minutes, task.purpose) == (kind, minutes, TaskKind.DEPARTURE)
    # at 14:30 ten minutes still fit before 14:45, and thirty do not
    assert (hotel.local(task.due_by), task.at_risk) == (("20 14:45", False) if minutes == 10 else ("20 15:00", True))


def test_T81_a_room_that_was_a_pickup_when_its_guest_left_needs_the_whole_turnover() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.at("09:30").turns_out_a_pickup()
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    assert hotel.task().kind is TaskKind.DEPARTURE


def test_T81_work_that_has_begun_or_is_not_a_departure_stays_as_it_is(hotel: Story) -> None:
    hotel.at("10:50").starts()
    hotel.at("11:00").turns_out_a_pickup()
    hotel.plan()
    assert (hotel.actions, hotel.task().kind) == (["update"], TaskKind.DEPARTURE)
    hotel = Story()
    hotel.dorm()
    hotel.guest("A", "5/A")
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    hotel.at("11:00").turns_out_a_pickup("5/A")
    hotel.plan()
    assert hotel.task("5/A").kind is TaskKind.BED_TURNOVER


def test_T81_a_departure_from_the_touched_up_room_needs_the_whole_turnover_again(hotel: Story) -> None:
    hotel.at("10:50").turns_out_a_pickup()
    hotel.plan()
    assert (hotel.actions, hotel.task().row, hotel.task().state) == (["update"], "T81", TaskState.OPEN)
    hotel.arrival("day", start=0, end=0)
    hotel.at("11:00").checks_in("day")
    hotel.plan()
    hotel.at("14:00").checks_out("day", cause=Cause.DAY_USE)
    hotel.plan()
    assert (hotel.task().kind, hotel.task().clean_minutes) == (TaskKind.DEPARTURE, 30)


def test_T81_a_pickup_reported_while_the_room_is_out_of_order_counts_at_once(hotel: Story) -> None:
    hotel.block(end=1, end_inclusive=False)
    hotel.at("11:00").plan()
    hotel.at("12:00").turns_out_a_pickup()
    hotel.plan()
    assert (hotel.task().kind, hotel.task().state) == (TaskKind.TOUCH_UP, TaskState.ON_HOLD)
    hotel.at("04:00", on=1).plan()
    assert (hotel.actions, hotel.task().state, hotel.task().kind) == (["release"], TaskState.OPEN, TaskKind.TOUCH_UP)


@pytest.mark.parametrize(
    ("flag", "occupied", "alerts"),
    [
        ("do_not_disturb", False, []),
        ("do_not_disturb", True, ["do_not_disturb_on_departed_room"]),
        ("refused_service", True, ["do_not_disturb_on_departed_room"]),
    ],
)
def test_T82_a_departed_room_that_asks_for_no_service_is_turned_over_all_the_same(
    hotel: Story, flag: str, occupied: bool, alerts: list[str]
) -> None:
    hotel.at("11:00").look("101", occupied=occupied)
    hotel.room_becomes("101", **{flag: True})
    hotel.plan()
    assert (hotel.actions, hotel.alerts) == ([], alerts)
    assert [alert.row for alert in hotel.last.alerts] == ["T82"] * len(alerts)
    assert (hotel.task().state, hotel.task().kind) == (TaskState.OPEN, TaskKind.DEPARTURE)


def test_T82_a_guest_in_house_may_ask_for_no_service(hotel: Story) -> None:
    hotel.arrival("B")
    hotel.at("13:00").checks_in("B")
    hotel.plan()
    hotel.room_becomes("101", do_not_disturb=True)
    hotel.at("13:05").plan()
    assert hotel.alerts == []


@pytest.mark.parametrize("flag", ["do_not_disturb", "refused_service"])
def test_T83_a_guest_who_is_to_leave_and_asks_for_no_service_is_planned_last(flag: str) -> None:
    hotel = Story()
    for number in ("102", "103"):
        hotel.room(number, "dirty", occupied=True)
        hotel.guest(f"A-{number}", number)
    hotel.guest("A", "101")
    hotel.arrival("B", "101")
    hotel.room_becomes("101", **{flag: True})
    rows = planned_departures(hotel.view, now=hotel.now, policy=hotel.policy)
    assert [(row.unit_id, row.last) for row in rows] == [("102", False), ("103", False), ("101", True)]
    assert rows[2].priority is Priority.HIGH, "last in the list, and as urgent as it is"


def test_T84_somebody_sleeps_in_a_room_that_is_vacant_in_the_hotel_system(hotel: Story) -> None:
    hotel.at("11:00").housekeeping_finds(occupied=True)
    hotel.plan()
    task = hotel.task()
    assert (hotel.actions, hotel.alerts) == (["hold"], ["discrepancy_sleep"])
    assert (task.row, task.state, task.held_from, task.flags) == (
        "T84",
        TaskState.ON_HOLD,
        TaskState.OPEN,
        ("discrepancy",),
    )
    hotel.at("11:30").housekeeping_finds(occupied=False)
    hotel.plan()
    task = hotel.task()
    assert (hotel.actions, hotel.alerts, task.row, task.state, task.flags) == (
        ["release"],
        [],
        "T84",
        TaskState.OPEN,
        (),
    )


def test_T84_work_that_has_begun_goes_on_and_an_alert_is_raised(hotel: Story) -> None:
    hotel.at("10:50").starts()
    hotel.at("11:00").housekeeping_finds(occupied=True)
    hotel.plan()
    assert (hotel.task().state, hotel.alerts) == (TaskState.IN_PROGRESS, ["discrepancy_sleep"])


def test_T84_without_open_work_no_alert_is_raised() -> None:
    hotel = Story()
    hotel.room("101", "clean")
    hotel.housekeeping_finds(occupied=True)
    hotel.plan()
    assert (hotel.actions, hotel.alerts) == ([], [])


def test_T84_T86_a_room_that_is_found_slept_in_and_is_out_of_order_waits_for_both(hotel: Story) -> None:
    hotel.block(end=1, end_inclusive=False)
    hotel.at("11:00").housekeeping_finds(occupied=True)
    hotel.plan()
    assert (hotel.task().flags, hotel.task().held_from) == (("discrepancy", "out_of_order"), TaskState.OPEN)
    hotel.at("12:00").housekeeping_finds(occupied=False)
    hotel.plan()
    assert (hotel.task().flags, hotel.task().state) == (("out_of_order",), TaskState.ON_HOLD)
    hotel.at("04:00", on=1).plan()
    assert (hotel.actions, hotel.task().state, hotel.task().flags) == (["release"], TaskState.OPEN, ("carried_over",))


def test_T84_T70_a_room_called_clean_while_somebody_slept_in_it_is_not_done(hotel: Story) -> None:
    hotel.at("11:00").housekeeping_finds(occupied=True)
    hotel.plan()
    hotel.at("11:20").look("101", "clean")
    hotel.plan()
    assert (hotel.actions, hotel.task().state) == ([], TaskState.ON_HOLD)
    hotel.at("11:40").housekeeping_finds(occupied=None)
    hotel.plan()
    assert (hotel.actions, hotel.task().state) == (["release"], TaskState.OPEN)


def test_T84_T65_the_sleeper_turns_out_to_be_the_next_guest(hotel: Story) -> None:
    hotel.arrival("B")
    hotel.at("13:00").housekeeping_finds(occupied=True)
    hotel.plan()
    hotel.at("13:20").checks_in("B")
    hotel.plan()
    assert (hotel.actions, hotel.task().state, hotel.alerts) == (
        ["release"],
        TaskState.OPEN,
        ["checked_in_to_uncleaned_room"],
    )
    assert (hotel.task().flags, hotel.task().priority) == (("guest_waiting", "occupied_ask_desk"), Priority.URGENT)
