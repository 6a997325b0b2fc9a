"""The calls about rooms, and about checking them in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import ConfigurationError
from ...http.call import Repeat
from ...http.paging import Check
from .. import models
from ..envelope import Envelope, acknowledgement, data_in
from ..models.rows import Rows, under
from ..operation import Endpoint, Listing, Operation, Scope, Verb, Wire, wire_params
from . import checks
from .chosen import joined

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ..models.rooms import PropertyRooms, Room
    from ..models.stays import RoomStayDetails

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


_ROOMS = data_in(lambda: Envelope[Rows[models.PropertyRooms]], _flatten)
_STAY = data_in(lambda: Envelope[models.RoomStayDetails])


def list_rooms(
    *,
    relations: bool = False,
    room_type_ids: Sequence[str] | None = None,
    room_type_name_short: str | None = None,
    free_from: date | None = None,
    free_to: date | None = None,
) -> Listing[Room]:
    """Every room; with dates, only those that nobody is assigned to then. Both dates, or neither."""
    if (free_from is None) != (free_to is None):
        raise ConfigurationError("Cloudbeds needs both dates or none.", next_action="Give free_from and free_to.")
    params: dict[str, Wire] = {
        "includeRoomRelations": 1 if relations else None,
        "roomTypeID": joined("room_type_ids", room_type_ids),
        "roomTypeNameShort": room_type_name_short,
        "startDate": free_from,
        "endDate": free_to,
    }
    return _rooms(GET_ROOMS, params, checks.every(checks.ids("roomTypeID", room_type_ids, lambda r: r.room_type_id)))


def list_unassigned() -> Listing[Room]:
    """Rooms that nobody is assigned to today. An alias of getRooms, says the official description: so it has pages."""
    return _rooms(GET_UNASSIGNED, {}, ())


def _rooms(endpoint: Endpoint, params: dict[str, Wire], seen: tuple[Check[Room], ...]) -> Listing[Room]:
    return Listing(
        call=Operation(endpoint=endpoint, parse=_ROOMS, params=wire_params(params)),
        # room ids are unique within a property only
        key=lambda room: f"{room.property_id}/{room.room_id}",
        checks=seen,
    )


def get_stay(sub_reservation_id: str) -> Operation[RoomStayDetails]:
    """One room of a reservation."""
    return Operation(endpoint=GET_STAY, parse=_STAY, params={"subReservationID": sub_reservation_id})


def check_in(reservation_id: str, *, sub_reservation_id: str | None, room_id: str | None) -> Operation[None]:
    """Check one room of a reservation in."""
    return _desk(CHECK_IN, reservation_id, sub_reservation_id, room_id)


def check_out(reservation_id: str, *, sub_reservation_id: str | None, room_id: str | None) -> Operation[None]:
    """Check one room of a reservation out."""
    return _desk(CHECK_OUT, reservation_id, sub_reservation_id, room_id)


def _desk(
    endpoint: Endpoint, reservation_id: str, sub_reservation_id: str | None, room_id: str | None
) -> Operation[None]:
    params = {"reservationID": reservation_id, "subReservationID": sub_reservation_id, "roomID": room_id}
    return Operation(endpoint=endpoint, params=wire_params(params), parse=acknowledgement)


def assign(
    reservation_id: str,
    *,
    new_room_id: str | None,
    room_type_id: str | None,
    sub_reservation_id: str | None,
    old_room_id: str | None,
    reservation_room_id: str | None,
    adjust_price: bool | None,
) -> Operation[None]:
    """Give a stay a room, another room, or (`new_room_id` None) no room; an empty field takes the room away."""
    if not new_room_id and not reservation_room_id:
        raise ConfigurationError(
            "Cloudbeds takes a room away only from a room of a reservation that is named.",
            next_action="Give reservation_room_id; getReservation tells it.",
        )
    params = {
        "reservationID": reservation_id,
        "subReservationID": sub_reservation_id,
        "reservationRoomID": reservation_room_id,
        "newRoomID": new_room_id or "",
        "roomTypeID": room_type_id,
        "oldRoomID": old_room_id,
        "adjustPrice": adjust_price,
    }
    return Operation(endpoint=ASSIGN, params=wire_params(params), parse=acknowledgement)
