"""The calls about reservations. Filters are values; Cloudbeds ignores a misspelled one and sends everything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ..envelope import Envelope, data_in
from ..models.reservations import Reservation, ReservationDetails, ReservationWithRates
from ..models.wire import Rows
from ..operation import Listing, Operation, wire_instant, wire_params

#: Both the default and the largest page of the reservation listings.
PAGE_SIZE = 100

_RESERVATIONS = data_in(Envelope[Rows[Reservation]], lambda rows: rows)
_WITH_RATES = data_in(Envelope[Rows[ReservationWithRates]], lambda rows: rows)
_DETAILS = data_in(Envelope[ReservationDetails], lambda details: details)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReservationFilter:
    """What ``getReservations`` can be asked for. Instants are aware; dates are hotel days, both ends included.

    `modified_*` filters are lossy: "some reservations modification may not be reflected in this timestamp".
    `dates_of` says whether check-in and check-out dates are those of the ``booking`` or of its ``rooms``.
    """

    status: str | None = None
    modified_from: datetime | None = None
    modified_to: datetime | None = None
    check_in_from: date | None = None
    check_in_to: date | None = None
    check_out_from: date | None = None
    check_out_to: date | None = None
    dates_of: str | None = None
    room_id: str | None = None
    guest_id: str | None = None
    include_all_rooms: bool = True
    include_guests: bool = False
    newest_first: bool = False

    def params(self, zone: ZoneInfo | None) -> dict[str, str]:
        """As wire parameters."""
        return wire_params(
            {
                "status": self.status,
                "modifiedFrom": wire_instant(self.modified_from, zone),
                "modifiedTo": wire_instant(self.modified_to, zone),
                "checkInFrom": self.check_in_from,
                "checkInTo": self.check_in_to,
                "checkOutFrom": self.check_out_from,
                "checkOutTo": self.check_out_to,
                "datesQueryMode": self.dates_of,
                "roomID": self.room_id,
                "guestID": self.guest_id,
                "includeAllRooms": self.include_all_rooms,
                "includeGuestsDetails": self.include_guests,
                "sortByRecent": self.newest_first or None,
            }
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class RateDetailsFilter:
    """What ``getReservationsWithRateDetails`` can be asked for; see `ReservationFilter` for units.

    `check_out_*` is the reservation's check-out: a room that leaves earlier is found by the reservation's date.
    """

    reservation_ids: Sequence[str] = ()
    modified_from: datetime | None = None
    modified_to: datetime | None = None
    check_out_from: date | None = None
    check_out_to: date | None = None
    excluded_statuses: Sequence[str] = ()
    guest_id: str | None = None
    include_deleted: bool = False
    include_guests: bool = False
    newest_first: bool = False

    def params(self, zone: ZoneInfo | None) -> dict[str, str]:
        """As wire parameters."""
        return wire_params(
            {
                "reservationID": ",".join(self.reservation_ids) or None,
                "modifiedFrom": wire_instant(self.modified_from, zone),
                "modifiedTo": wire_instant(self.modified_to, zone),
                "reservationCheckOutFrom": self.check_out_from,
                "reservationCheckOutTo": self.check_out_to,
                "excludeStatuses": ",".join(self.excluded_statuses) or None,
                "guestID": self.guest_id,
                "includeDeleted": self.include_deleted,
                "includeGuestsDetails": self.include_guests,
                "sortByRecent": self.newest_first or None,
            }
        )


def list_reservations(criteria: ReservationFilter, *, zone: ZoneInfo | None) -> Listing[Reservation]:
    """Reservations without deleted ones and without arrival times."""
    return Listing(
        operation=Operation(method="getReservations", parse=_RESERVATIONS, params=criteria.params(zone)),
        key=lambda row: row.reservation_id,
        default_size=PAGE_SIZE,
    )


def list_with_rate_details(criteria: RateDetailsFilter, *, zone: ZoneInfo | None) -> Listing[ReservationWithRates]:
    """Reservations with their rooms' statuses, UTC times, arrival times and, if asked for, deleted ones."""
    return Listing(
        operation=Operation(method="getReservationsWithRateDetails", parse=_WITH_RATES, params=criteria.params(zone)),
        key=lambda row: row.reservation_id,
        default_size=PAGE_SIZE,
        expects=frozenset(criteria.reservation_ids) or None,
    )


def get_reservation(reservation_id: str) -> Operation[ReservationDetails]:
    """One reservation with its guests (and their documents: ask only where a person needs them)."""
    return Operation(method="getReservation", parse=_DETAILS, params={"reservationID": reservation_id})
