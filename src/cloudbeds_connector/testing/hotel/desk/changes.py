"""Decides what happens to a booking before and beside the stay itself: changed, cancelled, come back, noted.

One user's action is one atomic change, and fires every event that the catalogue has for it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

from ..truth import FrontDeskError, HotelReservation, ReservationNote, ReservationStatus, RoomStatus
from .bookings import CLOSED, TENTATIVE_OR_SURE, BookingDesk

#: What this hotel calls its custom field for a late check-out.
LATE_CHECK_OUT = "Late check-out"


class ChangeDesk(BookingDesk):
    """What the front desk does with bookings that it has."""

    def change_dates(self, segment_id: str, *, start: date | None = None, end: date | None = None) -> None:
        """Change a stay's days; None leaves one as it is."""
        with self.lock:
            reservation, segment = self._open(segment_id, RoomStatus.NOT_CHECKED_IN, RoomStatus.IN_HOUSE)
            if start not in (None, segment.start) and segment.status is RoomStatus.IN_HOUSE:
                raise FrontDeskError(f"{segment_id} is in house: only its departure can change.")
            segment = replace(segment, start=start or segment.start, end=end or segment.end)
            if segment.end < segment.start:
                raise FrontDeskError(f"{segment_id} cannot leave on {segment.end}, before it arrives.")
            self._refuse_linked(segment.room_id, segment.start, segment.end, but=segment_id)
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
            self._cancelled(self._not_arrived(reservation_id))

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
        """The guests did not come (T49)."""
        with self.lock:
            self._restate(self._not_arrived(reservation_id), ReservationStatus.NO_SHOW)

    def reinstate(self, reservation_id: str) -> None:
        """A cancellation or no-show was a mistake: the guests are expected again."""
        with self.lock:
            reservation = self.reservation(reservation_id)
            if reservation.deleted or reservation.status not in CLOSED:
                raise FrontDeskError(f"{reservation_id} is neither cancelled nor a no-show.")
            for segment in reservation.segments:
                self._refuse_linked(segment.room_id, segment.start, segment.end, but=segment.id)
            segments = tuple(
                replace(segment, status=RoomStatus.NOT_CHECKED_IN, checked_out_on=None)
                for segment in reservation.segments
            )
            self._restate(replace(reservation, segments=segments, cancelled_at=None), ReservationStatus.CONFIRMED)

    def delete(self, reservation_id: str) -> None:
        """Remove a booking from the lists, be its guests gone already (T63). Nobody of it may be in house."""
        with self.lock:
            reservation = self.reservation(reservation_id)
            if reservation.deleted or any(s.status is RoomStatus.IN_HOUSE for s in reservation.segments):
                raise FrontDeskError(f"{reservation_id} is deleted already, or somebody of it is in house.")
            self._save_reservation(replace(reservation, deleted=True))
            self._emit("reservation/deleted", {"reservationID": reservation_id})

    # -- what is known of it ---------------------------------------------------------------------------------------

    def set_eta(self, reservation_id: str, eta: time | None) -> None:
        """Note when the guests think they arrive (wall time). No webhook tells of it."""
        with self.lock:
            self._save_reservation(replace(self.reservation(reservation_id), eta=eta))

    def add_note(
        self, reservation_id: str, text: str, *, user_id: str | None = None, at: datetime | None = None
    ) -> str:
        """Write a note on a reservation; returns the note's id. Only getReservationNotes shows it.

        `user_id` is who of the staff writes it, `at` when it is said to have been written.
        """
        with self.lock:
            reservation = self.reservation(reservation_id)
            author = next((user for user in self._users if user_id in (None, user.id)), None)
            if author is None:
                raise FrontDeskError(f"There is no user {user_id!r}. Look at the hotel's users().")
            note = ReservationNote(self._number("note"), text, at or self.clock.now(), author.name)
            self._save_notes(reservation, (*reservation.notes, note), text)
            return note.id

    def change_note(self, reservation_id: str, note_id: str, text: str) -> None:
        """Write another text into a note."""
        with self.lock:
            reservation, note = self._note(reservation_id, note_id)
            changed = replace(note, text=text, modified_at=self.clock.now())
            notes = tuple(changed if known is note else known for known in reservation.notes)
            self._save_notes(reservation, notes, text)

    def remove_note(self, reservation_id: str, note_id: str) -> None:
        """Archive a note: nothing shows it any more."""
        with self.lock:
            reservation, note = self._note(reservation_id, note_id)
            self._save_notes(reservation, tuple(known for known in reservation.notes if known is not note), "")

    def set_custom_field(self, reservation_id: str, name: str, value: str) -> None:
        """Fill in a field that the hotel made up, such as one for VIP guests (T39) or an early check-in (T35)."""
        with self.lock:
            reservation = self.reservation(reservation_id)
            before = dict(reservation.custom_fields)
            field_id = self._custom_fields.setdefault(name, self._number("custom_field"))
            change = {"id": field_id, "name": name, "old_value": before.get(name, ""), "new_value": value}
            self._save_reservation(replace(reservation, custom_fields=tuple((before | {name: value}).items())))
            created, updated = ([], [change]) if name in before else ([change], [])
            fields = {"createdCustomFields": created, "updatedCustomFields": updated, "deletedCustomFields": []}
            self._emit("reservation/custom_fields_changed", {"reservationID": reservation_id, **fields})

    def agree_late_check_out(self, reservation_id: str, until: time) -> None:
        """Let the guests stay until a wall time of their last day (T19).

        Cloudbeds has no field for it (the policy's late check-out is information only, help center 218513077), so it is
        a custom field, "Late check-out", with the time as HH:MM: a name that this hotel chose.
        """
        self.set_custom_field(reservation_id, LATE_CHECK_OUT, f"{until:%H:%M}")

    def anonymize_guest(self, guest_id: str) -> None:
        """Remove a guest's data at their request (T68): answers say ``isAnonymized`` and no name any more."""
        with self.lock:
            self._guests[guest_id] = self.guest(guest_id).anonymized()
            for reservation in self.reservations():
                if reservation.guest_id == guest_id:
                    self._save_reservation(replace(reservation, guest_name=self._guests[guest_id].name))
            self._edition += 1
            self._emit("guest/details_changed", {"guestID": guest_id})

    # -- inside ----------------------------------------------------------------------------------------------------

    def _note(self, reservation_id: str, note_id: str) -> tuple[HotelReservation, ReservationNote]:
        reservation = self.reservation(reservation_id)
        note = next((note for note in reservation.notes if note.id == note_id), None)
        if note is None:
            raise FrontDeskError(f"There is no note {note_id!r} on {reservation_id}. Look at its notes.")
        return reservation, note

    def _save_notes(self, reservation: HotelReservation, notes: tuple[ReservationNote, ...], said: str) -> None:
        self._save_reservation(replace(reservation, notes=notes))
        self._emit("reservation/notes_changed", {"reservationID": reservation.id, "notes": said})

    def _not_arrived(self, reservation_id: str) -> HotelReservation:
        reservation = self.reservation(reservation_id)
        if reservation.deleted or reservation.status not in TENTATIVE_OR_SURE:
            raise FrontDeskError(f"{reservation_id} is {'deleted' if reservation.deleted else reservation.status}.")
        return reservation

    def _cancelled(self, reservation: HotelReservation) -> None:
        segments = tuple(replace(segment, status=RoomStatus.CANCELLED) for segment in reservation.segments)
        self._restate(
            replace(reservation, segments=segments, cancelled_at=self.clock.now()), ReservationStatus.CANCELED
        )
