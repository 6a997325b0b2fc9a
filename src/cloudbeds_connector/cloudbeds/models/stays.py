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
    """Amounts by date, from a field without a type; None for what is not an amount. `model_extra` has them as sent."""
    try:
        return _rates().validate_python((model.model_extra or {}).get(name))
    except ValidationError:
        return {}


class DailyRate(WireModel):
    """The rate of a room for the night of `date`."""

    date: Day = None
    rate: Money = None


class GuestRoom(WireModel):
    """A room of a guest of a reservation, as in the guest's details: without dates and rates."""

    repr_field: ClassVar[str] = "sub_reservation_id"
    vital: ClassVar[frozenset[str]] = frozenset(
        {"sub_reservation_id", "reservation_room_id", "room_id", "room_type_id", "room_status"}
    )

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
        """Whether this room of the reservation is cancelled, in either spelling."""
        return (self.room_status or "").lower() in ("canceled", "cancelled")


class RoomStay(GuestRoom):
    """One room of a reservation, which is checked in and out on its own. `room_id` is None while no room is assigned.

    `room_status` is ``not_checked_in``, ``in_house``, ``checked_out`` or ``cancelled``; ``getReservation`` has none.
    The dates have two pairs of names, depending on the method; so have the rates, `daily_rates` and
    `detailed_room_rates`.
    """

    vital: ClassVar[frozenset[str]] = GuestRoom.vital | {
        *("room_check_in", "room_check_out", "start_date", "end_date", "guest_id"),
    }

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
        """The rates of the room, by date. Read on access, because pages are full of rates."""
        return rates_in(self, "detailedRoomRates")


class StayGuest(WireModel):
    """A guest of a room, as ``getReservationRoomDetails`` lists them."""

    repr_field: ClassVar[str] = "guest_id"

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
    """The value of a custom field of a reservation or a guest."""

    repr_field: ClassVar[str] = "shortcode"

    custom_field_id: Text = None
    shortcode: Text = None
    is_active: Flag = None
    custom_field_name: Text = None
    custom_field_value: Text = None


class Guest(WireModel):
    """A guest of a reservation. Only with `include_guests`, and always in ``getReservation``.

    `rooms` are the guest's rooms, with fewer details than the reservation's.
    """

    repr_field: ClassVar[str] = "guest_id"

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
