"""Calls about reservations: ``client.reservations``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, TypedDict, Unpack

from ...http.paging import Check
from ..envelope import Envelope, data_in, listed
from ..models.reservations import Reservation, ReservationWithRates
from ..models.rows import Rows
from ..operation import Endpoint, Operation, hotel_day, wire_params
from . import checks
from .choices import DatesOf, ReservationStatus
from .filters import Param
from .group import C, Group, Listings, call, rows

if TYPE_CHECKING:
    from ..models.reservation_details import Assignment, ReservationDetails

#: Both the default and the largest page of the reservation listings.
PAGE_SIZE = 100

GET_RESERVATIONS = Endpoint(name="getReservations", permission="read:reservation", used_as="reservations.list")
GET_RESERVATION = Endpoint(name="getReservation", permission="read:reservation", used_as="reservations.get")
GET_WITH_RATE_DETAILS = Endpoint(
    name="getReservationsWithRateDetails", permission="read:reservation", used_as="reservations.with_rate_details"
)
GET_ASSIGNMENTS = Endpoint(
    name="getReservationAssignments", permission="read:reservation", used_as="reservations.assignments"
)


def _details() -> type[Envelope[ReservationDetails]]:
    from ..models.reservation_details import ReservationDetails  # which no sync reads: imported on first use

    return Envelope[ReservationDetails]


def _assignments() -> type[Envelope[Rows[Assignment]]]:
    from ..models.reservation_details import Assignment

    return Envelope[Rows[Assignment]]


def _assignment() -> type[Assignment]:
    from ..models.reservation_details import Assignment

    return Assignment


_RESERVATIONS = listed(data_in(lambda: Envelope[Rows[Reservation]]), lambda: Reservation, kind="reservation")
_WITH_RATES = listed(
    data_in(lambda: Envelope[Rows[ReservationWithRates]]), lambda: ReservationWithRates, kind="reservation"
)
_DETAILS = data_in(_details)
_ASSIGNMENTS = listed(data_in(_assignments), _assignment, kind="reservation", method="getReservationAssignments")


class _SharedFilters(TypedDict, total=False):
    """Filters of both listings. Instants are aware, days are hotel days; both ends are included."""

    booked_from: Annotated[datetime | None, Param("resultsFrom", kind="instant")]
    """When the reservation was made, at the earliest."""
    booked_to: Annotated[datetime | None, Param("resultsTo", kind="instant")]
    """When the reservation was made, at the latest."""
    modified_from: Annotated[datetime | None, Param(kind="instant")]
    """When it was last modified, at the earliest. "Some reservations modification may not be reflected in this
    timestamp" (OpenAPI description), so changes may be missing. In which zone Cloudbeds reads it is not documented.
    """
    modified_to: Annotated[datetime | None, Param(kind="instant")]
    """When it was last modified, at the latest; see `modified_from`."""
    guest_id: str | None
    """Reservations of this guest, the main guest or another one."""
    include_guests: Annotated[bool, Param("includeGuestsDetails", default=False)]
    """Fill `guest_list` with the guests' details. False by default."""
    include_guest_requirements: Annotated[bool, Param(kind="option")]
    """Add the requirements of guests, such as documents, to `model_extra`. False by default."""
    include_custom_fields: Annotated[bool, Param(kind="option")]
    """Fill `custom_fields`. False by default."""
    newest_first: Annotated[bool, Param("sortByRecent", kind="option")]
    """Sort by the last modification, the newest first. False by default."""


class ReservationFilters(_SharedFilters, total=False):
    """Filters of `Reservations.list`. Instants are aware, days are hotel days; both ends are included."""

    status: ReservationStatus | str | None
    """The reservation's status."""
    check_in_from: date | None
    """The first day of arrival."""
    check_in_to: date | None
    """The last day of arrival."""
    check_out_from: date | None
    """The first day of departure."""
    check_out_to: date | None
    """The last day of departure."""
    dates_of: Annotated[DatesOf | str | None, Param("datesQueryMode")]
    """Whether days of arrival and departure are those of the ``booking`` or of its ``rooms``."""
    room_id: str | None
    """A room of the reservation. Needs a status or days beside it."""
    room_name: str | None
    """The name of a room of the reservation. Needs a status or days beside it."""
    room_type_id: str | None
    """A room type of the reservation."""
    first_name: str | None
    """The main guest's first name."""
    last_name: str | None
    """The main guest's last name."""
    source_id: Annotated[str | None, Param("sourceId")]
    """Where the reservation was made, such as a channel."""
    source_reservation_id: Annotated[str | None, Param("sourceReservationId")]
    """The reservation's id at its source."""
    rate_plan_id: Annotated[str | None, Param("ratePlanId")]
    """The rate plan."""
    allotment_block_code: str | None
    """The allotment block."""
    group_code: Annotated[str | None, Param("groupCode eventCode")]
    """The group. Sent under both names: ``groupCode`` (OpenAPI description) and ``eventCode`` (SDK 1.19)."""
    include_all_rooms: Annotated[bool, Param(default=True)]
    """All rooms of a reservation, not only those that fit the filters. True by default."""


class RateDetailsFilters(_SharedFilters, total=False):
    """Filters of `Reservations.with_rate_details`. Instants are aware, days are hotel days; both ends are included.

    Cloudbeds has no filter by arrival here: for arrivals, use `Reservations.list`.
    """

    reservation_ids: Annotated[Sequence[str] | None, Param("reservationID", kind="one_of")]
    """These reservations. An empty list has no rows and makes no call; None is no filter."""
    check_out_from: Annotated[date | None, Param("reservationCheckOutFrom")]
    """The reservation's first day of departure. A room that leaves earlier is found by the reservation's day."""
    check_out_to: Annotated[date | None, Param("reservationCheckOutTo")]
    """The reservation's last day of departure; see `check_out_from`."""
    excluded_statuses: Annotated[Sequence[ReservationStatus | str] | None, Param("excludeStatuses", kind="none_of")]
    """Leave out reservations of these statuses."""
    include_deleted: Annotated[bool, Param(default=False)]
    """Deleted reservations too; see `is_deleted` of the rows. False by default."""


class Reservations(Group[C]):
    """Reservations. Scope ``read:reservation``.

    Instants go out as the property's wall time, which the client must know (`timezone`).
    """

    @rows
    def list(self, **filters: Unpack[ReservationFilters]) -> Listings[Reservation]:
        """Reservations by ``getReservations``: without deleted ones and without arrival times."""
        return self._list(
            GET_RESERVATIONS,
            _RESERVATIONS,
            ReservationFilters,
            filters,
            key=lambda row: row.reservation_id,
            checks=_checks,
            default_size=PAGE_SIZE,
        )

    @rows
    def with_rate_details(self, **filters: Unpack[RateDetailsFilters]) -> Listings[ReservationWithRates]:
        """Reservations with each room's status, UTC times, arrival time and, if requested, deleted ones; 100 a call."""
        return self._list(
            GET_WITH_RATE_DETAILS,
            _WITH_RATES,
            RateDetailsFilters,
            filters,
            key=lambda row: row.reservation_id,
            checks=_rate_details_checks,
            default_size=PAGE_SIZE,
            expects=filters.get("reservation_ids"),
        )

    @call
    def get(self, reservation_id: str, *, include_guest_requirements: bool = False) -> Operation[ReservationDetails]:
        """One reservation, with its guests' details; `NotFoundError` or `BadRequestError` if there is none.

        `include_guest_requirements` adds guests' documents to `model_extra`: ask only where a person needs them.
        """
        params = {"reservationID": reservation_id, "includeGuestRequirements": include_guest_requirements or None}
        return Operation(endpoint=GET_RESERVATION, parse=_DETAILS, params=wire_params(params))

    @call
    def assignments(self, day: date | None = None) -> Operation[tuple[Assignment, ...]]:
        """Which rooms reservations have on a hotel day, today by default. The method has no pages."""
        return Operation(
            endpoint=GET_ASSIGNMENTS, parse=_ASSIGNMENTS, params=wire_params({"date": hotel_day("day", day)})
        )


def _checks(filters: ReservationFilters) -> Iterable[Check[Reservation]]:
    """Guests, names and sources are not checked: merging and channels change them."""
    of_rooms = filters.get("dates_of") == "rooms"
    arrivals, departures = (_arrivals, _departures) if of_rooms else (_first_day, _last_day)
    block = checks.one(filters.get("allotment_block_code"))
    return checks.every(
        checks.words("status", checks.one(filters.get("status")), lambda row: row.status),
        checks.days("checkIn", filters.get("check_in_from"), filters.get("check_in_to"), arrivals),
        checks.days("checkOut", filters.get("check_out_from"), filters.get("check_out_to"), departures),
        checks.among("roomID", filters.get("room_id"), _rooms),
        checks.among("roomTypeID", filters.get("room_type_id"), _room_types),
        checks.words("allotmentBlockCode", block, lambda row: row.allotment_block_code),
        checks.words("groupCode", checks.one(filters.get("group_code")), lambda row: row.group_code),
    )


def _rate_details_checks(filters: RateDetailsFilters) -> Iterable[Check[ReservationWithRates]]:
    first, last = filters.get("check_out_from"), filters.get("check_out_to")
    return checks.every(
        checks.ids("reservationID", filters.get("reservation_ids"), lambda row: row.reservation_id),
        checks.days("reservationCheckOut", first, last, lambda row: [row.reservation_check_out]),
        checks.not_words("excludeStatuses", filters.get("excluded_statuses"), lambda row: row.status),
    )


def _first_day(row: Reservation) -> Iterable[date | None]:
    return [row.start_date]


def _last_day(row: Reservation) -> Iterable[date | None]:
    return [row.end_date]


def _rooms(row: Reservation) -> Iterable[str | None]:
    return [room.room_id for room in row.rooms]


def _room_types(row: Reservation) -> Iterable[str | None]:
    return [room.room_type_id for room in row.rooms]


def _arrivals(row: Reservation) -> Iterable[date | None]:
    return [room.room_check_in or room.start_date for room in row.rooms]


def _departures(row: Reservation) -> Iterable[date | None]:
    return [room.room_check_out or room.end_date for room in row.rooms]
