"""Decides what a wall time and a business date are in a hotel's zone. Pure arithmetic, the clock passed in."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: A sender's clock may run ahead of ours by so much before its time is replaced by ours (T105).
CLOCK_SKEW = timedelta(minutes=5)


def resolve(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The UTC instant at which `wall` is shown on `day` in `zone`.

    A wall time that does not exist (clocks go forward) moves forward by the gap; an ambiguous one is the first.
    """
    # fold=0 reads a wall time inside the gap with the offset before it, which moves it forward by the gap
    return datetime.combine(day, wall.replace(fold=0), tzinfo=zone).astimezone(UTC)


def business_date(instant: datetime, rollover: time, zone: ZoneInfo) -> date:
    """The latest hotel day `d` that has begun at `instant`: the largest with ``resolve(d, rollover) <= instant``.

    Monotone over clock changes. A hotel's day begins at `rollover` (the night audit), not at midnight.
    """
    day = instant.astimezone(zone).date() + timedelta(days=1)
    while resolve(day, rollover, zone) > instant:
        day -= timedelta(days=1)
    return day


def require_aware(instant: datetime, name: str) -> datetime:
    """`instant` as UTC; `ValueError` if it has no zone, since a naive instant is a guess."""
    if instant.tzinfo is None:
        raise ValueError(f"{name} must be timezone-aware; use datetime.now(UTC), not datetime.now()")
    return instant.astimezone(UTC)


def plausible_instant(reported: datetime, *, received_at: datetime) -> datetime:
    """When something happened that a message tells: no later than the message came, give or take the clocks' skew.

    Both are aware, the answer is UTC; `ValueError` if one is not. A message from the future happened when it came in.
    """
    reported, received_at = require_aware(reported, "reported"), require_aware(received_at, "received_at")
    return received_at if reported > received_at + CLOCK_SKEW else reported
