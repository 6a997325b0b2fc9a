"""Facts: what has happened to a stay between two looks at it. Facts are about rooms and stays, not about messages.

`stay_facts` compares what the store knew of a segment with what the hotel system shows now. So a lost, doubled or
reordered message changes only *when* a fact is noticed, never whether it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from .model import Segment, StayState


class FactType(StrEnum):
    """The types of facts, which hosts see in `stay_events`."""

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
    """A fact about `segment_id` in `room_id`; for a move, that is the old room.

    `to_room_id` is the new room of a move. `vacates` is the cause if this fact left `room_id` vacant.
    """

    type: FactType
    segment_id: str
    reservation_id: str
    room_id: str | None
    to_room_id: str | None = None
    vacates: Cause | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Vacate:
    """A segment left a unit: the trigger of a turnover.

    `n` counts the times that this segment left this unit or a linked one (from 1). `at` is the earliest instant
    known for it, `noticed_at` when the connector saw it; both are UTC. `at_known` is False if only `noticed_at` is
    known. `seen_until` is the last look that showed otherwise, None if there was none. `baseline`: it was before the
    first look. `held`: it has waited for its room to be mapped (T116). `inferred`: no look showed the guest in this
    room, only the stay's last row names it, and looks had shown the guest in another one.
    """

    unit_id: str
    segment_id: str
    n: int
    at: datetime
    noticed_at: datetime
    cause: Cause
    at_known: bool = True
    seen_until: datetime | None = None
    baseline: bool = False
    held: bool = False
    inferred: bool = False

    @property
    def ref(self) -> str:
        """The reference of this vacate in tasks and decisions: ``segment#n``."""
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
    """The facts between two looks at one segment, oldest first.

    `before` is None for a segment that was never seen. Steps between the looks are added: a guest first seen departed
    has checked in and out, one first seen in house has checked in, and one who had left one room and is now departed
    from another was in house again in between. `last_room_id` is the room in which a look last showed the segment in
    house. It was vacated when the stay ended, so it is not vacated again if the stay is first shown as cancelled and
    later as checked out. A departure that was first seen at the baseline is a fact too; whether it gets a task is
    decided elsewhere.
    """
    change = _Comparison(before, after, business_date, last_room_id)
    match after.state:
        case StayState.IN_HOUSE:
            change.in_house()
        case StayState.DEPARTED:
            change.departed()
        case StayState.CANCELLED | StayState.NO_SHOW:
            change.called_off()
        case StayState.EXPECTED:
            change.expected()
    return tuple(change.facts)


@dataclass(slots=True)
class _Comparison:
    """Two looks at one segment, and the facts found so far."""

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
                # without a room now, the room that the store saw occupied counts: the assignment may have been removed
                self.fact(FactType.CHECK_OUT, new or self.old_room, vacates=cause)
            case StayState.CANCELLED | StayState.NO_SHOW if self.last_room and new in (None, self.last_room):
                # the room was vacated when the stay was called off: the check-out vacates nothing
                self.fact(FactType.CHECK_OUT, self.last_room)
            case _:
                self.fact(FactType.CHECK_IN, new)
                self.fact(FactType.CHECK_OUT, new, vacates=cause)

    def departed_elsewhere(self, cause: Cause) -> None:
        """A stay that had ended in one room has ended in another: the guest came back, moved, and left again."""
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
            # both were reverted between two looks; the check-out had vacated the room, and no look showed it used since
            self.fact(FactType.CHECK_OUT_REVERTED, self.old_room or self.last_room)
            self.fact(FactType.CHECK_IN_REVERTED, self.old_room or self.last_room)

    def moved_on(self) -> None:
        """Add a move if the stay ended in another room than the one the guest was seen in."""
        if self.old_room is not None and self.after.room_id not in (None, self.old_room):
            self.moved()

    def moved(self) -> None:
        cause = None if self.old_room is None else Cause.ROOM_MOVE
        self.fact(FactType.MOVE, self.old_room, to=self.after.room_id, vacates=cause)
