"""Hotel days: the business date at an instant, and the grid of counted nights."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import NamedTuple

from ..errors import ConfigurationError
from ..pms import hotel_time
from ..pms.model import Property
from .policy import OccupancyPolicy


def rollover_time(property: Property, *, policy: OccupancyPolicy) -> time:
    """When the hotel's day begins: its night audit where the time is known, otherwise the policy's rollover."""
    return policy.day_rollover if property.night_audit_time is None else property.night_audit_time


def business_date(instant: datetime, *, property: Property, policy: OccupancyPolicy) -> date:
    """The hotel day at `instant` (aware), in the property's zone; `ValueError` for a naive instant."""
    instant = hotel_time.require_aware(instant, "as_of")
    return hotel_time.business_date(instant, rollover_time(property, policy=policy), property.zone)


class Grid(NamedTuple):
    """The nights that are counted, by index: 1 is the first, 0 the night before, on which the first one builds.

    `before` is the ordinal of the night before the first one.
    """

    before: int
    nights: int

    @classmethod
    def of(cls, first_night: date, *, nights: int) -> Grid:
        """The grid of so many nights from `first_night` on; `ConfigurationError` for less than one."""
        if nights < 1:
            raise ConfigurationError("There is no night to count.", next_action="Ask for nights=1 or more.")
        return cls(first_night.toordinal() - 1, nights)

    def clip(self, first: int, last: int) -> range:
        """The indexes of the counted nights from ordinal `first` to ordinal `last`, both included."""
        return range(max(first - self.before, 1), min(last - self.before, self.nights) + 1)

    def night(self, index: int) -> date:
        """The date of an index."""
        return date.fromordinal(self.before + index)
