"""Who is in a room after a guest has left it: a sharer, the same guest, a swapper, or the next guest."""

from __future__ import annotations

from datetime import datetime, timedelta

from ...pms.facts import Cause, Vacate
from ...pms.model import Segment, StayState
from ..tasks.unit_work import UnitWork
from .observations import seen_vacant_after


def back_on(work: UnitWork, segment_id: str) -> bool:
    """Whether the segment is in house on this unit (again); for a dorm, in one of its beds."""
    index = work.index
    beds = (index.units[bed] for bed in index.links.beds(work.unit.id))
    return any(guest.id == segment_id for unit in (work.unit, *beds) for guest in index.guests_in(unit))


def others_in(work: UnitWork, vacate: Vacate) -> tuple[Segment, ...]:
    """Who is in house on the unit beside the segment that left."""
    return tuple(guest for guest in work.guests if guest.id != vacate.segment_id)


def is_sharer(work: UnitWork, vacate: Vacate, other: Segment) -> bool:
    """T95: whether `other` shared the room with the one who left: a night together, and in before the other was out.

    Where it is not known when the other was out, looks must have shown both in the room at one time. Who was in the
    room first and is still in it shares it too: it may be a check-out that was forgotten, but it is no next guest.
    """
    index = work.index
    gone = index.segments.get(vacate.segment_id)
    left_on = index.day_of(vacate.at)
    last_night_over = left_on if gone is None else min(gone.end_date, left_on)
    together = other.start_date < last_night_over and (gone is None or other.end_date > gone.start_date)
    moved_in = bool(index.left.get(other.id, frozenset()) - {work.unit.id})
    entered = index.view.entered_at.get(other.id)
    first = entered is not None and _was_first(work, vacate, gone, entered)
    return ((together and not moved_in) or first) and (entered is None or _in_before(vacate, entered))


def _was_first(work: UnitWork, vacate: Vacate, gone: Segment | None, entered: datetime) -> bool:
    """Whether a guest who was first seen in the room at `entered` was there before the one who left had come.

    It is not known of a guest who is in house elsewhere: looks say when they came there. Who was never seen in house
    came after the last look at them.
    """
    if gone is None or gone.state is StayState.IN_HOUSE:
        return False
    came = work.index.view.entered_at.get(gone.id)
    if came is not None:
        return entered < came
    return vacate.seen_until is not None and entered <= vacate.seen_until


def _in_before(vacate: Vacate, entered: datetime) -> bool:
    """Whether a guest who was first seen in the room at `entered` was there before the other had left it."""
    if vacate.at_known:
        return entered < vacate.at
    return vacate.seen_until is not None and entered <= vacate.seen_until


def is_same_guest(work: UnitWork, segment_id: str, other: Segment, *, left_at: datetime) -> bool:
    """Whether `other` continues the stay that ended: the same booking or guest, without a night between."""
    gone = work.index.segments.get(segment_id)
    if gone is None or gone.id == other.id:
        return False
    same = gone.reservation_id == other.reservation_id or (gone.party_id != "" and gone.party_id == other.party_id)
    return same and other.start_date in (gone.end_date, work.index.day_of(left_at))


def extends(work: UnitWork, segment_id: str, other: Segment, *, left_at: datetime, noticed_at: datetime) -> bool:
    """T13: the same guest stayed on. Later, or once the room was seen vacant, it is a new stay (T14)."""
    if not is_same_guest(work, segment_id, other, left_at=left_at) or seen_vacant_after(work.unit, left_at):
        return False
    if work.index.segments[segment_id].reservation_id == other.reservation_id:
        return True
    entered = work.index.view.entered_at.get(other.id, noticed_at)
    return entered - left_at <= timedelta(minutes=work.policy.same_guest_window_minutes)


def swapped_with(work: UnitWork, vacate: Vacate) -> str | None:
    """T131: the unit whose guest moved in here while this one's guest moved there, or None."""
    index = work.index
    mover = index.segments.get(vacate.segment_id)
    if vacate.cause is not Cause.ROOM_MOVE or mover is None or mover.room_id is None:
        return None
    if mover.state is not StayState.IN_HOUSE:
        return None
    went_to = index.unit_id_of(mover.room_id)
    came_from = (index.left.get(other.id, frozenset()) for other in others_in(work, vacate))
    unit = index.units.get(went_to)
    # of a suite that was left before, only its rooms are remembered
    there = {went_to, *(index.components(unit) if unit is not None and unit.virtual else ())}
    return went_to if any(there & units for units in came_from) else None
