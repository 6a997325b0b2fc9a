"""The rooms of a reservation in listings, with their status, nights and rates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from ...state import HotelReservation, HotelSegment, ReservationStatus
from ..call import Call, Row, ShownStay
from ..guests.rows import room_brief


def nights(segment: HotelSegment) -> Iterator[date]:
    """The nights of a stay; none for a day use."""
    return (segment.start + timedelta(days=n) for n in range((segment.end - segment.start).days))


def total(reservation: HotelReservation) -> int:
    """The price of a reservation's rooms."""
    return sum(segment.rate * (segment.end - segment.start).days for segment in reservation.live)


def balance_detailed(call: Call, reservation: HotelReservation) -> object:
    """The financial items. The suggested deposit is a string, the others are numbers, as in the description."""
    amount = total(reservation)
    balance = {
        "suggestedDeposit": f"{amount / 4:.2f}",
        "subTotal": amount,
        "additionalItems": 0,
        "taxesFees": round(amount * 0.12, 4),
        "grandTotal": round(amount * 1.12, 4),
        "paid": 0,
    }
    return call.encoder.one_or_list(balance, odd=int(reservation.guest_id) % 7 == 0)


def status_rows(call: Call, reservation: HotelReservation) -> list[Row]:
    """The rooms of a reservation with `roomStatus`, for getReservations with includeAllRooms."""
    return [_status_row(call, segment) for segment in reservation.segments]


def rated_rows(call: Call, reservation: HotelReservation) -> list[Row]:
    """The rooms of a reservation with `roomStatus` and rates, for getReservationsWithRateDetails."""
    encoder = call.encoder
    return [
        _status_row(call, segment)
        | {
            "rateID": f"9{segment.room_type_id}",
            "rateName": encoder.text(),
            "detailedRoomRates": encoder.mapping({night.isoformat(): segment.rate for night in nights(segment)}),
        }
        for segment in reservation.segments
    ]


def _status_row(call: Call, segment: HotelSegment) -> Row:
    return room_brief(call, segment) | {
        "guestID": segment.guest_id,
        "guestName": call.hotel.guest(segment.guest_id).name,
        "adults": str(segment.adults),
        "children": str(segment.children),
        "roomCheckIn": segment.start.isoformat(),
        "roomCheckOut": segment.end.isoformat(),
        "roomStatus": segment.status,
        "marketName": call.encoder.text(),
        "marketCode": call.encoder.text(),
    }


def custom_fields(call: Call, reservation: HotelReservation) -> list[Row]:
    """The custom fields of a reservation."""
    return [
        {
            "customFieldID": call.hotel.custom_field_id(name),
            "shortcode": shortcode(name),
            "isActive": True,
            "customFieldName": name,
            "customFieldValue": value,
        }
        for name, value in reservation.custom_fields
    ]


def shortcode(name: str) -> str:
    """The short name of a custom field, by which integrations refer to it."""
    return name.lower().replace(" ", "_")


def shown_stays(reservations: Sequence[HotelReservation]) -> list[ShownStay]:
    """What a listing with `roomStatus` shows of the segments of these reservations."""
    return [
        ShownStay(segment.id, shown_state(reservation, segment), segment.room_id)
        for reservation in reservations
        for segment in reservation.segments
    ]


def shown_state(reservation: HotelReservation, segment: HotelSegment) -> str:
    """The state that an answer with `roomStatus` shows for one segment."""
    if reservation.deleted:
        return "deleted"
    return "no_show" if reservation.status is ReservationStatus.NO_SHOW else str(segment.status)
