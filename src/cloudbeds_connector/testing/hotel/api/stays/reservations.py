"""getReservations and getReservation. Neither shows deleted reservations."""

from __future__ import annotations

from datetime import date

from ...state import HotelReservation, HotelSegment
from ..call import Answer, Call, RefusedError, Row, within
from ..guests.rows import guest_list, room_brief
from .rows import balance_detailed, custom_fields, nights, shown_stays, status_rows, total

_DATE_FILTERS = ("checkInFrom", "checkInTo", "checkOutFrom", "checkOutTo")


def get_reservations(call: Call) -> Answer:
    """The reservations that match all filters. `rooms`, with their status, only with includeAllRooms."""
    if (call.text("roomID") or call.text("roomName")) and not any(map(call.text, ("status", *_DATE_FILTERS))):
        raise RefusedError("CheckIn/checkOut dates or status are required when filtering by room")
    found = [r for r in call.hotel.seen_reservations() if not r.deleted and _matches(call, r)]
    if call.flag("sortByRecent"):
        found.sort(key=lambda reservation: reservation.modified_at, reverse=True)
    page: list[HotelReservation] = call.page(found)
    rows = [_row(call, reservation) for reservation in page]
    shown = shown_stays(page) if call.flag("includeAllRooms") else []
    return Answer({"data": rows, "count": len(rows), "total": len(found)}, shown)


def _matches(call: Call, reservation: HotelReservation) -> bool:
    hotel, status, guest_id = call.hotel, call.text("status"), call.text("guestID")
    room_id, room_name, kind = call.text("roomID"), call.text("roomName"), call.text("roomTypeID")
    main = hotel.guest(reservation.guest_id)
    segments = reservation.segments
    return (
        (status is None or reservation.status == status)
        and within(reservation.created_at, call.instant("resultsFrom"), call.instant("resultsTo"))
        and within(reservation.modified_at, call.instant("modifiedFrom"), call.instant("modifiedTo"))
        and _dates_match(call, reservation)
        and (room_id is None or any(s.room_id == room_id for s in segments))
        and (room_name is None or room_id is not None or any(_room_name(call, s) == room_name for s in segments))
        and (kind is None or any(s.room_type_id == kind for s in segments))
        and (guest_id is None or any(s.guest_id == guest_id for s in segments))
        and call.text("firstName") in (None, main.first_name)
        and call.text("lastName") in (None, main.last_name)
        # the simulated hotel has one source, no groups and no allotments
        and call.text("sourceId") in (None, "s-1-1")
        and not any(map(call.text, ("sourceReservationId", "allotmentBlockCode", "groupCode", "eventCode")))
    )


def _dates_match(call: Call, reservation: HotelReservation) -> bool:
    limits = [call.day(name) for name in _DATE_FILTERS]
    spans: list[tuple[date, date]] = [(reservation.start, reservation.end)]
    if call.text("datesQueryMode") == "rooms":
        spans = [(segment.start, segment.end) for segment in reservation.segments]
    return any(within(start, *limits[:2]) and within(end, *limits[2:]) for start, end in spans)


def _room_name(call: Call, segment: HotelSegment) -> str | None:
    return call.hotel.room(segment.room_id).name if segment.room_id is not None else None


def _row(call: Call, reservation: HotelReservation) -> Row:
    encoder = call.encoder
    row: Row = {
        "propertyID": call.hotel.property_id,
        "reservationID": reservation.id,
        "dateCreated": encoder.local(reservation.created_at),
        "dateModified": encoder.local(reservation.modified_at),
        "status": reservation.status,
        "guestID": reservation.guest_id,
        "profileID": reservation.guest_id,
        "guestName": reservation.guest_name,
        "startDate": reservation.start.isoformat(),
        "endDate": reservation.end.isoformat(),
        "allotmentBlockCode": None,
        "groupCode": None,
        "adults": str(sum(segment.adults for segment in reservation.live)),
        "children": str(sum(segment.children for segment in reservation.live)),
        "balance": encoder.money(total(reservation) * 1.12),
        "sourceName": "Website/Booking Engine",
        "sourceID": "s-1-1",
        "thirdPartyIdentifier": encoder.text(),
        "origin": "Website/Booking Engine",
        "mealPlans": encoder.text(),
    }
    room_id = call.text("roomID")
    if room_id is not None:
        row["subReservationID"] = next((s.id for s in reservation.segments if s.room_id == room_id), None)
    if call.flag("includeAllRooms"):
        row["rooms"] = status_rows(call, reservation)
    if call.flag("includeGuestsDetails"):
        row["guestList"] = guest_list(call, reservation)
    if call.flag("includeCustomFields"):
        row["customFields"] = custom_fields(call, reservation)
    return row


def get_reservation(call: Call) -> Answer:
    """One reservation with guests, documents and cards. Its rooms have no status, as in the description."""
    key = call.required("reservationID")
    reservation = call.hotel.seen_reservation(key)
    if reservation is None or reservation.deleted:
        raise RefusedError("Reservation not found")
    encoder, guest = call.encoder, call.hotel.guest(reservation.guest_id)
    odd, rooms = int(reservation.guest_id) % 3 == 0, reservation.live or reservation.segments
    assigned = [_room_row(call, s) for s in rooms if s.room_id is not None]
    unassigned = [_room_row(call, s) for s in rooms if s.room_id is None]
    data = {
        "propertyID": call.hotel.property_id,
        "guestName": guest.name,
        "guestEmail": guest.email,
        "isAnonymized": guest.is_anonymized,
        "guestList": guest_list(call, reservation, alone=True),
        "reservationID": reservation.id,
        "dateCreated": encoder.local(reservation.created_at),
        "dateModified": encoder.local(reservation.modified_at),
        "estimatedArrivalTime": encoder.clock_time(reservation.eta),
        "source": "Website/Booking Engine",
        "sourceID": "s-1-1",
        "thirdPartyIdentifier": encoder.text(),
        "status": reservation.status,
        "total": encoder.money(total(reservation) * 1.12),
        "balance": encoder.money(total(reservation) * 1.12),
        "balanceDetailed": balance_detailed(call, reservation),
        "assigned": encoder.collection(assigned, odd=odd),
        "unassigned": encoder.collection(unassigned, odd=odd),
        "cardsOnFile": [{"cardID": f"7{guest.id}", "cardNumber": guest.card_digits, "cardType": "visa"}],
        "customFields": custom_fields(call, reservation),
        "startDate": reservation.start.isoformat(),
        "endDate": reservation.end.isoformat(),
        "allotmentBlockCode": None,
        "groupInventory": [],
        "origin": "Website/Booking Engine",
        "mealPlans": encoder.text(),
    }
    return Answer({"data": data})


def _room_row(call: Call, segment: HotelSegment) -> Row:
    amount = segment.rate * (segment.end - segment.start).days
    row = room_brief(call, segment) | {
        "startDate": segment.start.isoformat(),
        "endDate": segment.end.isoformat(),
        "adults": str(segment.adults),
        "children": str(segment.children),
        "dailyRates": [{"date": night.isoformat(), "rate": segment.rate} for night in nights(segment)],
        "roomTotal": f"{amount:.2f}",
    }
    if segment.room_id is None:
        del row["roomID"]  # described for assigned rooms only
        return row
    return row | {
        "roomTypeNameShort": call.hotel.room_type(segment.room_type_id).short_name,
        "dormRoomName": call.hotel.room(segment.room_id).dorm_name or None,
        "marketName": call.encoder.text(),
        "marketCode": call.encoder.text(),
    }
