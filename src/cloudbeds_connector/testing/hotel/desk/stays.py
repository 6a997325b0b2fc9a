"""Check-in, check-out, their reversal, room assignment and moves.

Each action is one atomic change, and sends every event that the catalogue has for it. A guest may be checked in to a
dirty room. A room has one segment in house at a time, unless the desk forgets a check-out.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from ....pms.hotel_time import resolve
from ..state import Condition, FrontDeskError, HotelReservation, HotelSegment, RoomStatus, Stay
from .changes import ChangeDesk


class StayDesk(ChangeDesk):
    """The layer of the front desk that checks guests in and out, and assigns rooms."""

    def record_past(self, stay: Stay, *, departed: bool = False) -> str:
        """Record a stay that began before today: its guest is in house (and the room dirty), or has `departed`.

        Every read shows it at once, and no webhook is sent. Returns the reservation's id.
        """
        if stay.room_id is None:
            raise FrontDeskError("A stay that has begun needs a room. Set its room_id.")
        with self.opening():
            reservation_id = self.book(stay)
            reservation = self.reservation(reservation_id)
            arrived = resolve(stay.start, self.check_in_time, self.zone)
            left = resolve(stay.end, self.check_out_time, self.zone) if departed else arrived
            booked = min(arrived, self.clock.now()) - timedelta(days=9)
            history = [(RoomStatus.NOT_CHECKED_IN, booked), (RoomStatus.IN_HOUSE, min(arrived, self.clock.now()))]
            if departed:
                history.append((RoomStatus.CHECKED_OUT, min(left, self.clock.now())))
            segment = replace(
                reservation.segments[0],
                status=history[-1][0],
                checked_out_on=min(stay.end, self.today()) if departed else None,
                history=tuple(history),
            )
            if not departed:
                self._empty(stay.room_id, segment.id)
                self._enter(stay.room_id, segment, how="check_in")
                for unit_id in self.units_of(stay.room_id):
                    self.set_condition(unit_id, Condition.DIRTY, by="audit")
            dated = replace(reservation, created_at=booked, modified_at=min(left, self.clock.now()))
            self._settle(dated, segment)
            return reservation_id

    def check_in(self, segment_id: str, *, room_id: str | None = None) -> None:
        """Check a guest in, even to a dirty room (T65). The room must be empty, and the arrival day must have come.

        `room_id` assigns a room in the same action: an upgrade at the desk (T128), or the room of a guest who had none
        yet (T127).
        """
        with self.lock:
            reservation, before = self._arriving(segment_id)
            segment = before if room_id is None else self._given(before, room_id)
            taken = self._empty(segment.room_id, segment_id)
            if segment != before:
                self._announce_assignment(before, segment)
            self._admit(reservation, segment, taken)

    def check_in_beside(self, segment_id: str) -> None:
        """Check a guest in to a room whose last guest left and was never checked out: both are in house then.

        Each of them is checked out by its own id, in any order; the room is vacant after the last. That Cloudbeds
        allows it is presumed: an overbooked room is only warned of, and stays in house have no end of their own.
        """
        with self.lock:
            reservation, segment = self._arriving(segment_id)
            if segment.room_id is None or not any(self.room(unit).occupied for unit in self.units_of(segment.room_id)):
                raise FrontDeskError(f"Nobody is in the room of {segment_id}. Use check_in().")
            self._admit(reservation, segment, segment.room_id)

    def check_out(self, segment_id: str) -> None:
        """Check a guest out, on their last day or earlier (T15). The room becomes dirty."""
        with self.lock:
            reservation, segment = self._open(segment_id, RoomStatus.IN_HOUSE)
            segment = replace(segment, status=RoomStatus.CHECKED_OUT, checked_out_on=self.today())
            if segment.room_id is not None:
                self._leave(segment.room_id, segment, cause="check_out")
            self._settle(reservation, segment)

    def revert_check_out(self, segment_id: str) -> None:
        """Undo a check-out: the guest is still in the room (T56 to T60), which must be empty."""
        with self.lock:
            reservation, segment = self._open(segment_id, RoomStatus.CHECKED_OUT)
            room_id = self._empty(segment.room_id, segment_id)
            segment = replace(segment, status=RoomStatus.IN_HOUSE, checked_out_on=None)
            self._enter(room_id, segment, how="check_out_reverted")
            self._settle(reservation, segment)

    def revert_check_in(self, segment_id: str) -> None:
        """Undo a check-in: the guest is expected again (T22). The condition of the room does not change."""
        with self.lock:
            reservation, segment = self._open(segment_id, RoomStatus.IN_HOUSE)
            segment = replace(segment, status=RoomStatus.NOT_CHECKED_IN)
            if segment.room_id is not None:
                self._leave(segment.room_id, segment, cause="check_in_reverted")
            self._settle(reservation, segment)

    def assign(self, segment_id: str, room_id: str | None) -> None:
        """Assign a room to a segment, another one, or none (None).

        In house this is a move: the old room becomes dirty (T08, T10, moving back T134, from bed to bed T140). In a
        move between a suite and one of its rooms, only the rooms that the party no longer has are vacated.
        """
        with self.lock:
            reservation, before = self._open(segment_id, RoomStatus.NOT_CHECKED_IN, RoomStatus.IN_HOUSE)
            if room_id == before.room_id:
                return
            moving = before.status is RoomStatus.IN_HOUSE
            if room_id is not None and moving:
                self._empty(room_id, segment_id)
            after = self._given(before, room_id)
            old, new = self._units(before.room_id), self._units(room_id)
            if moving and before.room_id is not None:
                self._leave(before.room_id, before, cause="room_move", staying_in=new)
            if moving and room_id is not None:
                self._enter(room_id, after, how="move", staying_in=old)
            self._announce_assignment(before, after)
            self._settle(reservation, after)

    def drag_past_stay(
        self, segment_id: str, *, room_id: str | None = None, start: date | None = None, end: date | None = None
    ) -> None:
        """Drag a stay that is checked out to another room or other days of the calendar; None leaves a value unchanged.

        Nobody moves, and no room changes its state. That Cloudbeds' calendar allows it is presumed.
        """
        with self.lock:
            reservation, before = self._open(segment_id, RoomStatus.CHECKED_OUT)
            after = replace(before, start=start or before.start, end=end or before.end)
            if after.end < after.start:
                raise FrontDeskError(f"{segment_id} cannot end on {after.end}, before it starts on {after.start}.")
            if room_id is not None and room_id != before.room_id:
                after = replace(after, room_id=room_id, room_type_id=self.room(room_id).room_type_id)
                self._announce_assignment(before, after)
            reservation = self._settle(reservation, after)
            if (after.start, after.end) != (before.start, before.end):
                self._announce_dates(reservation, segment_id)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _arriving(self, segment_id: str) -> tuple[HotelReservation, HotelSegment]:
        """A segment that can be checked in today."""
        reservation, segment = self._open(segment_id, RoomStatus.NOT_CHECKED_IN)
        if segment.start > max(self.today(), self.local(self.clock.now()).date()):
            raise FrontDeskError(f"{segment_id} arrives on {segment.start}. Change its dates first.")
        return reservation, segment

    def _admit(self, reservation: HotelReservation, segment: HotelSegment, room_id: str) -> None:
        segment = replace(segment, status=RoomStatus.IN_HOUSE)
        self._enter(room_id, segment, how="check_in")
        self._settle(reservation, segment)

    def _units(self, room_id: str | None) -> tuple[str, ...]:
        return () if room_id is None else self.units_of(room_id)

    def _given(self, segment: HotelSegment, room_id: str | None) -> HotelSegment:
        """The segment with another room and that room's type."""
        if room_id is None:
            return replace(segment, room_id=None)
        self._refuse_linked(room_id, segment.start, segment.end, except_segment=segment.id)
        return replace(segment, room_id=room_id, room_type_id=self.room(room_id).room_type_id)

    def _empty(self, room_id: str | None, segment_id: str) -> str:
        """The room; refused if another segment is in it or in one of its parts."""
        if room_id is None:
            raise FrontDeskError(f"{segment_id} has no room. Assign one first.")
        for room in (self.room(known) for known in (room_id, *self.units_of(room_id))):
            other = next((known for known in room.occupants if known != segment_id), None)
            if other is not None:
                raise FrontDeskError(f"Room {room.name} ({room.id}) is occupied by {other}.")
        return room_id

    def _announce_assignment(self, before: HotelSegment, after: HotelSegment) -> None:
        ids = {"reservationID": after.reservation_id, "subReservationID": after.id}
        if before.room_type_id != after.room_type_id:
            self._emit(
                "reservation/accommodation_type_changed", {**ids, "roomTypeID": after.room_type_id}, segment_id=after.id
            )
        rooms = {"roomID": after.room_id or "", "roomIDPrev": before.room_id or ""}
        self._emit("reservation/accommodation_changed", {**ids, **rooms}, segment_id=after.id)
        guest = {"guestID": after.guest_id, "subReservationID": after.id}
        self._emit("guest/accommodation_changed", {**guest, **rooms})
        if before.room_id is not None:
            self._announce_guest("removed", before, before.room_id)
        if after.room_id is not None:
            self._announce_guest("assigned", after, after.room_id)
