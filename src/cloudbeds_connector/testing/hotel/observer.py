"""The interface of an observer, which records every change of a hotel's state and every answer that its API delivered.

A *unit* is what is cleaned: a room, or a bed of a dorm, never a virtual room. Observers are called under the hotel's
lock, in the order of events; `at` is aware UTC on the hotel's clock. An observer must not call the hotel and must not
block.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class HotelObserver(Protocol):
    """Records what is true in a hotel, independently of the code under test."""

    def on_occupied(self, unit_id: str, segment_id: str, at: datetime, how: str) -> None:
        """A party has entered a unit. `how`: ``check_in``, ``move``, ``check_out_reverted``, or ``initial``."""
        ...

    def on_vacated(self, unit_id: str, segment_id: str, at: datetime, cause: str) -> None:
        """A party left a unit. `cause`: ``check_out``, ``room_move``, ``check_in_reverted``, or ``no_show``."""
        ...

    def on_composed(self, room_id: str, unit_ids: tuple[str, ...], at: datetime) -> None:
        """Room `room_id` is virtual and consists of `unit_ids` (which may be empty). Answers may name it."""
        ...

    def on_reissued(self, old_id: str, new_id: str, at: datetime) -> None:
        """Room `old_id` has the id `new_id` from now on (its type changed), with all that is in it. Nobody moved."""
        ...

    def on_party(self, segment_id: str, guest_id: str, at: datetime) -> None:
        """The guest of a segment that is about to enter a unit. Two bookings of one guest are one party."""
        ...

    def on_condition(self, unit_id: str, condition: str, at: datetime, by: str) -> None:
        """A unit's condition changed. `by`: ``desk``, ``housekeeper``, ``audit``, ``api``, or ``initial``."""
        ...

    def on_block(self, unit_id: str, change: str, at: datetime) -> None:
        """A block on a unit was ``created``, ``changed`` or ``removed``."""
        ...

    def on_stay_shown(self, segment_id: str, state: str, room_id: str | None, at: datetime) -> None:
        """An answer showed a segment in this state. Its data was read at `at`; all but its last byte has been sent.

        `state` is the `roomStatus` shown, or ``no_show`` or ``deleted`` if that is the reservation's status. Answers
        without `roomStatus` (getReservation) show no stay.
        """
        ...

    def on_room_shown(self, unit_id: str, condition: str, occupied: bool, at: datetime) -> None:
        """An answer showed a unit in this condition. Its data was read at `at`; all but its last byte has been sent."""
        ...


class SilentObserver:
    """Records nothing. The default, and a base class for observers that need only some of the calls."""

    def on_occupied(self, unit_id: str, segment_id: str, at: datetime, how: str) -> None:
        """See `HotelObserver`."""

    def on_vacated(self, unit_id: str, segment_id: str, at: datetime, cause: str) -> None:
        """See `HotelObserver`."""

    def on_composed(self, room_id: str, unit_ids: tuple[str, ...], at: datetime) -> None:
        """See `HotelObserver`."""

    def on_reissued(self, old_id: str, new_id: str, at: datetime) -> None:
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
