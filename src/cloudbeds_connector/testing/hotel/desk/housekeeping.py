"""Room conditions, service flags and occupancy: what check-in, check-out, the night and cleaning change.

A room becomes dirty when its guest leaves or moves out, at night while it is occupied, and, by the newer help article,
already at check-in (Cloudbeds help center 216540808, 222174468). A guest of a virtual room occupies each of its parts.
That follows from split inventory (help center 18686720671515). How Cloudbeds' housekeeping shows it is not documented;
here each room of a suite has its own occupancy and condition.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from ..core import HotelCore
from ..quirks import Quirk
from ..state import Condition, FrontDeskError, HotelRoom, HotelSegment

#: Causes that do not change the room's condition: the guest was never in it, or the desk has corrected itself.
_UNUSED = frozenset({"check_in_reverted", "no_show"})


class HousekeepingDesk(HotelCore):
    """The layer of the front desk that changes rooms' conditions and occupancy."""

    def set_condition(self, room_id: str, condition: str, *, by: str = "housekeeper") -> None:
        """Set a room to ``clean``, ``inspected`` or ``dirty`` (T69 to T74). `by` is reported to the observer."""
        with self.lock:
            room = self.room(room_id)
            if self.virtual(room):
                raise FrontDeskError(f"Room {room.name} ({room_id}) is virtual. Set the condition of its parts.")
            self._save_room(self._with_condition(room, Condition(condition), by=by))

    def set_flags(
        self,
        room_id: str,
        *,
        do_not_disturb: bool | None = None,
        refused_service: bool | None = None,
        vacant_pickup: bool | None = None,
        comments: str | None = None,
    ) -> None:
        """Set service flags (T81 to T83); None leaves a flag unchanged. No webhook is sent."""
        flags: dict[str, Any] = {
            "do_not_disturb": do_not_disturb,
            "refused_service": refused_service,
            "vacant_pickup": vacant_pickup,
            "comments": comments,
        }
        with self.lock:
            changes = {name: value for name, value in flags.items() if value is not None}
            self._save_room(replace(self.room(room_id), **changes))

    def assign_housekeeper(self, room_ids: Collection[str], housekeeper_id: str | None) -> None:
        """Assign a housekeeper to rooms (None removes the assignment). No webhook is sent."""
        with self.lock:
            if housekeeper_id is not None and housekeeper_id not in {known.id for known in self.housekeepers()}:
                raise FrontDeskError(f"There is no housekeeper {housekeeper_id!r}. Look at the hotel's housekeepers().")
            for room in [self.room(room_id) for room_id in room_ids]:
                self._save_room(replace(room, housekeeper_id=housekeeper_id))

    # -- inside ----------------------------------------------------------------------------------------------------

    def _with_condition(self, room: HotelRoom, condition: Condition, *, by: str) -> HotelRoom:
        """The room with this condition, not saved yet. Reports the change to the observer and by webhook."""
        changed = room.condition is not condition
        if changed:
            self._observer.on_condition(room.id, condition, self.clock.now(), "initial" if self._opening else by)
        if changed or Quirk.NO_WEBHOOK_WHEN_ALREADY_DIRTY not in self.quirks:
            self._emit("housekeeping/room_condition_changed", {"roomID": room.id, "condition": condition})
        return replace(room, condition=condition, changed_on=self.today()) if changed else room

    def _enter(self, room_id: str, segment: HotelSegment, *, how: str, staying_in: Collection[str] = ()) -> None:
        """A party enters a room; `staying_in` are units that it occupies already."""
        for unit_id in self.units_of(room_id):
            if unit_id not in staying_in:
                self._occupy(unit_id, segment, how=how)
        room = self.room(room_id)
        if self.virtual(room):
            room = room.with_occupant(segment.id)
            self._save_room(room)
        self._announce_occupancy(room, segment)

    def _occupy(self, unit_id: str, segment: HotelSegment, *, how: str) -> None:
        now = self.clock.now()
        room = replace(self.room(unit_id).with_occupant(segment.id), vacant_pickup=False)
        self._observer.on_party(segment.id, segment.guest_id, now)
        self._observer.on_occupied(room.id, segment.id, now, "initial" if self._opening else how)
        if how == "check_in" and Quirk.DIRTY_AT_CHECK_IN in self.quirks and not self._opening:
            room = self._with_condition(room, Condition.DIRTY, by="desk")
        self._save_room(room)

    def _leave(self, room_id: str, segment: HotelSegment, *, cause: str, staying_in: Collection[str] = ()) -> None:
        """A party leaves a room; `staying_in` are units that it keeps."""
        for unit_id in self.units_of(room_id):
            if unit_id not in staying_in:
                self._vacate(unit_id, segment, cause=cause)
        room = self.room(room_id)
        if self.virtual(room):
            room = room.without_occupant(segment.id)
            self._save_room(room)
        self._announce_occupancy(room, segment)

    def _vacate(self, unit_id: str, segment: HotelSegment, *, cause: str) -> None:
        room = self.room(unit_id).without_occupant(segment.id)
        if not room.occupied:
            room = replace(room, do_not_disturb=False, refused_service=False)
        if not self._opening:
            self._observer.on_vacated(room.id, segment.id, self.clock.now(), cause)
        if cause not in _UNUSED:
            room = self._with_condition(room, Condition.DIRTY, by="desk")
        self._save_room(room)

    def _announce_occupancy(self, room: HotelRoom, segment: HotelSegment) -> None:
        status = "occupied" if room.occupied else "unoccupied"
        fields = {"reservationID": segment.reservation_id, "roomID": room.id, "status": status}
        self._emit("reservation/accommodation_status_changed", fields, segment_id=segment.id)
        # only the names of the two housekeeping events are documented, not their bodies: the room's id is the minimum
        for unit_id in self.units_of(room.id):
            self._emit("housekeeping/housekeeping_room_occupancy_status_changed", {"roomID": unit_id})
            self._emit("housekeeping/housekeeping_reservation_status_changed", {"roomID": unit_id})

    def _housekeep_at_night(self) -> None:
        for room in self.rooms():
            after = replace(room, refused_service=False)
            if room.occupied and Quirk.DIRTY_AT_NIGHT in self.quirks and not self.virtual(room):
                after = self._with_condition(after, Condition.DIRTY, by="audit")
            if after != room:
                self._save_room(after)
