"""Decides who is in a room when somebody else has left it: a sharer, the same guest, a swapper, or the next guest."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..pms.facts import Cause, Vacate
from ..pms.model import Segment, StayState
from .looks import seen_vacant_after
from .work import UnitWork


def back_on(work: UnitWork, segment_id: str) -> bool:
    """Whether the segment is in house on this unit (again); for a dorm, in one of its beds."""
    house = work.house
    beds = (house.units[bed] for bed in house.parts.beds(work.unit.id))
    return any(guest.id == segment_id for unit in (work.unit, *beds) for guest in house.guests_in(unit))


def others_in(work: UnitWork, vacate: Vacate) -> tuple[Segment, ...]:
    """Who is in house on the unit beside the segment that left."""
    return tuple(guest for guest in work.guests if guest.id != vacate.segment_id)


def is_sharer(work: UnitWork, vacate: Vacate, other: Segment) -> bool:
    """T95: whether `other` shared the room with the one who left: a night together, and in before the other was out."""
    house = work.house
    gone = house.segments.get(vacate.segment_id)
    left_on = house.day_of(vacate.at)
    last_night_over = left_on if gone is None else min(gone.end_date, left_on)
    together = other.start_date < last_night_over and (gone is None or other.end_date > gone.start_date)
    moved_in = bool(house.left.get(other.id, frozenset()) - {work.unit.id})
    entered = house.view.entered_at.get(other.id)
    return together and not moved_in and (entered is None or entered < vacate.at)


def is_same_guest(work: UnitWork, segment_id: str, other: Segment, *, left_at: datetime) -> bool:
    """Whether `other` continues the stay that ended: the same booking or guest, without a night between."""
    gone = work.house.segments.get(segment_id)
    if gone is None or gone.id == other.id:
        return False
    same = gone.reservation_id == other.reservation_id or (gone.party_id != "" and gone.party_id == other.party_id)
    return same and other.start_date in (gone.end_date, work.house.day_of(left_at))


def extends(work: UnitWork, segment_id: str, other: Segment, *, left_at: datetime, noticed_at: datetime) -> bool:
    """T13: the same guest stayed on. Later, or once the room was seen vacant, it is a new stay (T14)."""
    if not is_same_guest(work, segment_id, other, left_at=left_at) or seen_vacant_after(work.unit, left_at):
        return False
    if work.house.segments[segment_id].reservation_id == other.reservation_id:
        return True
    entered = work.house.view.entered_at.get(other.id, noticed_at)
    return entered - left_at <= timedelta(minutes=work.policy.same_guest_window_minutes)


def swapped_with(work: UnitWork, vacate: Vacate) -> str | None:
    """T131: the unit whose guest moved in here while this one's guest moved there, or None."""
    house = work.house
    mover = house.segments.get(vacate.segment_id)
    if vacate.cause is not Cause.ROOM_MOVE or mover is None or mover.room_id is None:
        return None
    if mover.state is not StayState.IN_HOUSE:
        return None
    went_to = house.unit_id_of(mover.room_id)
    came_from = (house.left.get(other.id, frozenset()) for other in others_in(work, vacate))
    unit = house.units.get(went_to)
    # of a suite that was left before, only its rooms are remembered
    there = {went_to, *(house.components(unit) if unit is not None and unit.virtual else ())}
    return went_to if any(there & units for units in came_from) else None
