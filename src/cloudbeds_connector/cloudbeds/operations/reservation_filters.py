"""Decides what reservations can be asked for, and how rows show that a filter was ignored.

Filters are values; Cloudbeds ignores a misspelled one and sends everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...http.paging import Check
from ..operation import Wire, wire_instant, wire_params
from . import checks
from .chosen import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from ..models.reservations import Reservation, ReservationWithRates
    from .words import DatesOf, ReservationStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """What both methods can be asked for."""

    booked_from: datetime | None = None
    booked_to: datetime | None = None
    modified_from: datetime | None = None
    modified_to: datetime | None = None
    check_out_from: date | None = None
    check_out_to: date | None = None
    guest_id: str | None = None
    include_guests: bool = False
    include_guest_requirements: bool = False
    include_custom_fields: bool = False
    newest_first: bool = False

    def _params(self, zone: ZoneInfo | None, more: Mapping[str, Wire]) -> dict[str, str]:
        return wire_params(
            {
                "resultsFrom": wire_instant(self.booked_from, zone),
                "resultsTo": wire_instant(self.booked_to, zone),
                "modifiedFrom": wire_instant(self.modified_from, zone),
                "modifiedTo": wire_instant(self.modified_to, zone),
                "guestID": self.guest_id,
                "includeGuestsDetails": self.include_guests,
                "includeGuestRequirements": self.include_guest_requirements or None,
                "includeCustomFields": self.include_custom_fields or None,
                "sortByRecent": self.newest_first or None,
                **more,
            }
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class ReservationFilter(_Asked):
    """What ``getReservations`` can be asked for. Instants are aware; dates are hotel days, both ends included.

    `booked_*` is when a reservation was made. `modified_*` filters are lossy: "some reservations modification may not
    be reflected in this timestamp". `dates_of` says whether check-in and check-out dates are those of the ``booking``
    or of its ``rooms``. `room_id` and `room_name` need a status or dates beside them. Names are the main guest's;
    `guest_id` finds the other guests too. `group_code` goes out under both of its names: ``groupCode`` (official
    description) and ``eventCode`` (SDK 1.19).
    """

    status: ReservationStatus | str | None = None
    check_in_from: date | None = None
    check_in_to: date | None = None
    dates_of: DatesOf | str | None = None
    room_id: str | None = None
    room_name: str | None = None
    room_type_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    source_id: str | None = None
    source_reservation_id: str | None = None
    rate_plan_id: str | None = None
    allotment_block_code: str | None = None
    group_code: str | None = None
    include_all_rooms: bool = True

    def params(self, zone: ZoneInfo | None) -> dict[str, str]:
        """As wire parameters."""
        more: dict[str, Wire] = {
            "status": self.status,
            "checkInFrom": self.check_in_from,
            "checkInTo": self.check_in_to,
            "checkOutFrom": self.check_out_from,
            "checkOutTo": self.check_out_to,
            "datesQueryMode": self.dates_of,
            "roomID": self.room_id,
            "roomName": self.room_name,
            "roomTypeID": self.room_type_id,
            "firstName": self.first_name,
            "lastName": self.last_name,
            "sourceId": self.source_id,
            "sourceReservationId": self.source_reservation_id,
            "ratePlanId": self.rate_plan_id,
            "allotmentBlockCode": self.allotment_block_code,
            "groupCode": self.group_code,
            "eventCode": self.group_code,
            "includeAllRooms": self.include_all_rooms,
        }
        return self._params(zone, more)

    def checks(self) -> tuple[Check[Reservation], ...]:
        """What rows must not say. Guests, names and sources are not looked at: merging and channels change them."""
        rooms = self.dates_of == "rooms"
        return checks.every(
            checks.words("status", checks.one(self.status), lambda row: row.status),
            checks.days("checkIn", self.check_in_from, self.check_in_to, _arrivals if rooms else _first_day),
            checks.days("checkOut", self.check_out_from, self.check_out_to, _departures if rooms else _last_day),
            checks.among("roomID", self.room_id, lambda row: [room.room_id for room in row.rooms]),
            checks.among("roomTypeID", self.room_type_id, lambda row: [room.room_type_id for room in row.rooms]),
            checks.words(
                "allotmentBlockCode", checks.one(self.allotment_block_code), lambda row: row.allotment_block_code
            ),
            checks.words("groupCode", checks.one(self.group_code), lambda row: row.group_code),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class RateDetailsFilter(_Asked):
    """What ``getReservationsWithRateDetails`` can be asked for; see `ReservationFilter` for units.

    `check_out_*` is the reservation's check-out: a room that leaves earlier is found by the reservation's date.
    """

    reservation_ids: Sequence[str] | None = None
    excluded_statuses: Sequence[ReservationStatus | str] | None = None
    include_deleted: bool = False

    def params(self, zone: ZoneInfo | None) -> dict[str, str]:
        """As wire parameters."""
        more: dict[str, Wire] = {
            "reservationID": joined("reservation_ids", self.reservation_ids),
            "reservationCheckOutFrom": self.check_out_from,
            "reservationCheckOutTo": self.check_out_to,
            "excludeStatuses": joined("excluded_statuses", self.excluded_statuses or None),
            "includeDeleted": self.include_deleted,
        }
        return self._params(zone, more)

    def checks(self) -> tuple[Check[ReservationWithRates], ...]:
        """What rows must not say."""
        return checks.every(
            checks.ids("reservationID", self.reservation_ids, lambda row: row.reservation_id),
            checks.days(
                "reservationCheckOut",
                self.check_out_from,
                self.check_out_to,
                lambda row: [row.reservation_check_out],
            ),
            checks.not_words("excludeStatuses", self.excluded_statuses, lambda row: row.status),
        )


def _first_day(row: Reservation) -> Iterable[date | None]:
    return [row.start_date]


def _last_day(row: Reservation) -> Iterable[date | None]:
    return [row.end_date]


def _arrivals(row: Reservation) -> Iterable[date | None]:
    return [room.room_check_in or room.start_date for room in row.rooms]


def _departures(row: Reservation) -> Iterable[date | None]:
    return [room.room_check_out or room.end_date for room in row.rooms]
