"""Decides what a hotel tells whoever keeps a record of its truth: every change, and every answer that got through.

A *unit* is what is cleaned: a room, or a bed of a dorm, never a virtual room. Calls come under the hotel's lock, in the
order in which things happened; `at` is aware UTC on the hotel's clock. An observer must not call the hotel back and
must not block.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class HotelObserver(Protocol):
    """Keeps a record of a hotel's truth, independently of the code under test."""

    def on_occupied(self, unit_id: str, segment_id: str, at: datetime, how: str) -> None:
        """A party is in a unit. `how`: ``check_in``, ``move``, ``check_out_reverted``, or ``initial``."""
        ...

    def on_vacated(self, unit_id: str, segment_id: str, at: datetime, cause: str) -> None:
        """A party left a unit. `cause`: ``check_out``, ``room_move``, ``check_in_reverted``, or ``no_show``."""
        ...

    def on_composed(self, room_id: str, unit_ids: tuple[str, ...], at: datetime) -> None:
        """Room `room_id`, which answers may name, is no unit: it is virtual, and made of these (none: of nothing)."""
        ...

    def on_party(self, segment_id: str, guest_id: str, at: datetime) -> None:
        """A segment that is about to enter a unit is this guest's: two bookings of one guest are one party."""
        ...

    def on_condition(self, unit_id: str, condition: str, at: datetime, by: str) -> None:
        """A unit's condition changed. `by`: ``desk``, ``housekeeper``, ``audit``, ``api``, or ``initial``."""
        ...

    def on_block(self, unit_id: str, change: str, at: datetime) -> None:
        """A block on a unit was ``created``, ``changed`` or ``removed``."""
        ...

    def on_stay_shown(self, segment_id: str, state: str, room_id: str | None, at: datetime) -> None:
        """An answer that was read at `at`, and reached its client but for the last byte, shows a segment so.

        `state` is the `roomStatus` shown, or ``no_show`` or ``deleted`` where the reservation says so. Answers that
        carry no `roomStatus` (getReservation) show no stay.
        """
        ...

    def on_room_shown(self, unit_id: str, condition: str, occupied: bool, at: datetime) -> None:
        """An answer that was read at `at`, and reached its client but for the last byte, shows a unit so."""
        ...


class SilentObserver:
    """Keeps nothing. The default, and a base for observers that care for a part."""

    def on_occupied(self, unit_id: str, segment_id: str, at: datetime, how: str) -> None:
        """See `HotelObserver`."""

    def on_vacated(self, unit_id: str, segment_id: str, at: datetime, cause: str) -> None:
        """See `HotelObserver`."""

    def on_composed(self, room_id: str, unit_ids: tuple[str, ...], at: datetime) -> None:
        """See `HotelObserver`."""

    def on_party(self, segment_id: str, guest_id: str, at: datetime) -> None:
        """See `HotelObserver`."""

    def on_condition(self, unit_id: str, condition: str, at: datetime, by: str) -> None:
        """See `HotelObserver`."""

    def on_block(self, unit_id: str, change: str, at: datetime) -> None:
        """See `HotelObserver`."""

    def on_stay_shown(self, segment_id: str, state: str, room_id: str | None, at: datetime) -> None:
        """See `HotelObserver`."""

    def on_room_shown(self, unit_id: str, condition: str, occupied: bool, at: datetime) -> None:
        """See `HotelObserver`."""
