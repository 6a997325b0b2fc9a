"""The lines of a hotel's rooms and beds, and the units that a segment takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from ..pms.model import Room, Segment
from .counts import UnitKind
from .policy import By


class Line(NamedTuple):
    """What is counted as one: a room type, and whether rooms or beds of it."""

    room_type_id: str
    kind: UnitKind


class Place(NamedTuple):
    """A unit that a segment takes. `room_id` is None while none is assigned, or where it is not in the directory."""

    line: Line
    room_id: str | None


class Layout:
    """The house: its physical units by line, and where a segment counts in it.

    Virtual units are no capacity. A stay on one takes the physical units that are linked with it directly, each on its
    own line, whichever type was sold: the virtual type has nothing that it could be compared with. A virtual unit
    without any (a posting master) takes none.
    """

    def __init__(self, rooms: Iterable[Room], *, by: By) -> None:
        by_id = {room.id: room for room in rooms}
        self.by = by
        self.lines: dict[str, Line] = {
            room.id: Line(room.room_type_id, _kind(room)) for room in by_id.values() if not room.virtual
        }
        self.physical: Counter[Line] = Counter(self.lines.values())
        self.linked: dict[str, tuple[str, ...]] = {
            room.id: tuple(sorted(set(room.linked_room_ids) & self.lines.keys()))
            for room in by_id.values()
            if room.virtual
        }
        self._places: dict[tuple[str | None, str], tuple[Place, ...]] = {}

    def line_of(self, room_type_id: str) -> Line:
        """The line of a room type as such: beds if it has only beds, otherwise rooms."""
        bed = Line(room_type_id, UnitKind.BED)
        room = Line(room_type_id, UnitKind.ROOM)
        return bed if bed in self.physical and room not in self.physical else room

    def places(self, segment: Segment) -> tuple[Place, ...]:
        """The units that a segment takes; none for a segment without accommodation."""
        key = (segment.room_id, segment.room_type_id)
        if (known := self._places.get(key)) is None:
            known = self._places[key] = self._place(*key)
        return known

    def _place(self, room_id: str | None, booked_type: str) -> tuple[Place, ...]:
        if room_id in self.linked:
            return tuple(Place(self.lines[unit], unit) for unit in self.linked[room_id])
        assigned = None if room_id is None else self.lines.get(room_id)
        if assigned is None:
            return (Place(self.line_of(booked_type), None),) if booked_type else ()
        if self.by == "booked" and booked_type not in ("", assigned.room_type_id):
            return (Place(self.line_of(booked_type), room_id),)
        return (Place(assigned, room_id),)


def _kind(room: Room) -> UnitKind:
    return UnitKind.ROOM if room.private else UnitKind.BED
