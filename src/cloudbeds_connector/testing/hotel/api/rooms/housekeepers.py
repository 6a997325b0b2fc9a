"""getHousekeepers and postHousekeepingAssignment."""

from __future__ import annotations

from ..call import Answer, Call, RefusedError

#: The id for no housekeeper: in an assignment, and in a filter for unassigned rooms.
NOBODY = "0"


def get_housekeepers(call: Call) -> Answer:
    """The hotel's housekeepers. The description has pages here, but no count and no total."""
    page = call.page(call.hotel.housekeepers())
    rows = [{"propertyID": call.hotel.property_id, "housekeeperID": one.id, "name": one.name} for one in page]
    return Answer({"data": rows})


def post_housekeeping_assignment(call: Call) -> Answer:
    """Assign rooms to a housekeeper, or to none (0). If one of the rooms does not exist, none is assigned."""
    joined, housekeeper_id = call.required("roomIDs"), call.required("housekeeperID")
    room_ids = [part.strip() for part in joined.split(",") if part.strip()]
    if not set(room_ids) <= {room.id for room in call.hotel.rooms()}:
        raise RefusedError("Invalid roomIDs")
    call.hotel.assign_housekeeper(room_ids, None if housekeeper_id == NOBODY else housekeeper_id)
    return Answer()
