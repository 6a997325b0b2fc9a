"""Changes of a booking: dates, cancellation, no-show, reinstatement, notes, custom fields.

Each action is one atomic change, and sends every event that the catalogue has for it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

from ..quirks import Quirk
from ..state import FrontDeskError, HotelReservation, ReservationNote, ReservationStatus, RoomStatus
from .bookings import CLOSED, TENTATIVE_OR_SURE, BookingDesk

#: The name of the custom field for a late check-out.
LATE_CHECK_OUT = "Late check-out"
#: The share of reservations whose modified time moves in a night.
_TOUCHED_SHARE = 0.1


class ChangeDesk(BookingDesk):
    """The layer of the front desk that changes bookings."""

    def change_dates(self, segment_id: str, *, start: date | None = None, end: date | None = None) -> None:
        """Change a stay's dates; None leaves a date unchanged."""
        with self.lock:
            reservation, segment = self._open(segment_id, RoomStatus.NOT_CHECKED_IN, RoomStatus.IN_HOUSE)
            if start not in (None, segment.start) and segment.status is RoomStatus.IN_HOUSE:
                raise FrontDeskError(f"{segment_id} is in house: only its departure can change.")
            segment = replace(segment, start=start or segment.start, end=end or segment.end)
            if segment.end < segment.start:
                raise FrontDeskError(
                    f"{segment_id} cannot leave on {segment.end}, before it arrives. Change its start too."
                )
            self._refuse_linked(segment.room_id, segment.start, segment.end, except_segment=segment_id)
            self._announce_dates(self._settle(reservation, segment), segment_id)

    def cancel(self, reservation_id: str) -> None:
        """Cancel a whole booking, none of whose rooms was checked in yet."""
        with self.lock:
            self._cancelled(self._not_arrived(reservation_id))

    def cancel_segment(self, segment_id: str) -> None:
        """Cancel one room of a booking of several rooms."""
        with self.lock:
            reservation, segment = self._open(segment_id, RoomStatus.NOT_CHECKED_IN)
            if len(reservation.live) == 1:
                raise FrontDeskError(f"{segment_id} is the only room of {reservation.id}. Cancel the reservation.")
            self._settle(reservation, replace(segment, status=RoomStatus.CANCELLED))
            fields = {"reservationID": reservation.id, "subReservationID": segment_id, "roomID": segment.room_id or ""}
            self._emit("reservation/accommodation_removed", fields, segment_id=segment_id)

    def no_show(self, reservation_id: str) -> None:
        """Mark a booking as a no-show (T49)."""
        with self.lock:
            self._restate(self._not_arrived(reservation_id), ReservationStatus.NO_SHOW)

    def reinstate(self, reservation_id: str) -> None:
        """Undo a cancellation or a no-show: the guests are expected again."""
        with self.lock:
            reservation = self.reservation(reservation_id)
            if reservation.deleted or reservation.status not in CLOSED:
                raise FrontDeskError(f"{reservation_id} is neither cancelled nor a no-show. Look at its status.")
            for segment in reservation.segments:
                self._refuse_linked(segment.room_id, segment.start, segment.end, except_segment=segment.id)
            segments = tuple(
                replace(segment, status=RoomStatus.NOT_CHECKED_IN, checked_out_on=None)
                for segment in reservation.segments
            )
            self._restate(replace(reservation, segments=segments, cancelled_at=None), ReservationStatus.CONFIRMED)

    def delete(self, reservation_id: str) -> None:
        """Delete a booking, none of whose rooms is in house; one whose guests have left can be deleted (T63)."""
        with self.lock:
            reservation = self.reservation(reservation_id)
            if reservation.deleted or any(s.status is RoomStatus.IN_HOUSE for s in reservation.segments):
                raise FrontDeskError(f"{reservation_id} is deleted already, or a guest of it is in house.")
            self._save_reservation(replace(reservation, deleted=True))
            self._emit("reservation/deleted", {"reservationID": reservation_id})

    def touch(self, reservation_id: str) -> None:
        """Move a reservation's `modified_at` without a change, as a background job may. No webhook is sent."""
        with self.lock:
            reservation = self.reservation(reservation_id)
            self._save_reservation(replace(reservation, modified_at=self.clock.now()))

    # -- details ---------------------------------------------------------------------------------------------------

    def set_eta(self, reservation_id: str, eta: time | None) -> None:
        """Set the estimated time of arrival (wall time). No webhook is sent."""
        with self.lock:
            self._save_reservation(replace(self.reservation(reservation_id), eta=eta))

    def add_note(
        self, reservation_id: str, text: str, *, user_id: str | None = None, at: datetime | None = None
    ) -> str:
        """Add a note to a reservation; returns the note's id. Only getReservationNotes shows it.

        `user_id` is its author, the first user by default. `at` is its time of writing, now by default.
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
        """Change the text of a note."""
        with self.lock:
            reservation, note = self._note(reservation_id, note_id)
            changed = replace(note, text=text, modified_at=self.clock.now())
            notes = tuple(changed if known is note else known for known in reservation.notes)
            self._save_notes(reservation, notes, text)

    def remove_note(self, reservation_id: str, note_id: str) -> None:
        """Archive a note: no answer shows it any more."""
        with self.lock:
            reservation, note = self._note(reservation_id, note_id)
            self._save_notes(reservation, tuple(known for known in reservation.notes if known is not note), "")

    def set_custom_field(self, reservation_id: str, name: str, value: str) -> None:
        """Set a custom field, such as one for VIP guests (T39) or an early check-in (T35)."""
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
        """Agree on a late check-out until a wall time of the last day (T19).

        Cloudbeds has no field for it (the late check-out of the hotel's policy is information only, help center
        218513077). So the simulated hotel has a custom field "Late check-out" with the time as HH:MM.
        """
        self.set_custom_field(reservation_id, LATE_CHECK_OUT, f"{until:%H:%M}")

    def anonymize_guest(self, guest_id: str) -> None:
        """Remove a guest's data at their request (T68): answers have ``isAnonymized`` and no name any more."""
        with self.lock:
            self._guests[guest_id] = self.guest(guest_id).anonymized()
            for reservation in self.reservations():
                if reservation.guest_id == guest_id:
                    self._save_reservation(replace(reservation, guest_name=self._guests[guest_id].name))
            self._name_changes += 1
            self._emit("guest/details_changed", {"guestID": guest_id})

    def _housekeep_at_night(self) -> None:
        super()._housekeep_at_night()
        if Quirk.MODIFIED_BY_ITSELF in self.quirks:
            for reservation in self.reservations():
                if self._touches.random() < _TOUCHED_SHARE:
                    self.touch(reservation.id)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _announce_dates(self, reservation: HotelReservation, segment_id: str) -> None:
        rooms = [{"id": s.id, "startDate": s.start.isoformat(), "endDate": s.end.isoformat()} for s in reservation.live]
        dates = {"startDate": reservation.start.isoformat(), "endDate": reservation.end.isoformat()}
        fields = {"reservationID": reservation.id, **dates, "subReservations": rooms}
        self._emit("reservation/dates_changed", fields, segment_id=segment_id)

    def _note(self, reservation_id: str, note_id: str) -> tuple[HotelReservation, ReservationNote]:
        reservation = self.reservation(reservation_id)
        note = next((note for note in reservation.notes if note.id == note_id), None)
        if note is None:
            raise FrontDeskError(f"There is no note {note_id!r} on {reservation_id}. Look at its notes.")
        return reservation, note

    def _save_notes(self, reservation: HotelReservation, notes: tuple[ReservationNote, ...], text: str) -> None:
        self._save_reservation(replace(reservation, notes=notes))
        self._emit("reservation/notes_changed", {"reservationID": reservation.id, "notes": text})

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
