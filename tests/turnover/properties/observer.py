"""An observer of a hotel: it keeps what each look shows, and finds what changed since the last one.

A minimal stand-in for the engine between a hotel and the rules: no store, no requests, no hotel system's terms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from cloudbeds_connector.pms.facts import Cause, StayFact, Vacate, stay_facts
from cloudbeds_connector.pms.hotel_time import business_date
from cloudbeds_connector.pms.model import Condition, RoomBlock, Segment, StayState
from cloudbeds_connector.turnover import LIVE_STATES, HotelView, Unit

NEVER_CAME = (StayState.CANCELLED, StayState.NO_SHOW)


@dataclass(frozen=True)
class Shown:
    """What one look shows of a unit."""

    condition: Condition = Condition.CLEAN
    occupied: bool | None = False
    do_not_disturb: bool = False
    refused_service: bool = False
    pickup: bool = False


@dataclass
class HotelObserver:
    """`view` is what the rules get to see. `causes` are those of all vacates that were found."""

    view: HotelView
    rollover: time = time(4)
    segments: dict[str, Segment] = field(default_factory=dict)
    last_rooms: dict[str, str] = field(default_factory=dict)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    causes: Counter[Cause] = field(default_factory=Counter)

    def look(
        self,
        now: datetime,
        *,
        segments: Iterable[Segment],
        shown: Mapping[str, Shown],
        blocks: Iterable[RoomBlock],
        left_at: Mapping[str, datetime] | None = None,
    ) -> None:
        """See the hotel as it is at `now`. `left_at` is when a message reported that a segment left."""
        first = self.view.first_look_at is None
        seen = [segment for segment in segments if self.segments.get(segment.id) is not segment]
        today = self._business_date(now)
        vacates, departures_without_room = list(self.view.vacates), list(self.view.departures_without_room)
        for segment in seen:
            for fact in self._facts(segment, today, first=first):
                if fact.room_id is None:
                    departures_without_room.append(segment.id)
                    continue
                at = (left_at or {}).get(segment.id)
                vacates.append(self._vacate(fact, fact.room_id, at=at, now=now, first=first))
            self._remember(segment, now, first=first)
        still = tuple(blocks)
        gone = {(block.id, block.room_id): block for block in self.view.blocks}
        for block in still:
            gone.pop((block.id, block.room_id), None)
        self.view = replace(
            self.view,
            baseline=first,
            first_look_at=self.view.first_look_at or now,
            units=tuple(_looked_at(unit, shown.get(unit.id), now) for unit in self.view.units),
            vacates=tuple(vacates),
            departures_without_room=tuple(departures_without_room),
            blocks=still,
            removed_blocks=tuple(gone.values()),
        )
        self.view = replace(self.view, segments=self._that_matter())

    def look_at(self, unit_id: str, shown: Shown, now: datetime) -> None:
        """See one room alone."""
        units = tuple(_looked_at(unit, shown, now) if unit.id == unit_id else unit for unit in self.view.units)
        self.view = replace(self.view, units=units)

    def _business_date(self, now: datetime) -> date:
        hotel = self.view.property
        return business_date(now, hotel.night_audit_time or self.rollover, hotel.zone)

    def _facts(self, segment: Segment, today: date, *, first: bool) -> list[StayFact]:
        before = self.segments.get(segment.id)
        if before is None and (segment.state in NEVER_CAME or (first and segment.state is not StayState.DEPARTED)):
            return []
        facts = stay_facts(before, segment, business_date=today, last_room_id=self.last_rooms.get(segment.id))
        return [fact for fact in facts if fact.vacates is not None]

    def _vacate(self, fact: StayFact, room_id: str, *, at: datetime | None, now: datetime, first: bool) -> Vacate:
        cause = fact.vacates or Cause.CHECK_OUT
        self.counts[room_id, fact.segment_id] += 1
        self.causes[cause] += 1
        return Vacate(
            unit_id=room_id,
            segment_id=fact.segment_id,
            n=self.counts[room_id, fact.segment_id],
            at=at or now,
            noticed_at=now,
            cause=cause,
            at_known=at is not None,
            baseline=first,
        )

    def _remember(self, segment: Segment, now: datetime, *, first: bool) -> None:
        before = self.segments.get(segment.id)
        self.segments[segment.id] = segment
        if segment.state is not StayState.IN_HOUSE:
            return
        stayed = before is not None and before.state is StayState.IN_HOUSE and before.room_id == segment.room_id
        if not stayed:
            self.view = replace(self.view, entered_at={**self.view.entered_at, segment.id: now})
        if segment.room_id is not None:
            self.last_rooms[segment.id] = segment.room_id

    def _that_matter(self) -> tuple[Segment, ...]:
        """Who is in house or expected, and the guests of undecided vacates and live tasks."""
        refs = (ref for task in self.view.tasks if task.state in LIVE_STATES for ref in task.carries)
        named = {ref.rpartition("#")[0] for ref in refs} | {vacate.segment_id for vacate in self.view.vacates}
        named |= set(self.view.departures_without_room)
        present = (StayState.IN_HOUSE, StayState.EXPECTED)
        return tuple(s for s in self.segments.values() if s.state in present or s.id in named)


def _looked_at(unit: Unit, shown: Shown | None, now: datetime) -> Unit:
    """The unit after one more look; None: this look showed nothing of it."""
    if shown is None:
        return unit
    new_condition = unit.observed_at is None or shown.condition is not unit.condition
    new_occupancy = unit.observed_at is None or shown.occupied is not unit.occupied
    return replace(
        unit,
        condition=shown.condition,
        condition_before=unit.condition if new_condition else unit.condition_before,
        condition_since=now if new_condition else unit.condition_since,
        occupied=shown.occupied,
        occupancy_since=now if new_occupancy else unit.occupancy_since,
        observed_at=now,
        do_not_disturb=shown.do_not_disturb,
        refused_service=shown.refused_service,
        pickup=shown.pickup,
        pickup_since=(unit.pickup_since or now) if shown.pickup else None,
    )
