"""The calls about the notes of a reservation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...http.call import Repeat
from .. import models
from ..envelope import Envelope, acknowledgement, data_in, whole
from ..models.rows import Rows
from ..operation import Endpoint, Operation, Verb, wire_instant, wire_params

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from ..models.notes import NewNote, ReservationNote

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

_NOTES = data_in(lambda: Envelope[Rows[models.ReservationNote]])
_NEW = whole(lambda: models.NewNote)


def list_notes(reservation_id: str) -> Operation[tuple[ReservationNote, ...]]:
    """Every note of a reservation. The method has no pages."""
    return Operation(endpoint=GET_NOTES, parse=_NOTES, params={"reservationID": reservation_id})


def add(
    reservation_id: str, *, text: str, user_id: str | None, created_at: datetime | None, zone: ZoneInfo | None
) -> Operation[NewNote]:
    """Write a note. Repeating it writes it twice, so it is not repeated."""
    params = {
        "reservationID": reservation_id,
        "reservationNote": text,
        "userID": user_id,
        "dateCreated": wire_instant(created_at, zone),
    }
    return Operation(endpoint=ADD, parse=_NEW, params=wire_params(params))


def change(reservation_id: str, *, note_id: str, text: str) -> Operation[None]:
    """Write something else into a note."""
    params = {"reservationID": reservation_id, "reservationNoteID": note_id, "reservationNote": text}
    return Operation(endpoint=CHANGE, parse=acknowledgement, params=params)


def delete(reservation_id: str, *, note_id: str) -> Operation[None]:
    """Archive a note."""
    params = {"reservationID": reservation_id, "reservationNoteID": note_id}
    return Operation(endpoint=DELETE, parse=acknowledgement, params=params)
