"""What Cloudbeds tells about room types, and about which of them can be had."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from .hotels import Currency
from .rows import Map, OneOrRows, Rows
from .stays import DailyRate
from .wire import Count, Flag, Id, Money, Text, WireModel


class RoomType(WireModel):
    """A row of ``getRoomTypes``."""

    shown: ClassVar[str] = "room_type_id"

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

    shown: ClassVar[str] = "room_id"

    room_id: Text = None
    room_name: Text = None
    dorm_room_name: Text = None


class AvailableRoomType(WireModel):
    """A room type of ``getAvailableRoomTypes`` at one rate; a type with several rates has several rows.

    `room_rate` is for the dates and guests that were asked for. The extra charges are keyed by the number of guests.
    """

    shown: ClassVar[str] = "room_type_id"

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

    shown: ClassVar[str] = "property_id"

    property_id: Text = None
    property_currency: OneOrRows[Currency] = ()
    property_rooms: Rows[AvailableRoomType]
