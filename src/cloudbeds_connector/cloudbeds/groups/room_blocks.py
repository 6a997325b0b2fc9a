"""Calls about room blocks: ``client.room_blocks``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypedDict, Unpack

from ...errors import ConfigurationError
from ...http.call import Repeat
from ...http.paging import Check
from ..envelope import Envelope, acknowledgement, data_in, listed, whole
from ..models.rooms import PropertyBlocks, RoomBlock, SavedBlock
from ..models.rows import Rows, under
from ..operation import Endpoint, Listing, Operation, Verb, Wire, hotel_day, wire_params
from . import checks
from .choices import BlockKind
from .filters import filter_params
from .group import C, Group, Listings, call, rows

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


_BLOCKS = listed(
    data_in(lambda: Envelope[Rows[PropertyBlocks]], _flatten),
    lambda: RoomBlock,
    kind="block",
    group=lambda: PropertyBlocks,
    within="roomBlocks",
)
_SAVED = whole(lambda: SavedBlock)


class BlockFilters(TypedDict, total=False):
    """Filters of `RoomBlocks.list`."""

    room_block_id: str | None
    """One block."""
    room_type_id: str | None
    """Blocks of rooms of this type."""
    room_id: str | None
    """Blocks of this room."""


class RoomBlocks(Group[C]):
    """Blocks. Scopes ``read:roomblock``, ``write:roomblock`` and, to delete, ``delete:roomblock``.

    Dates are hotel days. Whether the end is itself blocked is not documented. Where inventory is split, give only the
    rooms that are meant: Cloudbeds blocks those linked with them by itself, and marks them with `is_source` False.
    """

    @rows
    def list(self, start: date, end: date, **filters: Unpack[BlockFilters]) -> Listings[RoomBlock]:
        """Blocks that touch a day from `start` to `end`; longer ranges are several calls (35 days each)."""
        _days(start, end, required=True)
        params = filter_params(BlockFilters, filters, zone=None, method=GET_ROOM_BLOCKS.used_as) or {}
        seen = _checks(filters)
        return tuple(
            Listing(
                call=Operation(
                    endpoint=GET_ROOM_BLOCKS,
                    parse=_BLOCKS,
                    params=wire_params({"startDate": first, "endDate": last, **params}),
                ),
                key=lambda block: block.room_block_id,
                checks=seen,
            )
            for first, last in _spans(start, end)
        )

    @call
    def create(
        self,
        kind: BlockKind | str,
        *,
        start: date,
        end: date,
        rooms: Mapping[str, str],
        reason: str,
        hold: CourtesyHold | None = None,
    ) -> Operation[SavedBlock]:
        """Block rooms. `kind` is ``blocked_dates``, ``out_of_service`` or ``courtesy_hold``.

        `rooms` are room ids with their room types' ids. A courtesy hold says for whom (`hold`). Not repeated after
        a failure, because that may block twice: list first.
        """
        if not rooms:
            raise ConfigurationError("A block needs a room.", next_action="Give room ids with their room types' ids.")
        params: dict[str, Wire] = {"roomBlockType": kind, "roomBlockReason": reason, **_days(start, end, required=True)}
        return Operation(endpoint=CREATE, parse=_SAVED, params=wire_params({**params, **_rest(rooms, hold)}))

    @call
    def change(
        self,
        room_block_id: str,
        *,
        start: date | None = None,
        end: date | None = None,
        rooms: Mapping[str, str] | None = None,
        reason: str | None = None,
        hold: CourtesyHold | None = None,
    ) -> Operation[SavedBlock]:
        """Change what is given of a block. Given `rooms` (ids with their room types' ids) replace those it has.

        A block's kind cannot be changed.
        """
        params: dict[str, Wire] = {
            "roomBlockID": room_block_id,
            "roomBlockReason": reason,
            **_days(start, end),
        }
        return Operation(endpoint=CHANGE, parse=_SAVED, params=wire_params({**params, **_rest(rooms or {}, hold)}))

    @call
    def delete(self, room_block_id: str) -> Operation[None]:
        """End a block. After an answer that was lost, a repetition may raise `NotFoundError`."""
        return Operation(endpoint=DELETE, parse=acknowledgement, params={"roomBlockID": room_block_id})


def _days(start: date | None, end: date | None, *, required: bool = False) -> dict[str, Wire]:
    return {
        "startDate": hotel_day("start", start, required=required),
        "endDate": hotel_day("end", end, required=required),
    }


def _spans(start: date, end: date) -> Iterator[tuple[date, date]]:
    """Days from `start` to `end`, in spans that one call takes."""
    while start <= end:
        last = min(start + MAX_SPAN - timedelta(days=1), end)
        yield start, last
        start = last + timedelta(days=1)


def _checks(filters: BlockFilters) -> tuple[Check[RoomBlock], ...]:
    return checks.every(
        checks.ids("roomBlockID", checks.one(filters.get("room_block_id")), lambda block: block.room_block_id),
        checks.among("roomTypeID", filters.get("room_type_id"), _room_types),
        checks.among("roomID", filters.get("room_id"), _rooms),
    )


def _room_types(block: RoomBlock) -> Iterable[str | None]:
    return [room.room_type_id for room in block.rooms]


def _rooms(block: RoomBlock) -> Iterable[str | None]:
    return [room.room_id for room in block.rooms]


def _rest(rooms: Mapping[str, str], hold: CourtesyHold | None) -> dict[str, Wire]:
    """Rooms as a list of objects, as Cloudbeds' forms have it, and for whom they are held."""
    listed: dict[str, Wire] = {
        f"rooms[{number}][{name}]": value
        for number, (room_id, room_type_id) in enumerate(rooms.items())
        for name, value in (("roomID", room_id), ("roomTypeID", room_type_id))
    }
    return listed if hold is None else {**listed, **hold.params()}
