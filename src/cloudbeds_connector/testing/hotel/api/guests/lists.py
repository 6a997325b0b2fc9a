"""getGuest, getGuestList, getGuestsModified and getGuestsByStatus.

Check-in and check-out always modify a guest's record, even where the reservation's dateModified does not change. So
the last two methods show departures that a listing of modified reservations misses.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from .....pms.hotel_time import resolve
from ...quirks import Quirk
from ...state import HotelReservation, HotelSegment, RoomStatus
from ..call import Answer, Call, RefusedError, within
from .records import GUEST_STATUS, listed_row, modified_at, single_row, status_row, stay_row

_Stay = tuple[HotelReservation, HotelSegment]
_STATUSES = {word: status for status, word in GUEST_STATUS.items()}


def get_guest(call: Call) -> Answer:
    """One guest by id, or the main guest of a reservation."""
    guest_id, reservation_id = call.text("guestID"), call.text("reservationID")
    if guest_id is None:
        if reservation_id is None:
            raise RefusedError("Parameter reservationID or guestID is required")
        reservation = call.hotel.seen_reservation(reservation_id)
        if reservation is None or reservation.deleted:
            raise RefusedError("Reservation not found")
        guest_id = reservation.guest_id
    return Answer({"data": single_row(call, call.hotel.guest(guest_id))})


def get_guest_list(call: Call) -> Answer:
    """Guests by id, each with the stay that was modified last. An empty map may be a list."""
    created = call.text("sortBy") == "creation"
    stays = [stay for stay in _stays(call) if _listed(call, *stay, created=created)]
    stays.sort(key=lambda stay: stay[0].created_at if created else stay[0].modified_at)
    newest = {segment.guest_id: (reservation, segment) for reservation, segment in stays}
    page: list[_Stay] = call.page(list(newest.values()))
    info = bool(call.flag("includeGuestInfo"))
    rows = {segment.guest_id: listed_row(call, reservation, segment, info=info) for reservation, segment in page}
    return Answer({"data": call.encoder.mapping(rows), "count": len(rows), "total": len(newest)})


def get_guests_modified(call: Call) -> Answer:
    """The guests of every stay that was modified in a period, by default today."""
    minimum, maximum = call.instant("resultsFrom"), call.instant("resultsTo")
    if minimum is None and maximum is None:
        minimum = resolve(call.hotel.local(call.hotel.clock.now()).date(), time(0), call.hotel.zone)
        maximum = minimum + timedelta(days=1)
    in_house = call.flag("inHouse")
    stays = [
        stay
        for stay in _stays(call)
        if within(modified_at(*stay), minimum, maximum)
        and (not in_house or stay[1].status is RoomStatus.IN_HOUSE)
        and _dates_match(call, stay[1])
    ]
    page: list[_Stay] = call.page(_by_modification(stays))
    return Answer({"data": [stay_row(call, *stay) for stay in page], "count": len(page), "total": len(stays)})


def get_guests_by_status(call: Call) -> Answer:
    """The guests of every stay with a status, in the order of modification. Includes deleted reservations."""
    status_filter = _STATUSES.get(call.required("status"))
    if status_filter is None:
        raise RefusedError("Parameter status is invalid")
    minimum, maximum = call.instant("resultsFrom"), call.instant("resultsTo")
    past = Quirk.GUEST_STATUS_OF_THE_PERIOD in call.hotel.quirks and (minimum is not None or maximum is not None)
    stays = [
        (reservation, segment)
        for reservation, segment in _stays(call, deleted=True)
        if within(modified_at(reservation, segment), minimum, maximum)
        and (segment.status is status_filter or (past and _was(segment, status_filter, minimum, maximum)))
    ]
    page: list[_Stay] = call.page(_by_modification(stays))
    return Answer({"data": [status_row(call, *stay) for stay in page], "count": len(page), "total": len(stays)})


def _stays(call: Call, *, deleted: bool = False) -> Iterator[_Stay]:
    for reservation in call.hotel.seen_reservations():
        if deleted or not reservation.deleted:
            yield from ((reservation, segment) for segment in reservation.segments)


def _by_modification(stays: list[_Stay]) -> list[_Stay]:
    return sorted(stays, key=lambda stay: modified_at(*stay))


def _was(segment: HotelSegment, status_filter: RoomStatus, minimum: datetime | None, maximum: datetime | None) -> bool:
    """Whether a stay was in a state at any time in a period."""
    ends = [since for _, since in segment.history[1:]] + [None]
    return any(
        status is status_filter
        and (maximum is None or since <= maximum)
        and (minimum is None or end is None or end > minimum)
        for (status, since), end in zip(segment.history, ends, strict=True)
    )


def _dates_match(call: Call, segment: HotelSegment) -> bool:
    return within(segment.start, call.day("checkInFrom"), call.day("checkInTo")) and within(
        segment.end, call.day("checkOutFrom"), call.day("checkOutTo")
    )


def _listed(call: Call, reservation: HotelReservation, segment: HotelSegment, *, created: bool) -> bool:
    guest, statuses = call.hotel.guest(segment.guest_id), call.several("status")
    stamp = reservation.created_at if created else reservation.modified_at
    return (
        within(stamp, call.instant("resultsFrom"), call.instant("resultsTo"))
        and _dates_match(call, segment)
        and (statuses is None or reservation.status in statuses)
        and (not call.flag("excludeSecondaryGuests") or guest.id == reservation.guest_id)
        and call.text("guestFirstName") in (None, guest.first_name)
        and call.text("guestLastName") in (None, guest.last_name)
        and call.text("guestEmail") in (None, guest.email)
        and call.text("guestPhone") in (None, guest.phone)
        and call.text("guestCellPhone") is None  # no guest has one
    )
