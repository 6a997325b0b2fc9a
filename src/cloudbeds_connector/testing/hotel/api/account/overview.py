"""getDashboard and getCustomFields: the numbers of a day, and the hotel's custom fields."""

from __future__ import annotations

from ...quirks import Quirk
from ...state import RoomStatus
from ..call import Answer, Call, Row
from ..stays.rows import shortcode


def get_dashboard(call: Call) -> Answer:
    """The numbers of a day, by default the business date. Occupied rooms are always those of now.

    Whether arrivals and departures include those that have happened is not documented; here they do not.
    """
    hotel, encoder = call.hotel, call.encoder
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
        "arrivals": encoder.number(sum(1 for segment in expected if segment.start == day)),
        "departures": encoder.number(sum(1 for segment in in_house if segment.end == day)),
        "inHouse": sum(1 for segment in in_house if segment.end > day),
    }
    if more:
        blocked = sum(1 for room in rooms if hotel.blocked(room.id, day, hotel.seen_blocks()))
        data |= {"property_now": encoder.local(hotel.clock.now()), "timezone": hotel.timezone}
        data |= {"capacity": len(rooms), "roomsBlocked": blocked}
    return Answer({"data": data})


def get_custom_fields(call: Call) -> Answer:
    """The hotel's custom fields. The description has no id in these rows, although a call may filter by one."""
    field_id, code = call.text("customFieldID"), call.text("shortcode")
    rows = [
        {
            "propertyID": call.hotel.property_id,
            "name": name,
            "shortcode": shortcode(name),
            "applyTo": "reservation",
            "required": False,
            "isPersonal": False,
            "maxCharacters": call.encoder.number(255),
            "type": "input",
            "displayed": ["reservation"],
        }
        for name, known in call.hotel.custom_fields().items()
        if field_id in (None, known) and code in (None, shortcode(name))
    ]
    return Answer({"data": rows})
