"""Answers about rooms, room types and room blocks."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from .hotels import Currency
from .rows import Map, OneOrRows, Rows
from .stays import DailyRate
from .wire import AnyId, Count, Day, Flag, Id, Money, SuccessModel, Text, WireModel


class LinkedTypes(WireModel):
    """How many rooms of a type a room is linked with."""

    repr_field: ClassVar[str] = "room_type_id"

    room_type_id: Text = Field(default=None, alias="roomTypeId")
    room_qty: Count = None


class Room(WireModel):
    """A room of ``getRooms``; in a dorm, a bed. `room_id` is ``{room type}-{index}``: a change of type changes it.

    `room_blocked` is "blocked on the calendar today", not "occupied". The linked rooms are there only with `relations`.
    """

    repr_field: ClassVar[str] = "room_id"
    vital: ClassVar[frozenset[str]] = frozenset(
        {"room_type_id", "is_private", "is_virtual", "linked_room_ids", "property_id"}
    )

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
    #: Filled in from the property that the rooms are listed under.
    property_id: Text = None


class PropertyRooms(WireModel):
    """The rooms of one property, as ``getRooms`` groups them."""

    repr_field: ClassVar[str] = "property_id"
    vital: ClassVar[frozenset[str]] = frozenset({"property_id"})

    property_id: Text = None
    rooms: Rows[Room]


class RoomType(WireModel):
    """A row of ``getRoomTypes``."""

    repr_field: ClassVar[str] = "room_type_id"
    vital: ClassVar[frozenset[str]] = frozenset({"property_id", "is_private", "is_virtual"})

    room_type_id: Id
    property_id: Text = None
    room_type_name: Text = None
    room_type_name_short: Text = None
    room_type_description: Text = None
    is_private: Flag = None
    is_virtual: Flag = None
    max_guests: Count = None
    adults_included: Count = None
    children_included: Count = None


class FreeRoom(WireModel):
    """A room that can be booked."""

    repr_field: ClassVar[str] = "room_id"

    room_id: Text = None
    room_name: Text = None
    dorm_room_name: Text = None


class AvailableRoomType(WireModel):
    """A room type of ``getAvailableRoomTypes`` at one rate; a type with several rates has several rows.

    `room_rate` is for the days and guests of the call. The extra charges are keyed by the number of guests.
    """

    repr_field: ClassVar[str] = "room_type_id"

    room_type_id: Id
    room_type_name: Text = None
    room_type_name_short: Text = None
    room_type_description: Text = None
    max_guests: Count = None
    adults_included: Count = None
    children_included: Count = None
    room_rate: Money = None
    room_rate_id: Text = None
    rate_plan_name_public: Text = None
    rate_plan_name_private: Text = None
    rooms_available: Count = None
    adults_extra_charge: Map[Any] = Field(default_factory=dict)
    children_extra_charge: Map[Any] = Field(default_factory=dict)
    room_rate_detailed: Rows[DailyRate] = ()
    derived_type: Text = None
    derived_value: Money = None
    individual_rooms: Rows[FreeRoom] = ()
    #: Filled in from the property the room types are listed under.
    property_id: Text = None
    property_currency: OneOrRows[Currency] = ()


class PropertyAvailability(WireModel):
    """The room types of one property, as ``getAvailableRoomTypes`` groups them."""

    repr_field: ClassVar[str] = "property_id"
    vital: ClassVar[frozenset[str]] = frozenset({"property_id"})

    property_id: Text = None
    property_currency: OneOrRows[Currency] = ()
    property_rooms: Rows[AvailableRoomType]


class BlockedRoom(WireModel):
    """A room of a block. `is_source` is False for a room that Cloudbeds added for split inventory."""

    repr_field: ClassVar[str] = "room_id"

    room_id: Id
    room_type_id: Text = None
    event_id: Text = None
    is_source: Flag = None
    source_event_ids: Rows[AnyId] = Field(default=(), alias="sourceEventIds")
    linked_event_ids: Rows[AnyId] = Field(default=(), alias="linkedEventIds")


class RoomBlock(WireModel):
    """A block of ``getRoomBlocks``. `room_block_type` is ``blocked_dates``, ``out_of_service`` or ``courtesy_hold``.

    Whether `end_date` itself is blocked is not documented.
    """

    repr_field: ClassVar[str] = "room_block_id"
    vital: ClassVar[frozenset[str]] = frozenset({"start_date", "end_date", "rooms", "property_id"})

    room_block_id: Id
    room_block_type: Text = None
    room_block_reason: Text = None
    start_date: Day = None
    end_date: Day = None
    rooms: Rows[BlockedRoom] = ()
    #: Filled in from the property the blocks are listed under.
    property_id: Text = None


class SavedBlock(SuccessModel, RoomBlock):
    """The answer of ``postRoomBlock`` and ``putRoomBlock``, whose fields are beside `success`."""

    repr_field: ClassVar[str] = "room_block_id"


class PropertyBlocks(WireModel):
    """The blocks of one property, as ``getRoomBlocks`` sends them."""

    repr_field: ClassVar[str] = "property_id"
    vital: ClassVar[frozenset[str]] = frozenset({"property_id"})

    property_id: Text = None
    room_blocks: Rows[RoomBlock]
