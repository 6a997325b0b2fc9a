"""Decides what getReservationsWithRateDetails answers: stays with per-room status, arrival times, deletions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from ..truth import HotelReservation, ReservationStatus
from .call import Answer, Call, Row, within
from .guest_rows import guest_list
from .stay_rows import balance_detailed, nights, rated_rows, shown_stays, total

_WEBSITE = "Website/Booking Engine"
_SOURCE: Row = {
    "sourceName": _WEBSITE,
    "source": {"name": _WEBSITE, "paymentCollect": "hotel", "sourceID": "s-1-1", "category": "direct"},
    "sourceCategory": "direct",
    "origin": _WEBSITE,
}


def get_reservations_with_rate_details(call: Call) -> Answer:
    """Reservations that match every filter given; deleted ones only with includeDeleted."""
    matches = _filter(call)
    found = [reservation for reservation in _candidates(call) if matches(reservation)]
    if call.flag("sortByRecent"):
        found.sort(key=lambda reservation: reservation.modified_at, reverse=True)
    page: list[HotelReservation] = call.page(found)
    rows = [_row(call, reservation) for reservation in page]
    return Answer({"data": rows, "count": len(rows), "total": len(found)}, shown_stays(page))


def _candidates(call: Call) -> Iterable[HotelReservation]:
    ids = call.several("reservationID")
    if ids is None:
        return call.hotel.seen_reservations()
    return [seen for key in sorted(ids) if (seen := call.hotel.seen_reservation(key)) is not None]


def _filter(call: Call) -> Callable[[HotelReservation], bool]:
    deleted, excluded, guest_id = (
        call.flag("includeDeleted"),
        call.several("excludeStatuses") or (),
        call.text("guestID"),
    )
    booked = call.instant("resultsFrom"), call.instant("resultsTo")
    modified = call.instant("modifiedFrom"), call.instant("modifiedTo")
    leaves = call.day("reservationCheckOutFrom"), call.day("reservationCheckOutTo")

    def matches(reservation: HotelReservation) -> bool:
        return (
            (not reservation.deleted or deleted is True)
            and reservation.status not in excluded
            and within(reservation.created_at, *booked)
            and within(reservation.modified_at, *modified)
            and within(reservation.end, *leaves)
            and (guest_id is None or guest_id in {segment.guest_id for segment in reservation.segments})
        )

    return matches


def _row(call: Call, reservation: HotelReservation) -> Row:
    wire = call.wire
    row: Row = {
        "propertyID": call.hotel.property_id,
        "reservationID": reservation.id,
        "isDeleted": reservation.deleted,
        "dateCreated": wire.local(reservation.created_at),
        "dateCreatedUTC": wire.utc(reservation.created_at),
        "dateModified": wire.local(reservation.modified_at),
        "dateModifiedUTC": wire.utc(reservation.modified_at),
        "status": reservation.status,
        "reservationCheckIn": reservation.start.isoformat(),
        "reservationCheckOut": reservation.end.isoformat(),
        "guestID": reservation.guest_id,
        "profileID": reservation.guest_id,
        "guestCountry": call.hotel.guest(reservation.guest_id).country,
        **_SOURCE,
        "sourceReservationID": wire.text(),
        "propertyCurrency": "USD",
        "balanceDetailed": balance_detailed(call, reservation),
        "detailedRates": wire.mapping(_rates(reservation)),
        "rooms": rated_rows(call, reservation),
        "mealPlans": wire.text(),
        "thirdPartyIdentifier": wire.text(),
        "estimatedArrivalTime": wire.clock_time(reservation.eta),
        "total": wire.money(total(reservation) * 1.12),
        "balance": wire.money(total(reservation) * 1.12),
        "dateImported": wire.day(None),
    }
    if reservation.status is ReservationStatus.CANCELED and reservation.cancelled_at is not None:
        row["dateCancelled"] = wire.local(reservation.cancelled_at)
        row["dateCancelledUTC"] = wire.utc(reservation.cancelled_at)
    if call.flag("includeGuestsDetails"):
        row["guestList"] = guest_list(call, reservation)
    if call.flag("includeCustomFields"):
        row["customFields"] = []
    return row


def _rates(reservation: HotelReservation) -> dict[str, int]:
    """What each night costs, over all rooms."""
    rates: defaultdict[str, int] = defaultdict(int)
    for segment in reservation.live:
        for night in nights(segment):
            rates[night.isoformat()] += segment.rate
    return rates
