# Written by tools/async_groups.py from ../groups/reservations.py: change that file, then run the tool.
"""``client.reservations``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..operations import reservations
from ..operations.chosen import is_nothing
from ..operations.reservation_filters import RateDetailsFilter, ReservationFilter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from ...http.paging import AsyncAllRows
    from ..async_client import AsyncCloudbedsClient
    from ..models.reservation_details import Assignment, ReservationDetails
    from ..models.reservations import Reservation, ReservationWithRates
    from ..operations.words import DatesOf, ReservationStatus


class AsyncReservations:
    """Reservations. Scope ``read:reservation``.

    Instants are aware and go out as the property's wall time (which the client must know); in which zone Cloudbeds
    reads them is not documented, so overlap. Dates are hotel days, both ends included.
    """

    def __init__(self, client: AsyncCloudbedsClient) -> None:
        self._client = client

    def list(
        self,
        *,
        status: ReservationStatus | str | None = None,
        booked_from: datetime | None = None,
        booked_to: datetime | None = None,
        modified_from: datetime | None = None,
        modified_to: datetime | None = None,
        check_in_from: date | None = None,
        check_in_to: date | None = None,
        check_out_from: date | None = None,
        check_out_to: date | None = None,
        dates_of: DatesOf | str | None = None,
        room_id: str | None = None,
        room_name: str | None = None,
        room_type_id: str | None = None,
        guest_id: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
        source_id: str | None = None,
        source_reservation_id: str | None = None,
        rate_plan_id: str | None = None,
        allotment_block_code: str | None = None,
        group_code: str | None = None,
        include_all_rooms: bool = True,
        include_guests: bool = False,
        include_guest_requirements: bool = False,
        include_custom_fields: bool = False,
        newest_first: bool = False,
    ) -> AsyncAllRows[Reservation]:
        """Reservations by ``getReservations``; see `ReservationFilter`. For a sync, use `with_rate_details`."""
        criteria = ReservationFilter(
            status=status,
            booked_from=booked_from,
            booked_to=booked_to,
            modified_from=modified_from,
            modified_to=modified_to,
            check_in_from=check_in_from,
            check_in_to=check_in_to,
            check_out_from=check_out_from,
            check_out_to=check_out_to,
            dates_of=dates_of,
            room_id=room_id,
            room_name=room_name,
            room_type_id=room_type_id,
            guest_id=guest_id,
            first_name=first_name,
            last_name=last_name,
            source_id=source_id,
            source_reservation_id=source_reservation_id,
            rate_plan_id=rate_plan_id,
            allotment_block_code=allotment_block_code,
            group_code=group_code,
            include_all_rooms=include_all_rooms,
            include_guests=include_guests,
            include_guest_requirements=include_guest_requirements,
            include_custom_fields=include_custom_fields,
            newest_first=newest_first,
        )
        return self._client.rows(reservations.list_reservations(criteria, zone=self._client.zone))

    async def get(self, reservation_id: str, *, include_guest_requirements: bool = False) -> ReservationDetails:
        """One reservation, with its guests' details; `NotFoundError` or `BadRequestError` if there is none."""
        return await self._client.execute(
            reservations.get_reservation(reservation_id, include_guest_requirements=include_guest_requirements)
        )

    def with_rate_details(
        self,
        *,
        reservation_ids: Sequence[str] | None = None,
        booked_from: datetime | None = None,
        booked_to: datetime | None = None,
        modified_from: datetime | None = None,
        modified_to: datetime | None = None,
        check_out_from: date | None = None,
        check_out_to: date | None = None,
        excluded_statuses: Sequence[ReservationStatus | str] | None = None,
        guest_id: str | None = None,
        include_deleted: bool = False,
        include_guests: bool = False,
        include_guest_requirements: bool = False,
        include_custom_fields: bool = False,
        newest_first: bool = False,
    ) -> AsyncAllRows[ReservationWithRates]:
        """Reservations with each room's status, UTC times and arrival time, a hundred a call; see `RateDetailsFilter`.

        Without `reservation_ids` there is no filter by them; an empty list is answered with nothing.
        """
        if is_nothing(reservation_ids):
            return self._client.rows()
        criteria = RateDetailsFilter(
            reservation_ids=reservation_ids,
            booked_from=booked_from,
            booked_to=booked_to,
            modified_from=modified_from,
            modified_to=modified_to,
            check_out_from=check_out_from,
            check_out_to=check_out_to,
            excluded_statuses=excluded_statuses,
            guest_id=guest_id,
            include_deleted=include_deleted,
            include_guests=include_guests,
            include_guest_requirements=include_guest_requirements,
            include_custom_fields=include_custom_fields,
            newest_first=newest_first,
        )
        return self._client.rows(reservations.list_with_rate_details(criteria, zone=self._client.zone))

    async def assignments(self, day: date | None = None) -> tuple[Assignment, ...]:
        """Which rooms reservations have on a hotel day, today by default."""
        return await self._client.execute(reservations.list_assignments(day))
