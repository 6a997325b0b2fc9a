"""getAvailableRoomTypes: how many rooms of each type can still be sold, and at what rate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ...state import HotelRoomType, ReservationStatus, RoomStatus
from ..call import Answer, Call, RefusedError, Row

_GONE = (ReservationStatus.CANCELED, ReservationStatus.NO_SHOW)


def get_available_room_types(call: Call) -> Answer:
    """Types with enough free rooms on every night, and enough places for the guests. One row per property.

    Beds of a dorm are listed only for a single guest, or with includeSharedRooms.
    """
    start, end = call.required_day("startDate"), call.required_day("endDate")
    rooms, adults, children = (call.required_integer(name) for name in ("rooms", "adults", "children"))
    if end <= start:
        raise RefusedError("Parameter endDate is invalid")
    shared = bool(call.flag("includeSharedRooms")) or adults + children == 1
    rows = []
    for kind in call.hotel.room_types():
        free = min(_free(call, kind, night) for night in _nights(start, end))
        fits = kind.max_guests * rooms >= adults + children if kind.private else shared
        if free >= max(rooms, 1) and fits and _affordable(call, kind):
            rows.append(_type_row(call, kind, start, end, free))
    key = "roomRate" if call.text("sort") == "room_price" else "roomTypeName"
    if call.text("sort") in {"room_price", "room_name"}:
        rows.sort(key=lambda row: row[key], reverse=call.text("order") == "desc")
    page = call.page(rows)
    currency = [{"currencyCode": "USD", "currencySymbol": "$", "currencyPosition": "before"}]
    data = [{"propertyID": call.hotel.property_id, "propertyCurrency": currency, "propertyRooms": page}] if rows else []
    return Answer({"data": data, "roomCount": len(page), "count": len(data), "total": len(data)})


def _nights(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=n) for n in range((end - start).days))


def _affordable(call: Call, kind: HotelRoomType) -> bool:
    minimum, maximum = call.decimal("minRate"), call.decimal("maxRate")
    return (minimum is None or kind.rate >= minimum) and (maximum is None or kind.rate <= maximum)


def _free(call: Call, kind: HotelRoomType, night: date) -> int:
    """The rooms of a type that can be sold for a night: those not blocked or taken, less the unassigned bookings."""
    hotel, blocks = call.hotel, call.hotel.seen_blocks()
    taken, owed = set(), 0
    for reservation in hotel.seen_reservations():
        if reservation.deleted or reservation.status in _GONE:
            continue
        for segment in reservation.live:
            if segment.status is RoomStatus.CHECKED_OUT or not segment.start <= night < segment.end:
                continue
            if segment.room_id is not None:
                taken |= {segment.room_id, *hotel.room(segment.room_id).linked}
            elif segment.room_type_id == kind.id:
                owed += 1
    rooms = [room for room in hotel.seen_rooms() if room.room_type_id == kind.id]
    return sum(1 for room in rooms if room.id not in taken and not hotel.blocked(room.id, night, blocks)) - owed


def _type_row(call: Call, kind: HotelRoomType, start: date, end: date, free: int) -> Row:
    encoder, nights = call.encoder, list(_nights(start, end))
    row: Row = {
        "roomTypeID": kind.id,
        "roomTypeName": kind.name,
        "roomTypeNameShort": kind.short_name,
        "roomTypeDescription": encoder.text(),
        "maxGuests": encoder.number(kind.max_guests),
        "adultsIncluded": encoder.number(kind.max_guests),
        "childrenIncluded": encoder.number(0),
        "roomTypePhotos": [],
        "roomTypeFeatures": [],
        "roomRate": encoder.money(kind.rate * len(nights)),
        "roomRateID": f"9{kind.id}",
        "ratePlanNamePublic": encoder.text(),
        "ratePlanNamePrivate": encoder.text(),
        "roomsAvailable": encoder.number(free),
        "adultsExtraCharge": None,
        "childrenExtraCharge": None,
    }
    if call.flag("detailedRates"):
        row["roomRateDetailed"] = [{"date": night.isoformat(), "rate": kind.rate} for night in nights]
    return row
