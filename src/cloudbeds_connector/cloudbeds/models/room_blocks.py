"""What Cloudbeds tells about room blocks."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from .rows import Rows
from .wire import AnyId, Day, Flag, Id, Text, Told, WireModel


class BlockedRoom(WireModel):
    """A room of a block. `is_source` is False for a room that split inventory added by itself."""

    shown: ClassVar[str] = "room_id"

    room_id: Id
    room_type_id: Text = None
    event_id: Text = None
    is_source: Flag = None
    source_event_ids: Rows[AnyId] = Field(default=(), alias="sourceEventIds")
    linked_event_ids: Rows[AnyId] = Field(default=(), alias="linkedEventIds")


class RoomBlock(WireModel):
    """A block of ``getRoomBlocks``. `room_block_type` is ``blocked_dates``, ``out_of_service`` or ``courtesy_hold``.

    Whether `end_date` is itself blocked is not documented.
    """

    shown: ClassVar[str] = "room_block_id"

    room_block_id: Id
    room_block_type: Text = None
    room_block_reason: Text = None
    start_date: Day = None
    end_date: Day = None
    rooms: Rows[BlockedRoom] = ()
    #: Filled in from the property the blocks are listed under.
    property_id: Text = None


class SavedBlock(Told, RoomBlock):
    """The answer of ``postRoomBlock`` and ``putRoomBlock``, whose fields are beside `success`."""

    shown: ClassVar[str] = "room_block_id"


class PropertyBlocks(WireModel):
    """The blocks of one property, as ``getRoomBlocks`` sends them."""

    shown: ClassVar[str] = "property_id"

    property_id: Text = None
    room_blocks: Rows[RoomBlock]
