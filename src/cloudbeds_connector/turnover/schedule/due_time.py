"""When a room should be ready and how urgent it is. Pure arithmetic in UTC; the clock is passed in."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from ...pms.hotel_time import require_aware
from ...pms.model import Property
from ...pms.tasks import Priority, TaskKind
from ..model import DueBasis, NextArrival, PriorityBasis, TurnoverSchedule
from ..policy import TurnoverPolicy
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
    spread: bool = False,
) -> TurnoverSchedule:
    """When a vacated room should be ready, if it is scheduled at `now` (aware; `ValueError` otherwise).

    `needed_by` is when the next guest would like the room, `urgent_at` when the hotel promised it; None if nobody is
    due. `clean_minutes` is the planned work (a departure's, if not given), `started_at` when somebody began it.
    `type_pressure`: guests without a room arrive today for this room's type, and there are too few ready rooms.
    `spread`: the work is due before its own arrival, not by the day's target (T138).
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
    target, due_basis = _target(now, finish=finish, hotel=property, policy=policy)
    if needed_by is not None and (spread or needed_by - policy.buffer < target):
        target, due_basis = needed_by - policy.buffer, DueBasis.BEFORE_ARRIVAL
    if rush or target < finish:
        target, due_basis = finish, DueBasis.AS_SOON_AS_POSSIBLE if rush else DueBasis.EARLIEST_FINISH
    priority, priority_basis = _priority(
        rush=rush,
        pressed=type_pressure,
        days=_days_until(times, today=today),
        too_late=urgent_at is not None and finish > urgent_at - policy.buffer,
        vip=times is not None and next_arrival is not None and next_arrival.vip,
    )
    return TurnoverSchedule(
        needed_by=needed_by,
        urgent_at=urgent_at,
        due_by=target,
        at_risk=needed_by is not None and finish > needed_by - policy.buffer,
        priority=priority,
        earliest_finish=finish,
        due_basis=due_basis,
        priority_basis=priority_basis,
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


def _target(now: datetime, *, finish: datetime, hotel: Property, policy: TurnoverPolicy) -> tuple[datetime, DueBasis]:
    today = now.astimezone(hotel.zone).date()
    target = resolve(today, policy.same_day_target, hotel.zone)
    if target >= finish:
        return target, DueBasis.TARGET
    return resolve(day_after(today), policy.same_day_target, hotel.zone), DueBasis.NEXT_TARGET


def _days_until(times: ArrivalTimes | None, *, today: date) -> int | None:
    return None if times is None else (times.date - today).days


def _priority(
    *, rush: bool, pressed: bool, days: int | None, too_late: bool, vip: bool
) -> tuple[Priority, PriorityBasis]:
    if rush:
        return Priority.URGENT, PriorityBasis.GUEST_WAITING
    own = days is not None and days <= 0
    if own or pressed:
        if too_late:
            return Priority.URGENT, PriorityBasis.PROMISE_IN_DANGER
        return Priority.HIGH, PriorityBasis.ARRIVAL_TODAY if own else PriorityBasis.TYPE_PRESSURE
    if vip:
        return (Priority.HIGH if days == 1 else Priority.NORMAL), PriorityBasis.VIP
    if days == 1:
        return Priority.NORMAL, PriorityBasis.ARRIVAL_TOMORROW
    return Priority.LOW, PriorityBasis.NOBODY_SOON
