"""Decides what getDashboard and getCustomFields answer: the day in five numbers, and the fields the hotel made up."""

from __future__ import annotations

from ...quirks import Quirk
from ...truth import RoomStatus
from ..call import Answer, Call, Row
from ..stays.rows import shortcode


def get_dashboard(call: Call) -> Answer:
    """The numbers of a day, the business date if none is named; who is in the rooms is of this moment.

    How arrivals and departures count that have happened already is not described: here they are those still expected.
    """
    hotel, wire = call.hotel, call.wire
    day = call.day("date") or hotel.today()
    segments = [s for r in hotel.seen_reservations() if not r.deleted and r.status != "no_show" for s in r.live]
    rooms = [room for room in hotel.seen_rooms() if not hotel.virtual(room)]
    occupied = [room for room in rooms if room.occupied]
    share = 100 * len(occupied) / len(rooms) if rooms else 0.0
    more = Quirk.UNDOCUMENTED_DASHBOARD_FIELDS in hotel.quirks
    in_house = [segment for segment in segments if segment.status is RoomStatus.IN_HOUSE]
    expected = [segment for segment in segments if segment.status is RoomStatus.NOT_CHECKED_IN]
    data: Row = {
        "roomsOccupied": len(occupied),
        "percentageOccupied": round(share, 1) if more else round(share),
        "arrivals": wire.number(sum(1 for segment in expected if segment.start == day)),
        "departures": wire.number(sum(1 for segment in in_house if segment.end == day)),
        "inHouse": sum(1 for segment in in_house if segment.end > day),
    }
    if more:
        blocked = sum(1 for room in rooms if hotel.blocked(room.id, day, hotel.seen_blocks()))
        data |= {"property_now": wire.local(hotel.clock.now()), "timezone": hotel.timezone}
        data |= {"capacity": len(rooms), "roomsBlocked": blocked}
    return Answer({"data": data})


def get_custom_fields(call: Call) -> Answer:
    """The fields that the hotel made up. The description has no id in these rows, though a call may ask for one."""
    field_id, code = call.text("customFieldID"), call.text("shortcode")
    rows = [
        {
            "propertyID": call.hotel.property_id,
            "name": name,
            "shortcode": shortcode(name),
            "applyTo": "reservation",
            "required": False,
            "isPersonal": False,
            "maxCharacters": call.wire.number(255),
            "type": "input",
            "displayed": ["reservation"],
        }
        for name, known in call.hotel.custom_fields().items()
        if field_id in (None, known) and code in (None, shortcode(name))
    ]
    return Answer({"data": rows})
