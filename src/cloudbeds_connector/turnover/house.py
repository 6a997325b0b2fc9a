"""Decides how the picture of a hotel is looked up: who is in which unit, who is expected, what stands open.

Built once per plan, so that every rule asks by unit and none searches the hotel.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

from ..pms.facts import Vacate
from ..pms.hotel_time import require_aware
from ..pms.model import BlockKind, Property, RoomBlock, Segment, StayState
from ..pms.tasks import TurnoverTask
from .identity import segment_of
from .model import HotelView, Unit
from .policy import TurnoverPolicy
from .times import hotel_day

T = TypeVar("T")
ByUnit = Mapping[str, tuple[T, ...]]


@dataclass(frozen=True)
class House:
    """A hotel at one instant, indexed by unit. Every index is sorted, so that no answer depends on input order."""

    view: HotelView
    now: datetime
    policy: TurnoverPolicy

    def __post_init__(self) -> None:
        require_aware(self.now, "now")

    @property
    def hotel(self) -> Property:
        """The property."""
        return self.view.property

    @cached_property
    def today(self) -> date:
        """The business date."""
        return self.day_of(self.now)

    def day_of(self, instant: datetime) -> date:
        """The business date of an instant."""
        return hotel_day(instant, hotel=self.hotel, policy=self.policy)

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        """Units by id. A vacated room that the directory does not know is kept as an unmapped one: a label costs a
        glance, a missing task costs a guest (T116).
        """
        known = {unit.id: unit for unit in self.view.units}
        for vacate in self.view.vacates:
            if vacate.unit_id not in known:
                numbers = [task.room_number for task in self.tasks.get(vacate.unit_id, ())] or [vacate.unit_id]
                known[vacate.unit_id] = Unit(id=vacate.unit_id, number=numbers[-1], mapped=False)
        return {unit_id: known[unit_id] for unit_id in sorted(known)}

    @cached_property
    def segments(self) -> Mapping[str, Segment]:
        """Segments by id."""
        return {segment.id: segment for segment in self.view.segments}

    @cached_property
    def tasks(self) -> ByUnit[TurnoverTask]:
        """Tasks by unit, oldest first."""
        return _by_unit(self.view.tasks, lambda task: task.unit_id, lambda task: (task.created_at, task.id))

    @cached_property
    def vacates(self) -> ByUnit[Vacate]:
        """Undecided vacates by unit, oldest first, each ref once."""
        once = {(vacate.unit_id, vacate.ref): vacate for vacate in sorted(self.view.vacates, key=repr)}
        return _by_unit(once.values(), lambda vacate: vacate.unit_id, lambda vacate: (vacate.at, vacate.ref))

    @cached_property
    def blocks(self) -> ByUnit[RoomBlock]:
        """Blocks by unit."""
        return _by_unit(self.view.blocks, lambda block: block.room_id, lambda block: (block.start_date, block.id))

    @cached_property
    def movers(self) -> frozenset[str]:
        """Segments of parties that are still in another unit, from which they are to move (T11)."""
        parties: dict[tuple[str, str], list[Segment]] = defaultdict(list)
        for segment in self.view.segments:
            if segment.state is StayState.IN_HOUSE:
                parties[segment.reservation_id, segment.party_id].append(segment)
        return frozenset(
            later.id
            for later in self.view.segments
            if later.state in (StayState.IN_HOUSE, StayState.EXPECTED)
            and any(_moves(earlier, later) for earlier in parties.get((later.reservation_id, later.party_id), ()))
        )

    @cached_property
    def in_house(self) -> ByUnit[Segment]:
        """Who is in which unit, planned movers left out."""
        here = (s for s in self.view.segments if s.state is StayState.IN_HOUSE and s.id not in self.movers)
        return _by_unit(here, lambda segment: segment.room_id or "", lambda segment: segment.id)

    @cached_property
    def expected(self) -> ByUnit[Segment]:
        """Who is expected in which unit (``""``: without a room), planned movers and courtesy holds (T91) included."""
        coming = (
            s
            for s in self.view.segments
            if (s.state is StayState.EXPECTED or (s.state is StayState.IN_HOUSE and s.id in self.movers))
            and (self.policy.count_tentative or not s.tentative)
        )
        holds = (_as_arrival(b) for b in self.view.blocks if b.kind is BlockKind.COURTESY_HOLD)
        wanted = chain(coming, holds if self.policy.count_tentative else ())
        return _by_unit(wanted, lambda segment: segment.room_id or "", lambda segment: segment.id)

    @cached_property
    def left(self) -> Mapping[str, frozenset[str]]:
        """For each segment the units that it is known to have left."""
        units: dict[str, set[str]] = defaultdict(set)
        for vacate in self.view.vacates:
            units[vacate.segment_id].add(vacate.unit_id)
        for task in self.view.tasks:
            for ref in task.carries:
                units[segment_of(ref)].add(task.unit_id)
        return {segment_id: frozenset(ids) for segment_id, ids in units.items()}


def _moves(earlier: Segment, later: Segment) -> bool:
    """Whether a party that has `earlier` goes on to `later`."""
    return (
        earlier.room_id != later.room_id
        and earlier.start_date < later.start_date
        and earlier.end_date <= later.start_date
    )


def _as_arrival(hold: RoomBlock) -> Segment:
    return Segment(
        id=f"block:{hold.id}",
        reservation_id="",
        room_id=hold.room_id,
        room_type_id="",
        start_date=hold.start_date,
        end_date=hold.end_date,
        state=StayState.EXPECTED,
        tentative=True,
    )


def _by_unit(rows: Iterable[T], unit_of: Callable[[T], str], order: Callable[[T], Any]) -> ByUnit[T]:
    found: dict[str, list[T]] = defaultdict(list)
    for row in sorted(rows, key=order):
        found[unit_of(row)].append(row)
    return {unit_id: tuple(group) for unit_id, group in found.items()}
