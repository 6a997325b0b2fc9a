"""``client.reservations``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from ..client import CloudbedsClient
from ..models.reservations import Reservation, ReservationDetails, ReservationWithRates
from ..operations.reservations import (
    RateDetailsFilter,
    ReservationFilter,
    get_reservation,
    list_reservations,
    list_with_rate_details,
)
from ..paging import AllRows


class Reservations:
    """Reservations. Scope ``read:reservation``. Instants are aware; dates are hotel days, both ends included."""

    def __init__(self, client: CloudbedsClient) -> None:
        self._client = client

    def list(
        self,
        *,
        status: str | None = None,
        modified_from: datetime | None = None,
        modified_to: datetime | None = None,
        check_in_from: date | None = None,
        check_in_to: date | None = None,
        check_out_from: date | None = None,
        check_out_to: date | None = None,
        dates_of: str | None = None,
        room_id: str | None = None,
        guest_id: str | None = None,
        include_all_rooms: bool = True,
        include_guests: bool = False,
        newest_first: bool = False,
    ) -> AllRows[Reservation]:
        """Reservations by ``getReservations``; see `ReservationFilter`. For a sync, use `with_rate_details`."""
        criteria = ReservationFilter(
            status=status,
            modified_from=modified_from,
            modified_to=modified_to,
            check_in_from=check_in_from,
            check_in_to=check_in_to,
            check_out_from=check_out_from,
            check_out_to=check_out_to,
            dates_of=dates_of,
            room_id=room_id,
            guest_id=guest_id,
            include_all_rooms=include_all_rooms,
            include_guests=include_guests,
            newest_first=newest_first,
        )
        return self._client.rows(list_reservations(criteria, zone=self._client.zone))

    def get(self, reservation_id: str) -> ReservationDetails:
        """One reservation, with its guests' details; `NotFoundError` or `BadRequestError` if there is none."""
        return self._client.execute(get_reservation(reservation_id))

    def with_rate_details(
        self,
        *,
        reservation_ids: Sequence[str] = (),
        modified_from: datetime | None = None,
        modified_to: datetime | None = None,
        check_out_from: date | None = None,
        check_out_to: date | None = None,
        excluded_statuses: Sequence[str] = (),
        guest_id: str | None = None,
        include_deleted: bool = False,
        include_guests: bool = False,
        newest_first: bool = False,
    ) -> AllRows[ReservationWithRates]:
        """Reservations with each room's status, UTC times and arrival time, a hundred a call; `RateDetailsFilter`."""
        criteria = RateDetailsFilter(
            reservation_ids=reservation_ids,
            modified_from=modified_from,
            modified_to=modified_to,
            check_out_from=check_out_from,
            check_out_to=check_out_to,
            excluded_statuses=excluded_statuses,
            guest_id=guest_id,
            include_deleted=include_deleted,
            include_guests=include_guests,
            newest_first=newest_first,
        )
        return self._client.rows(list_with_rate_details(criteria, zone=self._client.zone))
