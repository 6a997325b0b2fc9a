"""Answers about one room of a reservation, and the reservation's guests and custom fields."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Annotated, ClassVar

from pydantic import TypeAdapter, ValidationError

from .rows import Map, Rows
from .wire import Count, Day, Flag, Money, OrNone, Text, WireModel


@cache
def _rates() -> TypeAdapter[dict[str, Decimal | None]]:
    return TypeAdapter(Map[Annotated[Money, OrNone()]])


def rates_in(model: WireModel, name: str) -> dict[str, Decimal | None]:
    """Amounts by date, from a field that has no type: None for what is none. `model_extra` has them as they came."""
    try:
        return _rates().validate_python((model.model_extra or {}).get(name))
    except ValidationError:
        return {}


class DailyRate(WireModel):
    """What a room costs in the night of `date`."""

    date: Day = None
    rate: Money = None


class GuestRoom(WireModel):
    """A room that a guest of a reservation has, as the guest's details tell it: without dates and rates."""

    shown: ClassVar[str] = "sub_reservation_id"

    sub_reservation_id: Text = None
    reservation_room_id: Text = None
    room_id: Text = None
    room_name: Text = None
    room_type_id: Text = None
    room_type_name: Text = None
    room_status: Text = None
    is_room_locked: Flag = None

    @property
    def is_cancelled(self) -> bool:
        """Whether this room of the reservation is cancelled, however that is spelled."""
        return (self.room_status or "").lower() in ("canceled", "cancelled")


class RoomStay(GuestRoom):
    """One room of a reservation: what is checked in and out. `room_id` is None while no room is assigned.

    `room_status` is ``not_checked_in``, ``in_house``, ``checked_out`` or ``cancelled``; ``getReservation`` has none.
    The dates have two pairs of names, depending on the method; so have the rates, `daily_rates` and
    `detailed_room_rates`.
    """

    room_type_name_short: Text = None
    room_type_is_virtual: Flag = None
    dorm_room_name: Text = None
    room_check_in: Day = None
    room_check_out: Day = None
    start_date: Day = None
    end_date: Day = None
    guest_id: Text = None
    guest_name: Text = None
    adults: Count = None
    children: Count = None
    rate_id: Text = None
    rate_name: Text = None
    room_total: Money = None
    daily_rates: Rows[DailyRate] = ()

    @property
    def detailed_room_rates(self) -> dict[str, Decimal | None]:
        """What the room costs, by date; worked out when it is looked at, because pages are full of rates."""
        return rates_in(self, "detailedRoomRates")


class StayGuest(WireModel):
    """A guest of a room, as ``getReservationRoomDetails`` lists them."""

    shown: ClassVar[str] = "guest_id"

    guest_id: Text = None
    guest_first_name: Text = None
    guest_last_name: Text = None
    is_main_guest: Flag = None


class RoomStayDetails(RoomStay):
    """The answer of ``getReservationRoomDetails``: one room of a reservation, with its guests. It has no dates."""

    reservation_id: Text = None
    max_guests: Count = None
    guests: Rows[StayGuest] = ()


class CustomFieldValue(WireModel):
    """What a reservation or a guest has in a custom field."""

    shown: ClassVar[str] = "shortcode"

    custom_field_id: Text = None
    shortcode: Text = None
    is_active: Flag = None
    custom_field_name: Text = None
    custom_field_value: Text = None


class Guest(WireModel):
    """A guest of a reservation. Only present where guest details were asked for, and always in ``getReservation``.

    `rooms` are the guest's rooms, with fewer details than the reservation's.
    """

    shown: ClassVar[str] = "guest_id"

    guest_id: Text = None
    guest_name: Text = None
    guest_first_name: Text = None
    guest_last_name: Text = None
    guest_email: Text = None
    guest_phone: Text = None
    guest_cell_phone: Text = None
    guest_country: Text = None
    guest_status: Text = None
    is_main_guest: Flag = None
    is_anonymized: Flag = None
    assigned_room: Flag = None
    room_id: Text = None
    rooms: Rows[GuestRoom] = ()
    unassigned_rooms: Rows[GuestRoom] = ()
    custom_fields: Rows[CustomFieldValue] = ()
