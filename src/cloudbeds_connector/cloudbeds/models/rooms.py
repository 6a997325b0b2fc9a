"""What Cloudbeds tells about rooms, room types and room blocks."""

from __future__ import annotations

from typing import ClassVar

from .wire import AnyId, Count, Day, Flag, Id, Rows, Text, WireModel


class Room(WireModel):
    """A room of ``getRooms``; in a dorm, a bed. `room_id` is ``{room type}-{index}``: a change of type changes it.

    `room_blocked` says "blocked on the calendar today", not "occupied". The linked rooms are told only when asked for.
    """

    shown: ClassVar[str] = "room_id"

    room_id: Id
    room_name: Text = None
    room_type_id: Text = None
    room_type_name: Text = None
    room_type_name_short: Text = None
    dorm_room_name: Text = None
    max_guests: Count = None
    is_private: Flag = None
    is_virtual: Flag = None
    room_blocked: Flag = None
    doorlock_id: Text = None
    linked_room_ids: Rows[AnyId] = ()
    #: Filled in from the property the rooms are listed under.
    property_id: Text = None


class PropertyRooms(WireModel):
    """The rooms of one property, as ``getRooms`` groups them."""

    shown: ClassVar[str] = "property_id"

    property_id: Text = None
    rooms: Rows[Room]


class RoomType(WireModel):
    """A row of ``getRoomTypes``."""

    shown: ClassVar[str] = "room_type_id"

    room_type_id: Id
    property_id: Text = None
    room_type_name: Text = None
    room_type_name_short: Text = None
    is_private: Flag = None
    is_virtual: Flag = None
    max_guests: Count = None


class BlockedRoom(WireModel):
    """A room of a block. `is_source` is False for a room that split inventory added by itself."""

    shown: ClassVar[str] = "room_id"

    room_id: Id
    room_type_id: Text = None
    event_id: Text = None
    is_source: Flag = None


class RoomBlock(WireModel):
    """A block of ``getRoomBlocks``. `room_block_type` is ``blocked_dates``, ``out_of_service`` or ``courtesy_hold``.

    Whether `end_date` is itself blocked is not documented.
    """

    shown: ClassVar[str] = "room_block_id"

    room_block_id: Id
    room_block_type: Text = None
    start_date: Day = None
    end_date: Day = None
    rooms: Rows[BlockedRoom] = ()
    #: Filled in from the property the blocks are listed under.
    property_id: Text = None


class PropertyBlocks(WireModel):
    """The blocks of one property, as ``getRoomBlocks`` sends them."""

    shown: ClassVar[str] = "property_id"

    property_id: Text = None
    room_blocks: Rows[RoomBlock]
