"""Decides how occupancy says that its numbers cannot be right, or can no longer be relied on."""

from __future__ import annotations

from datetime import date

from ..errors import ConnectorError


class OccupancyIdentityError(ConnectorError):
    """Tonight's rooms are not last night's less departures plus arrivals, so the run must not be published.

    `night` is the hotel day, `line` what does not add up: a room type, all rooms, all beds, or the house.
    """

    def __init__(self, message: str, *, next_action: str, night: date, line: str) -> None:
        super().__init__(message, next_action=next_action)
        self.night = night
        self.line = line


class StaleOccupancyError(ConnectorError):
    """The hotel system was last read too long ago for these numbers to be acted on."""


class SnapshotConflictError(ConnectorError):
    """A snapshot would rewrite what was stored before; history is only ever added to."""
