"""Indexes over the view of a hotel: who is in which unit, who is expected, which tasks and blocks a unit has.

Built once per plan, so that rules look up by unit and never search the hotel.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import Any, Generic, TypeVar

from ...pms.facts import Vacate
from ...pms.hotel_time import require_aware
from ...pms.model import BlockKind, Condition, Property, RoomBlock, Segment, StayState
from ...pms.tasks import Alert, TaskKind, TurnoverTask
from ..identity import segment_of
from ..model import HotelView, Unit
from ..policy import TurnoverPolicy
from ..reasons import Reason, ReasonCode
from ..schedule.times import hotel_day
from .links import UnitLinks


@dataclass(frozen=True)
class HotelIndex:
    """A hotel at one instant, indexed by unit. Every index is sorted, so that no answer depends on input order.

    `seasons` caches the season's blocks by day, since many rooms need the same day.
    """

    view: HotelView
    now: datetime
    policy: TurnoverPolicy
    _typed: dict[str, TurnoverPolicy] = field(default_factory=dict)
    _settings: dict[str, str] = field(default_factory=dict)
    seasons: dict[date, tuple[RoomBlock, ...]] = field(default_factory=dict)

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

    def policy_for(self, unit: Unit) -> TurnoverPolicy:
        """The policy for the unit's room type."""
        known = self._typed.get(unit.room_type_id)
        if known is None:
            known = self._typed[unit.room_type_id] = self.policy.for_room_type(unit.room_type_id)
        return known

    def settings_of(self, unit: Unit) -> str:
        """The settings that every due time of the unit's room type follows from, as text."""
        known = self._settings.get(unit.room_type_id)
        if known is None:
            policy, hotel = self.policy_for(unit), self.hotel
            facts = (
                (hotel.timezone, hotel.check_in_time, hotel.check_out_time, hotel.night_audit_time),
                (policy.same_day_target, policy.buffer_minutes, policy.day_rollover, policy.arrival_policy),
                (policy.eta_wrap, policy.late_until, policy.check_in_time, policy.check_out_time),
            )
            known = self._settings[unit.room_type_id] = repr(facts)
        return known

    def unit_id_of(self, room_id: str | None) -> str:
        """The unit of a room id, also of the id that a room had before (T118). ``""`` for no room."""
        return self.view.reissued.get(room_id, room_id) if room_id else ""

    def alert(
        self,
        reason: Reason,
        *,
        unit_id: str | None = None,
        segment_id: str | None = None,
        business_date: date | None = None,
    ) -> Alert:
        """An alert of the business date, or of another one."""
        return Alert(
            row=reason.row,
            code=reason.code,
            reason=reason.sentence,
            business_date=business_date or self.today,
            unit_id=unit_id,
            segment_id=segment_id,
        )

    def was_raised(self, code: ReasonCode) -> bool:
        """Whether an alert with this code was raised before, on any day."""
        return any(key.startswith(f"{code.code}:") for key in self.view.open_alerts)

    def _unit_of(self, field_name: str) -> Callable[[Any], str | None]:
        """How a row names its unit: by the field alone, unless a room has got another id."""
        named = attrgetter(field_name)
        return (lambda row: self.unit_id_of(named(row))) if self.view.reissued else named

    # -- units

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        """Units by id. A vacated room that the directory does not know is kept as an unmapped one: a label costs a
        glance, a missing task costs a guest (T116).
        """
        known = {unit.id: unit for unit in self.view.units}
        for vacate in self.view.vacates:
            unit_id = self.unit_id_of(vacate.unit_id)
            if unit_id not in known:
                numbers = [task.room_number for task in self.tasks.of(unit_id)] or [unit_id]
                known[unit_id] = Unit(id=unit_id, number=numbers[-1], mapped=False)
        return {unit_id: known[unit_id] for unit_id in sorted(known)}

    @cached_property
    def links(self) -> UnitLinks:
        """How units belong together."""
        return UnitLinks.of(self.units.values())

    # -- guests

    @cached_property
    def segments(self) -> Mapping[str, Segment]:
        """Segments by id."""
        return {segment.id: segment for segment in self.view.segments}

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
    def _in_house(self) -> ByUnit[Segment]:
        here = (s for s in self.view.segments if s.state is StayState.IN_HOUSE and s.id not in self.movers)
        return ByUnit(here, unit_of=self._unit_of("room_id"), order=lambda s: s.id)

    def guests_in(self, unit: Unit) -> tuple[Segment, ...]:
        """Who is in house in the unit, planned movers left out; guests of a virtual unit are in all its components."""
        over = self.links.virtual_over(unit.id)
        if not over:
            return self._in_house.of(unit.id)
        return tuple(chain.from_iterable(self._in_house.of(unit_id) for unit_id in (unit.id, *over)))

    def has_guests(self, unit: Unit) -> bool:
        """Whether anybody is in house in the unit."""
        return unit.id in self._in_house or any(v in self._in_house for v in self.links.virtual_over(unit.id))

    def looks_vacant(self, unit: Unit) -> bool:
        """Whether nobody is in house and the unit does not show as occupied (it may show nothing)."""
        return unit.occupied is not True and not self.has_guests(unit)

    def shows_unused(self, unit: Unit, vacate: Vacate) -> bool:
        """Whether a room that no look showed the guest of a departure in is as ready as before that departure."""
        if not vacate.inferred or vacate.seen_until is None or unit.observed_at is None:
            return False
        looked_after = vacate.at if vacate.at_known else vacate.seen_until
        if unit.condition not in (Condition.CLEAN, Condition.INSPECTED) or unit.observed_at < looked_after:
            return False
        if unit.condition_before is Condition.UNKNOWN:
            return True  # no look has shown it otherwise
        return unit.condition_since is not None and unit.condition_since <= vacate.seen_until

    @cached_property
    def backlog(self) -> int:
        """How many vacant rooms are dirty, if that is more than the policy's share of them; otherwise 0 (T143)."""
        vacant = [
            unit
            for unit in self.units.values()
            if unit.turnover and not unit.virtual and unit.observed_at is not None and self.looks_vacant(unit)
        ]
        dirty = sum(unit.condition is Condition.DIRTY for unit in vacant)
        return dirty if dirty * 100 > len(vacant) * self.policy.first_look_percent else 0

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
        arrivals = chain(coming, holds if self.policy.count_tentative else ())
        return ByUnit(arrivals, unit_of=self._unit_of("room_id"), order=lambda s: (s.start_date, s.id))

    # -- work

    @cached_property
    def _tasks(self) -> tuple[ByUnit[TurnoverTask], ByUnit[TurnoverTask]]:
        turnovers, stayovers = (
            ByUnit(
                (task for task in self.view.tasks if (task.kind is TaskKind.STAYOVER) is stayover),
                unit_of=self._unit_of("unit_id"),
                order=lambda task: (task.created_at, task.id),
            )
            for stayover in (False, True)
        )
        return turnovers, stayovers

    @property
    def tasks(self) -> ByUnit[TurnoverTask]:
        """Turnover tasks by unit, oldest first."""
        return self._tasks[0]

    @property
    def stayovers(self) -> ByUnit[TurnoverTask]:
        """Service of occupied rooms by unit, oldest first: another feature's tasks, which a departure ends (T08)."""
        return self._tasks[1]

    @cached_property
    def vacates(self) -> ByUnit[Vacate]:
        """Undecided vacates by unit, oldest first, each ref once, with those that follow from them (T94, T96)."""
        once = {(vacate.unit_id, vacate.ref): vacate for vacate in sorted(self.view.vacates, key=_sort_key)}
        for vacate in tuple(once.values()):
            for unit_id in self._also_left(vacate):
                once.setdefault((unit_id, vacate.ref), replace(vacate, unit_id=unit_id))
        return ByUnit(
            once.values(),
            unit_of=self._unit_of("unit_id"),
            order=lambda vacate: (vacate.at, vacate.ref, vacate.unit_id),
        )

    def components(self, unit: Unit) -> tuple[str, ...]:
        """The components of a virtual unit that the directory has."""
        return tuple(part for part in self.links.components(unit.id) if part in self.units)

    def follows_virtual_unit(self, vacate: Vacate) -> bool:
        """Whether this vacate follows from that of a virtual unit (T96)."""
        over = self.links.virtual_over(vacate.unit_id)
        return any(other.ref == vacate.ref for unit_id in over for other in self.vacates.of(unit_id))

    def _also_left(self, vacate: Vacate) -> Iterator[str]:
        unit = self.units[self.unit_id_of(vacate.unit_id)]
        if unit.virtual:
            yield from self.components(unit)
        dorm = self.units.get(unit.parent_id) if unit.parent_id else None
        # a dorm that is no room of the hotel system has no room type but its beds'
        typed = dorm if dorm is not None and dorm.room_type_id else unit
        if dorm is None or not self.policy_for(typed).dorm_room_clean or self.shows_unused(unit, vacate):
            return
        if self._is_empty(dorm):
            yield dorm.id

    def _is_empty(self, dorm: Unit) -> bool:
        if dorm.id in self.view.torn_dorms:
            return False
        beds = [self.units[bed] for bed in self.links.beds(dorm.id)]
        return not any(self.has_guests(bed) or self._shows_next_guest(bed) for bed in beds)

    def _shows_next_guest(self, bed: Unit) -> bool:
        """Whether looks show somebody else in the bed than the guest who left it: stays may be shown sooner."""
        if bed.occupied is not True or bed.occupancy_since is None:
            return bed.occupied is True
        noticed = [vacate.noticed_at for vacate in self.view.vacates if self.unit_id_of(vacate.unit_id) == bed.id]
        noticed += [task.noticed_at for task in self.tasks.of(bed.id) if task.noticed_at is not None]
        return max(noticed, default=bed.occupancy_since) <= bed.occupancy_since

    @cached_property
    def left(self) -> Mapping[str, frozenset[str]]:
        """For each segment the units that it is known to have left."""
        units: dict[str, set[str]] = defaultdict(set)
        for vacate in self.view.vacates:
            units[vacate.segment_id].add(self.unit_id_of(vacate.unit_id))
        for task in self.view.tasks:
            for ref in task.carries:
                units[segment_of(ref)].add(self.unit_id_of(task.unit_id))
        return {segment_id: frozenset(ids) for segment_id, ids in units.items()}

    @cached_property
    def blocks(self) -> ByUnit[RoomBlock]:
        """Blocks by unit."""
        return self._blocks(self.view.blocks)

    @cached_property
    def removed_blocks(self) -> ByUnit[RoomBlock]:
        """Blocks that were taken away today, by unit."""
        return self._blocks(self.view.removed_blocks)

    def _blocks(self, rows: tuple[RoomBlock, ...]) -> ByUnit[RoomBlock]:
        return ByUnit(rows, unit_of=self._unit_of("room_id"), order=lambda block: (block.start_date, block.id))


def _sort_key(vacate: Vacate) -> tuple[object, ...]:
    """Every field of a vacate, so that of two reports of one vacate the same is taken in any order of the input."""
    until = (vacate.seen_until is not None, vacate.seen_until or vacate.at)
    return (vacate.noticed_at, vacate.at, vacate.cause, vacate.at_known, *until, vacate.baseline, vacate.held)


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


T = TypeVar("T")


class ByUnit(Generic[T]):
    """Rows by unit id, ``""`` for rows without a unit. The order of a unit's rows is independent of the input's."""

    def __init__(self, rows: Iterable[T], *, unit_of: Callable[[T], str | None], order: Callable[[T], Any]) -> None:
        found: dict[str, list[T]] = defaultdict(list)
        for row in rows:
            found[unit_of(row) or ""].append(row)
        self._found = found
        self._order = order
        self._sorted: dict[str, tuple[T, ...]] = {}

    def of(self, unit_id: str) -> tuple[T, ...]:
        """The unit's rows, oldest or smallest first."""
        if unit_id not in self._found:
            return ()
        known = self._sorted.get(unit_id)
        if known is None:
            known = self._sorted[unit_id] = tuple(sorted(self._found[unit_id], key=self._order))
        return known

    def __contains__(self, unit_id: str) -> bool:
        return unit_id in self._found
