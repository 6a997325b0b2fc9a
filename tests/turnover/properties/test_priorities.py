"""The sooner a guest is to come, the more urgent the room: an earlier arrival never gets a later due time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from cloudbeds_connector.turnover import NextArrival, Priority, schedule_turnover
from cloudbeds_connector.turnover.schedule.times import arrival_times, hotel_day

from .effort import for_all
from .test_due_times import arrivals, calls, moments, walls


def priority(now: datetime, call: dict[str, Any], arrival: NextArrival | None) -> Priority:
    return schedule_turnover(now, **{**call, "next_arrival": arrival}).priority


def expected_at(now: datetime, call: dict[str, Any], arrival: NextArrival) -> datetime | None:
    times = arrival_times(arrival, now=now, hotel=call["property"], policy=call["policy"])
    return None if times is None else times.expected_at


@for_all(moments, calls, arrivals, st.integers(0, 4), st.none() | walls, st.none() | walls, examples=120)
def test_the_same_guest_expected_earlier_and_on_no_later_date_never_lowers_the_priority(
    now: datetime, call: dict[str, Any], later: NextArrival, days: int, eta: Any, early: Any
) -> None:
    sooner = replace(later, date=later.date - timedelta(days=days), eta=eta, early_check_in=early)
    at, other = expected_at(now, call, sooner), expected_at(now, call, later)
    assume(at is not None and other is not None and at <= other)
    assert priority(now, call, sooner) <= priority(now, call, later)


@for_all(moments, calls, arrivals, examples=120)
def test_a_vip_a_waiting_guest_and_demand_for_a_room_never_lower_the_priority(
    now: datetime, call: dict[str, Any], arrival: NextArrival
) -> None:
    plain = replace(arrival, vip=False, waiting=False)
    for more in (replace(plain, vip=True), replace(plain, waiting=True)):
        assert priority(now, call, more) <= priority(now, call, plain)
    for word in ("rush", "type_pressure"):
        assert priority(now, {**call, word: True}, plain) <= priority(now, {**call, word: False}, plain)
    assert priority(now, call, plain) <= priority(now, call, None)


@for_all(moments, calls, arrivals, st.integers(1, 600), examples=120)
def test_time_that_passes_on_one_hotel_day_never_lowers_the_priority(
    now: datetime, call: dict[str, Any], arrival: NextArrival, minutes: int
) -> None:
    later = now + timedelta(minutes=minutes)
    fixed = {**call, "started_at": None}
    first, last = (hotel_day(moment, hotel=call["property"], policy=call["policy"]) for moment in (now, later))
    assume(first == last)  # a new day has its own arrivals
    assume(expected_at(now, call, arrival) == expected_at(later, call, arrival))
    assert priority(later, fixed, arrival) <= priority(now, fixed, arrival)


@for_all(moments, calls, arrivals, examples=120)
def test_being_a_vip_alone_makes_nothing_urgent(now: datetime, call: dict[str, Any], arrival: NextArrival) -> None:
    plain = priority(now, call, replace(arrival, vip=False))
    if plain is not Priority.URGENT:
        assert priority(now, call, replace(arrival, vip=True)) is not Priority.URGENT
