"""Decides how guests appear in the methods about guests: a record per guest, or one per stay."""

from __future__ import annotations

from datetime import date, datetime

from ...guests import Guest
from ...truth import HotelReservation, HotelSegment, RoomStatus
from ..call import Call, Row

#: Where one room of a reservation stands, in the words of getGuestsByStatus (one l in "canceled").
GUEST_STATUS = {
    RoomStatus.NOT_CHECKED_IN: "not_checked_in",
    RoomStatus.IN_HOUSE: "in_house",
    RoomStatus.CHECKED_OUT: "checked_out",
    RoomStatus.CANCELLED: "canceled",
}


def modified_at(reservation: HotelReservation, segment: HotelSegment) -> datetime:
    """When a guest's record was modified last."""
    return segment.modified_at or reservation.modified_at


def alone_row(call: Call, guest: Guest) -> Row:
    """A guest as getGuest has them. It does not say the guest's id."""
    wire = call.wire
    return {
        "firstName": guest.first_name,
        "lastName": guest.last_name,
        "gender": guest.gender,
        "email": wire.email(guest.email),
        "phone": wire.text(guest.phone),
        "cellPhone": wire.text(),
        "country": wire.text(guest.country),
        "address": wire.text(guest.address),
        "address2": wire.text(),
        "city": wire.text(guest.city),
        "zip": wire.text(guest.zip),
        "state": wire.text(),
        "birthDate": guest.birthdate.isoformat(),
        "documentType": "passport" if guest.document_number else wire.text(),
        "documentNumber": wire.text(guest.document_number),
        "documentIssueDate": wire.day(None),
        "documentIssuingCountry": wire.text(guest.country),
        "documentExpirationDate": wire.day(None),
        "customFields": [],
        "specialRequests": wire.text(),
        **_flags(call, guest),
    }


def listed_row(call: Call, reservation: HotelReservation, segment: HotelSegment, *, info: bool) -> Row:
    """A guest as getGuestList has them, with all that is known only where `info` was asked for."""
    wire, guest = call.wire, call.hotel.guest(segment.guest_id)
    row: Row = {
        "reservationID": reservation.id,
        "guestName": guest.name,
        "guestEmail": wire.email(guest.email),
        "guestID": guest.id,
        "dateCreated": wire.local(reservation.created_at),
        "dateModified": wire.local(reservation.modified_at),
        "isMainGuest": guest.id == reservation.guest_id,
        "isAnonymized": guest.is_anonymized,
        "isMerged": False,
        "newGuestID": wire.text(),
        "status": reservation.status,
    }
    return row | _flags(call, guest) | _person(call, guest) | {"guestNotes": []} if info else row


def stay_row(call: Call, reservation: HotelReservation, segment: HotelSegment) -> Row:
    """A guest of one stay as getGuestsModified has them. Days come as date-times here."""
    wire, guest = call.wire, call.hotel.guest(segment.guest_id)
    room = None if segment.room_id is None else call.hotel.room(segment.room_id)
    return {
        "guestID": guest.id,
        "reservationID": reservation.id,
        "roomTypeID": segment.room_type_id,
        "roomID": wire.text(segment.room_id),
        "roomName": wire.text(None if room is None else room.name),
        "guestEmail": wire.email(guest.email),
        **_person(call, guest),
        "startDate": _midnight(segment.start),
        "endDate": _midnight(segment.end),
        "customFields": [],
        "dateModified": wire.local(modified_at(reservation, segment)),
        **_flags(call, guest),
    }


def status_row(call: Call, reservation: HotelReservation, segment: HotelSegment) -> Row:
    """A guest of one stay as getGuestsByStatus has them: what they are now, whatever was asked for."""
    status, since = segment.history[-1]
    return stay_row(call, reservation, segment) | {
        "subReservationID": segment.id,
        "reservationCreatedDateTime": call.wire.local(reservation.created_at),
        "currentStatus": GUEST_STATUS[status],
        "statusDate": call.wire.local(since),
        "isDeleted": reservation.deleted,
    }


def _person(call: Call, guest: Guest) -> Row:
    wire = call.wire
    return {
        "guestFirstName": guest.first_name,
        "guestLastName": guest.last_name,
        "guestGender": guest.gender,
        "guestPhone": wire.text(guest.phone),
        "guestCellPhone": wire.text(),
        "guestAddress1": wire.text(guest.address),
        "guestAddress2": wire.text(),
        "guestCity": wire.text(guest.city),
        "guestState": wire.text(),
        "guestCountry": wire.text(guest.country),
        "guestZip": wire.text(guest.zip),
        "guestBirthDate": guest.birthdate.isoformat(),
        "guestDocumentType": "passport" if guest.document_number else wire.text(),
        "guestDocumentNumber": wire.text(guest.document_number),
        "guestDocumentIssueDate": wire.day(None),
        "guestDocumentIssuingCountry": wire.text(guest.country),
        "guestDocumentExpirationDate": wire.day(None),
    }


def _flags(call: Call, guest: Guest) -> Row:
    """What every method says of a guest. This hotel merges no guests."""
    return {
        "taxID": guest.tax_id or None,
        "companyTaxID": None,
        "companyName": None,
        "isAnonymized": guest.is_anonymized,
        "guestOptIn": False,
        "isMerged": False,
        "newGuestID": call.wire.text(),
    }


def _midnight(day: date) -> str:
    return f"{day.isoformat()} 00:00:00"
