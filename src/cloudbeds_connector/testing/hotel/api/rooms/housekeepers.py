"""Decides what getHousekeepers and postHousekeepingAssignment answer: who cleans, and which rooms."""

from __future__ import annotations

from ..call import Answer, Call, RefusedError

#: How an assignment to nobody is said, and how a filter asks for those rooms.
NOBODY = "0"


def get_housekeepers(call: Call) -> Answer:
    """The hotel's housekeepers. The description has neither count nor total here, though it pages."""
    page = call.page(call.hotel.housekeepers())
    rows = [{"propertyID": call.hotel.property_id, "housekeeperID": keeper.id, "name": keeper.name} for keeper in page]
    return Answer({"data": rows})


def post_housekeeping_assignment(call: Call) -> Answer:
    """Assign rooms to a housekeeper, or (0) to nobody. None is assigned if one of the rooms does not exist."""
    wanted, keeper = call.required("roomIDs"), call.required("housekeeperID")
    room_ids = [part.strip() for part in wanted.split(",") if part.strip()]
    if not set(room_ids) <= {room.id for room in call.hotel.rooms()}:
        raise RefusedError("Invalid roomIDs")
    call.hotel.assign_housekeeper(room_ids, None if keeper == NOBODY else keeper)
    return Answer()
