"""Decides what has happened to a stay, from two looks at it. Facts are about rooms and stays, never messages.

A lost, doubled or reordered message changes only *when* a fact is noticed, not whether: `stay_facts`
compares what the store knew of a segment with what the hotel system shows now.
"""

from __future__ import annotations

from dataclasses import dataclass
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

    `n` counts the times this segment left this unit (1 for the first). `at` is the earliest instant known for it,
    `noticed_at` when the connector saw it; both UTC. `at_known` is False where only `noticed_at` is known.
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


def stay_facts(before: Segment | None, after: Segment, *, business_date: date) -> tuple[StayFact, ...]:
    """What happened between two looks at one segment, oldest first.

    `before` is None for a segment never seen. Steps that fell between the looks are made up for: a guest first seen
    departed has checked in and out, one first seen in house has checked in. Whether a departure that was first
    seen at the baseline is acted on is not decided here.
    """
    facts: list[StayFact] = []

    def fact(kind: FactType, room: str | None, *, to: str | None = None, vacates: Cause | None = None) -> None:
        facts.append(
            StayFact(
                type=kind,
                segment_id=after.id,
                reservation_id=after.reservation_id,
                room_id=room,
                to_room_id=to,
                vacates=vacates,
            )
        )

    was = before.state if before else StayState.EXPECTED
    was_in_house = before is not None and was is StayState.IN_HOUSE
    old_room = before.room_id if before else None

    match after.state:
        case StayState.IN_HOUSE if was is StayState.DEPARTED:
            fact(FactType.CHECK_OUT_REVERTED, after.room_id)
        case StayState.IN_HOUSE if not was_in_house:
            fact(FactType.CHECK_IN, after.room_id)
        case StayState.IN_HOUSE if old_room != after.room_id and old_room is None:
            fact(FactType.MOVE, None, to=after.room_id)
        case StayState.IN_HOUSE if old_room != after.room_id and after.room_id is None:
            fact(FactType.UNASSIGNED, old_room, vacates=Cause.ROOM_MOVE)
        case StayState.IN_HOUSE if old_room != after.room_id:
            fact(FactType.MOVE, old_room, to=after.room_id, vacates=Cause.ROOM_MOVE)
        case StayState.DEPARTED if was is not StayState.DEPARTED:
            if not was_in_house:
                fact(FactType.CHECK_IN, after.room_id)
            elif old_room is not None and after.room_id not in (None, old_room):
                fact(FactType.MOVE, old_room, to=after.room_id, vacates=Cause.ROOM_MOVE)
            # without a room now, the one the store saw occupied counts: Cloudbeds may have dropped the assignment
            room = after.room_id or (old_room if was_in_house else None)
            fact(FactType.CHECK_OUT, room, vacates=_vacate_cause(after, business_date))
        case StayState.CANCELLED | StayState.NO_SHOW if was is not after.state:
            kind = FactType.CANCELLATION if after.state is StayState.CANCELLED else FactType.NO_SHOW
            fact(kind, old_room or after.room_id, vacates=Cause.CHECK_OUT if was_in_house else None)
        case StayState.EXPECTED if was_in_house:
            fact(FactType.CHECK_IN_REVERTED, old_room, vacates=Cause.CHECK_IN_REVERTED)
        case _:
            pass
    return tuple(facts)
