"""Decides what happens to stays: booking, assigning, checking in and out, moving, changing, cancelling.

One user's action is one atomic change, and fires every event that the catalogue has for it. The reservation becomes
checked_in with its first room, checked_out with its last (OpenAPI description, postRoomCheckOut).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from ...pms.hotel_time import resolve
from .desk_rooms import RoomDesk
from .truth import (
    Condition,
    FrontDeskError,
    HotelReservation,
    HotelSegment,
    ReservationStatus,
    RoomStatus,
    Stay,
)

_TENTATIVE_OR_SURE = (ReservationStatus.NOT_CONFIRMED, ReservationStatus.CONFIRMED)
_CLOSED = (ReservationStatus.CANCELED, ReservationStatus.NO_SHOW)
_ACTOR = {"type": "user", "id": "568158"}


class StayDesk(RoomDesk):
    """What the front desk does with guests."""

    def book(
        self,
        *stays: Stay,
        guest_name: str | None = None,
        eta: time | None = None,
        status: str = ReservationStatus.CONFIRMED,
    ) -> str:
        """Take a booking of one or more rooms; returns the reservation's id. `status`: confirmed or not_confirmed."""
        if not stays:
            raise FrontDeskError("A booking needs at least one stay.")
        with self.lock:
            for stay in stays:
                self._check(stay)
            reservation_id = self._reservation_id()
            guest = self._new_guest(guest_name)
            reservation = HotelReservation(
                id=reservation_id,
                status=ReservationStatus(status),
                guest_id=guest.id,
                guest_name=guest.name,
                segments=tuple(
                    self._new_segment(reservation_id, n, stay, guest.id) for n, stay in enumerate(stays, start=1)
                ),
                created_at=self.clock.now(),
                modified_at=self.clock.now(),
                eta=eta,
            )
            self._save_reservation(reservation)
            dates = {"startDate": reservation.start.isoformat(), "endDate": reservation.end.isoformat()}
            self._emit("reservation/created", {"reservationID": reservation_id, **dates})
            self._emit("guest/created", {"guestID": guest.id})
            for segment in reservation.segments:
                if segment.room_id is not None:
                    self._announce_guest("assigned", segment, segment.room_id)
            return reservation_id

    def record_past(self, stay: Stay, *, departed: bool = False) -> str:
        """Enter a stay that began before today: its guest is in house (the room dirty since the night), or has left.

        Nothing of it is news: every read shows it, no webhook tells of it. Returns the reservation's id.
        """
        if stay.room_id is None:
            raise FrontDeskError("A stay that has begun has a room.")
        with self.opening():
            reservation_id = self.book(stay)
            reservation = self.reservation(reservation_id)
            status = RoomStatus.CHECKED_OUT if departed else RoomStatus.IN_HOUSE
            segment = replace(
                reservation.segments[0], status=status, checked_out_on=min(stay.end, self.today()) if departed else None
            )
            if not departed:
                self._empty(stay.room_id, segment.id)
                self._enter(stay.room_id, segment, how="check_in")
                self.set_condition(stay.room_id, Condition.DIRTY, by="audit")
            arrived = resolve(stay.start, self.check_in_time, self.zone)
            left = resolve(stay.end, self.check_out_time, self.zone) if departed else arrived
            dated = replace(
                reservation,
                created_at=min(arrived, self.clock.now()) - timedelta(days=9),
                modified_at=min(left, self.clock.now()),
            )
            self._settle(dated, segment)
            return reservation_id

    def segments(self, reservation_id: str) -> tuple[str, ...]:
        """The ids of a reservation's rooms (sub-reservations), cancelled ones included."""
        return tuple(segment.id for segment in self.reservation(reservation_id).segments)

    def arrivals(self, day: date | None = None) -> tuple[HotelSegment, ...]:
        """Who is expected on a day (default: the business date) and has not come yet."""
        day = day or self.today()
        return tuple(s for s in self._expected() if s.start == day)

    def departures(self, day: date | None = None) -> tuple[HotelSegment, ...]:
        """Who is in house and leaves on a day (default: the business date)."""
        day = day or self.today()
        return tuple(segment for segment in self.in_house() if segment.end == day)

    def in_house(self) -> tuple[HotelSegment, ...]:
        """Who is in house."""
        return tuple(s for r in self.reservations() for s in r.segments if s.status is RoomStatus.IN_HOUSE)

    # -- the guest comes and goes ----------------------------------------------------------------------------------

    def check_in(self, segment_id: str) -> None:
        """The guest takes the room. It must be assigned and empty, and the arrival day must have come."""
        with self.lock:
            reservation, segment = self._open(segment_id, RoomStatus.NOT_CHECKED_IN)
            if segment.start > max(self.today(), self.local(self.clock.now()).date()):
                raise FrontDeskError(f"{segment_id} arrives on {segment.start}. Change its dates first.")
            room_id = self._empty(segment.room_id, segment_id)
            segment = replace(segment, status=RoomStatus.IN_HOUSE)
            self._enter(room_id, segment, how="check_in")
            self._settle(reservation, segment)

    def check_out(self, segment_id: str) -> None:
        """The guest leaves; the room is dirty."""
        with self.lock:
            reservation, segment = self._open(segment_id, RoomStatus.IN_HOUSE)
            segment = replace(segment, status=RoomStatus.CHECKED_OUT, checked_out_on=self.today())
            if segment.room_id is not None:
                self._leave(segment.room_id, segment, cause="check_out")
            self._settle(reservation, segment)

    def revert_check_out(self, segment_id: str) -> None:
        """The check-out was a mistake: the guest is in the room still. It must be empty."""
        with self.lock:
            reservation, segment = self._open(segment_id, RoomStatus.CHECKED_OUT)
            room_id = self._empty(segment.room_id, segment_id)
            segment = replace(segment, status=RoomStatus.IN_HOUSE, checked_out_on=None)
            self._enter(room_id, segment, how="check_out_reverted")
            self._settle(reservation, segment)

    def revert_check_in(self, segment_id: str) -> None:
        """The check-in was a mistake: the guest is expected again. The room stays as dirty as it is."""
        with self.lock:
            reservation, segment = self._open(segment_id, RoomStatus.IN_HOUSE)
            segment = replace(segment, status=RoomStatus.NOT_CHECKED_IN)
            if segment.room_id is not None:
                self._leave(segment.room_id, segment, cause="check_in_reverted")
            self._settle(reservation, segment)

    def assign(self, segment_id: str, room_id: str | None) -> None:
        """Give a party a room, another room, or (None) none. In house this is a move: the old room is dirty."""
        with self.lock:
            reservation, before = self._open(segment_id, RoomStatus.NOT_CHECKED_IN, RoomStatus.IN_HOUSE)
            if room_id == before.room_id:
                return
            moving = before.status is RoomStatus.IN_HOUSE
            room_type_id = before.room_type_id
            if room_id is not None:
                room_type_id = self.room(self._empty(room_id, segment_id) if moving else room_id).room_type_id
            after = replace(before, room_id=room_id, room_type_id=room_type_id)
            if moving and before.room_id is not None:
                self._leave(before.room_id, before, cause="room_move")
            if moving and room_id is not None:
                self._enter(room_id, after, how="move")
            self._announce_assignment(before, after)
            self._settle(reservation, after)

    # -- the booking changes ---------------------------------------------------------------------------------------

    def change_dates(self, segment_id: str, *, start: date | None = None, end: date | None = None) -> None:
        """Change a stay's days; None leaves one as it is."""
        with self.lock:
            reservation, segment = self._open(segment_id, RoomStatus.NOT_CHECKED_IN, RoomStatus.IN_HOUSE)
            if start not in (None, segment.start) and segment.status is RoomStatus.IN_HOUSE:
                raise FrontDeskError(f"{segment_id} is in house: only its departure can change.")
            segment = replace(segment, start=start or segment.start, end=end or segment.end)
            if segment.end < segment.start:
                raise FrontDeskError(f"{segment_id} cannot leave on {segment.end}, before it arrives.")
            reservation = self._settle(reservation, segment)
            rooms = [
                {"id": s.id, "startDate": s.start.isoformat(), "endDate": s.end.isoformat()} for s in reservation.live
            ]
            dates = {"startDate": reservation.start.isoformat(), "endDate": reservation.end.isoformat()}
            fields = {"reservationID": reservation.id, **dates, "subReservations": rooms}
            self._emit("reservation/dates_changed", fields)

    def cancel(self, reservation_id: str) -> None:
        """Cancel a whole booking. Nobody of it may be in house or have been."""
        with self.lock:
            reservation = self._not_arrived(reservation_id)
            segments = tuple(replace(segment, status=RoomStatus.CANCELLED) for segment in reservation.segments)
            self._restate(
                replace(reservation, segments=segments, cancelled_at=self.clock.now()), ReservationStatus.CANCELED
            )

    def cancel_segment(self, segment_id: str) -> None:
        """Drop one room of a booking that keeps others."""
        with self.lock:
            reservation, segment = self._open(segment_id, RoomStatus.NOT_CHECKED_IN)
            if len(reservation.live) == 1:
                raise FrontDeskError(f"{segment_id} is the only room of {reservation.id}. Cancel the reservation.")
            self._settle(reservation, replace(segment, status=RoomStatus.CANCELLED))
            fields = {"reservationID": reservation.id, "subReservationID": segment_id, "roomID": segment.room_id or ""}
            self._emit("reservation/accommodation_removed", fields)

    def no_show(self, reservation_id: str) -> None:
        """The guests did not come."""
        with self.lock:
            self._restate(self._not_arrived(reservation_id), ReservationStatus.NO_SHOW)

    def reinstate(self, reservation_id: str) -> None:
        """A cancellation or no-show was a mistake: the guests are expected again."""
        with self.lock:
            reservation = self.reservation(reservation_id)
            if reservation.deleted or reservation.status not in _CLOSED:
                raise FrontDeskError(f"{reservation_id} is neither cancelled nor a no-show.")
            segments = tuple(replace(segment, status=RoomStatus.NOT_CHECKED_IN) for segment in reservation.segments)
            self._restate(replace(reservation, segments=segments, cancelled_at=None), ReservationStatus.CONFIRMED)

    def delete(self, reservation_id: str) -> None:
        """Remove a booking from the lists. Nobody of it may be in house."""
        with self.lock:
            reservation = self.reservation(reservation_id)
            if reservation.deleted or any(s.status is RoomStatus.IN_HOUSE for s in reservation.segments):
                raise FrontDeskError(f"{reservation_id} is deleted already, or somebody of it is in house.")
            self._save_reservation(replace(reservation, deleted=True))
            self._emit("reservation/deleted", {"reservationID": reservation_id})

    def set_eta(self, reservation_id: str, eta: time | None) -> None:
        """Note when the guests think they arrive (wall time). No webhook tells of it."""
        with self.lock:
            self._save_reservation(replace(self.reservation(reservation_id), eta=eta))

    # -- inside ----------------------------------------------------------------------------------------------------

    def _check(self, stay: Stay) -> None:
        if stay.room_type_id not in self._room_types:
            raise FrontDeskError(f"There is no room type {stay.room_type_id!r}. Add it with add_room_type().")
        if stay.end < stay.start:
            raise FrontDeskError(f"A stay cannot end on {stay.end}, before it starts on {stay.start}.")
        if stay.room_id is not None and self.room(stay.room_id).room_type_id != stay.room_type_id:
            raise FrontDeskError(f"Room {stay.room_id} is not of type {stay.room_type_id}.")

    def _new_segment(self, reservation_id: str, n: int, stay: Stay, guest_id: str) -> HotelSegment:
        return HotelSegment(
            id=reservation_id if n == 1 else f"{reservation_id}-{n}",
            reservation_id=reservation_id,
            reservation_room_id=self._number("reservation_room"),
            room_type_id=stay.room_type_id,
            start=stay.start,
            end=stay.end,
            guest_id=guest_id if n == 1 else self._new_guest(None).id,
            room_id=stay.room_id,
            adults=stay.adults,
            children=stay.children,
            rate=self._room_types[stay.room_type_id].rate,
        )

    def _expected(self) -> list[HotelSegment]:
        return [
            segment
            for reservation in self.reservations()
            if not reservation.deleted and reservation.status not in _CLOSED
            for segment in reservation.segments
            if segment.status is RoomStatus.NOT_CHECKED_IN
        ]

    def _open(self, segment_id: str, *allowed: RoomStatus) -> tuple[HotelReservation, HotelSegment]:
        """A segment that is in one of these states, and its reservation, which is neither closed nor deleted."""
        segment = self.segment(segment_id)
        reservation = self.reservation(segment.reservation_id)
        if reservation.deleted or reservation.status in _CLOSED:
            said = "deleted" if reservation.deleted else reservation.status
            raise FrontDeskError(f"Reservation {reservation.id} is {said}.")
        if segment.status not in allowed:
            raise FrontDeskError(f"{segment_id} is {segment.status}, not {' or '.join(allowed)}.")
        return reservation, segment

    def _not_arrived(self, reservation_id: str) -> HotelReservation:
        reservation = self.reservation(reservation_id)
        if reservation.deleted or reservation.status not in _TENTATIVE_OR_SURE:
            raise FrontDeskError(f"{reservation_id} is {'deleted' if reservation.deleted else reservation.status}.")
        return reservation

    def _empty(self, room_id: str | None, segment_id: str) -> str:
        if room_id is None:
            raise FrontDeskError(f"{segment_id} has no room. Assign one first.")
        room = self.room(room_id)
        if room.occupied:
            raise FrontDeskError(f"Room {room.name} ({room_id}) is occupied by {room.occupied_by}.")
        return room_id

    def _settle(self, reservation: HotelReservation, segment: HotelSegment) -> HotelReservation:
        """Save the reservation with this segment, and say so if its status follows."""
        segments = tuple(segment if s.id == segment.id else s for s in reservation.segments)
        after = replace(reservation, segments=segments)
        states = {s.status for s in after.live}
        if states == {RoomStatus.CHECKED_OUT}:
            status = ReservationStatus.CHECKED_OUT
        elif states & {RoomStatus.IN_HOUSE, RoomStatus.CHECKED_OUT}:
            status = ReservationStatus.CHECKED_IN
        else:
            status = reservation.status if reservation.status in _TENTATIVE_OR_SURE else ReservationStatus.CONFIRMED
        return self._restate(after, status)

    def _restate(self, reservation: HotelReservation, status: ReservationStatus) -> HotelReservation:
        after = replace(reservation, status=status)
        self._save_reservation(after)
        if status is not reservation.status:
            fields: dict[str, Any] = {"reservationID": reservation.id, "status": status, "actor": _ACTOR}
            self._emit("reservation/status_changed", fields)
        return after

    def _announce_assignment(self, before: HotelSegment, after: HotelSegment) -> None:
        ids = {"reservationID": after.reservation_id, "subReservationID": after.id}
        if before.room_type_id != after.room_type_id:
            self._emit("reservation/accommodation_type_changed", {**ids, "roomTypeID": after.room_type_id})
        rooms = {"roomID": after.room_id or "", "roomIDPrev": before.room_id or ""}
        self._emit("reservation/accommodation_changed", {**ids, **rooms})
        guest = {"guestID": after.guest_id, "subReservationID": after.id}
        self._emit("guest/accommodation_changed", {**guest, **rooms})
        if before.room_id is not None:
            self._announce_guest("removed", before, before.room_id)
        if after.room_id is not None:
            self._announce_guest("assigned", after, after.room_id)

    def _announce_guest(self, action: str, segment: HotelSegment, room_id: str) -> None:
        fields = {"guestID": segment.guest_id, "reservationID": segment.reservation_id, "roomID": room_id}
        self._emit(f"guest/{action}", fields)
