"""Guests as the methods about guests show them: a record for each guest, or for each stay."""

from __future__ import annotations

from datetime import date, datetime

from ...guests import Guest
from ...state import HotelReservation, HotelSegment, RoomStatus
from ..call import Call, Row

#: The state of one room of a reservation in getGuestsByStatus (one l in "canceled").
GUEST_STATUS = {
    RoomStatus.NOT_CHECKED_IN: "not_checked_in",
    RoomStatus.IN_HOUSE: "in_house",
    RoomStatus.CHECKED_OUT: "checked_out",
    RoomStatus.CANCELLED: "canceled",
}


def modified_at(reservation: HotelReservation, segment: HotelSegment) -> datetime:
    """When a guest's record was modified last."""
    return segment.modified_at or reservation.modified_at


def single_row(call: Call, guest: Guest) -> Row:
    """A guest in getGuest, without the guest's id."""
    encoder = call.encoder
    return {
        "firstName": guest.first_name,
        "lastName": guest.last_name,
        "gender": guest.gender,
        "email": encoder.email(guest.email),
        "phone": encoder.text(guest.phone),
        "cellPhone": encoder.text(),
        "country": encoder.text(guest.country),
        "address": encoder.text(guest.address),
        "address2": encoder.text(),
        "city": encoder.text(guest.city),
        "zip": encoder.text(guest.zip),
        "state": encoder.text(),
        "birthDate": guest.birthdate.isoformat(),
        "documentType": "passport" if guest.document_number else encoder.text(),
        "documentNumber": encoder.text(guest.document_number),
        "documentIssueDate": encoder.day(None),
        "documentIssuingCountry": encoder.text(guest.country),
        "documentExpirationDate": encoder.day(None),
        "customFields": [],
        "specialRequests": encoder.text(),
        **_flags(call, guest),
    }


def listed_row(call: Call, reservation: HotelReservation, segment: HotelSegment, *, info: bool) -> Row:
    """A guest in getGuestList, with all details if `info` is set."""
    encoder, guest = call.encoder, call.hotel.guest(segment.guest_id)
    row: Row = {
        "reservationID": reservation.id,
        "guestName": guest.name,
        "guestEmail": encoder.email(guest.email),
        "guestID": guest.id,
        "dateCreated": encoder.local(reservation.created_at),
        "dateModified": encoder.local(reservation.modified_at),
        "isMainGuest": guest.id == reservation.guest_id,
        "isAnonymized": guest.is_anonymized,
        "isMerged": False,
        "newGuestID": encoder.text(),
        "status": reservation.status,
    }
    return row | _flags(call, guest) | _person(call, guest) | {"guestNotes": []} if info else row


def stay_row(call: Call, reservation: HotelReservation, segment: HotelSegment) -> Row:
    """A guest of one stay in getGuestsModified. Days are written as date-times here."""
    encoder, guest = call.encoder, call.hotel.guest(segment.guest_id)
    room = None if segment.room_id is None else call.hotel.room(segment.room_id)
    return {
        "guestID": guest.id,
        "reservationID": reservation.id,
        "roomTypeID": segment.room_type_id,
        "roomID": encoder.text(segment.room_id),
        "roomName": encoder.text(None if room is None else room.name),
        "guestEmail": encoder.email(guest.email),
        **_person(call, guest),
        "startDate": _midnight(segment.start),
        "endDate": _midnight(segment.end),
        "customFields": [],
        "dateModified": encoder.local(modified_at(reservation, segment)),
        **_flags(call, guest),
    }


def status_row(call: Call, reservation: HotelReservation, segment: HotelSegment) -> Row:
    """A guest of one stay in getGuestsByStatus, with the current status even if another one was requested."""
    status, since = segment.history[-1]
    return stay_row(call, reservation, segment) | {
        "subReservationID": segment.id,
        "reservationCreatedDateTime": call.encoder.local(reservation.created_at),
        "currentStatus": GUEST_STATUS[status],
        "statusDate": call.encoder.local(since),
        "isDeleted": reservation.deleted,
    }


def _person(call: Call, guest: Guest) -> Row:
    encoder = call.encoder
    return {
        "guestFirstName": guest.first_name,
        "guestLastName": guest.last_name,
        "guestGender": guest.gender,
        "guestPhone": encoder.text(guest.phone),
        "guestCellPhone": encoder.text(),
        "guestAddress1": encoder.text(guest.address),
        "guestAddress2": encoder.text(),
        "guestCity": encoder.text(guest.city),
        "guestState": encoder.text(),
        "guestCountry": encoder.text(guest.country),
        "guestZip": encoder.text(guest.zip),
        "guestBirthDate": guest.birthdate.isoformat(),
        "guestDocumentType": "passport" if guest.document_number else encoder.text(),
        "guestDocumentNumber": encoder.text(guest.document_number),
        "guestDocumentIssueDate": encoder.day(None),
        "guestDocumentIssuingCountry": encoder.text(guest.country),
        "guestDocumentExpirationDate": encoder.day(None),
    }


def _flags(call: Call, guest: Guest) -> Row:
    """The fields of a guest that every method has. The simulated hotel merges no guests."""
    return {
        "taxID": guest.tax_id or None,
        "companyTaxID": None,
        "companyName": None,
        "isAnonymized": guest.is_anonymized,
        "guestOptIn": False,
        "isMerged": False,
        "newGuestID": call.encoder.text(),
    }


def _midnight(day: date) -> str:
    return f"{day.isoformat()} 00:00:00"
