"""Which units belong together: a suite and its rooms, a virtual room and its components, a dorm and its beds.

Hotel systems show a link on one side or on both; either is enough. Siblings are never linked, and nothing is
transitive (T98, T99).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...pms.model import Segment
from ..model import HotelView, Unit


@dataclass(frozen=True)
class UnitLinks:
    """The links of a hotel's units, by unit id, each answer sorted."""

    _linked: Mapping[str, frozenset[str]]
    _beds: Mapping[str, frozenset[str]]
    _virtual: frozenset[str]

    @classmethod
    def of(cls, units: Iterable[Unit]) -> UnitLinks:
        """The links of these units."""
        linked: dict[str, set[str]] = defaultdict(set)
        beds: dict[str, set[str]] = defaultdict(set)
        virtual = set()
        for unit in units:
            if unit.virtual:
                virtual.add(unit.id)
            if unit.parent_id:
                beds[unit.parent_id].add(unit.id)
            for other in {*unit.linked, unit.parent_id} - {"", unit.id}:
                linked[unit.id].add(other)
                linked[other].add(unit.id)
        frozen = {unit_id: frozenset(others) for unit_id, others in linked.items()}
        return cls(frozen, {dorm: frozenset(ids) for dorm, ids in beds.items()}, frozenset(virtual))

    def linked(self, unit_id: str) -> tuple[str, ...]:
        """The unit's parents, or a parent's components."""
        return tuple(sorted(self._linked.get(unit_id, ())))

    def components(self, unit_id: str) -> tuple[str, ...]:
        """The components of a virtual unit."""
        return tuple(other for other in self.linked(unit_id) if other not in self._virtual)

    def virtual_over(self, unit_id: str) -> tuple[str, ...]:
        """The virtual units that this one is a part of; none for a virtual unit."""
        if unit_id in self._virtual or not self._virtual:
            return ()
        return tuple(other for other in self.linked(unit_id) if other in self._virtual)

    def beds(self, dorm_id: str) -> tuple[str, ...]:
        """The beds of a dorm."""
        return tuple(sorted(self._beds.get(dorm_id, ())))


def touched_units(view: HotelView, *, units: Iterable[str] = (), segments: Iterable[Segment] = ()) -> frozenset[str]:
    """The ids of the units to plan again, for `plan_turnover(..., only=...)`.

    `units` are those whose state, mapping, tasks or blocks changed; `segments` are stays that changed, both as they
    were and as they are. Other rooms of the same party count too: a mover is expected in one room while in another
    (T11).
    """
    parts = UnitLinks.of(view.units)
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
