"""Answers about guests. Birth dates, addresses and documents have no field: they stay in `model_extra`."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from .rows import Rows
from .stays import CustomFieldValue
from .wire import Flag, Id, Moment, Text, WireModel


class KnownGuest(WireModel):
    """The fields of every answer about guests. A merged guest's `new_guest_id` is the record that is kept."""

    is_anonymized: Flag = None
    guest_opt_in: Flag = None
    is_merged: Flag = None
    new_guest_id: Text = None


class GuestDetails(KnownGuest):
    """The answer of ``getGuest``, which does not repeat the guest's id. `country` is a code of two letters."""

    repr_field: ClassVar[str] = "new_guest_id"

    first_name: Text = None
    last_name: Text = None
    email: Text = None
    phone: Text = None
    cell_phone: Text = None
    country: Text = None
    special_requests: Text = None
    custom_fields: Rows[CustomFieldValue] = ()


class GuestRecord(KnownGuest):
    """The fields of every listing of guests."""

    repr_field: ClassVar[str] = "guest_id"

    guest_id: Id
    reservation_id: Text = None
    guest_first_name: Text = None
    guest_last_name: Text = None
    guest_email: Text = None
    guest_phone: Text = None
    guest_cell_phone: Text = None
    guest_country: Text = None
    date_modified: Moment = None


class GuestNote(WireModel):
    """A note about a guest."""

    repr_field: ClassVar[str] = "id"

    id: Text = Field(default=None, alias="ID")
    note: Text = None


class ListedGuest(GuestRecord):
    """A row of ``getGuestList``: a guest of a reservation. `status` and both dates are the reservation's.

    The names, phones and notes are there only with `details`. Moments are the property's wall time.
    """

    guest_name: Text = None
    date_created: Moment = None
    is_main_guest: Flag = None
    status: Text = None
    guest_notes: Rows[GuestNote] = ()


class RoomGuest(GuestRecord):
    """A row of ``getGuestsModified``: a guest in a room, one row for each room. Moments are the property's wall time.

    `start_date` and `end_date` are sent with a time.
    """

    room_type_id: Text = None
    room_id: Text = None
    room_name: Text = None
    start_date: Moment = None
    end_date: Moment = None
    custom_fields: Rows[CustomFieldValue] = ()


class GuestByStatus(RoomGuest):
    """A row of ``getGuestsByStatus``.

    `current_status` may differ from the filter, if it changed outside of the filter's times. `status_date` is when it
    last changed.
    """

    sub_reservation_id: Text = None
    reservation_created_date_time: Moment = None
    current_status: Text = None
    status_date: Moment = None
    is_deleted: Flag = None
