"""Decides which units belong together: a suite and its rooms, a virtual room and what it is made of, a dorm's beds.

Hotel systems tell a link on one side or on both; either is enough. Siblings are never linked, and nothing is
transitive (T98, T99).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .model import Unit


@dataclass(frozen=True)
class Parts:
    """The links of a hotel's units, by unit id, each answer sorted."""

    _linked: Mapping[str, frozenset[str]]
    _beds: Mapping[str, frozenset[str]]
    _virtual: frozenset[str]

    @classmethod
    def of(cls, units: Iterable[Unit]) -> Parts:
        """The links that these units tell."""
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
        """What a virtual unit is made of."""
        return tuple(other for other in self.linked(unit_id) if other not in self._virtual)

    def virtual_over(self, unit_id: str) -> tuple[str, ...]:
        """The virtual units that this one is a part of; none for a virtual unit."""
        if unit_id in self._virtual or not self._virtual:
            return ()
        return tuple(other for other in self.linked(unit_id) if other in self._virtual)

    def beds(self, dorm_id: str) -> tuple[str, ...]:
        """The beds of a dorm."""
        return tuple(sorted(self._beds.get(dorm_id, ())))
