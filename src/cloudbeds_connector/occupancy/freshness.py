"""Decides whether occupancy is still recent enough to act on."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..pms.hotel_time import require_aware
from .errors import StaleOccupancyError
from .result import NightlyOccupancy


def source_age(occupancy: NightlyOccupancy, *, now: datetime) -> timedelta | None:
    """How long ago (at `now`, aware) the hotel system was last read for these numbers; None if that is not known."""
    synced = occupancy.source_synced_at
    return None if synced is None else require_aware(now, "now") - synced


def require_fresh(occupancy: NightlyOccupancy, *, now: datetime, max_age: timedelta) -> None:
    """Call it before acting on the numbers: `StaleOccupancyError` if the hotel system was read longer ago than that.

    Numbers that do not say when it was read count as stale. `now` is aware.
    """
    age = source_age(occupancy, now=now)
    if age is None or age > max_age:
        read = "at an unknown time" if age is None else f"{age} ago"
        raise StaleOccupancyError(
            f"The hotel system was last read {read}, and {max_age} is the most.",
            next_action="Sync the property, then count its nights again.",
        )
