# Written by tools/async_groups.py from ../groups/guests.py: change that file, then run the tool.
"""``client.guests``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..operations import guests
from ..operations.chosen import is_nothing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from ...http.paging import AsyncAllRows
    from ..async_client import AsyncCloudbedsClient
    from ..models.guests import GuestByStatus, GuestDetails, ListedGuest, RoomGuest
    from ..operations.words import GuestOrder, GuestStatus, ReservationStatus


class AsyncGuests:
    """Guests. Scope ``read:guest``. Ask for no more than is needed: every answer here is personal data.

    Instants are aware and go out as the property's wall time (which the client must know); in which zone Cloudbeds
    reads them is not documented, so overlap. Dates are hotel days, both ends included.
    """

    def __init__(self, client: AsyncCloudbedsClient) -> None:
        self._client = client

    async def get(
        self,
        guest_id: str | None = None,
        *,
        reservation_id: str | None = None,
        include_guest_requirements: bool = False,
    ) -> GuestDetails:
        """One guest, or the main guest of a reservation. `ConfigurationError` if neither is given."""
        return await self._client.execute(
            guests.get_guest(
                guest_id, reservation_id=reservation_id, include_guest_requirements=include_guest_requirements
            )
        )

    def list(
        self,
        *,
        changed_from: datetime | None = None,
        changed_to: datetime | None = None,
        check_in_from: date | None = None,
        check_in_to: date | None = None,
        check_out_from: date | None = None,
        check_out_to: date | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
        email: str | None = None,
        phone: str | None = None,
        cell_phone: str | None = None,
        statuses: Sequence[ReservationStatus | str] | None = None,
        sort_by: GuestOrder | str | None = None,
        details: bool = False,
        main_guests_only: bool = False,
        include_guest_requirements: bool = False,
    ) -> AsyncAllRows[ListedGuest]:
        """Guests of reservations, by ``getGuestList``. `changed_*` is when a guest was created or last modified.

        `statuses` are the reservation's (nobody fits an empty list); `sort_by` is ``modification`` (the default) or
        ``creation``; with `details` there are names, phones, addresses and notes too.
        """
        if is_nothing(statuses):
            return self._client.rows()
        criteria = guests.GuestFilter(
            changed_from=changed_from,
            changed_to=changed_to,
            check_in_from=check_in_from,
            check_in_to=check_in_to,
            check_out_from=check_out_from,
            check_out_to=check_out_to,
            first_name=first_name,
            last_name=last_name,
            email=email,
            phone=phone,
            cell_phone=cell_phone,
            statuses=statuses,
            sort_by=sort_by,
            details=details,
            main_guests_only=main_guests_only,
            include_guest_requirements=include_guest_requirements,
        )
        return self._client.rows(guests.list_guests(criteria, zone=self._client.zone))

    def modified(
        self,
        *,
        in_house: bool = False,
        changed_from: datetime | None = None,
        changed_to: datetime | None = None,
        check_in_from: date | None = None,
        check_in_to: date | None = None,
        check_out_from: date | None = None,
        check_out_to: date | None = None,
        include_guest_requirements: bool = False,
    ) -> AsyncAllRows[RoomGuest]:
        """Guests whose record changed, once for each of their rooms; those of today if no time is given.

        Checking in and out changes the record, says the official description, so this finds a departure that
        reservations do not tell of. With `in_house`, guests who have left are not listed.
        """
        return self._client.rows(
            guests.list_modified(
                in_house=in_house,
                changed_from=changed_from,
                changed_to=changed_to,
                check_in_from=check_in_from,
                check_in_to=check_in_to,
                check_out_from=check_out_from,
                check_out_to=check_out_to,
                include_guest_requirements=include_guest_requirements,
                zone=self._client.zone,
            )
        )

    def by_status(
        self, status: GuestStatus | str, *, changed_from: datetime | None = None, changed_to: datetime | None = None
    ) -> AsyncAllRows[GuestByStatus]:
        """Guests that are, or were in the time given, ``in_house``, ``not_checked_in``, ``checked_out``, ``canceled``.

        A row's `current_status` may be another one.
        """
        return self._client.rows(
            guests.list_by_status(status, changed_from=changed_from, changed_to=changed_to, zone=self._client.zone)
        )
