"""postRoomCheckIn, postRoomCheckOut and postRoomAssign, carried out by the front desk."""

from __future__ import annotations

from ...state import HotelSegment
from ..call import Answer, Call, RefusedError


def post_room_check_in(call: Call) -> Answer:
    """Check a segment in. It must have a room."""
    call.hotel.check_in(_segment(call).id)
    return Answer()


def post_room_check_out(call: Call) -> Answer:
    """Check a segment out."""
    call.hotel.check_out(_segment(call).id)
    return Answer()


def post_room_assign(call: Call) -> Answer:
    """Assign, move, or (an empty newRoomID) unassign a room."""
    if "newRoomID" not in call.params:
        raise RefusedError("Parameter newRoomID is required")
    new_room_id = call.text("newRoomID")
    if new_room_id is None and call.text("reservationRoomID") is None:
        raise RefusedError("Parameter reservationRoomID is required")
    call.hotel.assign(_segment(call, room_parameter="oldRoomID").id, new_room_id)
    return Answer()


def _segment(call: Call, *, room_parameter: str = "roomID") -> HotelSegment:
    """The segment that the call names by subReservationID, reservationRoomID, or its room."""
    segments = call.hotel.reservation(call.required("reservationID")).live
    sub, room_entry, room_id = (call.text(n) for n in ("subReservationID", "reservationRoomID", room_parameter))
    if sub is not None:
        segments = tuple(segment for segment in segments if segment.id == sub)
    elif room_entry is not None:
        segments = tuple(segment for segment in segments if segment.reservation_room_id == room_entry)
    elif room_id is not None:
        segments = tuple(segment for segment in segments if segment.room_id == room_id)
    if len(segments) != 1:
        raise RefusedError("Reservation room not found" if not segments else "Parameter subReservationID is required")
    return segments[0]
