"""Answers about one reservation: with guests and their document numbers, notes, and no per-room status.

Separate from the listings, which every sync reads, because a model that is not used costs time and memory too.
"""

from __future__ import annotations

from typing import ClassVar

from .reservations import Balance, Reserved
from .rows import OneOrRows, Rows
from .stays import CustomFieldValue, Guest, RoomStay
from .wire import (
    Count,
    Day,
    Flag,
    Id,
    Instant,
    Moment,
    Money,
    SnakeModel,
    SuccessModel,
    Text,
    WallTime,
    WireModel,
)


class Cancellation(SnakeModel):
    """Who cancelled a reservation, and how. Sent by ``getReservation`` since 2026-10 (SDK 1.19)."""

    source: Text = None
    canceled_by: Text = None
    canceled_by_id: Text = None
    canceled_by_type: Text = None
    origin: Text = None
    by_employee: Flag = None


class ReservationDetails(Reserved):
    """The answer of ``getReservation``. Its rooms are in two lists, and neither carries a status.

    Cards are left in `model_extra`. `date_cancelled_utc` is aware, in UTC; the other moments are the property's
    wall time.
    """

    vital: ClassVar[frozenset[str]] = Reserved.vital | {"start_date", "end_date", "assigned", "unassigned"}

    guest_name: Text = None
    guest_email: Text = None
    is_anonymized: Flag = None
    date_created: Moment = None
    date_modified: Moment = None
    date_cancelled: Moment = None
    date_cancelled_utc: Instant = None
    cancellation: OneOrRows[Cancellation] = ()
    start_date: Day = None
    end_date: Day = None
    estimated_arrival_time: WallTime = None
    total: Money = None
    balance: Money = None
    balance_detailed: OneOrRows[Balance] = ()
    source: Text = None
    source_id: Text = None
    third_party_identifier: Text = None
    allotment_block_code: Text = None
    assigned: Rows[RoomStay] = ()
    unassigned: Rows[RoomStay] = ()
    guest_list: Rows[Guest] = ()
    custom_fields: Rows[CustomFieldValue] = ()


class Assignment(WireModel):
    """A row of ``getReservationAssignments``: the rooms of a reservation on one day.

    `unassigned` is how many of them have no room yet.
    """

    repr_field: ClassVar[str] = "reservation_id"
    vital: ClassVar[frozenset[str]] = frozenset({"assigned"})

    reservation_id: Id
    guest_name: Text = None
    unassigned: Count = None
    assigned: Rows[RoomStay] = ()


class ReservationNote(WireModel):
    """A row of ``getReservationNotes``. Moments are the property's wall time."""

    repr_field: ClassVar[str] = "reservation_note_id"

    reservation_note_id: Id
    user_name: Text = None
    date_created: Moment = None
    date_modified: Moment = None
    reservation_note: Text = None


class NewNote(SuccessModel):
    """The answer of ``postReservationNote``, whose fields are beside `success`."""

    repr_field: ClassVar[str] = "reservation_note_id"

    reservation_note_id: Text = None
