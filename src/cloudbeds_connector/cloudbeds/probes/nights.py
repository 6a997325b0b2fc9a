"""Whether rooms can be sold for a night, by Cloudbeds' two answers, and how far each can be trusted.

``getAvailableRoomTypes`` counts, and ``getRooms`` with dates says `roomBlocked`, "if room is blocked
on calendar during the period selected" (OpenAPI description). The count is by the night. The flag may be computed by
comparing dates, so a flag that is *not* set is worth more than one that is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ...errors import BadRequestError, NotFoundError
from ..client import CloudbedsClient
from ..models.rooms import Room

DAY = timedelta(days=1)


def plain_rooms(rooms: Iterable[Room]) -> list[Room]:
    """Rooms that are sold as themselves and nothing else: no dorm beds, no suites, no parts of suites."""
    return [
        room
        for room in rooms
        if room.is_private is not False and not room.is_virtual and not room.linked_room_ids and room.room_type_id
    ]


def free_rooms(client: CloudbedsClient, start: date, end: date) -> list[Room]:
    """Rooms that nobody has between these days."""
    return list(client.rooms.list(relations=True, free_from=start, free_to=end))


def for_sale(client: CloudbedsClient, room_type_id: str, night: date) -> int | None:
    """How many rooms of the type can be sold for a night; None if it is not offered then, for whatever reason."""
    try:
        types = list(client.room_types.available(night, end=night + DAY))
    except (BadRequestError, NotFoundError):
        return None
    counts = [
        row.rooms_available for row in types if row.room_type_id == room_type_id and row.rooms_available is not None
    ]
    return max(counts, default=None)


def is_flagged(client: CloudbedsClient, room_id: str, night: date) -> bool | None:
    """`roomBlocked` for a night; None if the room is not shown for it."""
    return next((room.room_blocked for room in free_rooms(client, night, night + DAY) if room.room_id == room_id), None)


@dataclass(frozen=True, slots=True)
class Flags:
    """`roomBlocked` for the night before a block's last date, for that date, and for the night after it."""

    before: bool | None
    last: bool | None
    after: bool | None

    @classmethod
    def of(cls, client: CloudbedsClient, room_id: str, last: date) -> Flags:
        """Ask for the three nights."""
        return cls(*(is_flagged(client, room_id, night) for night in (last - DAY, last, last + DAY)))

    @property
    def open_on_the_last(self) -> bool:
        """Is the room blocked for the night before the block's last date, and not for that date?"""
        return self.before is True and self.last is False and self.after is False

    @property
    def closed_on_the_last(self) -> bool:
        """Is it blocked for both, and not for the night after?"""
        return self.before is True and self.last is True and self.after is False


def around(last: date) -> Sequence[date]:
    """The night before a block's last date, which is blocked in any case; that date; and the night after it."""
    return (last - DAY, last, last + DAY)
