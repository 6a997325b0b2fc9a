"""getHousekeepingStatus and postHousekeepingStatus.

The front desk's status is that of the business date (whether Cloudbeds uses the calendar date is open). A room that is
part of a suite has the suite's guests besides its own; this is presumed, since no page documents split inventory in
housekeeping.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ...quirks import Quirk
from ...state import Condition, HotelReservation, HotelRoom, HotelSegment, ReservationStatus, RoomStatus
from ..call import Answer, Call, RefusedError, Row, ShownRoom
from ..encoding import array
from .housekeepers import NOBODY


def get_housekeeping_status(call: Call) -> Answer:
    """The current state of rooms."""
    hotel = call.hotel
    types, condition = call.several("roomTypeIDs"), call.text("roomCondition")
    occupied, ids, keepers = call.flag("roomOccupied"), call.several("roomIDs"), call.several("housekeeperIDs")
    if ids is not None and not all(room_id.replace("-", "").isalnum() for room_id in ids):
        raise RefusedError("Parameter roomIDs is malformed", status=400)
    rooms = [
        room
        for room in _as_listed(call)
        if (types is None or room.room_type_id in types)
        and (condition is None or room.condition == condition)
        and (occupied is None or room.occupied == occupied)
        and (ids is None or room.id in ids)
        and (keepers is None or (room.housekeeper_id or NOBODY) in keepers)
    ]
    page: list[HotelRoom] = call.page(rooms)
    rows = _encoded(call, page)
    total = len(rooms) + len(rooms) // 5 if Quirk.WRONG_TOTALS in hotel.quirks else len(rooms)
    body = {"data": array(row for row, _ in rows), "count": len(rows), "total": total}
    return Answer(body, [shown for _, shown in rows])


def _as_listed(call: Call) -> Sequence[HotelRoom]:
    """The rooms that housekeeping lists: without virtual ones, or with them in the worst condition of their parts."""
    hotel = call.hotel
    rooms = {room.id: room for room in hotel.seen_rooms()}
    virtual = {room_id for room_id, room in rooms.items() if hotel.virtual(room)}
    if Quirk.VIRTUAL_ROOMS_IN_HOUSEKEEPING not in hotel.quirks:
        return [room for room_id, room in rooms.items() if room_id not in virtual]
    for room_id in virtual:
        conditions = {rooms[unit_id].condition for unit_id in hotel.units_of(room_id) if unit_id in rooms}
        worst = next((known for known in Condition if known in conditions), Condition.CLEAN)
        rooms[room_id] = replace(rooms[room_id], condition=worst)
    return list(rooms.values())


@dataclass(frozen=True, slots=True)
class HousekeepingRoom:
    """A room in the lists of housekeeping today, with the segments that have it or a suite that it is part of."""

    room: HotelRoom
    stays: Sequence[HotelSegment]
    blocked: bool
    today: date

    @property
    def frontdesk_status(self) -> str:
        """The front desk's status of the room today."""
        return frontdesk_status(self.stays, self.today)


def housekeeping_rooms(call: Call, rooms: Sequence[HotelRoom] | None = None) -> Iterator[HousekeepingRoom]:
    """These rooms, by default all that housekeeping lists, with their state of today."""
    hotel, today = call.hotel, call.hotel.today()
    (stays,) = call.cache.each("stays by room", [("", hotel.seen_reservations())], _stays_by_room)
    blocks = hotel.seen_blocks()
    for room in _as_listed(call) if rooms is None else rooms:
        yield HousekeepingRoom(room, _stays_in(call, room, stays), hotel.blocked(room.id, today, blocks), today)


def _encoded(call: Call, page: Sequence[HotelRoom]) -> list[tuple[bytes, ShownRoom]]:
    """The rows as JSON, each with what it shows."""

    def write(each: HousekeepingRoom) -> tuple[bytes, ShownRoom]:
        room = each.room
        return call.encoder.encode_row(_status_row(call, each)), ShownRoom(room.id, room.condition, room.occupied)

    return call.cache.each("room status", ((each.room.id, each) for each in housekeeping_rooms(call, page)), write)


def _stays_in(call: Call, room: HotelRoom, stays: Mapping[str, Sequence[HotelSegment]]) -> Sequence[HotelSegment]:
    """The segments that have a room, or a suite that it is part of."""
    own = stays.get(room.id, ())
    if not room.linked or call.hotel.virtual(room):
        return own
    return (*own, *(stay for whole in room.linked for stay in stays.get(whole, ())))


def _status_row(call: Call, each: HousekeepingRoom) -> Row:
    hotel, encoder, room, today = call.hotel, call.encoder, each.room, each.today
    kind = hotel.room_type(room.room_type_id)
    row: Row = {
        "date": room.changed_on.isoformat(),
        "roomTypeID": kind.id,
        "roomTypeName": kind.name,
        "roomID": room.id,
        "roomName": room.name,
        "roomCondition": room.condition,
        "roomOccupied": room.occupied,
        "roomBlocked": each.blocked,
        "frontdeskStatus": each.frontdesk_status,
        "housekeeperID": encoder.text(room.housekeeper_id),
        "housekeeper": encoder.text(next((k.name for k in hotel.housekeepers() if k.id == room.housekeeper_id), None)),
        "doNotDisturb": room.do_not_disturb,
        "refusedService": room.refused_service,
        "vacantPickup": room.vacant_pickup,
        "roomComments": encoder.text(room.comments),
    }
    if Quirk.UNDOCUMENTED_HOUSEKEEPING_FIELDS in hotel.quirks:
        present = [s for s in each.stays if s.start <= today <= s.end and s.status is not RoomStatus.CHECKED_OUT]
        row["id"] = room.id
        row["arrivalDate"] = present[0].start.isoformat() if present else "-"
        row["departureDate"] = present[0].end.isoformat() if present else "-"
    return row


def frontdesk_status(stays: Iterable[HotelSegment], today: date) -> str:
    """The front desk's status of a room today: check-in, check-out, turnover (both), stayover or unused."""
    arriving = departing = staying = False
    for stay in stays:
        if stay.status is RoomStatus.CHECKED_OUT:
            departing = departing or stay.checked_out_on == today
        elif stay.status is RoomStatus.IN_HOUSE and stay.start < today:
            departing = departing or stay.end <= today
            staying = staying or stay.end > today
        else:
            arriving = arriving or stay.start == today
    if arriving and departing:
        return "turnover"
    if arriving or departing:
        return "check-in" if arriving else "check-out"
    return "stayover" if staying else "unused"


def post_housekeeping_status(call: Call) -> Answer:
    """Set condition and flags. A call with none of them switches the condition between clean and dirty."""
    hotel, room_id = call.hotel, call.required("roomID")
    if room_id not in {room.id for room in hotel.rooms()}:
        raise RefusedError("Invalid roomID")
    condition = call.text("roomCondition")
    if condition is not None and condition not in set(Condition):
        raise RefusedError("Parameter roomCondition is invalid")
    flags = {name: call.flag(name) for name in ("doNotDisturb", "refusedService", "vacantPickup")}
    comments = call.params.get("roomComments")
    if condition is None and comments is None and not any(value is not None for value in flags.values()):
        dirty = hotel.room(room_id).condition is Condition.DIRTY
        condition = Condition.CLEAN if dirty else Condition.DIRTY
    if condition is not None:
        hotel.set_condition(room_id, condition, by="api")
    if comments is not None or any(value is not None for value in flags.values()):
        hotel.set_flags(
            room_id,
            do_not_disturb=flags["doNotDisturb"],
            refused_service=flags["refusedService"],
            vacant_pickup=flags["vacantPickup"],
            comments=comments,
        )
    room = hotel.room(room_id)
    data = {
        "date": room.changed_on.isoformat(),
        "roomID": room.id,
        "roomCondition": room.condition,
        "roomComments": call.encoder.text(room.comments),
        "doNotDisturb": room.do_not_disturb,
        "refusedService": room.refused_service,
        "vacantPickup": room.vacant_pickup,
    }
    return Answer({"data": data})


def _stays_by_room(reservations: Iterable[HotelReservation]) -> Mapping[str, Sequence[HotelSegment]]:
    by_room: defaultdict[str, list[HotelSegment]] = defaultdict(list)
    for reservation in reservations:
        if reservation.deleted or reservation.status is ReservationStatus.NO_SHOW:
            continue
        for segment in reservation.live:
            if segment.room_id is not None:
                by_room[segment.room_id].append(segment)
    return by_room
