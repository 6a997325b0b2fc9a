"""The schedule's vectors, to the minute: what is needed by when, what is due when, how urgent it is."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from cloudbeds_connector.pms.hotel_time import business_date, resolve
from cloudbeds_connector.pms.model import Property
from cloudbeds_connector.turnover import NextArrival, Priority, TurnoverPolicy, schedule_turnover

NEW_YORK = Property(id="h1", name="Hotel", timezone="America/New_York", check_in_time=time(15), check_out_time=time(11))
KATHMANDU = replace(NEW_YORK, timezone="Asia/Kathmandu", check_in_time=time(14))
AUCKLAND = replace(NEW_YORK, timezone="Pacific/Auckland")
POLICY = TurnoverPolicy()
TODAY = date(2026, 11, 20)
MORNING = "2026-11-20T15:40:00Z"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text)


def arrival(day: date = TODAY, **more: Any) -> NextArrival:
    return NextArrival(date=day, **more)


@dataclass(frozen=True)
class Vector:
    name: str
    now: str
    due_by: str
    needed_by: str | None
    at_risk: bool
    priority: int
    arrival: NextArrival | None = None
    hotel: Property = NEW_YORK
    policy: TurnoverPolicy = POLICY
    minutes: int = 30
    rush: bool = False
    pressure: bool = False
    started_at: str | None = None


VECTORS = [
    Vector("V01 back to back, no estimate", MORNING, "2026-11-20T19:45Z", "2026-11-20T20:00Z", False, 2, arrival()),
    Vector(
        "V02 estimate 13:00", MORNING, "2026-11-20T17:45Z", "2026-11-20T18:00Z", False, 2, arrival(eta=time(13))
    ),
    Vector(
        "V03 estimate 20:30", MORNING, "2026-11-20T19:45Z", "2026-11-20T20:00Z", False, 2, arrival(eta=time(20, 30))
    ),
    Vector(
        "V04 estimate 20:30 decides",
        MORNING,
        "2026-11-20T22:00Z",
        "2026-11-21T01:30Z",
        False,
        2,
        arrival(eta=time(20, 30)),
        policy=TurnoverPolicy(arrival_policy="eta"),
    ),
    Vector(
        "V05 estimate after midnight", MORNING, "2026-11-20T19:45Z", "2026-11-20T20:00Z", False, 2,
        arrival(eta=time(1, 30)),
    ),
    Vector(
        "V06 late check-out 14:50", "2026-11-20T19:50:00Z", "2026-11-20T20:20Z", "2026-11-20T20:00Z", True, 1, arrival()
    ),
    Vector("V08 no arrival known", MORNING, "2026-11-20T22:00Z", None, False, 4),
    Vector(
        "V09 arrival tomorrow", MORNING, "2026-11-20T22:00Z", "2026-11-21T20:00Z", False, 3,
        arrival(date(2026, 11, 21)),
    ),
    Vector(
        "V10 arrival in three days", MORNING, "2026-11-20T22:00Z", "2026-11-23T20:00Z", False, 4,
        arrival(date(2026, 11, 23)),
    ),
    Vector(
        "V11 out 18:20, arrival tomorrow", "2026-11-20T23:20:00Z", "2026-11-21T19:45Z", "2026-11-21T20:00Z", False, 3,
        arrival(date(2026, 11, 21)),
    ),
    Vector(
        "V13 out 00:20, the 20th still due", "2026-11-21T05:20:00Z", "2026-11-21T05:50Z", "2026-11-20T20:00Z", True, 1,
        arrival(),
    ),
    Vector(
        "V14 out 00:20, arrival of the 21st", "2026-11-21T05:20:00Z", "2026-11-21T19:45Z", "2026-11-21T20:00Z", False,
        3, arrival(date(2026, 11, 21)),
    ),
    Vector(
        "V15 the same after the rollover", "2026-11-21T09:00:00Z", "2026-11-21T19:45Z", "2026-11-21T20:00Z", False, 2,
        arrival(date(2026, 11, 21)),
    ),
    Vector(
        "V16 clocks forward", "2026-03-07T23:20:00Z", "2026-03-08T18:45Z", "2026-03-08T19:00Z", False, 3,
        arrival(date(2026, 3, 8)),
    ),
    Vector(
        "V17 clocks back", "2026-10-31T22:20:00Z", "2026-11-01T19:45Z", "2026-11-01T20:00Z", False, 3,
        arrival(date(2026, 11, 1)),
    ),
    Vector(
        "V18 Auckland", "2026-11-19T21:40:00Z", "2026-11-20T01:45Z", "2026-11-20T02:00Z", False, 2, arrival(),
        hotel=AUCKLAND,
    ),
    Vector(
        "V20 early check-in at 11:00", MORNING, "2026-11-20T16:10Z", "2026-11-20T16:00Z", True, 1,
        arrival(early_check_in=time(11)),
    ),
    Vector(
        "V21 VIP tomorrow", MORNING, "2026-11-20T22:00Z", "2026-11-21T20:00Z", False, 2,
        arrival(date(2026, 11, 21), vip=True),
    ),
    Vector("V22 VIP today", MORNING, "2026-11-20T19:45Z", "2026-11-20T20:00Z", False, 2, arrival(vip=True)),
    Vector("V23 type pressure", MORNING, "2026-11-20T19:45Z", "2026-11-20T20:00Z", False, 2, pressure=True),
    Vector(
        "V24 suite at 14:15", "2026-11-20T19:15:00Z", "2026-11-20T20:00Z", "2026-11-20T20:00Z", True, 1, arrival(),
        minutes=45,
    ),
    Vector("V25 the guest waits", MORNING, "2026-11-20T16:10Z", "2026-11-20T20:00Z", False, 1, arrival(waiting=True)),
    Vector("V25b the room is wanted now", MORNING, "2026-11-20T16:10Z", None, False, 1, rush=True),
    Vector("V26 out 14:15:00", "2026-11-20T19:15:00Z", "2026-11-20T19:45Z", "2026-11-20T20:00Z", False, 2, arrival()),
    Vector("V27 out 14:15:01", "2026-11-20T19:15:01Z", "2026-11-20T19:46Z", "2026-11-20T20:00Z", True, 1, arrival()),
    Vector(
        "V29 estimate 09:00, nothing granted", MORNING, "2026-11-20T16:10Z", "2026-11-20T14:00Z", True, 2,
        arrival(eta=time(9)),
    ),
    Vector(
        "V30 estimate 22:30, out 14:50", "2026-11-20T19:50:00Z", "2026-11-20T20:20Z", "2026-11-20T20:00Z", True, 2,
        arrival(eta=time(22, 30)),
    ),
    Vector(
        "V31 type pressure at 14:50", "2026-11-20T19:50:00Z", "2026-11-20T20:20Z", "2026-11-20T20:00Z", True, 1,
        pressure=True,
    ),
    Vector(
        "V32 in progress since 14:05", "2026-11-20T19:30:00Z", "2026-11-20T19:45Z", "2026-11-20T20:00Z", False, 2,
        arrival(), started_at="2026-11-20T19:05:00Z",
    ),
    Vector(
        "V33 out 02:20, rollover 02:00", "2026-11-21T07:20:00Z", "2026-11-21T07:50Z", "2026-11-20T20:00Z", True, 1,
        arrival(), policy=TurnoverPolicy(day_rollover=time(2)),
    ),
    Vector(
        "V34 arrival of yesterday is overdue", "2026-11-21T14:00:00Z", "2026-11-21T19:45Z", "2026-11-21T20:00Z", False,
        2, arrival(),
    ),
    Vector(
        "V35 estimate 02:30, rollover 02:00", MORNING, "2026-11-20T19:45Z", "2026-11-20T20:00Z", False, 2,
        arrival(eta=time(2, 30)), policy=TurnoverPolicy(day_rollover=time(2)),
    ),
    Vector(
        "V36 Kathmandu", "2026-11-20T04:45:00Z", "2026-11-20T08:00Z", "2026-11-20T08:15Z", False, 2, arrival(),
        hotel=KATHMANDU,
    ),
    Vector("vacated 16:29, nobody due", "2026-11-20T21:29:00Z", "2026-11-20T22:00Z", None, False, 4),
    Vector("vacated 16:31, nobody due", "2026-11-20T21:31:00Z", "2026-11-21T22:00Z", None, False, 4),
    Vector("stale arrival of the 18th", MORNING, "2026-11-20T22:00Z", None, False, 4, arrival(date(2026, 11, 18))),
    Vector(
        "check-in 09:00 before check-out: the target stands in", MORNING, "2026-11-20T21:45Z", "2026-11-20T22:00Z",
        False, 2, arrival(), hotel=replace(NEW_YORK, check_in_time=time(9)),
    ),
    Vector(
        "a day guest is due now", "2026-11-20T21:00:00Z", "2026-11-20T21:30Z", "2026-11-20T21:00Z", True, 1,
        arrival(day_use=True),
    ),
]  # fmt: skip


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
    assert schedule.due_by == utc(vector.due_by)
    assert (schedule.at_risk, schedule.priority) == (vector.at_risk, Priority(vector.priority))
    assert all(i.tzinfo is UTC for i in (schedule.needed_by, schedule.urgent_at, schedule.due_by) if i is not None)


def test_the_night_audit_of_the_hotel_goes_before_the_policys_rollover() -> None:
    audited_at_two = replace(NEW_YORK, night_audit_time=time(2))
    at_three = utc("2026-11-21T08:00:00Z")
    tomorrow = NextArrival(date=date(2026, 11, 22))
    assert schedule_turnover(at_three, property=audited_at_two, policy=POLICY, next_arrival=tomorrow).priority == 3
    assert schedule_turnover(at_three, property=NEW_YORK, policy=POLICY, next_arrival=tomorrow).priority == 4


def test_wall_times_that_clocks_skip_or_repeat() -> None:
    assert resolve(date(2026, 3, 8), time(2, 30), NEW_YORK.zone) == utc("2026-03-08T07:30Z")
    assert resolve(date(2026, 11, 1), time(1, 30), NEW_YORK.zone) == utc("2026-11-01T05:30Z")
    assert business_date(utc("2026-11-21T08:59Z"), time(4), NEW_YORK.zone) == date(2026, 11, 20)
    assert business_date(utc("2026-11-21T09:00Z"), time(4), NEW_YORK.zone) == date(2026, 11, 21)


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
