"""The calls about rooms and room types, and about checking rooms in and out."""

from __future__ import annotations

from ..envelope import Envelope, acknowledgement, data_in
from ..models.rooms import PropertyRooms, Room, RoomType
from ..models.wire import RowsOrOne
from ..operation import Listing, Operation, Repeat, Scope, Verb, wire_params


def _flatten(properties: tuple[PropertyRooms, ...]) -> tuple[Room, ...]:
    return tuple(
        room if room.property_id else room.model_copy(update={"property_id": group.property_id})
        for group in properties
        for room in group.rooms
    )


_ROOMS = data_in(Envelope[RowsOrOne[PropertyRooms]], _flatten)
_ROOM_TYPES = data_in(Envelope[RowsOrOne[RoomType]], lambda types: types)


def list_rooms(*, relations: bool = False) -> Listing[Room]:
    """Every room. Dates are not offered: with them, Cloudbeds lists only rooms that are free then."""
    params = {"includeRoomRelations": "1"} if relations else {}
    return Listing(
        operation=Operation(method="getRooms", parse=_ROOMS, params=params, scope=Scope.MANY),
        # room ids are unique within a property only
        key=lambda room: f"{room.property_id}/{room.room_id}",
    )


def list_room_types() -> Listing[RoomType]:
    """Every room type."""
    return Listing(
        operation=Operation(method="getRoomTypes", parse=_ROOM_TYPES, scope=Scope.MANY),
        key=lambda room_type: f"{room_type.property_id}/{room_type.room_type_id}",
    )


def check_in(reservation_id: str, *, sub_reservation_id: str | None, room_id: str | None) -> Operation[None]:
    """Check one room of a reservation in."""
    return _desk("postRoomCheckIn", reservation_id, sub_reservation_id, room_id)


def check_out(reservation_id: str, *, sub_reservation_id: str | None, room_id: str | None) -> Operation[None]:
    """Check one room of a reservation out."""
    return _desk("postRoomCheckOut", reservation_id, sub_reservation_id, room_id)


def _desk(method: str, reservation_id: str, sub_reservation_id: str | None, room_id: str | None) -> Operation[None]:
    params = {"reservationID": reservation_id, "subReservationID": sub_reservation_id, "roomID": room_id}
    return Operation(
        method=method, verb=Verb.POST, params=wire_params(params), repeat=Repeat.ONCE, parse=acknowledgement
    )


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
    params = {
        "reservationID": reservation_id,
        "subReservationID": sub_reservation_id,
        "reservationRoomID": reservation_room_id,
        "newRoomID": new_room_id or "",
        "roomTypeID": room_type_id,
        "oldRoomID": old_room_id,
        "adjustPrice": adjust_price,
    }
    return Operation(
        method="postRoomAssign", verb=Verb.POST, params=wire_params(params), repeat=Repeat.ONCE, parse=acknowledgement
    )
