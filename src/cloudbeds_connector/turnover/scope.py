"""Decides what must be planned again after a change: the unit, the units it is linked with, and its room type.

A guest without a room presses on every dirty room of the type, and a room that became ready relieves them, so the type
belongs to it; nothing else in the hotel depends on one unit's case.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..pms.model import Segment
from .model import HotelView
from .parts import Parts


def touched_units(view: HotelView, *, units: Iterable[str] = (), segments: Iterable[Segment] = ()) -> frozenset[str]:
    """The ids of the units to plan again, for `plan_turnover(..., only=...)`.

    `units` are those whose state, mapping, tasks or blocks changed; `segments` are stays that changed, both as they
    were and as they are. Other rooms of the same party count too: a mover is expected in one room while in another
    (T11).
    """
    parts = Parts.of(view.units)
    types = {unit.id: unit.room_type_id for unit in view.units}
    changed = list(segments)
    bookings = {(segment.reservation_id, segment.party_id) for segment in changed}
    party = [s for s in view.segments if (s.reservation_id, s.party_id) in bookings] if bookings else []
    rooms = {*units, *(s.room_id for s in (*changed, *party) if s.room_id)}
    rooms = {view.reissued.get(room, room) for room in rooms}
    rooms |= {other for room in rooms for other in parts.linked(room)}
    rooms |= {bed for room in tuple(rooms) for bed in parts.beds(room)}
    pressed = {types[room] for room in rooms if room in types} | {s.room_type_id for s in changed}
    return frozenset(rooms | {unit_id for unit_id, kind in types.items() if kind and kind in pressed})
