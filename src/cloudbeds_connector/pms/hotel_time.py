"""Time zones, wall times, business dates and written instants of a hotel: pure arithmetic, with the clock passed in."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..errors import ConfigurationError
from ..escapes import quoted

#: How far a sender's clock may run ahead of ours. A later instant is replaced by ours (T105).
CLOCK_SKEW = timedelta(minutes=5)
_EPOCH = datetime.fromtimestamp(0, UTC)


def load_zone(name: str) -> ZoneInfo:
    """The IANA time zone called `name`; `ConfigurationError` if there is none."""
    try:
        return ZoneInfo(name)
    except Exception as error:  # zoneinfo raises four kinds for bad names
        raise ConfigurationError(
            f"{quoted(name)} is not a time zone of the IANA database.",
            next_action="Give the property's zone, such as 'America/New_York'.",
        ) from error


def resolve(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The UTC instant of a wall time on `day` in `zone`.

    A wall time that does not exist (clocks go forward) is moved forward by the gap. Of an ambiguous one, the first.
    """
    # fold=0 reads a wall time inside the gap with the offset before it, which moves it forward by the gap
    return datetime.combine(day, wall.replace(fold=0), tzinfo=zone).astimezone(UTC)


def business_date(instant: datetime, rollover: time, zone: ZoneInfo) -> date:
    """The hotel day at `instant`: the latest day `d` with ``resolve(d, rollover) <= instant``.

    A hotel's day begins at `rollover` (the night audit), not at midnight. It never goes back when clocks change.
    """
    day = instant.astimezone(zone).date() + timedelta(days=1)
    while resolve(day, rollover, zone) > instant:
        day -= timedelta(days=1)
    return day


def require_aware(instant: datetime, name: str) -> datetime:
    """`instant` as UTC; `ValueError` if it has no time zone."""
    if instant.tzinfo is None:
        raise ValueError(f"{name} must be timezone-aware; use datetime.now(UTC), not datetime.now()")
    return instant.astimezone(UTC)


def from_milliseconds(milliseconds: int) -> datetime:
    """The UTC instant that is written as milliseconds since 1970; `OverflowError` for one beyond the year 9999."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


def to_milliseconds(instant: datetime) -> int:
    """The milliseconds from 1970 to `instant`, rounded down; `ValueError` if it has no time zone."""
    return (require_aware(instant, "instant") - _EPOCH) // timedelta(milliseconds=1)


def plausible_instant(reported: datetime, *, received_at: datetime) -> datetime:
    """The instant that a message reports (UTC), or `received_at` if that is more than `CLOCK_SKEW` earlier.

    Both must be aware; `ValueError` if one is not.
    """
    reported, received_at = require_aware(reported, "reported"), require_aware(received_at, "received_at")
    return received_at if reported > received_at + CLOCK_SKEW else reported
