"""One line of occupancy: a room type, all rooms, all beds, or the house, on one night. Counts only.

Nothing here names a guest, a reservation or a room, so the numbers may leave the hotel.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

_HUNDREDTH = Decimal("0.01")


class UnitKind(StrEnum):
    """What is sold: a room, or a bed of a dorm. They are never added up."""

    ROOM = "room"
    BED = "bed"


@dataclass(frozen=True, kw_only=True, slots=True)
class OccupancyCounts:
    """One night of one room type, or of all units of a kind (`room_type_id` None). Units are rooms, or beds of a dorm.

    `physical` is what exists, without virtual units. `on_the_books` are the units sold for the night, `tentative` what
    is not confirmed or held, `group_not_picked_up` what groups keep. `arrivals`, `departures` and `stayovers` are seen
    from the unit: a guest who moves leaves one and enters another. A day use is an arrival, a departure and a
    `day_use`, and no night. `no_shows` and `cancellations` are the units that would have been sold for this night.
    `guests` are those whose number is known; `guests_unknown` is for how many stays it is not.
    `conflicts` are units both closed and on the books; they count as on the books and not as closed.
    """

    room_type_id: str | None = None
    kind: UnitKind = UnitKind.ROOM
    physical: int = 0
    out_of_order: int = 0
    house_use: int = 0
    on_the_books: int = 0
    tentative: int = 0
    group_not_picked_up: int = 0
    arrivals: int = 0
    departures: int = 0
    stayovers: int = 0
    day_use: int = 0
    no_shows: int = 0
    cancellations: int = 0
    guests: int = 0
    guests_unknown: int = 0
    conflicts: int = 0

    @property
    def sellable(self) -> int:
        """What can be sold at all: physical less out of order and house use."""
        return self.physical - self.out_of_order - self.house_use

    @property
    def available(self) -> int:
        """What is left to sell: sellable less on the books and group blocks. Below zero when overbooked."""
        return self.sellable - self.on_the_books - self.group_not_picked_up

    @property
    def occupancy_percent(self) -> Decimal | None:
        """On the books of what is sellable, to a hundredth, over 100 when overbooked; None if nothing is sellable."""
        if self.sellable <= 0:
            return None
        return (Decimal(100 * self.on_the_books) / self.sellable).quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)

    def to_mapping(self) -> dict[str, Any]:
        """Every count as JSON can hold it, what is derived included; the percentage is text."""
        percent = self.occupancy_percent
        return {f.name: getattr(self, f.name) for f in dataclasses.fields(self)} | {
            "kind": self.kind.value,
            "sellable": self.sellable,
            "available": self.available,
            "occupancy_percent": None if percent is None else str(percent),
        }

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> OccupancyCounts:
        """The counts that `to_mapping` wrote; what is derived is derived again."""
        read: dict[str, Any] = {f.name: values[f.name] for f in dataclasses.fields(cls)}
        read["kind"] = UnitKind(values["kind"])
        return cls(**read)


@dataclass(frozen=True, kw_only=True, slots=True)
class HouseCounts:
    """One night of the whole house, seen from the party: who comes through the door, who goes, who is there.

    A unit here is a stay, whatever it sleeps in. A move to another room is neither an arrival nor a departure, and
    neither is staying on in the same room where the policy joins extensions. A day use is both, and no night.
    """

    stays: int = 0
    arrivals: int = 0
    departures: int = 0
    stayovers: int = 0
    day_use: int = 0

    def to_mapping(self) -> dict[str, int]:
        """Every count as JSON can hold it."""
        return {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}

    @classmethod
    def from_mapping(cls, values: Mapping[str, int]) -> HouseCounts:
        """The counts that `to_mapping` wrote."""
        return cls(**{f.name: values[f.name] for f in dataclasses.fields(cls)})


@dataclass(frozen=True, kw_only=True, slots=True)
class NightOccupancy:
    """One night: all rooms, all beds, the house, and each room type in the order of its id."""

    night: date
    rooms: OccupancyCounts
    beds: OccupancyCounts
    house: HouseCounts
    types: tuple[OccupancyCounts, ...]

    def of_type(self, room_type_id: str, *, kind: UnitKind = UnitKind.ROOM) -> OccupancyCounts:
        """The line of a room type; zeros if there is nothing of it on this night."""
        for line in self.types:
            if line.room_type_id == room_type_id and line.kind is kind:
                return line
        return OccupancyCounts(room_type_id=room_type_id, kind=kind)

    def total(self, kind: UnitKind) -> OccupancyCounts:
        """The line of all units of a kind."""
        return self.beds if kind is UnitKind.BED else self.rooms

    def to_mapping(self) -> dict[str, Any]:
        """The night as JSON can hold it; the date is ``YYYY-MM-DD``."""
        return {
            "night": self.night.isoformat(),
            "rooms": self.rooms.to_mapping(),
            "beds": self.beds.to_mapping(),
            "house": self.house.to_mapping(),
            "types": [line.to_mapping() for line in self.types],
        }

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> NightOccupancy:
        """The night that `to_mapping` wrote."""
        return cls(
            night=date.fromisoformat(values["night"]),
            rooms=OccupancyCounts.from_mapping(values["rooms"]),
            beds=OccupancyCounts.from_mapping(values["beds"]),
            house=HouseCounts.from_mapping(values["house"]),
            types=tuple(OccupancyCounts.from_mapping(line) for line in values["types"]),
        )
