"""Whether rooms can be sold for a night, by Cloudbeds' two answers, and how reliable each is.

``getAvailableRoomTypes`` counts rooms by the night. ``getRooms`` with dates has `roomBlocked`, "if room is blocked on
calendar during the period selected" (OpenAPI description). Cloudbeds may compute that flag by comparing dates, so a
flag that is *not* set is better evidence than one that is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from ...errors import BadRequestError, NotFoundError
from ..client import CloudbedsClient
from ..models.rooms import Room

DAY = timedelta(days=1)


def plain_rooms(rooms: Iterable[Room]) -> list[Room]:
    """Rooms that are sold on their own only: no dorm beds, no suites, no parts of suites."""
    return [
        room
        for room in rooms
        if room.is_private is not False and not room.is_virtual and not room.linked_room_ids and room.room_type_id
    ]


def free_rooms(client: CloudbedsClient, start: date, end: date) -> list[Room]:
    """Rooms without a stay between these days."""
    return list(client.rooms.list(relations=True, free_from=start, free_to=end))


def for_sale(client: CloudbedsClient, room_type_id: str, night: date) -> int | None:
    """How many rooms of the type can be sold for a night; None if it is not offered."""
    try:
        types = list(client.room_types.available(night, end=night + DAY))
    except (BadRequestError, NotFoundError):
        return None
    counts = [
        row.rooms_available for row in types if row.room_type_id == room_type_id and row.rooms_available is not None
    ]
    return max(counts, default=None)


def blocked_around(client: CloudbedsClient, room_id: str, last: date) -> list[bool | None]:
    """`roomBlocked` of a room for each night `around` a block's last date; None if the room is not listed for it."""
    return [_is_blocked(client, room_id, night) for night in around(last)]


def _is_blocked(client: CloudbedsClient, room_id: str, night: date) -> bool | None:
    return next((room.room_blocked for room in free_rooms(client, night, night + DAY) if room.room_id == room_id), None)


def around(last: date) -> Sequence[date]:
    """The night before a block's last date, which is blocked in any case; that date; and the night after it."""
    return (last - DAY, last, last + DAY)
