"""Snapshots of a hotel's nights, one after each night audit, never edited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from ..errors import ConfigurationError, ConnectorError
from ..pms.hotel_time import require_aware
from .policy import By, OccupancyPolicy
from .result import NightlyOccupancy


class SnapshotConflictError(ConnectorError):
    """A snapshot would rewrite what was stored before; history is only ever added to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OccupancySnapshot:
    """A statement made at `as_of` (aware) about a property's nights as they stood on one business date.

    There is one per property, way of counting and business date, taken after the night audit. A late correction is
    another one for the same business date with a later `as_of`: `occupancy` counted again for the old instant from
    what is known now. `ConfigurationError` if it claims to be older than its nights.
    """

    as_of: datetime
    occupancy: NightlyOccupancy

    def __post_init__(self) -> None:
        object.__setattr__(self, "as_of", require_aware(self.as_of, "as_of"))
        if self.as_of < self.occupancy.as_of:
            raise ConfigurationError(
                f"A snapshot of {self.as_of.isoformat()} cannot hold nights of a later instant.",
                next_action="Give the instant at which it is stated, or leave as_of to take_snapshot.",
            )

    @property
    def property_id(self) -> str:
        """The property."""
        return self.occupancy.property_id

    @property
    def business_date(self) -> date:
        """The hotel day on which the nights stood so."""
        return self.occupancy.business_date

    @property
    def by(self) -> By:
        """The room type that counts."""
        return self.occupancy.by

    def to_mapping(self) -> dict[str, Any]:
        """The snapshot as JSON can hold it."""
        return {"as_of": self.as_of.isoformat(), "occupancy": self.occupancy.to_mapping()}

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> OccupancySnapshot:
        """The snapshot that `to_mapping` wrote."""
        return cls(
            as_of=datetime.fromisoformat(values["as_of"]), occupancy=NightlyOccupancy.from_mapping(values["occupancy"])
        )


def take_snapshot(occupancy: NightlyOccupancy, *, stated_at: datetime | None = None) -> OccupancySnapshot:
    """A snapshot of what was counted. `stated_at` (aware) is when a correction is made; without it, it is none."""
    return OccupancySnapshot(as_of=occupancy.as_of if stated_at is None else stated_at, occupancy=occupancy)


def add_snapshot(history: Sequence[OccupancySnapshot], *, snapshot: OccupancySnapshot) -> tuple[OccupancySnapshot, ...]:
    """The history with one snapshot more; what was there stays as it is. The same one again changes nothing.

    `SnapshotConflictError` if it is not later than the last statement about its business date.
    """
    if snapshot in history:
        return tuple(history)
    same_day = [one for one in history if _subject(one) == _subject(snapshot)]
    if any(one.as_of >= snapshot.as_of for one in same_day):
        raise SnapshotConflictError(
            f"The occupancy of business date {snapshot.business_date} was already stated at that time or later.",
            next_action="State a correction with a later as_of; snapshots are never edited.",
        )
    return (*history, snapshot)


def latest_statement(
    history: Iterable[OccupancySnapshot],
    *,
    property_id: str,
    business_date: date,
    by: By = "assigned",
    known_at: datetime | None = None,
) -> OccupancySnapshot | None:
    """The last statement about a business date, corrections included; None if there is none, never a neighbor's.

    `known_at` (aware) leaves out later statements, to see what was known at the time.
    """
    limit = None if known_at is None else require_aware(known_at, "known_at")
    subject = (property_id, by, business_date)
    stated = [one for one in history if _subject(one) == subject and (limit is None or one.as_of <= limit)]
    return max(stated, key=lambda one: one.as_of, default=None)


def keep_from(business_date: date, *, policy: OccupancyPolicy) -> date:
    """The oldest business date whose snapshots are still needed for last year's same time."""
    return business_date - timedelta(days=policy.history_days)


def _subject(snapshot: OccupancySnapshot) -> tuple[str, By, date]:
    return snapshot.property_id, snapshot.by, snapshot.business_date
