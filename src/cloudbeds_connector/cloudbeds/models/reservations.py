"""What Cloudbeds tells about reservations, by three methods that differ in what they leave out.

``getReservationsWithRateDetails`` is the one to sync from: per-room status, UTC times, deletions, arrival time, and no
guest details unless asked. ``getReservation`` always carries guests with document numbers, and no per-room status.
Statuses are open words. The reservation's is spelled ``canceled``, a room's ``cancelled``.
"""

from __future__ import annotations

from typing import ClassVar

from .wire import Count, Day, Flag, Id, Moment, Money, Rows, Text, WallTime, WireModel


class RoomStay(WireModel):
    """One room of a reservation: what is checked in and out. `room_id` is None while no room is assigned.

    `room_status` is ``not_checked_in``, ``in_house``, ``checked_out`` or ``cancelled``; ``getReservation`` has none.
    The dates have two pairs of names, depending on the method.
    """

    shown: ClassVar[str] = "sub_reservation_id"

    sub_reservation_id: Text = None
    reservation_room_id: Text = None
    room_id: Text = None
    room_name: Text = None
    room_type_id: Text = None
    room_type_name: Text = None
    room_status: Text = None
    room_check_in: Day = None
    room_check_out: Day = None
    start_date: Day = None
    end_date: Day = None
    guest_id: Text = None
    guest_name: Text = None
    adults: Count = None
    children: Count = None
    is_room_locked: Flag = None


class Guest(WireModel):
    """A guest. Only present where guest details were asked for, and always in ``getReservation``."""

    shown: ClassVar[str] = "guest_id"

    guest_id: Text = None
    guest_name: Text = None
    guest_first_name: Text = None
    guest_last_name: Text = None
    is_main_guest: Flag = None
    is_anonymized: Flag = None


class Reservation(WireModel):
    """A row of ``getReservations``. It omits deleted reservations and the estimated arrival time.

    `date_created` and `date_modified` are the property's wall time; dates are hotel days.
    """

    shown: ClassVar[str] = "reservation_id"

    reservation_id: Id
    property_id: Text = None
    status: Text = None
    guest_id: Text = None
    guest_name: Text = None
    date_created: Moment = None
    date_modified: Moment = None
    start_date: Day = None
    end_date: Day = None
    balance: Money = None
    source_id: Text = None
    third_party_identifier: Text = None
    rooms: Rows[RoomStay] = ()
    guest_list: Rows[Guest] = ()


class ReservationDetails(WireModel):
    """The answer of ``getReservation``. Its rooms are in two lists, and neither carries a status."""

    shown: ClassVar[str] = "reservation_id"

    reservation_id: Id
    property_id: Text = None
    status: Text = None
    guest_name: Text = None
    is_anonymized: Flag = None
    date_created: Moment = None
    date_modified: Moment = None
    start_date: Day = None
    end_date: Day = None
    estimated_arrival_time: WallTime = None
    total: Money = None
    balance: Money = None
    assigned: Rows[RoomStay] = ()
    unassigned: Rows[RoomStay] = ()
    guest_list: Rows[Guest] = ()


class ReservationWithRates(WireModel):
    """A row of ``getReservationsWithRateDetails``.

    The ``*_utc`` moments are UTC, the others the property's wall time. `reservation_check_in` and
    `reservation_check_out` are hotel days, whatever time they are sent with.
    """

    shown: ClassVar[str] = "reservation_id"

    reservation_id: Id
    property_id: Text = None
    status: Text = None
    is_deleted: Flag = None
    guest_id: Text = None
    date_created: Moment = None
    date_created_utc: Moment = None
    date_modified: Moment = None
    date_modified_utc: Moment = None
    date_cancelled: Moment = None
    date_cancelled_utc: Moment = None
    reservation_check_in: Day = None
    reservation_check_out: Day = None
    estimated_arrival_time: WallTime = None
    total: Money = None
    balance: Money = None
    property_currency: Text = None
    source_name: Text = None
    source_reservation_id: Text = None
    rooms: Rows[RoomStay] = ()
    guest_list: Rows[Guest] = ()
