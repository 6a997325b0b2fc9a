"""Calls about guests: ``client.guests``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Annotated, TypedDict, Unpack

from ...errors import ConfigurationError
from ...http.paging import Check
from ..envelope import Envelope, data_in, listed
from ..models.guests import GuestByStatus, GuestDetails, ListedGuest, RoomGuest
from ..models.rows import Rows
from ..operation import Endpoint, Operation, Scope, wire_params
from . import checks
from .choices import GuestOrder, GuestStatus, ReservationStatus
from .filters import Param
from .group import C, Group, Listings, call, rows

GET_GUEST = Endpoint(name="getGuest", permission="read:guest", used_as="guests.get")
GET_GUESTS = Endpoint(name="getGuestList", permission="read:guest", scope=Scope.MANY, used_as="guests.list")
GET_MODIFIED = Endpoint(name="getGuestsModified", permission="read:guest", scope=Scope.MANY, used_as="guests.modified")
GET_BY_STATUS = Endpoint(name="getGuestsByStatus", permission="read:guest", used_as="guests.by_status")

_GUEST = data_in(lambda: Envelope[GuestDetails])
_GUESTS = listed(data_in(lambda: Envelope[Rows[ListedGuest]]), lambda: ListedGuest, kind="guest")
_MODIFIED = listed(data_in(lambda: Envelope[Rows[RoomGuest]]), lambda: RoomGuest, kind="guest")
_BY_STATUS = listed(data_in(lambda: Envelope[Rows[GuestByStatus]]), lambda: GuestByStatus, kind="guest")


class ChangedFilters(TypedDict, total=False):
    """When a guest was created or last modified: aware instants, both ends included."""

    changed_from: Annotated[datetime | None, Param("resultsFrom", kind="instant")]
    """At the earliest."""
    changed_to: Annotated[datetime | None, Param("resultsTo", kind="instant")]
    """At the latest."""


class _StatusFilters(ChangedFilters, total=False):
    status: GuestStatus | str


class _StayFilters(ChangedFilters, total=False):
    check_in_from: date | None
    """The first hotel day of arrival."""
    check_in_to: date | None
    """The last hotel day of arrival."""
    check_out_from: date | None
    """The first hotel day of departure."""
    check_out_to: date | None
    """The last hotel day of departure."""
    include_guest_requirements: Annotated[bool, Param(kind="option")]
    """Add the requirements of guests, such as documents, to `model_extra`. False by default."""


class GuestFilters(_StayFilters, total=False):
    """Filters of `Guests.list`. Instants are aware, days are hotel days; both ends are included."""

    first_name: Annotated[str | None, Param("guestFirstName")]
    """The guest's first name."""
    last_name: Annotated[str | None, Param("guestLastName")]
    """The guest's last name."""
    email: Annotated[str | None, Param("guestEmail")]
    """The guest's email address."""
    phone: Annotated[str | None, Param("guestPhone")]
    """The guest's phone number."""
    cell_phone: Annotated[str | None, Param("guestCellPhone")]
    """The guest's cell phone number."""
    statuses: Annotated[Sequence[ReservationStatus | str] | None, Param("status", kind="one_of")]
    """Statuses of the reservation. An empty list has no rows and makes no call; None is no filter."""
    sort_by: GuestOrder | str | None
    """``modification`` (the default) or ``creation``."""
    details: Annotated[bool, Param("includeGuestInfo", kind="option")]
    """Names, phones, addresses and notes too. False by default."""
    main_guests_only: Annotated[bool, Param("excludeSecondaryGuests", kind="option")]
    """Only the main guest of each reservation. False by default."""


class ModifiedGuestFilters(_StayFilters, total=False):
    """Filters of `Guests.modified`. Instants are aware, days are hotel days; both ends are included."""

    in_house: Annotated[bool, Param(kind="option")]
    """Leave out guests who have left. False by default."""


class Guests(Group[C]):
    """Guests. Scope ``read:guest``. Read no more than is needed: every answer here is personal data.

    Instants go out as the property's wall time, which the client must know (`timezone`). In which zone Cloudbeds reads
    them is not documented, so let the times overlap.
    """

    @call
    def get(
        self,
        guest_id: str | None = None,
        *,
        reservation_id: str | None = None,
        include_guest_requirements: bool = False,
    ) -> Operation[GuestDetails]:
        """One guest, or the main guest of a reservation. `ConfigurationError` if neither is given."""
        if not guest_id and not reservation_id:
            raise ConfigurationError(
                "guests.get needs a guest or a reservation.", next_action="Give guest_id or reservation_id."
            )
        params = {
            "guestID": guest_id,
            "reservationID": reservation_id,
            "includeGuestRequirements": include_guest_requirements or None,
        }
        return Operation(endpoint=GET_GUEST, parse=_GUEST, params=wire_params(params))

    @rows
    def list(self, **filters: Unpack[GuestFilters]) -> Listings[ListedGuest]:
        """Guests of reservations, by ``getGuestList``."""
        return self._list(
            GET_GUESTS,
            _GUESTS,
            GuestFilters,
            filters,
            key=lambda row: f"{row.guest_id}/{row.reservation_id}",
            checks=_checks,
            default_size=100,
        )

    @rows
    def modified(self, **filters: Unpack[ModifiedGuestFilters]) -> Listings[RoomGuest]:
        """Guests whose record changed, once for each of their rooms; those of today without a filter by time.

        Check-in and check-out change the record (OpenAPI description), so this finds a departure that the listings of
        reservations do not report.
        """
        return self._list(
            GET_MODIFIED,
            _MODIFIED,
            ModifiedGuestFilters,
            filters,
            key=_room_key,
            checks=_modified_checks,
            default_size=100,
        )

    @rows
    def by_status(self, status: GuestStatus | str, **filters: Unpack[ChangedFilters]) -> Listings[GuestByStatus]:
        """Guests that are ``in_house``, ``not_checked_in``, ``checked_out`` or ``canceled``, or were in that time.

        A row's `current_status` may be another one, so rows are not checked against the filter.
        """
        return self._list(
            GET_BY_STATUS,
            _BY_STATUS,
            _StatusFilters,
            {**filters, "status": status},
            key=lambda row: f"{_room_key(row)}/{row.sub_reservation_id}",
        )


def _checks(filters: GuestFilters) -> Iterable[Check[ListedGuest]]:
    main_only = filters.get("main_guests_only") or None
    return checks.every(
        checks.words("status", filters.get("statuses"), lambda row: row.status),
        checks.flag("excludeSecondaryGuests", main_only, lambda row: row.is_main_guest),
    )


def _modified_checks(filters: ModifiedGuestFilters) -> Iterable[Check[RoomGuest]]:
    arrival = filters.get("check_in_from"), filters.get("check_in_to")
    departure = filters.get("check_out_from"), filters.get("check_out_to")
    return checks.every(
        checks.days("checkIn", *arrival, lambda row: [row.start_date]),
        checks.days("checkOut", *departure, lambda row: [row.end_date]),
    )


def _room_key(row: RoomGuest) -> str:
    """Distinguishes a guest's rooms, also those that are not assigned yet."""
    room = row.room_id or f"{row.room_type_id}/{row.start_date}/{row.end_date}"
    return f"{row.guest_id}/{row.reservation_id}/{room}"
