"""Bookings: what can be booked, and how a reservation's status follows from its rooms.

Two expected guests may have the same room, as happens at real desks (T129). A room that is linked with a sold room
cannot be sold for the same nights (split inventory, Cloudbeds help center 18686720671515).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

from ..guests import Guest
from ..state import BlockType, FrontDeskError, HotelReservation, HotelSegment, ReservationStatus, RoomStatus, Stay
from .blocks import BlockDesk

TENTATIVE_OR_SURE = (ReservationStatus.NOT_CONFIRMED, ReservationStatus.CONFIRMED)
CLOSED = (ReservationStatus.CANCELED, ReservationStatus.NO_SHOW)


class BookingDesk(BlockDesk):
    """The layer of the front desk that takes bookings and lists arrivals, departures and guests in house."""

    def book(
        self,
        *stays: Stay,
        guest_name: str | None = None,
        guest_id: str | None = None,
        eta: time | None = None,
        status: str = ReservationStatus.CONFIRMED,
    ) -> str:
        """Book one or more rooms; returns the reservation's id. `status`: confirmed or not_confirmed.

        `guest_id` is a known guest; without it, a guest called `guest_name` is invented. Each further room gets another
        invented guest.
        """
        with self.lock:
            known = None if guest_id is None else self.guest(guest_id)
            return self._book(stays, guest=known, guest_name=guest_name, eta=eta, status=status)

    def book_split(self, *stays: Stay, guest_name: str | None = None, eta: time | None = None) -> str:
        """Book a split stay (T11): one party in one room after the other; returns the reservation's id.

        It is a reservation of several rooms, each with its own dates. No field says that they are a split stay. That
        all of them have the same guest is presumed.
        """
        for before, after in pairwise(stays):
            if before.end != after.start:
                raise FrontDeskError(f"A split stay has no gap: {before.end} is not {after.start}. Change a date.")
        with self.lock:
            return self._book(
                stays, guest=None, guest_name=guest_name, eta=eta, status=ReservationStatus.CONFIRMED, one_party=True
            )

    def confirm_hold(self, block_id: str, *, guest_name: str | None = None) -> str:
        """Turn a courtesy hold of one room into a booking (T91, help center 217995878); returns its id."""
        with self.lock:
            block = self._block(block_id)
            held = [room_id for room_id in block.room_ids if room_id not in block.added]
            if block.kind is not BlockType.COURTESY_HOLD or len(held) != 1:
                raise FrontDeskError(
                    f"Block {block_id} is not a courtesy hold of one room. Use book() and remove_block()."
                )
            room = self.room(held[0])
            self.remove_block(block_id)
            return self.book(
                Stay(room.room_type_id, block.start, block.end + timedelta(days=1), room.id), guest_name=guest_name
            )

    # -- arrivals, departures, guests in house ---------------------------------------------------------------------

    def segments(self, reservation_id: str) -> tuple[str, ...]:
        """The ids of a reservation's rooms (sub-reservations), cancelled ones included."""
        return tuple(segment.id for segment in self.reservation(reservation_id).segments)

    def arrivals(self, day: date | None = None) -> tuple[HotelSegment, ...]:
        """The segments that arrive on a day (default: the business date) and are not checked in yet."""
        day = day or self.today()
        return tuple(s for s in self._expected() if s.start == day)

    def departures(self, day: date | None = None) -> tuple[HotelSegment, ...]:
        """The segments in house that leave on a day (default: the business date)."""
        day = day or self.today()
        return tuple(segment for segment in self.in_house() if segment.end == day)

    def in_house(self) -> tuple[HotelSegment, ...]:
        """The segments in house."""
        return tuple(s for r in self.reservations() for s in r.segments if s.status is RoomStatus.IN_HOUSE)

    def overdue(self) -> tuple[HotelSegment, ...]:
        """The segments in house whose last day is over: forgotten check-outs."""
        return tuple(segment for segment in self.in_house() if segment.end < self.today())

    # -- inside ----------------------------------------------------------------------------------------------------

    def _book(
        self,
        stays: tuple[Stay, ...],
        *,
        guest: Guest | None,
        guest_name: str | None,
        eta: time | None,
        status: str,
        one_party: bool = False,
    ) -> str:
        if not stays:
            raise FrontDeskError("A booking needs at least one stay.")
        for n, stay in enumerate(stays):
            self._check(stay, beside=stays[:n])
        reservation_id = self._reservation_id()
        known, guest = guest is not None, guest or self._new_guest(guest_name)
        guests = [guest.id if n == 0 or one_party else None for n in range(len(stays))]
        reservation = HotelReservation(
            id=reservation_id,
            status=ReservationStatus(status),
            guest_id=guest.id,
            guest_name=guest.name,
            segments=tuple(
                self._new_segment(reservation_id, n, stay, guest_id)
                for n, (stay, guest_id) in enumerate(zip(stays, guests, strict=True), start=1)
            ),
            created_at=self.clock.now(),
            modified_at=self.clock.now(),
            eta=eta,
        )
        self._save_reservation(reservation)
        dates = {"startDate": reservation.start.isoformat(), "endDate": reservation.end.isoformat()}
        self._emit("reservation/created", {"reservationID": reservation_id, **dates})
        if not known:
            self._emit("guest/created", {"guestID": guest.id})
        for segment in reservation.segments:
            if segment.room_id is not None:
                self._announce_guest("assigned", segment, segment.room_id)
        return reservation_id

    def _check(self, stay: Stay, *, beside: Iterable[Stay]) -> None:
        if stay.room_type_id not in self._room_types:
            raise FrontDeskError(f"There is no room type {stay.room_type_id!r}. Add it with add_room_type().")
        if stay.end < stay.start:
            raise FrontDeskError(f"A stay cannot end on {stay.end}, before it starts on {stay.start}.")
        if stay.room_id is None:
            return
        room = self.room(stay.room_id)
        if room.room_type_id != stay.room_type_id:
            raise FrontDeskError(f"Room {stay.room_id} is not of type {stay.room_type_id}.")
        self._refuse_linked(room.id, stay.start, stay.end)
        for other in beside:
            if other.room_id in room.linked and _together(stay.start, stay.end, other.start, other.end):
                raise FrontDeskError(f"Room {room.name} ({room.id}) is linked with another room of the same booking.")

    def _refuse_linked(self, room_id: str | None, start: date, end: date, *, except_segment: str = "") -> None:
        """`FrontDeskError` if another segment has a room that is linked with this one for any of these nights."""
        room = None if room_id is None else self.room(room_id)
        if room is None or not room.linked:
            return
        for reservation in self.reservations():
            if reservation.deleted or reservation.status in CLOSED:
                continue
            for segment in reservation.segments:
                if segment.id == except_segment or segment.status not in (
                    RoomStatus.NOT_CHECKED_IN,
                    RoomStatus.IN_HOUSE,
                ):
                    continue
                if segment.room_id in room.linked and _together(start, end, segment.start, segment.end):
                    other = self.room(segment.room_id).name
                    raise FrontDeskError(
                        f"Room {room.name} ({room.id}) is linked with {other}, which {segment.id} has from "
                        f"{segment.start} to {segment.end}."
                    )

    def _new_segment(self, reservation_id: str, n: int, stay: Stay, guest_id: str | None) -> HotelSegment:
        return HotelSegment(
            id=reservation_id if n == 1 else f"{reservation_id}-{n}",
            reservation_id=reservation_id,
            reservation_room_id=self._number("reservation_room"),
            room_type_id=stay.room_type_id,
            start=stay.start,
            end=stay.end,
            guest_id=guest_id or self._new_guest(None).id,
            room_id=stay.room_id,
            adults=stay.adults,
            children=stay.children,
            rate=self._room_types[stay.room_type_id].rate,
        )

    def _expected(self) -> list[HotelSegment]:
        return [
            segment
            for reservation in self.reservations()
            if not reservation.deleted and reservation.status not in CLOSED
            for segment in reservation.segments
            if segment.status is RoomStatus.NOT_CHECKED_IN
        ]

    def _open(self, segment_id: str, *allowed: RoomStatus) -> tuple[HotelReservation, HotelSegment]:
        """A segment in one of these states and its reservation; refused if that is closed or deleted."""
        segment = self.segment(segment_id)
        reservation = self.reservation(segment.reservation_id)
        if reservation.deleted or reservation.status in CLOSED:
            state = "deleted" if reservation.deleted else reservation.status
            raise FrontDeskError(f"Reservation {reservation.id} is {state}.")
        if segment.status not in allowed:
            raise FrontDeskError(f"{segment_id} is {segment.status}, not {' or '.join(allowed)}.")
        return reservation, segment

    def _settle(self, reservation: HotelReservation, *changed: HotelSegment) -> HotelReservation:
        """Save the reservation with these segments, and announce its status if that changes.

        It is checked_in with its first room and checked_out with its last (OpenAPI description, postRoomCheckOut).
        """
        by_id = {segment.id: segment for segment in changed}
        after = replace(reservation, segments=tuple(by_id.get(s.id, s) for s in reservation.segments))
        states = {s.status for s in after.live}
        if states == {RoomStatus.CHECKED_OUT}:
            status = ReservationStatus.CHECKED_OUT
        elif states & {RoomStatus.IN_HOUSE, RoomStatus.CHECKED_OUT}:
            status = ReservationStatus.CHECKED_IN
        else:
            status = reservation.status if reservation.status in TENTATIVE_OR_SURE else ReservationStatus.CONFIRMED
        return self._restate(after, status, segment_id=changed[-1].id if changed else None)

    def _restate(
        self, reservation: HotelReservation, status: ReservationStatus, *, segment_id: str | None = None
    ) -> HotelReservation:
        after = replace(reservation, status=status)
        self._save_reservation(after)
        if status is not reservation.status:
            actor = {"type": "user", "id": self._users[0].id}
            fields: dict[str, Any] = {"reservationID": reservation.id, "status": status, "actor": actor}
            self._emit("reservation/status_changed", fields, segment_id=segment_id)
        return after

    def _announce_guest(self, action: str, segment: HotelSegment, room_id: str) -> None:
        fields = {"guestID": segment.guest_id, "reservationID": segment.reservation_id, "roomID": room_id}
        self._emit(f"guest/{action}", fields, segment_id=segment.id)


def _together(start: date, end: date, other_start: date, other_end: date) -> bool:
    """Whether two stays share a night. A day use counts as the night of its day."""
    day = timedelta(days=1)
    return start < max(other_end, other_start + day) and other_start < max(end, start + day)
