"""``client.rooms`` and ``client.room_types``."""

from __future__ import annotations

from ..client import CloudbedsClient
from ..models.rooms import Room, RoomType
from ..operations import rooms
from ..paging import AllRows


class Rooms:
    """Rooms. Scopes ``read:room``, and ``write:room`` for everything but `list`."""

    def __init__(self, client: CloudbedsClient) -> None:
        self._client = client

    def list(self, *, relations: bool = False) -> AllRows[Room]:
        """Every room; with `relations`, also which rooms are linked (suites and their parts)."""
        return self._client.rows(rooms.list_rooms(relations=relations))

    def check_in(
        self, reservation_id: str, *, sub_reservation_id: str | None = None, room_id: str | None = None
    ) -> None:
        """Check one room of a reservation in. Not repeated after a failure: look at the reservation first."""
        self._client.execute(rooms.check_in(reservation_id, sub_reservation_id=sub_reservation_id, room_id=room_id))

    def check_out(
        self, reservation_id: str, *, sub_reservation_id: str | None = None, room_id: str | None = None
    ) -> None:
        """Check one room of a reservation out. Not repeated after a failure: look at the reservation first."""
        self._client.execute(rooms.check_out(reservation_id, sub_reservation_id=sub_reservation_id, room_id=room_id))

    def assign(
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
        self._client.execute(
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


class RoomTypes:
    """Room types. Scope ``read:room``."""

    def __init__(self, client: CloudbedsClient) -> None:
        self._client = client

    def list(self) -> AllRows[RoomType]:
        """Every room type."""
        return self._client.rows(rooms.list_room_types())
