"""getReservationAssignments and getReservationRoomDetails: which reservation has which room."""

from __future__ import annotations

from datetime import date

from ...state import HotelReservation, HotelSegment, ReservationStatus
from ..call import Answer, Call, RefusedError, Row, ShownStay
from .rows import shown_state

_GONE = (ReservationStatus.CANCELED, ReservationStatus.NO_SHOW)


def get_reservation_assignments(call: Call) -> Answer:
    """The reservations that have a room, or an unassigned one, for a night (default: the business date)."""
    day = call.day("date") or call.hotel.today()
    rows = [
        _assignment_row(call, reservation, there)
        for reservation in call.hotel.seen_reservations()
        if not reservation.deleted and reservation.status not in _GONE
        if (there := [segment for segment in reservation.live if _has_night(segment, day)])
    ]
    return Answer({"data": rows})


def _has_night(segment: HotelSegment, day: date) -> bool:
    return segment.start <= day < segment.end or segment.start == day == segment.end


def _assignment_row(call: Call, reservation: HotelReservation, segments: list[HotelSegment]) -> Row:
    assigned = [_room_row(call, segment, segment.room_id) for segment in segments if segment.room_id is not None]
    row: Row = {
        "guestName": reservation.guest_name,
        "reservationID": reservation.id,
        "unassigned": call.encoder.number(len(segments) - len(assigned)),
    }
    return row | ({"assigned": assigned} if assigned else {})


def _room_row(call: Call, segment: HotelSegment, room_id: str) -> Row:
    room, kind = call.hotel.room(room_id), call.hotel.room_type(segment.room_type_id)
    return {
        "roomTypeID": kind.id,
        "roomTypeName": kind.name,
        "roomTypeNameShort": kind.short_name,
        "dormRoomName": room.dorm_name or None,
        "roomName": room.name,
        "roomID": room.id,
        "subReservationID": segment.id,
        "isRoomLocked": False,
    }


def get_reservation_room_details(call: Call) -> Answer:
    """One room of a reservation with its status. Counts of guests are numbers here, elsewhere text."""
    segment_id = call.required("subReservationID")
    found = [
        (reservation, segment)
        for reservation in call.hotel.seen_reservations()
        if not reservation.deleted
        for segment in reservation.segments
        if segment.id == segment_id
    ]
    if not found:
        raise RefusedError("Reservation room not found")
    [(reservation, segment)] = found
    shown = ShownStay(segment.id, shown_state(reservation, segment), segment.room_id)
    return Answer({"data": _details(call, reservation, segment)}, [shown])


def _details(call: Call, reservation: HotelReservation, segment: HotelSegment) -> Row:
    hotel, encoder = call.hotel, call.encoder
    kind, guest = hotel.room_type(segment.room_type_id), hotel.guest(segment.guest_id)
    room = None if segment.room_id is None else hotel.room(segment.room_id)
    return {
        "reservationID": segment.reservation_id,
        "subReservationID": segment.id,
        "isRoomLocked": False,
        "roomID": encoder.text(segment.room_id),
        "roomName": encoder.text(None if room is None else room.name),
        "dormRoomName": None if room is None else room.dorm_name or None,
        "guestID": guest.id,
        "guestName": guest.name,
        "roomStatus": segment.status,
        "roomTypeID": kind.id,
        "roomTypeName": kind.name,
        "roomTypeIsVirtual": kind.virtual,
        "maxGuests": encoder.number(kind.max_guests),
        "adults": segment.adults,
        "children": segment.children,
        "guests": [
            {
                "guestID": guest.id,
                "guestFirstName": guest.first_name,
                "guestLastName": guest.last_name,
                "isMainGuest": guest.id == reservation.guest_id,
            }
        ],
    }
