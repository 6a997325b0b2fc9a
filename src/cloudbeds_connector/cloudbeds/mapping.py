"""Mapping of Cloudbeds' properties, rooms, conditions and blocks to `pms.model`.

It is an allow-list: a field that is not named here or in `stay_mapping` reaches no store, such as contacts, documents,
cards, notes and prices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import chain
from typing import TypeVar

from ..http.call import MisshapenError
from ..http.rows import read_rows
from ..http.text import REPLACEMENT
from ..pms.model import BlockKind, Condition, ListedProperty, PropertyTimes, Room, RoomBlock, RoomState, RoomType
from ..pms.pages import Page
from .models.hotels import Hotel, HotelDetails
from .models.housekeeping import ConditionChange, RoomStatus
from .models.rooms import Room as WireRoom
from .models.rooms import RoomBlock as WireBlock
from .models.rooms import RoomType as WireRoomType
from .models.wire import WireModel

W = TypeVar("W", bound=WireModel)
N = TypeVar("N")

#: Cloudbeds' words for a block. A block of an unknown kind takes the room out of sale too.
BLOCK_KINDS = {
    "blocked_dates": BlockKind.OUT_OF_ORDER,
    "out_of_service": BlockKind.OUT_OF_ORDER,
    "courtesy_hold": BlockKind.COURTESY_HOLD,
}

#: Days outside are placeholders for "always" and "open", and `date` cannot calculate beyond its own ends.
FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2099, 12, 31)


def map_page(page: Page[W], mapped: Callable[[W], Iterable[N]], *, kind: str) -> Page[N]:
    """The neutral values of a page. A row that cannot be mapped is set aside, as those that could not be read are."""
    found = read_rows(page.items, lambda row: tuple(mapped(row)), kind=kind, id_of=_id_of)
    return Page(tuple(chain.from_iterable(found)), page.sent_at, (*page.set_aside, *found.set_aside))


def _id_of(row: WireModel) -> object:
    return getattr(row, row.repr_field)


def plausible_day(day: date | None) -> date | None:
    """The nearest day from `FIRST_DAY` to `LAST_DAY`."""
    return None if day is None else min(max(day, FIRST_DAY), LAST_DAY)


def is_plausible(moment: date) -> bool:
    """Whether a moment lies in this century; another one is a placeholder."""
    return FIRST_DAY.year <= moment.year <= LAST_DAY.year


def to_listed_property(hotel: Hotel) -> ListedProperty:
    """A property as the listing shows it, with the zone as it is written there."""
    return ListedProperty(
        pms_property_id=hotel.property_id,
        name=hotel.property_name or hotel.property_id,
        timezone=hotel.property_timezone or "",
    )


def to_property_times(details: HotelDetails) -> PropertyTimes:
    """The times of a property's policy. Cloudbeds does not show when the night audit runs."""
    policy = details.policy
    return PropertyTimes(check_in=policy.property_check_in_time, check_out=policy.property_check_out_time)


def to_room_type(room_type: WireRoomType) -> RoomType:
    """A room type. It is private unless Cloudbeds says that it is shared."""
    return RoomType(
        id=room_type.room_type_id,
        name=room_type.room_type_name or room_type.room_type_name_short or room_type.room_type_id,
        short_name=room_type.room_type_name_short or "",
        virtual=bool(room_type.is_virtual),
        private=room_type.is_private is not False,
        max_guests=room_type.max_guests,
    )


def to_room(room: WireRoom) -> Room:
    """A room, or a bed of a dorm. Without `isVirtual` (not sent before version 1.2) it is a real room.

    `MisshapenError` for a row without name and type, and for a bed whose dorm cannot be read: it would rename the room,
    or take the bed out of its dorm.
    """
    if room.room_name is None and room.room_type_id is None:
        raise MisshapenError("roomName, roomTypeID")
    if room.is_private is False and ("dormRoomName" in room.unread or REPLACEMENT in (room.dorm_room_name or "")):
        raise MisshapenError("dormRoomName")
    return Room(
        id=room.room_id,
        name=room.room_name or room.room_id,
        room_type_id=room.room_type_id or type_in(room.room_id),
        room_type_name=room.room_type_name or room.room_type_name_short or "",
        virtual=bool(room.is_virtual),
        private=room.is_private is not False,
        dorm_name=room.dorm_room_name or "",
        linked_room_ids=room.linked_room_ids,
    )


def type_in(room_id: str) -> str:
    """The room type that a room's id begins with: ``{room type}-{index}``."""
    return room_id.rpartition("-")[0]


def to_room_state(status: RoomStatus) -> RoomState:
    """The state of a room. `MisshapenError` for a row that has none."""
    if status.room_condition is None and status.room_occupied is None:
        raise MisshapenError("roomCondition, roomOccupied")
    return RoomState(
        room_id=status.room_id,
        condition=to_condition(status.room_condition),
        raw_condition=status.room_condition or "",
        occupied=status.room_occupied,
        blocked=bool(status.room_blocked),
        do_not_disturb=bool(status.do_not_disturb),
        refused_service=bool(status.refused_service),
        pickup=bool(status.vacant_pickup),
    )


def changed_state(room_id: str, change: ConditionChange) -> RoomState:
    """The state of a room after a change of condition. The answer has neither occupancy nor blocks."""
    return RoomState(
        room_id=change.room_id or room_id,
        condition=to_condition(change.room_condition),
        raw_condition=change.room_condition or "",
        occupied=None,
        do_not_disturb=bool(change.do_not_disturb),
        refused_service=bool(change.refused_service),
        pickup=bool(change.vacant_pickup),
    )


def to_condition(word: str | None) -> Condition:
    """A housekeeping condition; UNKNOWN for any other word."""
    try:
        return Condition((word or "").lower())
    except ValueError:
        return Condition.UNKNOWN


def to_room_blocks(block: WireBlock, *, end_inclusive: bool | None = None) -> Iterator[RoomBlock]:
    """A block, once for each room, also for rooms that split inventory added.

    `MisshapenError` for one without its dates or its rooms: a block that is left out would count as lifted.
    `end_inclusive` is whether a block's last date is blocked, None if unknown: it is not documented, and a probe can
    find out.
    """
    start, end = plausible_day(block.start_date), plausible_day(block.end_date)
    if start is None or end is None or not block.rooms:
        raise MisshapenError("startDate, endDate, rooms")
    for room in block.rooms:
        yield RoomBlock(
            id=block.room_block_id,
            room_id=room.room_id,
            kind=BLOCK_KINDS.get((block.room_block_type or "").lower(), BlockKind.OUT_OF_ORDER),
            raw_kind=block.room_block_type or "",
            start_date=start,
            end_date=end,
            end_inclusive=end_inclusive,
        )
