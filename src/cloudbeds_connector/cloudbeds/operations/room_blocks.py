"""The calls about room blocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ...errors import ConfigurationError
from ...http.call import Repeat
from ...http.paging import Check
from .. import models
from ..envelope import Envelope, acknowledgement, data_in, whole
from ..models.rows import Rows, under
from ..operation import Endpoint, Listing, Operation, Verb, Wire, wire_params
from . import checks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..models.room_blocks import PropertyBlocks, RoomBlock, SavedBlock
    from .words import BlockKind

GET_ROOM_BLOCKS = Endpoint(name="getRoomBlocks", permission="read:roomblock", used_as="room_blocks.list")
CREATE = Endpoint(
    name="postRoomBlock",
    verb=Verb.POST,
    permission="write:roomblock",
    repeat=Repeat.ONCE,
    used_as="room_blocks.create",
)
CHANGE = Endpoint(name="putRoomBlock", verb=Verb.PUT, permission="write:roomblock", used_as="room_blocks.change")
DELETE = Endpoint(name="deleteRoomBlock", verb=Verb.POST, permission="delete:roomblock", used_as="room_blocks.delete")

#: ``getRoomBlocks`` takes "35 days or less"; one day is left for either way of counting.
MAX_SPAN = timedelta(days=34)


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class CourtesyHold:
    """For whom rooms are held, and for how many hours."""

    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    hours: int | None = None

    def params(self) -> dict[str, Wire]:
        """As parameters."""
        return {
            "firstName": self.first_name,
            "lastName": self.last_name,
            "email": self.email,
            "phone": self.phone,
            "lengthOfHoldInHours": self.hours,
        }


def _flatten(properties: tuple[PropertyBlocks, ...]) -> tuple[RoomBlock, ...]:
    return tuple(block for group in properties for block in under(group, group.room_blocks))


_BLOCKS = data_in(lambda: Envelope[Rows[models.PropertyBlocks]], _flatten)
_SAVED = whole(lambda: models.SavedBlock)


def list_room_blocks(
    start: date,
    end: date,
    *,
    room_block_id: str | None = None,
    room_type_id: str | None = None,
    room_id: str | None = None,
) -> Iterator[Listing[RoomBlock]]:
    """Blocks that touch a day from `start` to `end`, as many calls as Cloudbeds' limit of 35 days needs."""
    chosen = {"roomBlockID": room_block_id, "roomTypeID": room_type_id, "roomID": room_id}
    seen: tuple[Check[RoomBlock], ...] = checks.every(
        checks.ids("roomBlockID", checks.one(room_block_id), lambda block: block.room_block_id),
        checks.among("roomTypeID", room_type_id, lambda block: [room.room_type_id for room in block.rooms]),
        checks.among("roomID", room_id, lambda block: [room.room_id for room in block.rooms]),
    )
    while start <= end:
        until = min(start + MAX_SPAN - timedelta(days=1), end)
        params = wire_params({"startDate": start, "endDate": until, **chosen})
        yield Listing(
            call=Operation(endpoint=GET_ROOM_BLOCKS, parse=_BLOCKS, params=params),
            key=lambda block: block.room_block_id,
            checks=seen,
        )
        start = until + timedelta(days=1)


def create(
    kind: BlockKind | str,
    *,
    start: date,
    end: date,
    rooms: Mapping[str, str],
    reason: str,
    hold: CourtesyHold | None = None,
) -> Operation[SavedBlock]:
    """Block rooms (ids with their room types' ids). Repeating it may block them twice, so it is not repeated."""
    if not rooms:
        raise ConfigurationError("A block needs a room.", next_action="Give room ids with their room types' ids.")
    params: dict[str, Wire] = {"roomBlockType": kind, "roomBlockReason": reason, "startDate": start, "endDate": end}
    return Operation(endpoint=CREATE, parse=_SAVED, params=wire_params({**params, **_rooms(rooms), **_holder(hold)}))


def change(
    room_block_id: str,
    *,
    start: date | None,
    end: date | None,
    rooms: Mapping[str, str] | None,
    reason: str | None,
    hold: CourtesyHold | None = None,
) -> Operation[SavedBlock]:
    """Change what is given of a block; given rooms replace the rooms it has."""
    params: dict[str, Wire] = {
        "roomBlockID": room_block_id,
        "roomBlockReason": reason,
        "startDate": start,
        "endDate": end,
    }
    return Operation(
        endpoint=CHANGE, parse=_SAVED, params=wire_params({**params, **_rooms(rooms or {}), **_holder(hold)})
    )


def delete(room_block_id: str) -> Operation[None]:
    """End a block."""
    return Operation(endpoint=DELETE, parse=acknowledgement, params={"roomBlockID": room_block_id})


def _holder(hold: CourtesyHold | None) -> dict[str, Wire]:
    return {} if hold is None else hold.params()


def _rooms(rooms: Mapping[str, str]) -> dict[str, str]:
    """A list of objects, as Cloudbeds' forms have it."""
    return {
        f"rooms[{number}][{name}]": value
        for number, (room_id, room_type_id) in enumerate(rooms.items())
        for name, value in (("roomID", room_id), ("roomTypeID", room_type_id))
    }
