"""The methods about a reservation's notes. Deleting a note archives it: no read shows it any more."""

from __future__ import annotations

from ..call import Answer, Call, RefusedError


def get_reservation_notes(call: Call) -> Answer:
    """The notes on a reservation. There is no paging, as in the description."""
    reservation = call.hotel.seen_reservation(call.required("reservationID"))
    if reservation is None or reservation.deleted:
        raise RefusedError("Reservation not found")
    rows = [
        {
            "reservationNoteID": note.id,
            "userName": note.user_name,
            "dateCreated": call.encoder.local(note.written_at),
            "dateModified": call.encoder.local(note.modified_at or note.written_at),
            "reservationNote": note.text,
        }
        for note in reservation.notes
    ]
    return Answer({"data": rows})


def post_reservation_note(call: Call) -> Answer:
    """Add a note, optionally with an author and a time. Its id is beside `success`."""
    reservation_id, text = _reservation_id(call), call.required("reservationNote")
    at = call.wall_time("dateCreated")
    note_id = call.hotel.add_note(reservation_id, text, user_id=call.text("userID"), at=at)
    return Answer({"reservationNoteID": note_id})


def put_reservation_note(call: Call) -> Answer:
    """Change the text of a note."""
    note_id, text = call.required("reservationNoteID"), call.required("reservationNote")
    call.hotel.change_note(_reservation_id(call), note_id, text)
    return Answer()


def delete_reservation_note(call: Call) -> Answer:
    """Archive a note."""
    call.hotel.remove_note(_reservation_id(call), call.required("reservationNoteID"))
    return Answer()


def _reservation_id(call: Call) -> str:
    reservation = call.hotel.reservation(call.required("reservationID"))
    if reservation.deleted:
        raise RefusedError("Reservation not found")
    return reservation.id
