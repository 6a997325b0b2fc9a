"""The schedule's vectors, worked out by hand from the formulas, and the time arithmetic below them. Written in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from cloudbeds_connector.pms.model import Property
from cloudbeds_connector.testing.contracts.turnover.json import fields_of, written
from cloudbeds_connector.turnover import NextArrival, TurnoverPolicy

from .recording import policy_of
from .story import HOTEL

NEW_YORK = HOTEL
KATHMANDU = replace(NEW_YORK, timezone="Asia/Kathmandu", check_in_time=time(14))
AUCKLAND = replace(NEW_YORK, timezone="Pacific/Auckland")
POLICY = TurnoverPolicy()
TODAY, TOMORROW, IN_THREE_DAYS = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 23)
MORNING = "2026-11-20T15:40Z"


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
    urgent_at: str | None
    at_risk: bool
    priority: int
    due_basis: str
    priority_basis: str
    arrival: NextArrival | None = None
    hotel: Property = NEW_YORK
    policy: TurnoverPolicy = POLICY
    minutes: int = 30
    rush: bool = False
    pressure: bool = False
    started_at: str | None = None

    def as_in_the_contract(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "now": _instant(self.now),
            **({} if self.hotel == NEW_YORK else {"property": fields_of(self.hotel)}),
            **({} if self.policy == POLICY else {"policy": policy_of(self.policy)}),
            "clean_minutes": self.minutes,
            "next_arrival": None if self.arrival is None else fields_of(self.arrival),
            "rush": self.rush,
            "type_pressure": self.pressure,
            "started_at": _instant(self.started_at),
            "expect": {
                "needed_by": _instant(self.needed_by),
                "urgent_at": _instant(self.urgent_at),
                "due_by": _instant(self.due_by),
                "at_risk": self.at_risk,
                "priority": self.priority,
                "due_basis": self.due_basis,
                "priority_basis": self.priority_basis,
            },
        }


# name, now, due_by, needed_by, urgent_at, at_risk, priority, due_basis, priority_basis, and what is given
VECTORS = [
    Vector(
        "V01 back to back, no estimate",
        MORNING, "2026-11-20T19:45Z", "2026-11-20T20:00Z", "2026-11-20T20:00Z", False, 2,
        "before_arrival", "arrival_today", arrival(),
    ),
    Vector(
        "V02 estimate 13:00", MORNING, "2026-11-20T17:45Z", "2026-11-20T18:00Z", "2026-11-20T20:00Z", False, 2,
        "before_arrival", "arrival_today", arrival(eta=time(13)),
    ),
    Vector(
        "V03 estimate 20:30", MORNING, "2026-11-20T19:45Z", "2026-11-20T20:00Z", "2026-11-21T01:30Z", False, 2,
        "before_arrival", "arrival_today", arrival(eta=time(20, 30)),
    ),
    Vector(
        "V04 estimate 20:30 decides", MORNING, "2026-11-20T22:00Z", "2026-11-21T01:30Z", "2026-11-21T01:30Z", False, 2,
        "target", "arrival_today", arrival(eta=time(20, 30)), policy=TurnoverPolicy(arrival_policy="eta"),
    ),
    Vector(
        "V05 estimate after midnight", MORNING, "2026-11-20T19:45Z", "2026-11-20T20:00Z", "2026-11-21T06:30Z", False, 2,
        "before_arrival", "arrival_today", arrival(eta=time(1, 30)),
    ),
    Vector(
        "V06 late check-out 14:50",
        "2026-11-20T19:50Z", "2026-11-20T20:20Z", "2026-11-20T20:00Z", "2026-11-20T20:00Z", True, 1,
        "earliest_finish", "promise_in_danger", arrival(),
    ),
    Vector(
        "V07 late check-out 16:10, needed before",
        "2026-11-20T21:10Z", "2026-11-20T21:40Z", "2026-11-20T20:00Z", "2026-11-20T20:00Z", True, 1,
        "earliest_finish", "promise_in_danger", arrival(),
    ),
    Vector("V08 no arrival known", MORNING, "2026-11-20T22:00Z", None, None, False, 4, "target", "nobody_soon"),
    Vector(
        "V09 arrival tomorrow", MORNING, "2026-11-20T22:00Z", "2026-11-21T20:00Z", "2026-11-21T20:00Z", False, 3,
        "target", "arrival_tomorrow", arrival(TOMORROW),
    ),
    Vector(
        "V10 arrival in three days", MORNING, "2026-11-20T22:00Z", "2026-11-23T20:00Z", "2026-11-23T20:00Z", False, 4,
        "target", "nobody_soon", arrival(IN_THREE_DAYS),
    ),
    Vector(
        "V11 out 18:20, arrival tomorrow",
        "2026-11-20T23:20Z", "2026-11-21T19:45Z", "2026-11-21T20:00Z", "2026-11-21T20:00Z", False, 3,
        "before_arrival", "arrival_tomorrow", arrival(TOMORROW),
    ),
    Vector(
        "V13 out 00:20, the 20th still due",
        "2026-11-21T05:20Z", "2026-11-21T05:50Z", "2026-11-20T20:00Z", "2026-11-20T20:00Z", True, 1,
        "earliest_finish", "promise_in_danger", arrival(),
    ),
    Vector(
        "V14 out 00:20, arrival of the 21st",
        "2026-11-21T05:20Z", "2026-11-21T19:45Z", "2026-11-21T20:00Z", "2026-11-21T20:00Z", False, 3,
        "before_arrival", "arrival_tomorrow", arrival(TOMORROW),
    ),
    Vector(
        "V15 the same after the rollover",
        "2026-11-21T09:00Z", "2026-11-21T19:45Z", "2026-11-21T20:00Z", "2026-11-21T20:00Z", False, 2,
        "before_arrival", "arrival_today", arrival(TOMORROW),
    ),
    Vector(
        "V16 clocks forward",
        "2026-03-07T23:20Z", "2026-03-08T18:45Z", "2026-03-08T19:00Z", "2026-03-08T19:00Z", False, 3,
        "before_arrival", "arrival_tomorrow", arrival(date(2026, 3, 8)),
    ),
    Vector(
        "V17 clocks back", "2026-10-31T22:20Z", "2026-11-01T19:45Z", "2026-11-01T20:00Z", "2026-11-01T20:00Z", False, 3,
        "before_arrival", "arrival_tomorrow", arrival(date(2026, 11, 1)),
    ),
    Vector(
        "V18 Auckland", "2026-11-19T21:40Z", "2026-11-20T01:45Z", "2026-11-20T02:00Z", "2026-11-20T02:00Z", False, 2,
        "before_arrival", "arrival_today", arrival(), hotel=AUCKLAND,
    ),
    Vector(
        "V19 early check-in at 12:00", MORNING, "2026-11-20T16:45Z", "2026-11-20T17:00Z", "2026-11-20T17:00Z", False, 2,
        "before_arrival", "arrival_today", arrival(early_check_in=time(12)),
    ),
    Vector(
        "V20 early check-in at 11:00", MORNING, "2026-11-20T16:10Z", "2026-11-20T16:00Z", "2026-11-20T16:00Z", True, 1,
        "earliest_finish", "promise_in_danger", arrival(early_check_in=time(11)),
    ),
    Vector(
        "V21 VIP tomorrow", MORNING, "2026-11-20T22:00Z", "2026-11-21T20:00Z", "2026-11-21T20:00Z", False, 2,
        "target", "vip", arrival(TOMORROW, vip=True),
    ),
    Vector(
        "V21b VIP in three days", MORNING, "2026-11-20T22:00Z", "2026-11-23T20:00Z", "2026-11-23T20:00Z", False, 3,
        "target", "vip", arrival(IN_THREE_DAYS, vip=True),
    ),
    Vector(
        "V22 VIP today", MORNING, "2026-11-20T19:45Z", "2026-11-20T20:00Z", "2026-11-20T20:00Z", False, 2,
        "before_arrival", "arrival_today", arrival(vip=True),
    ),
    Vector(
        "V23 type pressure", MORNING, "2026-11-20T19:45Z", "2026-11-20T20:00Z", "2026-11-20T20:00Z", False, 2,
        "before_arrival", "type_pressure", pressure=True,
    ),
    Vector(
        "V23b type pressure, own arrival tomorrow",
        MORNING, "2026-11-20T19:45Z", "2026-11-20T20:00Z", "2026-11-20T20:00Z", False, 2,
        "before_arrival", "type_pressure", arrival(TOMORROW), pressure=True,
    ),
    Vector(
        "V24 suite at 14:15",
        "2026-11-20T19:15Z", "2026-11-20T20:00Z", "2026-11-20T20:00Z", "2026-11-20T20:00Z", True, 1,
        "earliest_finish", "promise_in_danger", arrival(), minutes=45,
    ),
    Vector(
        "V25 the guest waits", MORNING, "2026-11-20T16:10Z", "2026-11-20T20:00Z", "2026-11-20T20:00Z", False, 1,
        "as_soon_as_possible", "guest_waiting", arrival(waiting=True),
    ),
    Vector(
        "V25b the room is needed now", MORNING, "2026-11-20T16:10Z", None, None, False, 1,
        "as_soon_as_possible", "guest_waiting", rush=True,
    ),
    Vector(
        "V26 out 14:15:00",
        "2026-11-20T19:15Z", "2026-11-20T19:45Z", "2026-11-20T20:00Z", "2026-11-20T20:00Z", False, 2,
        "before_arrival", "arrival_today", arrival(),
    ),
    Vector(
        "V27 out 14:15:01",
        "2026-11-20T19:15:01Z", "2026-11-20T19:46Z", "2026-11-20T20:00Z", "2026-11-20T20:00Z", True, 1,
        "earliest_finish", "promise_in_danger", arrival(),
    ),
    Vector(
        "V29 estimate 09:00, nothing granted",
        MORNING, "2026-11-20T16:10Z", "2026-11-20T14:00Z", "2026-11-20T20:00Z", True, 2,
        "earliest_finish", "arrival_today", arrival(eta=time(9)),
    ),
    Vector(
        "V30 estimate 22:30, out 14:50",
        "2026-11-20T19:50Z", "2026-11-20T20:20Z", "2026-11-20T20:00Z", "2026-11-21T03:30Z", True, 2,
        "earliest_finish", "arrival_today", arrival(eta=time(22, 30)),
    ),
    Vector(
        "V31 type pressure at 14:50",
        "2026-11-20T19:50Z", "2026-11-20T20:20Z", "2026-11-20T20:00Z", "2026-11-20T20:00Z", True, 1,
        "earliest_finish", "promise_in_danger", pressure=True,
    ),
    Vector(
        "V32 in progress since 14:05",
        "2026-11-20T19:30Z", "2026-11-20T19:45Z", "2026-11-20T20:00Z", "2026-11-20T20:00Z", False, 2,
        "before_arrival", "arrival_today", arrival(), started_at="2026-11-20T19:05Z",
    ),
    Vector(
        "V32b in progress since 14:20",
        "2026-11-20T19:30Z", "2026-11-20T19:50Z", "2026-11-20T20:00Z", "2026-11-20T20:00Z", True, 1,
        "earliest_finish", "promise_in_danger", arrival(), started_at="2026-11-20T19:20Z",
    ),
    Vector(
        "V32c in progress for long, and five minutes more",
        "2026-11-20T19:41Z", "2026-11-20T19:46Z", "2026-11-20T20:00Z", "2026-11-20T20:00Z", True, 1,
        "earliest_finish", "promise_in_danger", arrival(), started_at="2026-11-20T18:00Z",
    ),
    Vector(
        "V33 out 02:20, rollover 02:00",
        "2026-11-21T07:20Z", "2026-11-21T07:50Z", "2026-11-20T20:00Z", "2026-11-20T20:00Z", True, 1,
        "earliest_finish", "promise_in_danger", arrival(), policy=TurnoverPolicy(day_rollover=time(2)),
    ),
    Vector(
        "V34 arrival of yesterday is overdue",
        "2026-11-21T14:00Z", "2026-11-21T19:45Z", "2026-11-21T20:00Z", "2026-11-21T20:00Z", False, 2,
        "before_arrival", "arrival_today", arrival(),
    ),
    Vector(
        "V35 estimate 02:30, rollover 02:00",
        MORNING, "2026-11-20T19:45Z", "2026-11-20T20:00Z", "2026-11-21T07:30Z", False, 2,
        "before_arrival", "arrival_today", arrival(eta=time(2, 30)), policy=TurnoverPolicy(day_rollover=time(2)),
    ),
    Vector(
        "V36 Kathmandu", "2026-11-20T04:45Z", "2026-11-20T08:00Z", "2026-11-20T08:15Z", "2026-11-20T08:15Z", False, 2,
        "before_arrival", "arrival_today", arrival(), hotel=KATHMANDU,
    ),
    Vector(
        "vacated 16:29, nobody due", "2026-11-20T21:29Z", "2026-11-20T22:00Z", None, None, False, 4,
        "target", "nobody_soon",
    ),
    Vector(
        "vacated 16:31, nobody due", "2026-11-20T21:31Z", "2026-11-21T22:00Z", None, None, False, 4,
        "next_target", "nobody_soon",
    ),
    Vector(
        "stale arrival of the 18th", MORNING, "2026-11-20T22:00Z", None, None, False, 4,
        "target", "nobody_soon", arrival(date(2026, 11, 18)),
    ),
    Vector(
        "check-in 09:00 before check-out: the target stands in",
        MORNING, "2026-11-20T21:45Z", "2026-11-20T22:00Z", "2026-11-20T22:00Z", False, 2,
        "before_arrival", "arrival_today", arrival(), hotel=replace(NEW_YORK, check_in_time=time(9)),
    ),
    Vector(
        "a day guest is due now",
        "2026-11-20T21:00Z", "2026-11-20T21:30Z", "2026-11-20T21:00Z", "2026-11-20T21:00Z", True, 1,
        "earliest_finish", "promise_in_danger", arrival(day_use=True),
    ),
    Vector(
        "a day guest of the evening", MORNING, "2026-11-20T22:00Z", "2026-11-20T23:00Z", "2026-11-20T23:00Z", False, 2,
        "target", "arrival_today", arrival(day_use=True, scheduled_start=utc("2026-11-20T23:00Z")),
    ),
    Vector(
        "a day guest who estimates 13:00",
        MORNING, "2026-11-20T17:45Z", "2026-11-20T18:00Z", "2026-11-20T18:00Z", False, 2,
        "before_arrival", "arrival_today", arrival(day_use=True, eta=time(13)),
    ),
    Vector(
        "check-in time decides over the estimate 13:00",
        MORNING, "2026-11-20T19:45Z", "2026-11-20T20:00Z", "2026-11-20T20:00Z", False, 2,
        "before_arrival", "arrival_today", arrival(eta=time(13)), policy=TurnoverPolicy(arrival_policy="check_in_time"),
    ),
    Vector(
        "check-in time decides, and an early check-in before it",
        MORNING, "2026-11-20T18:45Z", "2026-11-20T19:00Z", "2026-11-20T19:00Z", False, 2,
        "before_arrival", "arrival_today", arrival(eta=time(13), early_check_in=time(14)),
        policy=TurnoverPolicy(arrival_policy="check_in_time"),
    ),
    Vector(
        "estimate 13:00, early check-in at 14:00",
        MORNING, "2026-11-20T17:45Z", "2026-11-20T18:00Z", "2026-11-20T19:00Z", False, 2,
        "before_arrival", "arrival_today", arrival(eta=time(13), early_check_in=time(14)),
    ),
    Vector(
        "a hotel without a buffer", MORNING, "2026-11-20T20:00Z", "2026-11-20T20:00Z", "2026-11-20T20:00Z", False, 2,
        "before_arrival", "arrival_today", arrival(), policy=TurnoverPolicy(buffer_minutes=0),
    ),
]  # fmt: skip

#: A wall time on a day in a zone, and its instant: what clocks skip moves forward, what they repeat is the first.
RESOLVE = [
    ("America/New_York", "2026-11-20", "15:00", "2026-11-20T20:00Z"),
    ("America/New_York", "2026-03-08", "02:30", "2026-03-08T07:30Z"),
    ("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30Z"),
    ("Asia/Kathmandu", "2026-11-20", "14:00", "2026-11-20T08:15Z"),
    ("Pacific/Auckland", "2026-11-20", "00:30", "2026-11-19T11:30Z"),
]

#: An instant, when the hotel's day begins in a zone, and which hotel day it is.
BUSINESS_DATES = [
    ("America/New_York", "04:00", "2026-11-21T08:59Z", "2026-11-20"),
    ("America/New_York", "04:00", "2026-11-21T09:00Z", "2026-11-21"),
    ("America/New_York", "02:30", "2026-03-08T07:29Z", "2026-03-07"),
    ("America/New_York", "02:30", "2026-03-08T07:30Z", "2026-03-08"),
    ("America/New_York", "01:30", "2026-11-01T05:29Z", "2026-10-31"),
    ("America/New_York", "01:30", "2026-11-01T05:30Z", "2026-11-01"),
    ("America/New_York", "01:30", "2026-11-01T06:29Z", "2026-11-01"),
    ("Pacific/Auckland", "04:00", "2026-11-19T14:59Z", "2026-11-19"),
    ("Pacific/Auckland", "04:00", "2026-11-19T15:00Z", "2026-11-20"),
]


def times() -> Mapping[str, Any]:
    """What of the contract is arithmetic."""
    resolve = [
        {"timezone": zone, "date": day, "time": wall, "instant": _instant(instant)}
        for zone, day, wall, instant in RESOLVE
    ]
    business_dates = [
        {"timezone": zone, "rollover": rollover, "instant": _instant(instant), "date": day}
        for zone, rollover, instant, day in BUSINESS_DATES
    ]
    vectors = [vector.as_in_the_contract() for vector in VECTORS]
    return {"resolve": resolve, "business_dates": business_dates, "vectors": vectors}


def _instant(text: str | None) -> str | None:
    return None if text is None else written(utc(text))
