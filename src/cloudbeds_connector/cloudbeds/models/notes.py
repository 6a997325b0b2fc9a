"""What Cloudbeds tells about the notes of a reservation."""

from __future__ import annotations

from typing import ClassVar

from .wire import Id, Moment, Text, Told, WireModel


class ReservationNote(WireModel):
    """A row of ``getReservationNotes``. Moments are the property's wall time."""

    shown: ClassVar[str] = "reservation_note_id"

    reservation_note_id: Id
    user_name: Text = None
    date_created: Moment = None
    date_modified: Moment = None
    reservation_note: Text = None


class NewNote(Told):
    """The answer of ``postReservationNote``, whose fields are beside `success`."""

    shown: ClassVar[str] = "reservation_note_id"

    reservation_note_id: Text = None
