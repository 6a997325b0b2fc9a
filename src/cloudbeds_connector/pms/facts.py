"""Decides what has happened to a stay, from two looks at it. Facts are about rooms and stays, never messages.

A lost, doubled or reordered message changes only *when* a fact is noticed, not whether: `stay_facts`
compares what the store knew of a segment with what the hotel system shows now.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from .model import Segment, StayState


class FactType(StrEnum):
    """The types that hosts see in `stay_events`."""

    CHECK_IN = "checkin"
    CHECK_OUT = "checkout"
    MOVE = "move"
    UNASSIGNED = "unassigned"
    CANCELLATION = "cancellation"
    NO_SHOW = "no_show"
    CHECK_IN_REVERTED = "check_in_reverted"
    CHECK_OUT_REVERTED = "check_out_reverted"


class Cause(StrEnum):
    """Why a unit became vacant, or why it needs work."""

    CHECK_OUT = "check_out"
    ROOM_MOVE = "room_move"
    EARLY_DEPARTURE = "early_departure"
    DAY_USE = "day_use"
    BLOCK_END = "block_end"
    VACANT_DIRTY = "vacant_dirty"
    CHECK_IN_REVERTED = "check_in_reverted"
    RECLEAN = "reclean"


@dataclass(frozen=True, kw_only=True, slots=True)
class StayFact:
    """Something happened to `segment_id`. `room_id` is where; for a move, the room that was left.

    `to_room_id` is the new room of a move. `vacates` names the cause if this fact left `room_id` vacant.
    """

    type: FactType
    segment_id: str
    reservation_id: str
    room_id: str | None
    to_room_id: str | None = None
    vacates: Cause | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Vacate:
    """A unit was left by a segment: the trigger of a turnover.

    `n` counts the times this segment left this unit or one linked with it (1 for the first). `at` is the earliest
    instant known for it, `noticed_at` when the connector saw it; both UTC. `at_known` is False where only `noticed_at`
    is known.
    `baseline`: it lies before the first look. `held`: it has waited for its room to be mapped (T116).
    """

    unit_id: str
    segment_id: str
    n: int
    at: datetime
    noticed_at: datetime
    cause: Cause
    at_known: bool = True
    baseline: bool = False
    held: bool = False

    @property
    def ref(self) -> str:
        """How tasks and decisions name this vacate: ``segment#n``."""
        return f"{self.segment_id}#{self.n}"


def _vacate_cause(segment: Segment, today: date) -> Cause:
    if segment.start_date == segment.end_date:
        return Cause.DAY_USE
    if segment.end_date > today:
        return Cause.EARLY_DEPARTURE
    return Cause.CHECK_OUT


def stay_facts(
    before: Segment | None, after: Segment, *, business_date: date, last_room_id: str | None = None
) -> tuple[StayFact, ...]:
    """What happened between two looks at one segment, oldest first.

    `before` is None for a segment never seen. Steps that fell between the looks are made up for: a guest first seen
    departed has checked in and out, one first seen in house has checked in, one who had left one room and is now
    departed from another was back in house meanwhile. `last_room_id` is the room in which any look last showed the
    segment in house: it was vacated when the segment ceased to be, so it is not vacated again if the stay is shown as
    cancelled first and as checked out later. Whether a departure that was first seen at the baseline is acted on is
    not decided here.
    """
    told = _Telling(before, after, business_date, last_room_id)
    match after.state:
        case StayState.IN_HOUSE:
            told.in_house()
        case StayState.DEPARTED:
            told.departed()
        case StayState.CANCELLED | StayState.NO_SHOW:
            told.called_off()
        case StayState.EXPECTED:
            told.expected()
    return tuple(told.facts)


@dataclass(slots=True)
class _Telling:
    """Two looks at one segment, and what has been made of them so far."""

    before: Segment | None
    after: Segment
    today: date
    last_room: str | None
    facts: list[StayFact] = field(default_factory=list)

    @property
    def was(self) -> StayState:
        return self.before.state if self.before else StayState.EXPECTED

    @property
    def old_room(self) -> str | None:
        return self.before.room_id if self.before else None

    def fact(self, kind: FactType, room: str | None, *, to: str | None = None, vacates: Cause | None = None) -> None:
        self.facts.append(
            StayFact(
                type=kind,
                segment_id=self.after.id,
                reservation_id=self.after.reservation_id,
                room_id=room,
                to_room_id=to,
                vacates=vacates,
            )
        )

    def in_house(self) -> None:
        old, new = self.old_room, self.after.room_id
        if self.was is StayState.DEPARTED:
            self.fact(FactType.CHECK_OUT_REVERTED, new)
        elif self.was is not StayState.IN_HOUSE:
            self.fact(FactType.CHECK_IN, new)
        elif old is not None and new is None:
            self.fact(FactType.UNASSIGNED, old, vacates=Cause.ROOM_MOVE)
        elif old != new:
            self.moved()

    def departed(self) -> None:
        new, cause = self.after.room_id, _vacate_cause(self.after, self.today)
        match self.was:
            case StayState.DEPARTED:
                self.departed_elsewhere(cause)
            case StayState.IN_HOUSE:
                self.moved_on()
                # without a room now, the one the store saw occupied counts: Cloudbeds may have dropped the assignment
                self.fact(FactType.CHECK_OUT, new or self.old_room, vacates=cause)
            case StayState.CANCELLED | StayState.NO_SHOW if self.last_room and new in (None, self.last_room):
                # the room was vacated when the stay was called off; now it is called by its right name
                self.fact(FactType.CHECK_OUT, self.last_room)
            case _:
                self.fact(FactType.CHECK_IN, new)
                self.fact(FactType.CHECK_OUT, new, vacates=cause)

    def departed_elsewhere(self, cause: Cause) -> None:
        """A stay that had ended in one room has ended in another: the guest was back, moved, and left again."""
        left, new = self.old_room or self.last_room, self.after.room_id
        if new is None or new == left:
            return
        if left is not None:
            self.fact(FactType.CHECK_OUT_REVERTED, new)
        self.fact(FactType.CHECK_OUT, new, vacates=cause)

    def called_off(self) -> None:
        if self.was is self.after.state:
            return
        old, new = self.old_room, self.after.room_id
        kind = FactType.CANCELLATION if self.after.state is StayState.CANCELLED else FactType.NO_SHOW
        if self.was is StayState.IN_HOUSE:
            self.moved_on()
            self.fact(kind, new or old, vacates=Cause.CHECK_OUT)
            return
        if self.was is StayState.DEPARTED:
            self.departed_elsewhere(Cause.CHECK_OUT)
            self.fact(kind, new or old)
            return
        self.fact(kind, old or new)

    def expected(self) -> None:
        if self.was is StayState.IN_HOUSE:
            self.fact(FactType.CHECK_IN_REVERTED, self.old_room, vacates=Cause.CHECK_IN_REVERTED)
        elif self.was is StayState.DEPARTED:
            # both were taken back in one go; the room was vacated by the check-out, and no look showed it used since
            self.fact(FactType.CHECK_OUT_REVERTED, self.old_room or self.last_room)
            self.fact(FactType.CHECK_IN_REVERTED, self.old_room or self.last_room)

    def moved_on(self) -> None:
        """The guest in house was in another room when the stay ended: the first one was left too."""
        if self.old_room is not None and self.after.room_id not in (None, self.old_room):
            self.moved()

    def moved(self) -> None:
        cause = None if self.old_room is None else Cause.ROOM_MOVE
        self.fact(FactType.MOVE, self.old_room, to=self.after.room_id, vacates=cause)
