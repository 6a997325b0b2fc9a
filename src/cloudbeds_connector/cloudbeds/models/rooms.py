"""What Cloudbeds tells about rooms and room types."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from .room_blocks import BlockedRoom, PropertyBlocks, RoomBlock
from .room_types import RoomType
from .rows import Rows
from .wire import AnyId, Count, Flag, Id, Text, WireModel

__all__ = ["BlockedRoom", "LinkedTypes", "PropertyBlocks", "PropertyRooms", "Room", "RoomBlock", "RoomType"]


class LinkedTypes(WireModel):
    """How many rooms of a type a room is linked with."""

    shown: ClassVar[str] = "room_type_id"

    room_type_id: Text = Field(default=None, alias="roomTypeId")
    room_qty: Count = None


class Room(WireModel):
    """A room of ``getRooms``; in a dorm, a bed. `room_id` is ``{room type}-{index}``: a change of type changes it.

    `room_blocked` says "blocked on the calendar today", not "occupied". The linked rooms are told only when asked for.
    """

    shown: ClassVar[str] = "room_id"

    room_id: Id
    room_name: Text = None
    room_description: Text = None
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
    linked_room_type_ids: Rows[AnyId] = ()
    linked_room_type_qty: Rows[LinkedTypes] = ()
    #: Filled in from the property the rooms are listed under.
    property_id: Text = None


class PropertyRooms(WireModel):
    """The rooms of one property, as ``getRooms`` groups them."""

    shown: ClassVar[str] = "property_id"

    property_id: Text = None
    rooms: Rows[Room]
