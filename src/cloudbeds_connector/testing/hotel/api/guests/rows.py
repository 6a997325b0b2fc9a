"""Guests in listings of reservations: a map by guest id, with documents and addresses."""

from __future__ import annotations

from ...state import HotelReservation, HotelSegment, RoomStatus
from ..call import Call, Row

#: The fields of a room in the guest list of getReservation.
_OF_A_ROOM = {"reservationRoomID", "roomID", "roomName", "roomTypeName", "roomTypeIsVirtual", "subReservationID"}
_OF_AN_UNASSIGNED_ROOM = _OF_A_ROOM - {"roomID", "roomName"} | {"roomTypeID"}


def guest_list(call: Call, reservation: HotelReservation, *, alone: bool = False) -> object:
    """Every guest of a reservation, by id (an empty map may be a list). `alone` writes them as getReservation does."""
    rows = {}
    for segment in reservation.segments:
        row = _guest_row(call, reservation, segment, alone=alone)
        if alone:
            row["guestStatus"] = _guest_status(reservation, segment)
        else:
            row |= {
                "guestName": call.hotel.guest(segment.guest_id).name,
                "subReservationID": segment.id,
                "startDate": segment.start.isoformat(),
                "endDate": segment.end.isoformat(),
            }
        rows[segment.guest_id] = row
    return call.encoder.mapping(rows)


def _guest_row(call: Call, reservation: HotelReservation, segment: HotelSegment, *, alone: bool) -> Row:
    encoder, guest = call.encoder, call.hotel.guest(segment.guest_id)
    main = guest.id == reservation.guest_id
    room = room_brief(call, segment)
    named = _OF_A_ROOM if segment.room_id is not None else _OF_AN_UNASSIGNED_ROOM
    listed = {key: value for key, value in room.items() if key in named or not (alone or key == "roomID")}
    return {
        "guestID": guest.id,
        "guestFirstName": guest.first_name,
        "guestLastName": guest.last_name,
        "guestGender": guest.gender,
        "guestEmail": encoder.email(guest.email if main else None),
        "guestPhone": guest.phone if main else encoder.text(),
        "guestCellPhone": encoder.text(),
        "guestAddress": guest.address if main else encoder.text(),
        "guestAddress2": encoder.text(),
        "guestCity": guest.city,
        "guestState": encoder.text(),
        "guestCountry": guest.country,
        "guestZip": guest.zip if main else encoder.text(),
        "guestBirthdate": encoder.day(guest.birthdate if main else None),
        "guestDocumentType": "passport" if main else encoder.text(),
        "guestDocumentNumber": guest.document_number if main else encoder.text(),
        "guestDocumentIssueDate": encoder.day(None),
        "guestDocumentIssuingCountry": guest.country if main else encoder.text(),
        "guestDocumentExpirationDate": encoder.day(None),
        "taxID": guest.tax_id if main else encoder.text(),
        "companyTaxID": encoder.text(),
        "companyName": encoder.text(),
        "assignedRoom": segment.room_id is not None,
        "roomID": segment.room_id,
        "roomName": room.get("roomName"),
        "roomTypeName": room["roomTypeName"],
        "roomTypeIsVirtual": room["roomTypeIsVirtual"],
        "rooms": [listed] if segment.room_id is not None else [],
        "unassignedRooms": [] if segment.room_id is not None else [listed],
        "customFields": [],
        "isAnonymized": guest.is_anonymized,
        "isMainGuest": main,
    }


def room_brief(call: Call, segment: HotelSegment) -> Row:
    """The fields of one room of a reservation that every listing has. Unassigned: roomID is null, without a name."""
    kind = call.hotel.room_type(segment.room_type_id)
    row: Row = {
        "reservationRoomID": segment.reservation_room_id,
        "roomTypeID": kind.id,
        "roomTypeName": kind.name,
        "roomTypeIsVirtual": kind.virtual,
        "subReservationID": segment.id,
        "isRoomLocked": False,
        "roomID": segment.room_id,
    }
    if segment.room_id is not None:
        row["roomName"] = call.hotel.room(segment.room_id).name
    return row


def _guest_status(reservation: HotelReservation, segment: HotelSegment) -> str:
    if segment.status is RoomStatus.NOT_CHECKED_IN:
        return str(reservation.status)
    return {RoomStatus.CANCELLED: "canceled"}.get(segment.status, str(segment.status))
