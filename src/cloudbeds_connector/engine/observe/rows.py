"""Rows: how values of `pms.model` become stored records, and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ...pms.model import Condition, Reservation, RoomBlock, RoomState, Segment, StayState
from ...stores import records as r
from ..fields import shared_fields
from .look import Seen


def dorm_id(name: str) -> str:
    """The id of the unit for a whole dorm. Hotel systems know only its beds."""
    return f"dorm:{name}"


def segment_row(
    connection_id: str, segment: Segment, sent_at: datetime, old: r.StaySegment | None, *, misses: int = 0
) -> r.StaySegment:
    """A segment as seen at `sent_at`; what only the store knows is carried over from `old`."""
    in_house = segment.state is StayState.IN_HOUSE
    stayed = old is not None and old.state is StayState.IN_HOUSE and old.room_id == segment.room_id
    entered = old.entered_at if old else None
    return r.StaySegment(
        connection_id=connection_id,
        observed_at=sent_at,
        first_seen_at=old.first_seen_at if old else sent_at,
        last_room_id=segment.room_id if in_house and segment.room_id else (old.last_room_id if old else None),
        entered_at=sent_at if in_house and not stayed else entered,
        misses=misses,
        **shared_fields(segment, r.StaySegment),
    )


def segment_of(row: r.StaySegment) -> Segment:
    """The model's value of a stored segment."""
    return Segment(**shared_fields(row, Segment))


def reservation_row(connection_id: str, seen: Seen[Reservation], *, keep_name: bool) -> r.Reservation:
    """A booking's row."""
    booking = seen.row
    rooms = [segment.room_id for segment in booking.segments if segment.room_id]
    row = r.Reservation(
        connection_id=connection_id,
        status=booking.raw_state or booking.state,
        observed_at=seen.sent_at,
        room_id=rooms[0] if rooms else None,
        **shared_fields(booking, r.Reservation),
    )
    return row if keep_name else replace(row, guest_name=None)


def room_state_row(connection_id: str, seen: Seen[RoomState], old: r.RoomState | None) -> r.RoomState:
    """A room's state. When each value began is the time of the first look that showed it."""
    state, at = seen.row, seen.sent_at
    same_condition = old is not None and old.condition is state.condition
    same_occupancy = old is not None and old.occupied is state.occupied
    return r.RoomState(
        connection_id=connection_id,
        observed_at=at,
        condition_since=old.condition_since if old and same_condition else at,
        occupancy_since=old.occupancy_since if old and same_occupancy else at,
        condition_before=(old.condition_before if same_condition else old.condition) if old else Condition.UNKNOWN,
        pickup_since=_pickup_since(state, old, at),
        **shared_fields(state, r.RoomState),
    )


def _pickup_since(state: RoomState, old: r.RoomState | None, at: datetime) -> datetime | None:
    if not state.pickup:
        return None
    return old.pickup_since if old is not None and old.pickup_since is not None else at


def block_row(connection_id: str, seen: Seen[RoomBlock]) -> r.RoomBlock:
    """A block's row."""
    return r.RoomBlock(connection_id=connection_id, observed_at=seen.sent_at, **shared_fields(seen.row, r.RoomBlock))


def block_of(row: r.RoomBlock) -> RoomBlock:
    """The model's value of a stored block."""
    return RoomBlock(**shared_fields(row, RoomBlock))
