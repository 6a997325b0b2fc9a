"""Alerts about guests who are to leave today, to the second: overdue ones, and times that leave no time."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from cloudbeds_connector.turnover import Alert, TurnoverPolicy
from cloudbeds_connector.turnover.rules.due_out import alert_due_outs, due_out, leaves_at

from ..calendar import day
from ..story import Story
from ..working_unit import MINUTE, SECOND, unit_work_of


def stays_till(clock: str, **policy: int | dict[str, int]) -> Story:
    """A keeps 101 till then, by agreement; B arrives today."""
    hotel = Story(TurnoverPolicy.from_mapping(policy))
    hotel.guest("A")
    hotel.becomes("A", scheduled_end=hotel.instant(clock))
    hotel.arrival("B")
    return hotel


@pytest.mark.parametrize(
    ("start", "end", "due"), [(-2, 0, True), (-2, -1, True), (-2, 1, False), (0, 0, False), (-1, 0, True)]
)
def test_T18_who_is_to_leave_by_today_is_due_out_but_not_todays_day_guest(start: int, end: int, due: bool) -> None:
    hotel = Story()
    hotel.guest("A", start=start, end=end)
    assert [guest.id for guest in due_out(unit_work_of(hotel))] == ["A"] * due


@pytest.mark.parametrize(("agreed", "at"), [(None, "11:00"), ("10:00", "11:00"), ("13:00", "13:00")])
def test_T19_a_guest_is_to_be_out_at_check_out_time_or_later_as_agreed(agreed: str | None, at: str) -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.becomes("A", scheduled_end=None if agreed is None else hotel.instant(agreed))
    assert leaves_at(unit_work_of(hotel), hotel.segment("A")) == hotel.instant(at)
    hotel.wants(room_types={"DLX": {"check_out_time": "12:00"}})
    assert leaves_at(unit_work_of(hotel), hotel.segment("A")) == max(hotel.instant("12:00"), hotel.instant(at))


def test_T18_the_guest_is_overdue_when_the_grace_is_over_and_the_clock_is_set_for_it() -> None:
    hotel = Story(TurnoverPolicy(grace_overdue_minutes=30))
    hotel.guest("A")
    over = hotel.instant("11:30")
    for late in (-MINUTE, 0 * SECOND):
        hotel.now = over + late
        work = unit_work_of(hotel)
        alert_due_outs(work)
        assert (work.alerts, work.look_again) == ([], [over + MINUTE])
    hotel.now = over + SECOND
    work = unit_work_of(hotel)
    alert_due_outs(work)
    assert work.alerts == [
        Alert(
            code="overdue_departure",
            reason=work.alerts[0].reason,
            business_date=day(0),
            unit_id="101",
            segment_id="A",
            row="T18",
        )
    ]
    assert work.look_again == []
    assert "Room 101" in work.alerts[0].reason


@pytest.mark.parametrize(
    ("agreed", "minutes", "alerted"),
    [
        (timedelta(hours=14, minutes=15), 30, False),
        (timedelta(hours=14, minutes=15, seconds=1), 30, True),
        (timedelta(hours=13, minutes=15), 90, False),
        (timedelta(hours=13, minutes=15, seconds=1), 90, True),
    ],
)
def test_T19_T43_the_room_types_work_and_the_buffer_must_fit_between_two_guests(
    agreed: timedelta, minutes: int, alerted: bool
) -> None:
    hotel = stays_till("13:00", clean_minutes={"departure/DLX": minutes})
    hotel.becomes("A", scheduled_end=hotel.instant("00:00") + agreed)
    work = unit_work_of(hotel)
    alert_due_outs(work)
    assert [alert.code for alert in work.alerts] == ["turn_window_infeasible"] * alerted


def test_T19_the_alert_names_both_times_by_the_hotels_clock() -> None:
    hotel = stays_till("16:20")
    work = unit_work_of(hotel)
    alert_due_outs(work)
    (alert,) = work.alerts
    assert (alert.unit_id, alert.segment_id, alert.row) == ("101", "A", "T19")
    assert "kept until 16:20" in alert.reason
    assert "needed by 15:00" in alert.reason


def test_T19_of_a_guest_who_agreed_nothing_no_time_is_too_late() -> None:
    hotel = stays_till("16:20")
    hotel.becomes("A", scheduled_end=None)
    work = unit_work_of(hotel)
    alert_due_outs(work)
    assert work.alerts == []


@pytest.mark.parametrize("start", [-3, 3])
def test_T19_nobody_needs_the_room_soon(start: int) -> None:
    hotel = stays_till("16:20")
    hotel.arrival("B", start=start, end=4)
    work = unit_work_of(hotel)
    alert_due_outs(work)
    assert work.alerts == []


def test_T30_of_rooms_that_are_not_turned_over_nothing_is_said() -> None:
    hotel = stays_till("16:20")
    hotel.room_becomes("101", turnover=False)
    work = unit_work_of(hotel.at("18:00"))
    alert_due_outs(work)
    assert (work.alerts, work.look_again) == ([], [])


def test_T18_T96_a_guest_of_a_suite_is_overdue_once_and_one_of_its_rooms_in_that_room() -> None:
    hotel = Story()
    hotel.room("102", "dirty", occupied=True)
    hotel.suite("S", rooms=("101", "102"))
    hotel.guest("A", "S", type="SUITE")
    hotel.guest("B", "102")
    hotel.at("12:01")
    alerted = {}
    for number in ("101", "102", "S"):
        work = unit_work_of(hotel, number)
        alert_due_outs(work)
        alerted[number] = [alert.segment_id for alert in work.alerts]
    assert alerted == {"101": ["A"], "102": ["B"], "S": []}


def test_T18_T96_a_room_of_two_suites_reports_the_suite_whose_first_room_it_is() -> None:
    hotel = Story()
    hotel.room("102", "dirty", occupied=True)
    hotel.room("103", "dirty", occupied=True)
    hotel.suite("S", rooms=("101", "102"))
    hotel.suite("T", rooms=("102", "103"))
    hotel.guest("A", "S", type="SUITE")
    hotel.guest("B", "T", type="SUITE")
    work = unit_work_of(hotel.at("12:01"), "102")
    alert_due_outs(work)
    assert [alert.segment_id for alert in work.alerts] == ["B"]


def test_T19_an_early_check_in_counts_for_the_next_guest() -> None:
    hotel = stays_till("13:00")
    hotel.becomes("B", early_check_in=time(13, 44))
    work = unit_work_of(hotel)
    alert_due_outs(work)
    assert [alert.code for alert in work.alerts] == ["turn_window_infeasible"]
    hotel.becomes("B", early_check_in=time(13, 45))
    work = unit_work_of(hotel)
    alert_due_outs(work)
    assert work.alerts == []
