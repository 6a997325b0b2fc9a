"""getReservationsWithRateDetails: reservations with the status of each room, arrival times and deletions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from operator import attrgetter

from ...state import HotelReservation, ReservationStatus
from ..call import Answer, Call, Row, ShownStay
from ..encoding import array
from ..guests.rows import guest_list
from .rows import balance_detailed, custom_fields, nights, rated_rows, shown_stays, total

_WEBSITE = "Website/Booking Engine"
_SOURCE: Row = {
    "sourceName": _WEBSITE,
    "source": {"name": _WEBSITE, "paymentCollect": "hotel", "sourceID": "s-1-1", "category": "direct"},
    "sourceCategory": "direct",
    "origin": _WEBSITE,
}

_BOOKED, _MODIFIED, _LEAVES = attrgetter("created_at"), attrgetter("modified_at"), attrgetter("end")


def get_reservations_with_rate_details(call: Call) -> Answer:
    """The reservations that match all filters; deleted ones only with includeDeleted."""
    found = _found(call)
    if call.flag("sortByRecent"):
        found.sort(key=_MODIFIED, reverse=True)
    page: list[HotelReservation] = call.page(found)
    rows = _encoded(call, page) if page else []
    body = {"data": array(row for row, _ in rows), "count": len(page), "total": len(found)}
    return Answer(body, [stay for _, shown in rows for stay in shown])


def _found(call: Call) -> list[HotelReservation]:
    """The reservations that match every filter of the call."""
    deleted, excluded, guest_id = call.flag("includeDeleted"), call.several("excludeStatuses"), call.text("guestID")
    booked = call.instant("resultsFrom"), call.instant("resultsTo")
    modified = call.instant("modifiedFrom"), call.instant("modifiedTo")
    leaves = call.day("reservationCheckOutFrom"), call.day("reservationCheckOutTo")
    found = _candidates(call)
    if not deleted:
        found = [r for r in found if not r.deleted]
    if excluded is not None:
        found = [r for r in found if r.status not in excluded]
    for limited, (minimum, maximum) in ((_BOOKED, booked), (_MODIFIED, modified), (_LEAVES, leaves)):
        found = found if minimum is None else [r for r in found if limited(r) >= minimum]
        found = found if maximum is None else [r for r in found if limited(r) <= maximum]
    if guest_id is not None:
        found = [r for r in found if guest_id in {segment.guest_id for segment in r.segments}]
    return list(found)


def _candidates(call: Call) -> Sequence[HotelReservation]:
    ids = call.several("reservationID")
    if ids is None:
        return call.hotel.seen_reservations()
    return [seen for key in sorted(ids) if (seen := call.hotel.seen_reservation(key)) is not None]


def _encoded(call: Call, page: Sequence[HotelReservation]) -> list[tuple[bytes, Sequence[ShownStay]]]:
    """The rows as JSON, each with what it shows."""
    guests, custom = bool(call.flag("includeGuestsDetails")), bool(call.flag("includeCustomFields"))

    def write(reservation: HotelReservation) -> tuple[bytes, Sequence[ShownStay]]:
        row = _row(call, reservation, guests=guests, custom=custom)
        return call.encoder.encode_row(row), shown_stays([reservation])

    kind = ("rate details", guests, custom)
    return call.cache.each(kind, ((reservation.id, reservation) for reservation in page), write)


def _row(call: Call, reservation: HotelReservation, *, guests: bool, custom: bool) -> Row:
    encoder = call.encoder
    row: Row = {
        "propertyID": call.hotel.property_id,
        "reservationID": reservation.id,
        "isDeleted": reservation.deleted,
        "dateCreated": encoder.local(reservation.created_at),
        "dateCreatedUTC": encoder.utc(reservation.created_at),
        "dateModified": encoder.local(reservation.modified_at),
        "dateModifiedUTC": encoder.utc(reservation.modified_at),
        "status": reservation.status,
        "reservationCheckIn": reservation.start.isoformat(),
        "reservationCheckOut": reservation.end.isoformat(),
        "guestID": reservation.guest_id,
        "profileID": reservation.guest_id,
        "guestCountry": call.hotel.guest(reservation.guest_id).country,
        **_SOURCE,
        "sourceReservationID": encoder.text(),
        "propertyCurrency": "USD",
        "balanceDetailed": balance_detailed(call, reservation),
        "detailedRates": encoder.mapping(_rates(reservation)),
        "rooms": rated_rows(call, reservation),
        "mealPlans": encoder.text(),
        "thirdPartyIdentifier": encoder.text(),
        "estimatedArrivalTime": encoder.clock_time(reservation.eta),
        "total": encoder.money(total(reservation) * 1.12),
        "balance": encoder.money(total(reservation) * 1.12),
        "dateImported": encoder.day(None),
    }
    if reservation.status is ReservationStatus.CANCELED and reservation.cancelled_at is not None:
        row["dateCancelled"] = encoder.local(reservation.cancelled_at)
        row["dateCancelledUTC"] = encoder.utc(reservation.cancelled_at)
    if guests:
        row["guestList"] = guest_list(call, reservation)
    if custom:
        row["customFields"] = custom_fields(call, reservation)
    return row


def _rates(reservation: HotelReservation) -> dict[str, int]:
    """The price of each night, over all rooms."""
    rates: defaultdict[str, int] = defaultdict(int)
    for segment in reservation.live:
        for night in nights(segment):
            rates[night.isoformat()] += segment.rate
    return rates
