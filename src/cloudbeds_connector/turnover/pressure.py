"""Decides which dirty rooms are needed for guests of their type who arrive today without a room (T40, T41)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from ..pms.model import Condition, StayState
from ..pms.tasks import LIVE_STATES, TaskKind, TaskState, TurnoverTask
from .arrival import candidates
from .blocks import out_of_order
from .house import House
from .identity import natural
from .model import Unit
from .work import UnitWork


@dataclass(frozen=True)
class TypePressure:
    """Which units are under pressure on a business date, given the live task of each unit, if it has one.

    The unassigned arrivals of a type, less its ready rooms, is how many dirty rooms must become ready: first those
    somebody works on, then in the order they were left.
    """

    house: House
    live: dict[str, TurnoverTask]
    _known: dict[date, frozenset[str]] = field(default_factory=dict)

    def presses(self, unit: Unit) -> bool:
        """Whether the unit is under pressure today."""
        return unit.id in self.on(self.house.today)

    def on(self, day: date) -> frozenset[str]:
        """The units that would be under pressure if it were `day`, all else as it is now."""
        # every task that was carried over asks, and most of them for the same day
        if day not in self._known:
            self._known[day] = self._reckon(day)
        return self._known[day]

    def _reckon(self, day: date) -> frozenset[str]:
        wanted: dict[str, int] = defaultdict(int)
        for segment in self.house.expected.of(""):
            if segment.start_date == day and segment.state is StayState.EXPECTED:
                wanted[segment.room_type_id] += 1
        if not wanted:
            return frozenset()
        dirty: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.house.units.values():
            if unit.room_type_id not in wanted or not self._free(unit, day):
                continue
            if unit.id not in self.live and self._ready(unit):
                wanted[unit.room_type_id] -= 1
            elif unit.id in self.live or unit.condition is Condition.DIRTY:
                dirty[unit.room_type_id].append(unit)
        return frozenset(
            unit.id
            for type_id, units in dirty.items()
            for unit in sorted(units, key=self._order)[: max(wanted[type_id], 0)]
        )

    def _free(self, unit: Unit, day: date) -> bool:
        taken = any(segment.start_date == day for segment in candidates(self.house, unit))
        busy = self.house.has_guests(unit) or (unit.occupied is True and unit.id not in self.live)
        sellable = unit.turnover and not unit.virtual and out_of_order(self.house, unit.id, on=day) is None
        return sellable and not taken and not busy

    def _ready(self, unit: Unit) -> bool:
        clean = unit.condition is Condition.CLEAN and not self.house.policy_for(unit).require_inspection
        return clean or unit.condition is Condition.INSPECTED

    def _order(self, unit: Unit) -> tuple[object, ...]:
        task = self.live.get(unit.id)
        if task is None:
            return (2, self.house.now, natural(unit.number), unit.id)
        started = 0 if task.state is TaskState.IN_PROGRESS else 1
        return (started, task.vacated_at or task.created_at, natural(unit.number), unit.id)


def live_tasks(house: House, cases: Iterable[UnitWork]) -> dict[str, TurnoverTask]:
    """The live task of each unit that has one: as it is being decided, or as it was for units that are not."""
    live = {house.unit_id_of(task.unit_id): task for task in house.view.tasks if task.state in LIVE_STATES}
    for work in cases:
        draft = work.live
        live.pop(work.unit.id, None)
        if draft is not None:
            live[work.unit.id] = draft.task
    return {unit_id: task for unit_id, task in live.items() if task.kind is not TaskKind.STAYOVER}
