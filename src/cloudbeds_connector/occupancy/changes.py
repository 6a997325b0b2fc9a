"""Changes since the last count, and the nights that they can have affected: only those are counted again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from ..pms.model import Property, Room, RoomBlock, Segment, StayState
from . import days
from .closures import blocked_until
from .days import Grid
from .groups import GroupBlock
from .policy import OccupancyPolicy
from .stays import Stay, carried_on, resolve_stays


@dataclass(frozen=True, kw_only=True, slots=True)
class OccupancyChanges:
    """What is different from the last answer: each thing as it was and as it is; None for what was not, or is no more.

    A thing that is named here without being different costs time and changes nothing.
    """

    segments: tuple[tuple[Segment | None, Segment | None], ...] = ()
    blocks: tuple[tuple[RoomBlock | None, RoomBlock | None], ...] = ()
    groups: tuple[tuple[GroupBlock | None, GroupBlock | None], ...] = ()
    rooms: tuple[tuple[Room | None, Room | None], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """What the ends of a hotel's stays depend on besides themselves: the business date, and who is carried on.

    `begun` are the segments that started by the latest business date in question; the end of no other one moves.
    """

    property: Property
    policy: OccupancyPolicy
    business_date: date
    begun: tuple[Segment, ...]
    carried: frozenset[str]

    @classmethod
    def at(cls, as_of: datetime, *, property: Property, policy: OccupancyPolicy, segments: Iterable[Segment]) -> Moment:
        """The moment at `as_of` (aware)."""
        today = days.business_date(as_of, property=property, policy=policy)
        begun = tuple(segment for segment in segments if segment.start_date <= today)
        return cls._of(property, policy, today, begun)

    def earlier(self, business_date: date, *, changes: OccupancyChanges) -> Moment:
        """The moment as it was on another business date, before the changes."""
        new = {new.id for _, new in changes.segments if new is not None}
        old = tuple(old for old, _ in changes.segments if old is not None)
        begun = tuple(segment for segment in self.begun if segment.id not in new) + old
        return self._of(self.property, self.policy, business_date, begun)

    @classmethod
    def _of(cls, property: Property, policy: OccupancyPolicy, today: date, begun: tuple[Segment, ...]) -> Moment:
        carried = carried_on(begun, business_date=today, policy=policy)
        return cls(property=property, policy=policy, business_date=today, begun=begun, carried=carried)

    def stays(self, segments: Iterable[Segment]) -> list[Stay]:
        """Some segments of the hotel with their effective ends."""
        return resolve_stays(
            segments,
            business_date=self.business_date,
            property=self.property,
            policy=self.policy,
            carried=self.carried,
        )


def touched_nights(changes: OccupancyChanges, *, before: Moment, after: Moment, grid: Grid) -> frozenset[int]:
    """The indexes of the nights that may differ: those of the changed things, old and new, and of moved ends.

    A stay touches its nights and the day it ends on. The end of one in house moves with the business date, and with
    the segment that carries it on; so does that of a departed one whose last day nobody knows. A change of rooms
    touches every night, since capacity does.
    """
    if changes.rooms:
        return frozenset(range(1, grid.nights + 1))
    return frozenset(index for first, last in _ranges(changes, before, after) for index in grid.clip(first, last))


def _ranges(changes: OccupancyChanges, before: Moment, after: Moment) -> Iterator[tuple[int, int]]:
    for moment, side in ((before, 0), (after, 1)):
        changed = [pair[side] for pair in changes.segments]
        for stay in moment.stays(segment for segment in changed if segment is not None):
            yield stay.start, stay.end
    moving = [segment for segment in after.begun if _moves(segment, before.business_date, after.business_date)]
    for old, new in zip(before.stays(moving), after.stays(moving), strict=True):
        if old.end != new.end:
            yield min(old.end, new.end), max(old.end, new.end)
    for block in (block for pair in changes.blocks for block in pair if block is not None):
        yield block.start_date.toordinal(), blocked_until(block) - 1
    for group in (group for pair in changes.groups for group in pair if group is not None):
        for night in group.nights:
            yield night.night.toordinal(), night.night.toordinal()


def _moves(segment: Segment, was: date, now: date) -> bool:
    """Whether the end of a segment may depend on more than itself between two business dates."""
    if segment.state is StayState.IN_HOUSE:
        return segment.end_date <= now
    return segment.state is StayState.DEPARTED and segment.actual_end is None and segment.end_date > was
