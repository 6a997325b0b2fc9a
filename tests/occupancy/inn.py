"""A small inn for the tests: days are numbers, 0 is today, Tuesday 2026-03-10 in New York."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from cloudbeds_connector.occupancy import (
    GroupBlock,
    GroupNight,
    NightlyOccupancy,
    OccupancyCounts,
    OccupancyPolicy,
    nightly_occupancy,
)
from cloudbeds_connector.pms.model import BlockKind, Property, Room, RoomBlock, Segment, StayState

INN = Property(id="inn", name="Inn", timezone="America/New_York", check_in_time=time(15), check_out_time=time(11))
TODAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
EXPECTED, IN_HOUSE, DEPARTED = StayState.EXPECTED, StayState.IN_HOUSE, StayState.DEPARTED
CANCELLED, NO_SHOW = StayState.CANCELLED, StayState.NO_SHOW


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def noon(number: int) -> datetime:
    return NOON + timedelta(days=number)


def room(name: str, type_id: str = "STD", **more: Any) -> Room:
    return Room(id=name, name=name, room_type_id=type_id, **more)


def bed(name: str, type_id: str = "DORM") -> Room:
    return room(name, type_id, private=False, dorm_name="Dorm")


#: Two standard rooms and a suite.
ROOMS = (room("101"), room("102"), room("201", "SUITE"))


def stay(
    name: str, start: int, end: int, in_room: str | None = "101", state: StayState = EXPECTED, **more: Any
) -> Segment:
    values: dict[str, Any] = {"reservation_id": name, "room_type_id": "STD"} | more
    return Segment(id=name, room_id=in_room, start_date=day(start), end_date=day(end), state=state, **values)


def block(
    name: str, start: int, end: int, *, in_room: str = "101", kind: BlockKind = BlockKind.OUT_OF_ORDER, **more: Any
) -> RoomBlock:
    return RoomBlock(id=name, room_id=in_room, kind=kind, raw_kind="", start_date=day(start), end_date=day(end), **more)


def group(name: str, *nights: tuple[int, int, int], elastic: bool = False, type_id: str = "STD") -> GroupBlock:
    return GroupBlock(
        id=name,
        elastic=elastic,
        nights=tuple(
            GroupNight(night=day(n), room_type_id=type_id, rooms_held=held, rooms_picked_up=taken)
            for n, held, taken in nights
        ),
    )


def count(*segments: Segment, rooms: Iterable[Room] = ROOMS, **more: Any) -> NightlyOccupancy:
    """The nights from five days ago to nine days ahead, as of noon today."""
    values: dict[str, Any] = {"as_of": NOON, "first_night": day(-5), "nights": 15} | more
    return nightly_occupancy(INN, rooms=rooms, segments=segments, **values)


def rooms_of(occupancy: NightlyOccupancy, number: int) -> OccupancyCounts:
    return occupancy.on(day(number)).rooms


def sold(occupancy: NightlyOccupancy, type_id: str | None = None) -> list[int]:
    """The days on which something is on the books, once for every room."""
    return [
        (night.night - TODAY).days
        for night in occupancy.nights
        for _ in range((night.rooms if type_id is None else night.of_type(type_id)).on_the_books)
    ]


def days_with(occupancy: NightlyOccupancy, name: str) -> dict[int, int]:
    """The days on which a count of all rooms is not zero, and what it is then."""
    found = {(night.night - TODAY).days: getattr(night.rooms, name) for night in occupancy.nights}
    return {number: value for number, value in found.items() if value}


def house_days(occupancy: NightlyOccupancy, name: str) -> dict[int, int]:
    """The same of a count of the house."""
    found = {(night.night - TODAY).days: getattr(night.house, name) for night in occupancy.nights}
    return {number: value for number, value in found.items() if value}


LEAVES = OccupancyPolicy(due_out="leaves")
