# Written by tools/async_groups.py from ../groups/rooms.py: change that file, then run the tool.
"""``client.rooms``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..operations import rooms
from ..operations.chosen import is_nothing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ...http.paging import AsyncAllRows
    from ..async_client import AsyncCloudbedsClient
    from ..models.rooms import Room
    from ..models.stays import RoomStayDetails


class AsyncRooms:
    """Rooms. Scope ``read:room``; ``write:room`` for `check_in`, `check_out` and `assign`."""

    def __init__(self, client: AsyncCloudbedsClient) -> None:
        self._client = client

    def list(
        self,
        *,
        relations: bool = False,
        room_type_ids: Sequence[str] | None = None,
        room_type_name_short: str | None = None,
        free_from: date | None = None,
        free_to: date | None = None,
    ) -> AsyncAllRows[Room]:
        """Every room; with `relations`, also which rooms are linked (suites and their parts).

        With `free_from` and `free_to` (hotel days), only rooms that nobody is assigned to then, and `room_blocked`
        speaks of those days. No room fits empty `room_type_ids`.
        """
        if is_nothing(room_type_ids):
            return self._client.rows()
        return self._client.rows(
            rooms.list_rooms(
                relations=relations,
                room_type_ids=room_type_ids,
                room_type_name_short=room_type_name_short,
                free_from=free_from,
                free_to=free_to,
            )
        )

    def unassigned(self) -> AsyncAllRows[Room]:
        """Rooms that nobody is assigned to, by ``getRoomsUnassigned``; for certain days, use `list`."""
        return self._client.rows(rooms.list_unassigned())

    async def stay(self, sub_reservation_id: str) -> RoomStayDetails:
        """One room of a reservation, with its status and guests; `NotFoundError` or `BadRequestError` if none."""
        return await self._client.execute(rooms.get_stay(sub_reservation_id))

    async def check_in(
        self, reservation_id: str, *, sub_reservation_id: str | None = None, room_id: str | None = None
    ) -> None:
        """Check one room of a reservation in. Not repeated after a failure: look at the reservation first."""
        await self._client.execute(
            rooms.check_in(reservation_id, sub_reservation_id=sub_reservation_id, room_id=room_id)
        )

    async def check_out(
        self, reservation_id: str, *, sub_reservation_id: str | None = None, room_id: str | None = None
    ) -> None:
        """Check one room of a reservation out. Not repeated after a failure: look at the reservation first."""
        await self._client.execute(
            rooms.check_out(reservation_id, sub_reservation_id=sub_reservation_id, room_id=room_id)
        )

    async def assign(
        self,
        reservation_id: str,
        *,
        new_room_id: str | None,
        room_type_id: str | None = None,
        sub_reservation_id: str | None = None,
        old_room_id: str | None = None,
        reservation_room_id: str | None = None,
        adjust_price: bool | None = None,
    ) -> None:
        """Give a stay a room. `new_room_id` None takes the room away and needs `reservation_room_id`.

        Cloudbeds wants `room_type_id` for an assignment, `old_room_id` for a move, and `adjust_price` True if the
        move changes the price. Not repeated after a failure.
        """
        await self._client.execute(
            rooms.assign(
                reservation_id,
                new_room_id=new_room_id,
                room_type_id=room_type_id,
                sub_reservation_id=sub_reservation_id,
                old_room_id=old_room_id,
                reservation_room_id=reservation_room_id,
                adjust_price=adjust_price,
            )
        )
