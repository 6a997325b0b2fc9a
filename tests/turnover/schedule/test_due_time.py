"""The schedule's vectors, to the minute: what is needed by when, what is due when, how urgent it is."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from cloudbeds_connector.pms.hotel_time import business_date, load_zone, resolve
from cloudbeds_connector.turnover import NextArrival, Priority, schedule_turnover

from ..vectors import BUSINESS_DATES, NEW_YORK, POLICY, RESOLVE, VECTORS, Vector, utc


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_the_vectors_of_the_schedule(vector: Vector) -> None:
    schedule = schedule_turnover(
        utc(vector.now),
        property=vector.hotel,
        policy=vector.policy,
        clean_minutes=vector.minutes,
        next_arrival=vector.arrival,
        rush=vector.rush,
        type_pressure=vector.pressure,
        started_at=utc(vector.started_at) if vector.started_at else None,
    )
    assert schedule.needed_by == (utc(vector.needed_by) if vector.needed_by else None)
    assert schedule.urgent_at == (utc(vector.urgent_at) if vector.urgent_at else None)
    assert schedule.due_by == utc(vector.due_by)
    assert (schedule.at_risk, schedule.priority) == (vector.at_risk, Priority(vector.priority))
    assert (schedule.due_basis, schedule.priority_basis) == (vector.due_basis, vector.priority_basis)
    assert all(i.tzinfo is UTC for i in (schedule.needed_by, schedule.urgent_at, schedule.due_by) if i is not None)


def test_the_night_audit_of_the_hotel_goes_before_the_policys_rollover() -> None:
    audited_at_two = replace(NEW_YORK, night_audit_time=time(2))
    at_three = utc("2026-11-21T08:00:00Z")
    tomorrow = NextArrival(date=date(2026, 11, 22))
    assert schedule_turnover(at_three, property=audited_at_two, policy=POLICY, next_arrival=tomorrow).priority == 3
    assert schedule_turnover(at_three, property=NEW_YORK, policy=POLICY, next_arrival=tomorrow).priority == 4


@pytest.mark.parametrize(("zone", "day", "wall", "instant"), RESOLVE)
def test_wall_times_that_clocks_skip_or_repeat(zone: str, day: str, wall: str, instant: str) -> None:
    assert resolve(date.fromisoformat(day), time.fromisoformat(wall), load_zone(zone)) == utc(instant)


@pytest.mark.parametrize(("zone", "rollover", "instant", "day"), BUSINESS_DATES)
def test_the_hotels_day_begins_with_its_rollover(zone: str, rollover: str, instant: str, day: str) -> None:
    assert business_date(utc(instant), time.fromisoformat(rollover), load_zone(zone)) == date.fromisoformat(day)


def test_a_naive_now_is_refused() -> None:
    with pytest.raises(ValueError, match="timezone-aware"):
        schedule_turnover(datetime(2026, 11, 20), property=NEW_YORK, policy=POLICY)  # noqa: DTZ001


def test_the_machines_time_zone_does_not_matter() -> None:
    program = (
        "from datetime import *; from cloudbeds_connector.turnover import *\n"
        "from cloudbeds_connector.pms.model import Property\n"
        "hotel = Property(id='h', name='H', timezone='America/New_York', check_in_time=time(15),"
        " check_out_time=time(11))\n"
        "print(schedule_turnover(datetime(2026, 11, 20, 15, 40, tzinfo=UTC), property=hotel, policy=TurnoverPolicy(),"
        " next_arrival=NextArrival(date=date(2026, 11, 20), eta=time(13))))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True
        ).stdout
        for zone in ("UTC", "Pacific/Kiritimati", "America/St_Johns")
    }
    assert len(answers) == 1
    assert "17, 45" in answers.pop()


def test_importing_the_rules_costs_no_http_library() -> None:
    program = "import sys, cloudbeds_connector.turnover; print('httpx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
