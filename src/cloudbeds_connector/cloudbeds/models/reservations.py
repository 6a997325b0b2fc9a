"""Answers about reservations in listings, by two methods that leave out different fields.

``getReservationsWithRateDetails`` is the one to sync from: per-room status, UTC times, deletions, arrival time, and no
guest details by default. Answers about a single reservation are in `reservation_details`. Statuses are open words. The
reservation's is spelled ``canceled``, a room's ``cancelled``; `is_cancelled` takes both.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from .rows import OneOrRows, Rows
from .stays import CustomFieldValue, Guest, RoomStay, rates_in
from .wire import Count, Day, Flag, Id, Instant, Moment, Money, Text, WallTime, WireModel


class Balance(WireModel):
    """The parts of a reservation's balance."""

    suggested_deposit: Money = None
    sub_total: Money = None
    additional_items: Money = None
    taxes_fees: Money = None
    grand_total: Money = None
    paid: Money = None


class Reserved(WireModel):
    """The fields of every answer about a reservation."""

    repr_field: ClassVar[str] = "reservation_id"

    vital: ClassVar[frozenset[str]] = frozenset({"property_id", "status"})

    reservation_id: Id
    property_id: Text = None
    status: Text = None

    @property
    def is_cancelled(self) -> bool:
        """Whether the whole reservation is cancelled, in either spelling."""
        return (self.status or "").lower() in ("canceled", "cancelled")


class Reservation(Reserved):
    """A row of ``getReservations``. It omits deleted reservations and the estimated arrival time.

    `date_created` and `date_modified` are the property's wall time; dates are hotel days. `sub_reservation_id` is the
    part in the room that was filtered by.
    """

    vital: ClassVar[frozenset[str]] = Reserved.vital | {"start_date", "end_date", "rooms"}

    guest_id: Text = None
    profile_id: Text = None
    guest_name: Text = None
    date_created: Moment = None
    date_modified: Moment = None
    start_date: Day = None
    end_date: Day = None
    adults: Count = None
    children: Count = None
    balance: Money = None
    source_name: Text = None
    source_id: Text = None
    third_party_identifier: Text = None
    allotment_block_code: Text = None
    group_code: Text = None
    sub_reservation_id: Text = None
    rooms: Rows[RoomStay] = ()
    guest_list: Rows[Guest] = ()
    custom_fields: Rows[CustomFieldValue] = ()


class ReservationWithRates(Reserved):
    """A row of ``getReservationsWithRateDetails``.

    The ``*_utc`` moments are aware, in UTC; the others are the property's wall time. `reservation_check_in` and
    `reservation_check_out` are hotel days, whatever time they are sent with.
    """

    vital: ClassVar[frozenset[str]] = Reserved.vital | {"reservation_check_in", "reservation_check_out", "rooms"}

    is_deleted: Flag = None
    guest_id: Text = None
    profile_id: Text = None
    guest_country: Text = None
    date_created: Moment = None
    date_created_utc: Instant = None
    date_modified: Moment = None
    date_modified_utc: Instant = None
    date_cancelled: Moment = None
    date_cancelled_utc: Instant = None
    reservation_check_in: Day = None
    reservation_check_out: Day = None
    estimated_arrival_time: WallTime = None
    total: Money = None
    balance: Money = None
    balance_detailed: OneOrRows[Balance] = ()
    property_currency: Text = None
    source_name: Text = None
    source_category: Text = None
    source_reservation_id: Text = None
    third_party_identifier: Text = None
    rooms: Rows[RoomStay] = ()
    guest_list: Rows[Guest] = ()
    custom_fields: Rows[CustomFieldValue] = ()

    @property
    def detailed_rates(self) -> dict[str, Decimal | None]:
        """The rates of all rooms together, by date. Read on access, because pages are full of rates."""
        return rates_in(self, "detailedRates")
