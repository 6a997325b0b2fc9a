"""Type pressure: dirty rooms needed for guests of their type who arrive today without a room (T40, T41)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from ...pms.model import Condition, StayState
from ...pms.tasks import TaskState, TurnoverTask
from ..identity import natural
from ..model import Unit
from .blocks import out_of_order
from .index import HotelIndex


@dataclass(frozen=True)
class TypePressure:
    """Which units are under pressure on a business date, given the live task of each unit, if it has one.

    The unassigned arrivals of a type, less its ready rooms, is how many dirty rooms must become ready: first those
    somebody works on, then in the order they were left.
    """

    index: HotelIndex
    live: dict[str, TurnoverTask]
    _known: dict[date, frozenset[str]] = field(default_factory=dict)

    def under_pressure(self, unit: Unit) -> bool:
        """Whether the unit is under pressure today."""
        return unit.id in self.on(self.index.today)

    def on(self, day: date) -> frozenset[str]:
        """The units that would be under pressure if it were `day`, all else as it is now."""
        # every task that was carried over needs it, mostly for the same day
        if day not in self._known:
            self._known[day] = self._compute(day)
        return self._known[day]

    def _compute(self, day: date) -> frozenset[str]:
        rooms_needed: dict[str, int] = defaultdict(int)
        for segment in self.index.expected.of(""):
            if segment.start_date == day and segment.state is StayState.EXPECTED:
                rooms_needed[segment.room_type_id] += 1
        if not rooms_needed:
            return frozenset()
        dirty: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.index.units.values():
            if unit.room_type_id not in rooms_needed or not self._free(unit, day):
                continue
            if unit.id not in self.live and self._ready(unit):
                rooms_needed[unit.room_type_id] -= 1
            elif unit.id in self.live or unit.condition is Condition.DIRTY:
                dirty[unit.room_type_id].append(unit)
        return frozenset(
            unit.id
            for type_id, units in dirty.items()
            for unit in sorted(units, key=self._order)[: max(rooms_needed[type_id], 0)]
        )

    def _free(self, unit: Unit, day: date) -> bool:
        # a stay that is over by now still took the room on that day: time alone must not free it
        units = (unit.id, *self.index.links.linked(unit.id))
        taken = any(segment.start_date == day for unit_id in units for segment in self.index.expected.of(unit_id))
        busy = self.index.has_guests(unit) or (unit.occupied is True and unit.id not in self.live)
        sellable = unit.turnover and not unit.virtual and out_of_order(self.index, unit.id, on=day) is None
        return sellable and not taken and not busy

    def _ready(self, unit: Unit) -> bool:
        clean = unit.condition is Condition.CLEAN and not self.index.policy_for(unit).require_inspection
        return clean or unit.condition is Condition.INSPECTED

    def _order(self, unit: Unit) -> tuple[object, ...]:
        task = self.live.get(unit.id)
        if task is None:
            return (2, self.index.now, natural(unit.number), unit.id)
        started = 0 if task.state is TaskState.IN_PROGRESS else 1
        return (started, task.vacated_at or task.created_at, natural(unit.number), unit.id)
