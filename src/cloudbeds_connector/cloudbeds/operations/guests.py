"""The calls about guests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...errors import ConfigurationError
from .. import models
from ..envelope import Envelope, data_in
from ..models.rows import Rows
from ..operation import Endpoint, Listing, Operation, Scope, wire_instant, wire_params
from . import checks
from .chosen import joined

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from ..models.guests import GuestByStatus, GuestDetails, ListedGuest, RoomGuest
    from .words import GuestOrder, GuestStatus, ReservationStatus

GET_GUEST = Endpoint(name="getGuest", permission="read:guest", used_as="guests.get")
GET_GUESTS = Endpoint(name="getGuestList", permission="read:guest", scope=Scope.MANY, used_as="guests.list")
GET_MODIFIED = Endpoint(name="getGuestsModified", permission="read:guest", scope=Scope.MANY, used_as="guests.modified")
GET_BY_STATUS = Endpoint(name="getGuestsByStatus", permission="read:guest", used_as="guests.by_status")

_GUEST = data_in(lambda: Envelope[models.GuestDetails])
_GUESTS = data_in(lambda: Envelope[Rows[models.ListedGuest]])
_MODIFIED = data_in(lambda: Envelope[Rows[models.RoomGuest]])
_BY_STATUS = data_in(lambda: Envelope[Rows[models.GuestByStatus]])


@dataclass(frozen=True, kw_only=True, slots=True)
class GuestFilter:
    """What ``getGuestList`` can be asked for. Instants are aware; dates are hotel days, both ends included.

    `changed_*` is when a guest was created or last modified. `statuses` are the reservation's.
    """

    changed_from: datetime | None = None
    changed_to: datetime | None = None
    check_in_from: date | None = None
    check_in_to: date | None = None
    check_out_from: date | None = None
    check_out_to: date | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    cell_phone: str | None = None
    statuses: Sequence[ReservationStatus | str] | None = None
    sort_by: GuestOrder | str | None = None
    details: bool = False
    main_guests_only: bool = False
    include_guest_requirements: bool = False

    def params(self, zone: ZoneInfo | None) -> dict[str, str]:
        """As wire parameters."""
        return wire_params(
            {
                "resultsFrom": wire_instant(self.changed_from, zone),
                "resultsTo": wire_instant(self.changed_to, zone),
                "checkInFrom": self.check_in_from,
                "checkInTo": self.check_in_to,
                "checkOutFrom": self.check_out_from,
                "checkOutTo": self.check_out_to,
                "guestFirstName": self.first_name,
                "guestLastName": self.last_name,
                "guestEmail": self.email,
                "guestPhone": self.phone,
                "guestCellPhone": self.cell_phone,
                "status": joined("statuses", self.statuses),
                "sortBy": self.sort_by,
                "includeGuestInfo": self.details or None,
                "excludeSecondaryGuests": self.main_guests_only or None,
                "includeGuestRequirements": self.include_guest_requirements or None,
            }
        )


def get_guest(
    guest_id: str | None, *, reservation_id: str | None, include_guest_requirements: bool = False
) -> Operation[GuestDetails]:
    """One guest, or the main guest of a reservation."""
    if not guest_id and not reservation_id:
        raise ConfigurationError("Nobody is asked for.", next_action="Give guest_id or reservation_id.")
    params = {
        "guestID": guest_id,
        "reservationID": reservation_id,
        "includeGuestRequirements": include_guest_requirements or None,
    }
    return Operation(endpoint=GET_GUEST, parse=_GUEST, params=wire_params(params))


def list_guests(criteria: GuestFilter, *, zone: ZoneInfo | None) -> Listing[ListedGuest]:
    """Guests of reservations."""
    main_only = True if criteria.main_guests_only else None
    return Listing(
        call=Operation(endpoint=GET_GUESTS, parse=_GUESTS, params=criteria.params(zone)),
        key=lambda row: f"{row.guest_id}/{row.reservation_id}",
        default_size=100,
        checks=checks.every(
            checks.words("status", criteria.statuses, lambda row: row.status),
            checks.flag("excludeSecondaryGuests", main_only, lambda row: row.is_main_guest),
        ),
    )


def list_modified(
    *,
    in_house: bool,
    changed_from: datetime | None,
    changed_to: datetime | None,
    check_in_from: date | None,
    check_in_to: date | None,
    check_out_from: date | None,
    check_out_to: date | None,
    include_guest_requirements: bool,
    zone: ZoneInfo | None,
) -> Listing[RoomGuest]:
    """Guests that changed, once for each of their rooms; those of today if no time is given."""
    params = {
        "inHouse": in_house or None,
        "resultsFrom": wire_instant(changed_from, zone),
        "resultsTo": wire_instant(changed_to, zone),
        "checkInFrom": check_in_from,
        "checkInTo": check_in_to,
        "checkOutFrom": check_out_from,
        "checkOutTo": check_out_to,
        "includeGuestRequirements": include_guest_requirements or None,
    }
    return Listing(
        call=Operation(endpoint=GET_MODIFIED, parse=_MODIFIED, params=wire_params(params)),
        key=_in_a_room,
        default_size=100,
        checks=checks.every(
            checks.days("checkIn", check_in_from, check_in_to, lambda row: [row.start_date]),
            checks.days("checkOut", check_out_from, check_out_to, lambda row: [row.end_date]),
        ),
    )


def list_by_status(
    status: GuestStatus | str, *, changed_from: datetime | None, changed_to: datetime | None, zone: ZoneInfo | None
) -> Listing[GuestByStatus]:
    """Guests that had a status. Rows are not checked against it: a guest's may have changed since, says Cloudbeds."""
    params = {
        "status": status,
        "resultsFrom": wire_instant(changed_from, zone),
        "resultsTo": wire_instant(changed_to, zone),
    }
    return Listing(
        call=Operation(endpoint=GET_BY_STATUS, parse=_BY_STATUS, params=wire_params(params)),
        key=lambda row: f"{_in_a_room(row)}/{row.sub_reservation_id}",
    )


def _in_a_room(row: RoomGuest) -> str:
    """Tells a guest's rooms apart, those that are not assigned too."""
    room = row.room_id or f"{row.room_type_id}/{row.start_date}/{row.end_date}"
    return f"{row.guest_id}/{row.reservation_id}/{room}"
