"""getRoomTypes, getRooms and getRoomsUnassigned."""

from __future__ import annotations

from datetime import date, timedelta

from ...quirks import Quirk
from ...state import HotelRoom, HotelRoomType, RoomStatus
from ..call import Answer, Call, RefusedError, Row


def get_room_types(call: Call) -> Answer:
    """Room types. Dates are for rates, which the description mentions but has no field for."""
    type_ids, name, guests = call.several("roomTypeIDs"), call.text("roomTypeName"), call.text("maxGuests")
    kinds = [
        kind
        for kind in call.hotel.room_types()
        if (type_ids is None or kind.id in type_ids)
        and (name is None or name.lower() in kind.name.lower())
        and (guests is None or str(kind.max_guests) == guests)
    ]
    if _descending(call, "sorting_position"):
        kinds.reverse()
    page = call.page(kinds)
    dated = call.day("startDate") is not None and call.day("endDate") is not None
    rated = dated and Quirk.RATES_IN_ROOM_TYPES in call.hotel.quirks
    rows = [_room_type_row(call, kind, rated=rated) for kind in page]
    return Answer({"data": rows})  # no count and no total, as in the description


def _room_type_row(call: Call, kind: HotelRoomType, *, rated: bool) -> Row:
    encoder = call.encoder
    row: Row = {
        "roomTypeID": kind.id,
        "propertyID": call.hotel.property_id,
        "roomTypeName": kind.name,
        "roomTypeNameShort": kind.short_name,
        "roomTypeDescription": encoder.text(),
        "isPrivate": kind.private,
        "maxGuests": encoder.number(kind.max_guests),
        "adultsIncluded": encoder.number(kind.max_guests),
        "childrenIncluded": encoder.number(0),
    }
    return row | ({"roomRate": encoder.money(kind.rate), "roomRateID": f"9{kind.id}"} if rated else {})


def get_rooms(call: Call) -> Answer:
    """Rooms; with startDate and endDate, only those that are free in that period. One row per property."""
    start, end = call.day("startDate"), call.day("endDate")
    if (start is None) != (end is None):
        raise RefusedError(f"Parameter {'endDate' if end is None else 'startDate'} is required")
    types, short = call.several("roomTypeID"), call.text("roomTypeNameShort")
    taken = _taken(call, start, end) if start is not None and end is not None else frozenset()
    rooms = [
        room
        for room in call.hotel.seen_rooms()
        if (types is None or room.room_type_id in types)
        and (short is None or call.hotel.room_type(room.room_type_id).short_name == short)
        and room.id not in taken
    ]
    if _descending(call, "room_position"):
        rooms.reverse()
    page = call.page(rooms)
    rows = [_room_row(call, room, start or call.hotel.today(), end) for room in page]
    wrong_totals = Quirk.WRONG_TOTALS in call.hotel.quirks
    data = [{"propertyID": call.hotel.property_id, "rooms": rows}]
    return Answer({"data": data, "count": len(rows) if wrong_totals else 1, "total": len(rows) if wrong_totals else 1})


def get_rooms_unassigned(call: Call) -> Answer:
    """Rooms that are free in a period, by default tonight: the same as getRooms, as described.

    The description has no related rooms and no door locks here.
    """
    start = call.day("startDate") or call.hotel.today()
    end = call.day("endDate") or start + timedelta(days=1)
    taken = _taken(call, start, end)
    page = call.page([room for room in call.hotel.seen_rooms() if room.id not in taken])
    rows = [{k: v for k, v in _room_row(call, room, start, end).items() if k != "doorlockID"} for room in page]
    data = [{"propertyID": call.hotel.property_id, "rooms": rows}]
    wrong_totals = Quirk.WRONG_TOTALS in call.hotel.quirks
    return Answer({"data": data, "count": len(rows) if wrong_totals else 1, "total": len(rows) if wrong_totals else 1})


def _room_row(call: Call, room: HotelRoom, start: date, end: date | None) -> Row:
    hotel, encoder, kind = call.hotel, call.encoder, call.hotel.room_type(room.room_type_id)
    blocks = [b for b in hotel.seen_blocks() if room.id in b.room_ids and b.end >= start and b.start <= (end or start)]
    row: Row = {
        "roomID": room.id,
        "roomName": room.name,
        "roomDescription": encoder.text(),
        "maxGuests": encoder.number(kind.max_guests),
        "isPrivate": kind.private,
        "isVirtual": kind.virtual,
        # blocked on the calendar, which is independent of the guest in the room
        "roomBlocked": bool(blocks),
        "roomTypeID": kind.id,
        "roomTypeName": kind.name,
        "roomTypeNameShort": kind.short_name,
        "dormRoomName": encoder.text(room.dorm_name),
        "doorlockID": encoder.text(),
    }
    if call.flag("includeRoomRelations"):
        row["linkedRoomIDs"] = list(room.linked) or None
        types = sorted({hotel.room(linked).room_type_id for linked in room.linked})
        row["linkedRoomTypeIDs"] = types or None
        row["linkedRoomTypeQty"] = [
            {"roomTypeId": t, "roomQty": sum(1 for r in room.linked if hotel.room(r).room_type_id == t)} for t in types
        ] or None
    return row


def _taken(call: Call, start: date, end: date) -> frozenset[str]:
    """Rooms that are taken in this period, and the rooms linked with them, which cannot be sold either."""
    gone = (RoomStatus.CANCELLED, RoomStatus.CHECKED_OUT)
    return frozenset(
        room_id
        for reservation in call.hotel.seen_reservations()
        if not reservation.deleted
        for segment in reservation.live
        if segment.room_id is not None and segment.status not in gone and segment.start < end and segment.end > start
        for room_id in (segment.room_id, *call.hotel.room(segment.room_id).linked)
    )


def _descending(call: Call, field: str) -> bool:
    return f"{field}:desc" in (call.text("sort") or "").split(";")
