"""Mapping of Cloudbeds' reservations to `pms.model`: a reservation and a segment for each of its rooms.

The room's own status counts. The reservation's becomes ``checked_out`` only when all of its rooms are, so it is used
for a room only where the room has none, or where the whole reservation is cancelled or a no-show.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from ..http.call import MisshapenError
from ..pms.model import Reservation, Segment, StayState
from .mapping import is_plausible, plausible_day
from .models.reservations import ReservationWithRates
from .models.rows import NoRows
from .models.stays import RoomStay

#: Cloudbeds' words for a room of a reservation. Both spellings of cancelled occur.
ROOM_STATES = {
    "not_checked_in": StayState.EXPECTED,
    "in_house": StayState.IN_HOUSE,
    "checked_in": StayState.IN_HOUSE,
    "checked_out": StayState.DEPARTED,
    "cancelled": StayState.CANCELLED,
    "canceled": StayState.CANCELLED,
    "no_show": StayState.NO_SHOW,
}

#: Cloudbeds' words for a reservation.
RESERVATION_STATES = {
    "not_confirmed": StayState.EXPECTED,
    "confirmed": StayState.EXPECTED,
    "in_progress": StayState.EXPECTED,
    "checked_in": StayState.IN_HOUSE,
    "checked_out": StayState.DEPARTED,
    "canceled": StayState.CANCELLED,
    "cancelled": StayState.CANCELLED,
    "no_show": StayState.NO_SHOW,
}

_OFF = frozenset({StayState.CANCELLED, StayState.NO_SHOW})
#: Cloudbeds writes it over the fields of a guest whose data was erased.
ANONYMIZED = "anonymized"


def to_reservation(row: ReservationWithRates, *, zone: ZoneInfo | None) -> Reservation:
    """A reservation and its segments. `zone` is only needed for times that Cloudbeds does not also give in UTC.

    `MisshapenError` for one whose days, state or segments are not known, since one that is guessed would end a stay. A
    deleted one needs neither: its days are then that of its last change.
    """
    _require_state(row)
    _require_segments(row)
    status = (row.status or "").lower()
    state = RESERVATION_STATES.get(status, StayState.EXPECTED)
    check_in = plausible_day(row.reservation_check_in) or min(filter(None, map(_arrival, row.rooms)), default=None)
    check_out = plausible_day(row.reservation_check_out) or max(filter(None, map(_departure, row.rooms)), default=None)
    if row.is_deleted and (check_in is None or check_out is None):
        check_in = check_out = check_in or check_out or _last_change(row)
    if check_in is None or check_out is None:
        raise MisshapenError("reservationCheckIn, reservationCheckOut")
    return Reservation(
        id=row.reservation_id,
        state=state,
        raw_state=row.status or "",
        segments=tuple(_segments(row, state, check_in, check_out)),
        check_in=check_in,
        check_out=check_out,
        guest_name=_guest_name(row),
        party_id=row.guest_id or "",
        created_at=_instant(row.date_created_utc, row.date_created, zone),
        modified_at=_instant(row.date_modified_utc, row.date_modified, zone),
        deleted=bool(row.is_deleted),
        # an empty list may mean that Cloudbeds left the rooms out
        segments_shown=bool(row.rooms or row.is_deleted or state is StayState.CANCELLED),
    )


def _require_state(row: ReservationWithRates) -> None:
    if "isDeleted" in (row.model_extra or ()):
        raise MisshapenError("isDeleted")
    if not (row.status or row.is_deleted) and (not row.rooms or any(not room.room_status for room in row.rooms)):
        raise MisshapenError("status")


def _require_segments(row: ReservationWithRates) -> None:
    """A list that is none says nothing of the rooms, unless the whole reservation is off.

    Each room needs more than its id: one without a room would else be taken for a guest who has lost it.

    Of several rooms, each needs its own days, and its id where another has one: they differ from room to room.
    """
    if row.is_deleted:
        return
    if isinstance(row.rooms, NoRows) and RESERVATION_STATES.get((row.status or "").lower()) not in _OFF:
        raise MisshapenError("rooms")
    if not all(room.room_id or room.room_status or room.room_type_id or _arrival(room) for room in row.rooms):
        raise MisshapenError("rooms.roomStatus")
    if len(row.rooms) < 2:
        return
    if any(_arrival(room) is None or _departure(room) is None for room in row.rooms):
        raise MisshapenError("rooms.roomCheckIn, rooms.roomCheckOut")
    if len({room.sub_reservation_id is None for room in row.rooms}) > 1:
        raise MisshapenError("rooms.subReservationID")


def _last_change(row: ReservationWithRates) -> date | None:
    moments = (row.date_cancelled, row.date_modified, row.date_modified_utc, row.date_created, row.date_created_utc)
    return next((plausible_day(moment.date()) for moment in moments if moment is not None), None)


def _segments(row: ReservationWithRates, state: StayState, check_in: date, check_out: date) -> Iterator[Segment]:
    ids: set[str] = set()
    for index, room in enumerate(row.rooms):
        segment_id = _segment_id(row.reservation_id, index, room, ids)
        ids.add(segment_id)
        yield Segment(
            id=segment_id,
            reservation_id=row.reservation_id,
            room_id=room.room_id,
            room_type_id=room.room_type_id or "",
            start_date=_arrival(room) or check_in,
            end_date=_departure(room) or check_out,
            state=_state(room, state, deleted=bool(row.is_deleted)),
            raw_state=room.room_status or row.status or "",
            tentative=(row.status or "").lower() == "not_confirmed",
            party_id=room.guest_id or row.guest_id or "",
            eta=row.estimated_arrival_time,
            guests=_guests(room),
        )


def _guests(room: RoomStay) -> int | None:
    """Adults and children of the room. Cloudbeds sends both as text."""
    return None if room.adults is None else room.adults + (room.children or 0)


def _segment_id(reservation_id: str, index: int, room: RoomStay, taken: set[str]) -> str:
    """The sub-reservation's id. Without one, Cloudbeds' own scheme: the reservation's id, then ``-2``, ``-3``."""
    own = room.sub_reservation_id or (reservation_id if index == 0 else f"{reservation_id}-{index + 1}")
    if own not in taken:
        return own
    # with one id for two rooms, one departure would hide the other
    return f"{own}@{room.reservation_room_id or index}"


def _state(room: RoomStay, reservation: StayState, *, deleted: bool) -> StayState:
    state = ROOM_STATES.get((room.room_status or "").lower(), reservation)
    if state in (StayState.DEPARTED, StayState.CANCELLED):
        return state
    if reservation in _OFF:
        return reservation
    return StayState.CANCELLED if deleted else state


def _guest_name(row: ReservationWithRates) -> str | None:
    """The main guest's name; if no room is the main guest's, that of the first room that has one."""
    named = [room for room in row.rooms if room.guest_name]
    main = next((room for room in named if row.guest_id and room.guest_id == row.guest_id), named[0] if named else None)
    if main is None or main.guest_name is None or ANONYMIZED in main.guest_name.lower():
        return None
    return main.guest_name


def _instant(utc: datetime | None, local: datetime | None, zone: ZoneInfo | None) -> datetime | None:
    """The UTC field, else the local one in the property's zone. A trailing Z or offset is ignored."""
    if utc is not None and is_plausible(utc):
        return utc
    if local is not None and zone is not None and is_plausible(local):
        return local.replace(tzinfo=zone).astimezone(UTC)
    return None


def _arrival(room: RoomStay) -> date | None:
    return plausible_day(room.room_check_in or room.start_date)


def _departure(room: RoomStay) -> date | None:
    return plausible_day(room.room_check_out or room.end_date)
