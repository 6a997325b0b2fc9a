"""What Cloudbeds tells about guests and made-up fields where it tells about their reservation.

Apart from the other models of guests, because every look at reservations needs these, and few scripts need those.
"""

from __future__ import annotations

from typing import ClassVar

from .rows import Rows
from .stays import GuestRoom
from .wire import Flag, Text, WireModel


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
