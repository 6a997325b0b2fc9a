"""Actions that combine several steps: swaps, group check-outs, split stays, extensions, and corrections afterwards.

Each is one atomic change. Cloudbeds documents the single steps only; that its API shows these actions as the sum of
their steps is presumed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ..state import FrontDeskError, HotelReservation, HotelSegment, ReservationStatus, RoomStatus, Stay
from .stays import StayDesk


class PartyDesk(StayDesk):
    """The layer of the front desk for groups, split stays and corrections."""

    def swap(self, one_id: str, other_id: str) -> None:
        """Let two guests in house swap their rooms (T131). Both rooms are vacated and occupied at the same time."""
        with self.lock:
            parties = [self._open(segment_id, RoomStatus.IN_HOUSE) for segment_id in (one_id, other_id)]
            (_, one), (_, other) = parties
            if one.room_id is None or other.room_id is None or one.room_id == other.room_id:
                raise FrontDeskError(f"{one_id} and {other_id} need a room each to swap. Assign one.")
            if set(self.units_of(one.room_id)) & set(self.units_of(other.room_id)):
                raise FrontDeskError(f"{one_id} and {other_id} have rooms that share a unit. Use assign().")
            if any(self.room(unit).also_in for room in (one.room_id, other.room_id) for unit in self.units_of(room)):
                raise FrontDeskError(f"{one_id} or {other_id} shares a room. Check the other guest out first.")
            moves = ((one, self._given(one, other.room_id)), (other, self._given(other, one.room_id)))
            self._leave(one.room_id, one, cause="room_move")
            self._leave(other.room_id, other, cause="room_move")
            for before, after in moves:
                self._enter(self._empty(after.room_id, after.id), after, how="move")
                self._announce_assignment(before, after)
                self._settle(self.reservation(after.reservation_id), after)

    def check_out_together(self, *segment_ids: str) -> None:
        """Check a group out at one instant, of one reservation (T05) or of several (T136): all of them, or none."""
        with self.lock:
            for segment_id in segment_ids:
                self._open(segment_id, RoomStatus.IN_HOUSE)
            for segment_id in dict.fromkeys(segment_ids):
                self.check_out(segment_id)

    def move_on(self, segment_id: str) -> str:
        """Move the guest of a split stay to its next room (T11); returns the id of the next segment.

        It is recorded as a check-out of the old room and a check-in to the next, in one action.
        """
        with self.lock:
            reservation, before = self._open(segment_id, RoomStatus.IN_HOUSE)
            after = self._next_part(reservation, before)
            room_id = self._empty(after.room_id, after.id)
            before = replace(before, status=RoomStatus.CHECKED_OUT, checked_out_on=self.today())
            after = replace(after, status=RoomStatus.IN_HOUSE)
            if before.room_id is not None:
                self._leave(before.room_id, before, cause="check_out")
            self._enter(room_id, after, how="check_in")
            self._settle(reservation, before, after)
            return after.id

    def book_extension(self, segment_id: str, *, end: date) -> str:
        """Book further nights of a guest in house as a new reservation of the same room (T13); returns its id.

        It begins when the old one ends, or today if that is later. Then check the old one out and the new one in.
        """
        with self.lock:
            segment = self.segment(segment_id)
            if segment.room_id is None or segment.status not in (RoomStatus.IN_HOUSE, RoomStatus.CHECKED_OUT):
                raise FrontDeskError(f"{segment_id} is neither in a room nor checked out of one. Use book().")
            start = max(segment.end, self.today()) if segment.checked_out_on is None else segment.checked_out_on
            stay = Stay(segment.room_type_id, start, end, segment.room_id, adults=segment.adults)
            return self.book(stay, guest_id=segment.guest_id)

    def no_show_after_check_in(self, reservation_id: str) -> None:
        """Correct a reservation that was checked in by mistake to a no-show (T62).

        Its guests leave their rooms. That its rooms are then ``not_checked_in``, as with any no-show, is presumed.
        """
        with self.lock:
            reservation = self._stayed(reservation_id)
            for segment in reservation.segments:
                if segment.status is RoomStatus.IN_HOUSE and segment.room_id is not None:
                    self._leave(segment.room_id, segment, cause="no_show")
            segments = tuple(
                segment
                if segment.status is RoomStatus.CANCELLED
                else replace(segment, status=RoomStatus.NOT_CHECKED_IN, checked_out_on=None)
                for segment in reservation.segments
            )
            self._restate(replace(reservation, segments=segments), ReservationStatus.NO_SHOW)

    def cancel_after_check_out(self, reservation_id: str) -> None:
        """Correct a reservation that is checked out to a cancellation (T61). None of its guests may be in house."""
        with self.lock:
            reservation = self._stayed(reservation_id)
            if any(segment.status is RoomStatus.IN_HOUSE for segment in reservation.segments):
                raise FrontDeskError(f"A guest of {reservation_id} is in house. Check them out or revert the check-in.")
            self._cancelled(reservation)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _stayed(self, reservation_id: str) -> HotelReservation:
        """The reservation; refused if none of its guests is or was in house."""
        reservation = self.reservation(reservation_id)
        if reservation.deleted or reservation.status not in (
            ReservationStatus.CHECKED_IN,
            ReservationStatus.CHECKED_OUT,
        ):
            state = "deleted" if reservation.deleted else reservation.status
            raise FrontDeskError(f"{reservation_id} is {state}: none of its guests was in house.")
        return reservation

    def _next_part(self, reservation: HotelReservation, before: HotelSegment) -> HotelSegment:
        for segment in reservation.segments:
            if (
                segment.status is RoomStatus.NOT_CHECKED_IN
                and segment.guest_id == before.guest_id
                and segment.start == before.end
            ):
                return segment
        raise FrontDeskError(f"{before.id} is no part of a split stay with a next room. Use assign() for a move.")
