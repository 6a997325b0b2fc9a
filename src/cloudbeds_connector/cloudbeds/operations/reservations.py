"""The calls about reservations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import models
from ..envelope import Envelope, data_in
from ..models.rows import Rows
from ..operation import Endpoint, Listing, Operation, wire_params

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from ..models.reservation_details import Assignment, ReservationDetails
    from ..models.reservations import Reservation, ReservationWithRates
    from .reservation_filters import RateDetailsFilter, ReservationFilter

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

_RESERVATIONS = data_in(lambda: Envelope[Rows[models.Reservation]])
_WITH_RATES = data_in(lambda: Envelope[Rows[models.ReservationWithRates]])
_DETAILS = data_in(lambda: Envelope[models.ReservationDetails])
_ASSIGNMENTS = data_in(lambda: Envelope[Rows[models.Assignment]])


def list_reservations(criteria: ReservationFilter, *, zone: ZoneInfo | None) -> Listing[Reservation]:
    """Reservations without deleted ones and without arrival times."""
    return Listing(
        call=Operation(endpoint=GET_RESERVATIONS, parse=_RESERVATIONS, params=criteria.params(zone)),
        key=lambda row: row.reservation_id,
        default_size=PAGE_SIZE,
        checks=criteria.checks(),
    )


def list_with_rate_details(criteria: RateDetailsFilter, *, zone: ZoneInfo | None) -> Listing[ReservationWithRates]:
    """Reservations with their rooms' statuses, UTC times, arrival times and, if asked for, deleted ones."""
    return Listing(
        call=Operation(endpoint=GET_WITH_RATE_DETAILS, parse=_WITH_RATES, params=criteria.params(zone)),
        key=lambda row: row.reservation_id,
        default_size=PAGE_SIZE,
        expects=frozenset(criteria.reservation_ids or ()) or None,
        checks=criteria.checks(),
    )


def get_reservation(reservation_id: str, *, include_guest_requirements: bool = False) -> Operation[ReservationDetails]:
    """One reservation with its guests (and their documents: ask only where a person needs them)."""
    params = {"reservationID": reservation_id, "includeGuestRequirements": include_guest_requirements or None}
    return Operation(endpoint=GET_RESERVATION, parse=_DETAILS, params=wire_params(params))


def list_assignments(day: date | None = None) -> Operation[tuple[Assignment, ...]]:
    """Which rooms reservations have on a day, today if none is given. The method has no pages."""
    return Operation(endpoint=GET_ASSIGNMENTS, parse=_ASSIGNMENTS, params=wire_params({"date": day}))
