"""Decides when a room should be ready and how urgent that is. Pure arithmetic in UTC; the clock is passed in."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from ..pms.hotel_time import require_aware
from ..pms.model import Property
from ..pms.tasks import Priority, TaskKind
from .model import NextArrival, TurnoverSchedule
from .policy import TurnoverPolicy
from .times import ArrivalTimes, arrival_times, check_in_time, day_after, hotel_day, resolve

ONE_MINUTE = timedelta(minutes=1)
#: Work that has begun takes at least so much longer, however long it was planned for.
MINIMUM_LEFT = timedelta(minutes=5)


def schedule_turnover(
    now: datetime,
    *,
    property: Property,
    policy: TurnoverPolicy,
    clean_minutes: int | None = None,
    next_arrival: NextArrival | None = None,
    rush: bool = False,
    type_pressure: bool = False,
    started_at: datetime | None = None,
) -> TurnoverSchedule:
    """When a vacated room should be ready, if one decides at `now` (aware; `ValueError` otherwise).

    `needed_by` is what would be good for the next guest, `urgent_at` what the hotel promised; both None if nobody is
    due. `clean_minutes` is the planned work (a departure's, if not given), `started_at` when somebody began it.
    `type_pressure`: guests without a room arrive today for this room's type, and there are too few ready rooms.
    `due_by` is never before the work can be finished; it is meant to be kept until a fact other than the clock changes.
    """
    now = require_aware(now, "now")
    minutes = policy.minutes(TaskKind.DEPARTURE) if clean_minutes is None else clean_minutes
    finish = earliest_finish(now, minutes=minutes, started_at=started_at)
    today = hotel_day(now, hotel=property, policy=policy)
    times = None
    if next_arrival is not None:
        times = arrival_times(next_arrival, now=now, hotel=property, policy=policy)
    needed_by = None if times is None else _needed_by(times, policy=policy)
    urgent_at = None if times is None else times.capped(max(times.check_in_at, times.eta_at or times.check_in_at))
    if type_pressure:
        check_in_today = resolve(today, check_in_time(property, policy=policy), property.zone)
        needed_by = min(needed_by or check_in_today, check_in_today)
        urgent_at = min(urgent_at or check_in_today, check_in_today)
    rush = rush or (next_arrival is not None and next_arrival.waiting)
    target = _target(now, finish=finish, hotel=property, policy=policy)
    want = target if needed_by is None else min(needed_by - policy.buffer, target)
    too_late = urgent_at is not None and finish > urgent_at - policy.buffer
    return TurnoverSchedule(
        needed_by=needed_by,
        urgent_at=urgent_at,
        due_by=finish if rush else max(finish, want),
        at_risk=needed_by is not None and finish > needed_by - policy.buffer,
        priority=_priority(
            rush=rush,
            days=0 if type_pressure else _days_until(times, today=today),
            too_late=too_late,
            vip=times is not None and next_arrival is not None and next_arrival.vip,
        ),
        earliest_finish=finish,
    )


def earliest_finish(now: datetime, *, minutes: int, started_at: datetime | None = None) -> datetime:
    """The next full minute at which `minutes` of work could be done."""
    work = timedelta(minutes=minutes)
    finish = now + work if started_at is None else max(now + MINIMUM_LEFT, started_at + work)
    whole = finish.replace(second=0, microsecond=0)
    return whole if whole == finish else whole + ONE_MINUTE


def _needed_by(times: ArrivalTimes, *, policy: TurnoverPolicy) -> datetime:
    match policy.arrival_policy:
        case "earliest":
            good = min(times.check_in_at, times.eta_at or times.check_in_at)
        case "check_in_time":
            good = times.check_in_at
        case "eta":
            good = times.eta_at or times.check_in_at
    return times.capped(good)


def _target(now: datetime, *, finish: datetime, hotel: Property, policy: TurnoverPolicy) -> datetime:
    today = now.astimezone(hotel.zone).date()
    target = resolve(today, policy.same_day_target, hotel.zone)
    return target if target >= finish else resolve(day_after(today), policy.same_day_target, hotel.zone)


def _days_until(times: ArrivalTimes | None, *, today: date) -> int | None:
    return None if times is None else (times.date - today).days


def _priority(*, rush: bool, days: int | None, too_late: bool, vip: bool) -> Priority:
    if rush:
        return Priority.URGENT
    if days is not None and days <= 0:
        return Priority.URGENT if too_late else Priority.HIGH
    priority = Priority.NORMAL if days == 1 else Priority.LOW
    return Priority(priority - 1) if vip else priority
