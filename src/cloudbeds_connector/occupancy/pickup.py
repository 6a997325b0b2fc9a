"""Pickup: how much a night has gained or lost since some days ago, and what it was a year ago."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from ..errors import ConfigurationError
from .counts import NightOccupancy, OccupancyCounts, UnitKind
from .policy import By
from .snapshots import OccupancySnapshot, latest_statement

#: The trade's usual windows: yesterday, last week, last four weeks.
WINDOWS = (1, 7, 28)
#: 52 weeks: the same day of the week last year, since a Saturday is not to be held against a Friday.
LAST_YEAR_DAYS = 364


@dataclass(frozen=True, kw_only=True, slots=True)
class Pickup:
    """The pickup of one night as of one business date: units on the books now, less those some days ago.

    `by_window` maps days to the difference, below zero where more was cancelled than sold. `same_time_last_year` is
    what the same night of last year had on the books so many days ahead. None wherever a snapshot is missing or did
    not look so far: nothing is guessed from neighbors, nor rebuilt from created and cancelled times, which know
    nothing of changed dates.
    """

    night: date
    business_date: date
    on_the_books: int | None
    by_window: Mapping[int, int | None] = field(hash=False)
    same_time_last_year: int | None

    def to_mapping(self) -> dict[str, Any]:
        """The pickup as JSON can hold it; windows are named ``pickup_7d``."""
        return {
            "night": self.night.isoformat(),
            "business_date": self.business_date.isoformat(),
            "on_the_books": self.on_the_books,
            **{f"pickup_{days}d": difference for days, difference in self.by_window.items()},
            "same_time_last_year": self.same_time_last_year,
        }


def pickup(
    snapshots: Iterable[OccupancySnapshot],
    *,
    property_id: str,
    night: date,
    business_date: date,
    room_type_id: str | None = None,
    kind: UnitKind = UnitKind.ROOM,
    by: By = "assigned",
    windows: Sequence[int] = WINDOWS,
    last_year_days: int = LAST_YEAR_DAYS,
    known_at: datetime | None = None,
) -> Pickup:
    """The pickup of a `night` between stored snapshots of `business_date` and of so many days (`windows`) before it.

    It is about one room type, or about all rooms or all beds where `room_type_id` is None. Corrections count, unless
    they were made after `known_at` (aware). `last_year_days` is 364 for the same weekday, 365 for the same date.
    `ConfigurationError` for a window of less than a day.
    """
    if any(days < 1 for days in (*windows, last_year_days)):
        raise ConfigurationError("A pickup looks back a day at least.", next_action="Give windows of 1 day or more.")
    history = tuple(snapshots)

    def books(of: date, *, days_ago: int) -> int | None:
        said_on = business_date - timedelta(days=days_ago)
        seen = latest_statement(history, property_id=property_id, business_date=said_on, by=by, known_at=known_at)
        if seen is None or not seen.occupancy.covers(of):
            return None
        return _line(seen.occupancy.on(of), room_type_id=room_type_id, kind=kind).on_the_books

    now = books(night, days_ago=0)
    then = {days: books(night, days_ago=days) for days in windows}
    return Pickup(
        night=night,
        business_date=business_date,
        on_the_books=now,
        by_window={days: None if now is None or old is None else now - old for days, old in then.items()},
        same_time_last_year=books(night - timedelta(days=last_year_days), days_ago=last_year_days),
    )


def _line(night: NightOccupancy, *, room_type_id: str | None, kind: UnitKind) -> OccupancyCounts:
    return night.total(kind) if room_type_id is None else night.of_type(room_type_id, kind=kind)
