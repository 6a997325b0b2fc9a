"""Decides what the front desk does with several guests at once, with one guest twice, and after the fact.

Swapping two guests, checking a group out, moving on within a split stay, an extension entered as a new booking, and
corrections of what was never so. Each is one atomic change. Cloudbeds describes the single steps, not these; that they
are shown as those steps are is presumed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ..truth import FrontDeskError, HotelReservation, HotelSegment, ReservationStatus, RoomStatus, Stay
from .stays import StayDesk


class PartyDesk(StayDesk):
    """What the front desk does with parties, and with its own mistakes."""

    def swap(self, one_id: str, other_id: str) -> None:
        """Two guests in house change rooms with each other (T131): both rooms are left, and taken, at once."""
        with self.lock:
            parties = [self._open(segment_id, RoomStatus.IN_HOUSE) for segment_id in (one_id, other_id)]
            (_, one), (_, other) = parties
            if one.room_id is None or other.room_id is None or one.room_id == other.room_id:
                raise FrontDeskError(f"{one_id} and {other_id} need a room each to swap.")
            if set(self.units_of(one.room_id)) & set(self.units_of(other.room_id)):
                raise FrontDeskError(f"{one_id} and {other_id} have the same room under two names.")
            moves = ((one, self._given(one, other.room_id)), (other, self._given(other, one.room_id)))
            self._leave(one.room_id, one, cause="room_move")
            self._leave(other.room_id, other, cause="room_move")
            for before, after in moves:
                self._enter(self._empty(after.room_id, after.id), after, how="move")
                self._announce_assignment(before, after)
                self._settle(self.reservation(after.reservation_id), after)

    def check_out_together(self, *segment_ids: str) -> None:
        """A group leaves at one moment, on one reservation (T05) or on many (T136). Nobody leaves if one cannot."""
        with self.lock:
            for segment_id in segment_ids:
                self._open(segment_id, RoomStatus.IN_HOUSE)
            for segment_id in dict.fromkeys(segment_ids):
                self.check_out(segment_id)

    def move_on(self, segment_id: str) -> str:
        """The guest of a split stay changes to its next room (T11); returns the next part's id.

        It is recorded as a check-out of the one room and a check-in to the next, in one action.
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
        """Enter further nights of a guest in house as a new booking of the same room (T13); returns its id.

        It begins where the old one ends, or today if that was before. Check the old one out and the new one in.
        """
        with self.lock:
            segment = self.segment(segment_id)
            if segment.room_id is None or segment.status not in (RoomStatus.IN_HOUSE, RoomStatus.CHECKED_OUT):
                raise FrontDeskError(f"{segment_id} is neither in a room nor just out of one.")
            start = max(segment.end, self.today()) if segment.checked_out_on is None else segment.checked_out_on
            stay = Stay(segment.room_type_id, start, end, segment.room_id, adults=segment.adults)
            return self.book(stay, guest_id=segment.guest_id)

    def no_show_after_check_in(self, reservation_id: str) -> None:
        """Guests who were checked in never slept here: the reservation becomes a no-show after all (T62).

        Whoever is in house leaves. That such rooms are ``not_checked_in`` then, as of any no-show, is presumed.
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
        """Correct a stay that is over to a cancellation (T61). Nobody of it may be in house."""
        with self.lock:
            reservation = self._stayed(reservation_id)
            if any(segment.status is RoomStatus.IN_HOUSE for segment in reservation.segments):
                raise FrontDeskError(f"Somebody of {reservation_id} is in house. Check them out, or undo the check-in.")
            self._cancelled(reservation)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _stayed(self, reservation_id: str) -> HotelReservation:
        """The reservation, if somebody of it is or was in house."""
        reservation = self.reservation(reservation_id)
        if reservation.deleted or reservation.status not in (
            ReservationStatus.CHECKED_IN,
            ReservationStatus.CHECKED_OUT,
        ):
            said = "deleted" if reservation.deleted else reservation.status
            raise FrontDeskError(f"{reservation_id} is {said}: nobody of it was in house.")
        return reservation

    def _next_part(self, reservation: HotelReservation, before: HotelSegment) -> HotelSegment:
        for segment in reservation.segments:
            if (
                segment.status is RoomStatus.NOT_CHECKED_IN
                and segment.guest_id == before.guest_id
                and segment.start == before.end
            ):
                return segment
        raise FrontDeskError(f"{before.id} is no part of a split stay that goes on. Use assign() for a move.")
