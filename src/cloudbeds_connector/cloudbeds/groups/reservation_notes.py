"""Calls about the notes of a reservation: ``client.reservation_notes``."""

from __future__ import annotations

from datetime import datetime

from ...http.call import Repeat
from ..envelope import Envelope, acknowledgement, data_in, listed, whole
from ..models.reservation_details import NewNote, ReservationNote
from ..models.rows import Rows
from ..operation import Endpoint, Operation, Verb, wire_instant, wire_params
from .group import C, Group, call

GET_NOTES = Endpoint(name="getReservationNotes", permission="read:reservation", used_as="reservation_notes.list")
ADD = Endpoint(
    name="postReservationNote",
    verb=Verb.POST,
    permission="write:reservation",
    repeat=Repeat.ONCE,
    used_as="reservation_notes.add",
)
CHANGE = Endpoint(
    name="putReservationNote", verb=Verb.PUT, permission="write:reservation", used_as="reservation_notes.change"
)
DELETE = Endpoint(
    name="deleteReservationNote",
    verb=Verb.DELETE,
    permission="write:reservation",
    used_as="reservation_notes.delete",
)

_NOTES = listed(
    data_in(lambda: Envelope[Rows[ReservationNote]]), lambda: ReservationNote, kind="note", method="getReservationNotes"
)
_NEW = whole(lambda: NewNote)


class ReservationNotes(Group[C]):
    """Notes of reservations, which the front desk reads. Scopes ``read:reservation`` and ``write:reservation``."""

    @call
    def list(self, reservation_id: str) -> Operation[tuple[ReservationNote, ...]]:
        """Every note of a reservation. The method has no pages."""
        return Operation(endpoint=GET_NOTES, parse=_NOTES, params={"reservationID": reservation_id})

    @call
    def add(
        self, reservation_id: str, *, text: str, user_id: str | None = None, created_at: datetime | None = None
    ) -> Operation[NewNote]:
        """Write a note, in the name of `user_id` if given. Not repeated after a failure: list first.

        `created_at` is aware and goes out as the property's wall time (which the client must know).
        """
        params = {
            "reservationID": reservation_id,
            "reservationNote": text,
            "userID": user_id,
            "dateCreated": wire_instant(created_at, self._client.zone),
        }
        return Operation(endpoint=ADD, parse=_NEW, params=wire_params(params))

    @call
    def change(self, reservation_id: str, *, note_id: str, text: str) -> Operation[None]:
        """Replace the text of a note."""
        params = {"reservationID": reservation_id, "reservationNoteID": note_id, "reservationNote": text}
        return Operation(endpoint=CHANGE, parse=acknowledgement, params=params)

    @call
    def delete(self, reservation_id: str, *, note_id: str) -> Operation[None]:
        """Archive a note. After an answer that was lost, a repetition may raise `NotFoundError`."""
        params = {"reservationID": reservation_id, "reservationNoteID": note_id}
        return Operation(endpoint=DELETE, parse=acknowledgement, params=params)
