"""Decides how the kernel's values become rows and back. The only place that knows both shapes."""

from __future__ import annotations

from datetime import datetime

from ...pms.model import Condition, Reservation, RoomBlock, RoomState, Segment, StayState
from ...stores import records as r
from .look import Seen


def dorm_id(name: str) -> str:
    """The unit that stands for a whole dorm, which hotel systems know by its beds alone."""
    return f"dorm:{name}"


def segment_row(
    connection_id: str, segment: Segment, sent_at: datetime, old: r.StaySegment | None, *, misses: int = 0
) -> r.StaySegment:
    """A segment as seen at `sent_at`; what only the store remembers is carried over from `old`."""
    in_house = segment.state is StayState.IN_HOUSE
    stayed = old is not None and old.state is StayState.IN_HOUSE and old.room_id == segment.room_id
    entered = old.entered_at if old else None
    return r.StaySegment(
        connection_id=connection_id,
        id=segment.id,
        reservation_id=segment.reservation_id,
        room_id=segment.room_id,
        room_type_id=segment.room_type_id,
        start_date=segment.start_date,
        end_date=segment.end_date,
        state=segment.state,
        raw_state=segment.raw_state,
        tentative=segment.tentative,
        party_id=segment.party_id,
        eta=segment.eta,
        early_check_in=segment.early_check_in,
        vip=segment.vip,
        observed_at=sent_at,
        first_seen_at=old.first_seen_at if old else sent_at,
        last_room_id=segment.room_id if in_house and segment.room_id else (old.last_room_id if old else None),
        entered_at=sent_at if in_house and not stayed else entered,
        misses=misses,
        guests=segment.guests,
    )


def segment_of(row: r.StaySegment) -> Segment:
    """The kernel's value of a stored segment."""
    return Segment(
        id=row.id,
        reservation_id=row.reservation_id,
        room_id=row.room_id,
        room_type_id=row.room_type_id,
        start_date=row.start_date,
        end_date=row.end_date,
        state=row.state,
        raw_state=row.raw_state,
        tentative=row.tentative,
        party_id=row.party_id,
        eta=row.eta,
        early_check_in=row.early_check_in,
        vip=row.vip,
        guests=row.guests,
    )


def reservation_row(connection_id: str, seen: Seen[Reservation], *, keep_name: bool) -> r.Reservation:
    """A booking's row."""
    booking = seen.row
    rooms = [segment.room_id for segment in booking.segments if segment.room_id]
    return r.Reservation(
        connection_id=connection_id,
        id=booking.id,
        status=booking.raw_state or booking.state,
        state=booking.state,
        check_in=booking.check_in,
        check_out=booking.check_out,
        observed_at=seen.sent_at,
        guest_name=booking.guest_name if keep_name else None,
        room_id=rooms[0] if rooms else None,
        party_id=booking.party_id,
        modified_at=booking.modified_at,
        deleted=booking.deleted,
    )


def room_state_row(connection_id: str, seen: Seen[RoomState], old: r.RoomState | None) -> r.RoomState:
    """A room's state; since when it is so comes from the first look that showed it."""
    state, at = seen.row, seen.sent_at
    same_condition = old is not None and old.condition is state.condition
    same_occupancy = old is not None and old.occupied is state.occupied
    return r.RoomState(
        connection_id=connection_id,
        room_id=state.room_id,
        condition=state.condition,
        occupied=state.occupied,
        raw_condition=state.raw_condition,
        blocked=state.blocked,
        do_not_disturb=state.do_not_disturb,
        refused_service=state.refused_service,
        pickup=state.pickup,
        observed_at=at,
        condition_since=old.condition_since if old and same_condition else at,
        occupancy_since=old.occupancy_since if old and same_occupancy else at,
        condition_before=(old.condition_before if same_condition else old.condition) if old else Condition.UNKNOWN,
        pickup_since=_pickup_since(state, old, at),
    )


def _pickup_since(state: RoomState, old: r.RoomState | None, at: datetime) -> datetime | None:
    if not state.pickup:
        return None
    return old.pickup_since if old is not None and old.pickup_since is not None else at


def block_row(connection_id: str, seen: Seen[RoomBlock]) -> r.RoomBlock:
    """A block's row."""
    block = seen.row
    return r.RoomBlock(
        connection_id=connection_id,
        id=block.id,
        room_id=block.room_id,
        kind=block.kind,
        raw_kind=block.raw_kind,
        start_date=block.start_date,
        end_date=block.end_date,
        end_inclusive=block.end_inclusive,
        observed_at=seen.sent_at,
    )


def block_of(row: r.RoomBlock) -> RoomBlock:
    """The kernel's value of a stored block."""
    return RoomBlock(
        id=row.id,
        room_id=row.room_id,
        kind=row.kind,
        raw_kind=row.raw_kind,
        start_date=row.start_date,
        end_date=row.end_date,
        end_inclusive=row.end_inclusive,
    )
