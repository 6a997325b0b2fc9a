"""``GET /housekeeping/v1/inspections/{propertyId}``: the state of rooms.

It has the data of getHousekeepingStatus, without names. That it lists the same rooms is presumed.
"""

from __future__ import annotations

from ...state import HotelRoom
from ..call import Answer, Call, Row, ShownRoom
from ..rooms.housekeepers import NOBODY
from ..rooms.housekeeping import HousekeepingRoom, housekeeping_rooms
from .lists import cut, limits, matching


def get_inspections(call: Call) -> Answer:
    """The current state of rooms."""
    rooms = {each.room.id: each for each in housekeeping_rooms(call)}
    limit, offset = limits(call)
    page = cut(call, matching(call, [_row(call, each) for each in rooms.values()]))
    shown = [_shown(rooms[row["roomId"]].room) for row in page]
    return Answer({"limit": limit, "offset": offset, "data": page}, shown)


def _shown(room: HotelRoom) -> ShownRoom:
    return ShownRoom(room.id, room.condition, room.occupied)


def _row(call: Call, each: HousekeepingRoom) -> Row:
    room = each.room
    return {
        "updatedDate": room.changed_on.isoformat(),
        "roomTypeId": room.room_type_id,
        "roomId": room.id,
        "roomCondition": room.condition,
        "roomOccupied": room.occupied,
        "roomBlocked": each.blocked,
        "frontdeskStatus": each.frontdesk_status,
        "housekeeperId": room.housekeeper_id or NOBODY,
        "doNotDisturb": room.do_not_disturb,
        "refusedService": room.refused_service,
        "vacantPickup": room.vacant_pickup,
        "roomNote": room.comments or None,
    }
