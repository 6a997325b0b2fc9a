"""Calls about rooms, and about checking them in and out: ``client.rooms``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, TypedDict, Unpack

from ...errors import ConfigurationError
from ...http.call import Repeat
from ..envelope import Envelope, acknowledgement, data_in, listed
from ..models.rooms import PropertyRooms, Room
from ..models.rows import Rows, under
from ..models.stays import RoomStayDetails
from ..operation import Endpoint, Listing, Operation, Scope, Verb, wire_params
from . import checks
from .filters import Param
from .group import C, Group, Listings, call, rows

GET_ROOMS = Endpoint(name="getRooms", permission="read:room", scope=Scope.MANY, used_as="rooms.list")
GET_UNASSIGNED = Endpoint(
    name="getRoomsUnassigned", permission="read:room", scope=Scope.MANY, used_as="rooms.unassigned"
)
GET_STAY = Endpoint(name="getReservationRoomDetails", permission="read:room", used_as="rooms.stay")
CHECK_IN = Endpoint(
    name="postRoomCheckIn", verb=Verb.POST, permission="write:room", repeat=Repeat.ONCE, used_as="rooms.check_in"
)
CHECK_OUT = Endpoint(
    name="postRoomCheckOut", verb=Verb.POST, permission="write:room", repeat=Repeat.ONCE, used_as="rooms.check_out"
)
ASSIGN = Endpoint(
    name="postRoomAssign", verb=Verb.POST, permission="write:room", repeat=Repeat.ONCE, used_as="rooms.assign"
)


def _flatten(properties: tuple[PropertyRooms, ...]) -> tuple[Room, ...]:
    return tuple(room for group in properties for room in under(group, group.rooms))


def _key(room: Room) -> str:
    """Ids of rooms are unique within a property only."""
    return f"{room.property_id}/{room.room_id}"


_ROOMS = listed(
    data_in(lambda: Envelope[Rows[PropertyRooms]], _flatten),
    lambda: Room,
    kind="room",
    group=lambda: PropertyRooms,
    within="rooms",
)
_STAY = data_in(lambda: Envelope[RoomStayDetails])


class RoomFilters(TypedDict, total=False):
    """Filters of `Rooms.list`."""

    relations: Annotated[bool, Param("includeRoomRelations", kind="option_1")]
    """Also which rooms are linked, such as suites and their parts. False by default."""
    room_type_ids: Annotated[Sequence[str] | None, Param("roomTypeID", kind="one_of")]
    """Rooms of these types. An empty list has no rows and makes no call; None is no filter."""
    room_type_name_short: str | None
    """Rooms of the type with this short name."""
    free_from: Annotated[date | None, Param("startDate")]
    """Only rooms that nobody is assigned to from this hotel day on; `room_blocked` is then about those days too."""
    free_to: Annotated[date | None, Param("endDate")]
    """The end of that time, a hotel day. `ConfigurationError` for one of both alone."""


class Rooms(Group[C]):
    """Rooms. Scope ``read:room``; ``write:room`` for `check_in`, `check_out` and `assign`."""

    @rows
    def list(self, **filters: Unpack[RoomFilters]) -> Listings[Room]:
        """Every room, or those that fit every filter."""
        if (filters.get("free_from") is None) != (filters.get("free_to") is None):
            raise ConfigurationError("Cloudbeds needs both days or none.", next_action="Give free_from and free_to.")
        return self._list(
            GET_ROOMS,
            _ROOMS,
            RoomFilters,
            filters,
            key=_key,
            checks=lambda given: checks.ids("roomTypeID", given.get("room_type_ids"), lambda room: room.room_type_id),
        )

    @rows
    def unassigned(self) -> Listings[Room]:
        """Rooms that nobody is assigned to today, by ``getRoomsUnassigned``; for other days, use `list`.

        It is an alias of ``getRooms`` (OpenAPI description), so it has pages.
        """
        return (Listing(call=Operation(endpoint=GET_UNASSIGNED, parse=_ROOMS), key=_key),)

    @call
    def stay(self, sub_reservation_id: str) -> Operation[RoomStayDetails]:
        """One room of a reservation, with its status and guests; `NotFoundError` or `BadRequestError` if none."""
        return Operation(endpoint=GET_STAY, parse=_STAY, params={"subReservationID": sub_reservation_id})

    @call
    def check_in(
        self, reservation_id: str, *, sub_reservation_id: str | None = None, room_id: str | None = None
    ) -> Operation[None]:
        """Check one room of a reservation in. Not repeated after a failure: read the reservation first."""
        return _desk(CHECK_IN, reservation_id, sub_reservation_id, room_id)

    @call
    def check_out(
        self, reservation_id: str, *, sub_reservation_id: str | None = None, room_id: str | None = None
    ) -> Operation[None]:
        """Check one room of a reservation out. Not repeated after a failure: read the reservation first."""
        return _desk(CHECK_OUT, reservation_id, sub_reservation_id, room_id)

    @call
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
    ) -> Operation[None]:
        """Assign a room to a stay. `new_room_id` None takes the room away and needs `reservation_room_id`.

        Cloudbeds needs `room_type_id` for an assignment, `old_room_id` for a move, and `adjust_price` True if the
        move changes the price. Not repeated after a failure.
        """
        if not new_room_id and not reservation_room_id:
            raise ConfigurationError(
                "Cloudbeds takes a room away only from one named room of a reservation.",
                next_action="Give reservation_room_id, which client.reservations.get() returns.",
            )
        params = {
            "reservationID": reservation_id,
            "subReservationID": sub_reservation_id,
            "reservationRoomID": reservation_room_id,
            "newRoomID": new_room_id or "",  # an empty field takes the room away
            "roomTypeID": room_type_id,
            "oldRoomID": old_room_id,
            "adjustPrice": adjust_price,
        }
        return Operation(endpoint=ASSIGN, params=wire_params(params), parse=acknowledgement)


def _desk(
    endpoint: Endpoint, reservation_id: str, sub_reservation_id: str | None, room_id: str | None
) -> Operation[None]:
    params = {"reservationID": reservation_id, "subReservationID": sub_reservation_id, "roomID": room_id}
    return Operation(endpoint=endpoint, params=wire_params(params), parse=acknowledgement)
