"""The occupancy identity: tonight is last night, less departures, plus arrivals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..errors import ConnectorError
from .counts import HouseCounts, NightOccupancy, OccupancyCounts


class OccupancyIdentityError(ConnectorError):
    """Tonight's rooms are not last night's less departures plus arrivals, so the run must not be published.

    `night` is the hotel day, `line` what does not add up: a room type, all rooms, all beds, or the house.
    """

    def __init__(self, message: str, *, next_action: str, night: date, line: str) -> None:
        super().__init__(message, next_action=next_action)
        self.night = night
        self.line = line


_NOTHING = OccupancyCounts()


def check_identity(night: NightOccupancy, *, before: NightOccupancy) -> None:
    """`OccupancyIdentityError` if `night` does not follow from the night `before`, on any line or for the house.

    A day use counts as an arrival and as a departure, so it is in neither or in both and changes nothing. Every line
    is seen from its units: who moves to another room type leaves the one line and arrives on the other, and all lines
    hold at once. The house is seen from its parties.
    """
    for name, last, line in _pairs(night, before):
        _check(name, night.night, last.on_the_books, line.on_the_books, line)
    _check("the house", night.night, before.house.stays, night.house.stays, night.house)


def _pairs(night: NightOccupancy, before: NightOccupancy) -> Iterator[tuple[str, OccupancyCounts, OccupancyCounts]]:
    yield "all rooms", before.rooms, night.rooms
    yield "all beds", before.beds, night.beds
    last = {(line.room_type_id, line.kind): line for line in before.types}
    now = {(line.room_type_id, line.kind): line for line in night.types}
    for key in last.keys() | now.keys():
        yield f"room type {key[0]}", last.get(key, _NOTHING), now.get(key, _NOTHING)


def _check(name: str, night: date, last: int, books: int, line: OccupancyCounts | HouseCounts) -> None:
    moved = last - (line.departures - line.day_use) + (line.arrivals - line.day_use)
    if books != moved or books != line.stayovers + line.arrivals - line.day_use:
        raise OccupancyIdentityError(
            f"The occupancy of {name} on {night} does not add up: {last} the night before, {line.departures} "
            f"departures, {line.arrivals} arrivals, {line.stayovers} stayovers, {line.day_use} day use, {books} then.",
            next_action="Publish none of it; count all nights again with nightly_occupancy, and report it if it stays.",
            night=night,
            line=name,
        )
