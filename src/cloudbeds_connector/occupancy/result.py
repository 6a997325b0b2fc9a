"""An answer about a range of nights: whose, as of when, read when, and counted how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from ..errors import ConfigurationError, ConnectorError
from ..pms.hotel_time import require_aware
from .counts import NightOccupancy
from .policy import By, OccupancyPolicy, check_by


class StaleOccupancyError(ConnectorError):
    """The hotel system was last read too long ago for these numbers to be acted on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NightlyOccupancy:
    """The nights of one property, in order and without a gap, as they stood at `as_of` (UTC).

    `business_date` is the hotel day at `as_of`; `source_synced_at` (UTC) is when the hotel system was last read in
    full, None if that is not known. `by` and `policy` say how it was counted.
    """

    property_id: str
    by: By
    policy: OccupancyPolicy
    as_of: datetime
    business_date: date
    source_synced_at: datetime | None
    nights: tuple[NightOccupancy, ...]

    @property
    def first_night(self) -> date:
        """The first night that was counted."""
        return self.nights[0].night

    @property
    def last_night(self) -> date:
        """The last night that was counted."""
        return self.nights[-1].night

    def covers(self, night: date) -> bool:
        """Whether `night` is one of those counted."""
        return self.first_night <= night <= self.last_night

    def on(self, night: date) -> NightOccupancy:
        """One night; `ConfigurationError` if it was not counted."""
        if not self.covers(night):
            raise ConfigurationError(
                f"{night} is not between {self.first_night} and {self.last_night}.",
                next_action="Ask for a night in that range, or count a longer one.",
            )
        return self.nights[(night - self.first_night) // timedelta(days=1)]

    def to_mapping(self) -> dict[str, Any]:
        """The answer as JSON can hold it: dates ``YYYY-MM-DD``, instants in UTC, counts, and no guest."""
        return {
            "property_id": self.property_id,
            "by": self.by,
            "policy": self.policy.to_mapping(),
            "as_of": self.as_of.isoformat(),
            "business_date": self.business_date.isoformat(),
            "source_synced_at": None if self.source_synced_at is None else self.source_synced_at.isoformat(),
            "nights": [night.to_mapping() for night in self.nights],
        }

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> NightlyOccupancy:
        """The answer that `to_mapping` wrote."""
        synced = values["source_synced_at"]
        return cls(
            property_id=values["property_id"],
            by=check_by(values["by"]),
            policy=OccupancyPolicy.from_mapping(values["policy"]),
            as_of=datetime.fromisoformat(values["as_of"]),
            business_date=date.fromisoformat(values["business_date"]),
            source_synced_at=None if synced is None else datetime.fromisoformat(synced),
            nights=tuple(NightOccupancy.from_mapping(night) for night in values["nights"]),
        )


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
