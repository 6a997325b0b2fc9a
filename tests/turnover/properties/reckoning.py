"""Wall times, business dates and due times worked out another way, from a zone's offsets alone, to compare with.

It never asks what a wall time means in a zone: only what a zone's clocks show at an instant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FIRST, LAST = datetime(2025, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Change:
    """At `at` (UTC) the clocks of `zone` go from one offset to another."""

    zone: ZoneInfo
    at: datetime
    before: timedelta
    after: timedelta

    @property
    def odd_walls(self) -> tuple[datetime, ...]:
        """Local times, without a zone, that do not exist or come twice, and those just beside them."""
        ends = sorted((_naive(self.at, self.before), _naive(self.at, self.after)))
        middle = ends[0] + (ends[1] - ends[0]) / 2
        whole = middle.replace(second=0, microsecond=0)
        return (ends[0] - MINUTE, ends[0], whole, ends[1] - MINUTE, ends[1], ends[1] + MINUTE)


def changes_of(name: str) -> list[Change]:
    """Every change of a zone's clocks from 2025 to 2027, found by looking at them every other day."""
    zone, found, instant = ZoneInfo(name), [], FIRST
    known = offset(zone, instant)
    while instant < LAST:
        later = instant + 2 * DAY
        shown = offset(zone, later)
        if shown != known:
            low, high = instant, later
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                low, high = (middle, high) if offset(zone, middle) == known else (low, middle)
            found.append(Change(zone, high.replace(microsecond=0), known, shown))
        instant, known = later, shown
    return found


def offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    """How far the zone's clocks are ahead of UTC at an instant."""
    return instant.astimezone(zone).replace(tzinfo=UTC) - instant


def resolved(change: Change, wall: datetime) -> datetime:
    """The first instant at which the clocks show `wall`; if they skip it, the time is read with the old offset."""
    early, late = (wall.replace(tzinfo=UTC) - ahead for ahead in (change.before, change.after))
    good = [at for at in (early, late) if at + offset(change.zone, at) == wall.replace(tzinfo=UTC)]
    return min(good, default=early)


def business_day(change: Change, instant: datetime, rollover: time) -> date:
    """The latest day whose rollover has come."""
    around = (_naive(instant, change.after).date() + n * DAY for n in (1, 0, -1, -2))
    return next(day for day in around if resolved(change, datetime.combine(day, rollover)) <= instant)


@dataclass(frozen=True)
class DueTimeCase:
    """A turnover on either side of a change: `arrives` at check-in time, or at `eta` if that is sooner."""

    now: datetime
    minutes: int
    arrives: date
    eta: time | None
    check_in: time
    target: time
    rollover: time
    buffer: timedelta = 15 * MINUTE


def due_time(change: Change, case: DueTimeCase) -> tuple[datetime, datetime]:
    """When the room is needed, and when its turnover is due."""
    finish = case.now + case.minutes * MINUTE
    past = timedelta(seconds=finish.second, microseconds=finish.microsecond)
    finish = finish + (MINUTE - past) if past else finish
    needed = resolved(change, datetime.combine(case.arrives, case.check_in))
    if case.eta is not None:
        small_hours = case.eta < max(case.rollover, time(6))
        day = case.arrives + (DAY if small_hours else timedelta())
        needed = min(needed, resolved(change, datetime.combine(day, case.eta)))
    today = (case.now + offset(change.zone, case.now)).date()
    targets = (resolved(change, datetime.combine(day, case.target)) for day in (today, today + DAY))
    first, second = targets
    target = first if first >= finish else second
    return needed, max(finish, min(needed - case.buffer, target))


def _naive(instant: datetime, ahead: timedelta) -> datetime:
    return (instant + ahead).replace(tzinfo=None)
