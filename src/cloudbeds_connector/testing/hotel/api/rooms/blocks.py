"""The methods about blocks. Reading returns one object, for a window of at most 35 days.

A list of rooms is sent as ``rooms[0][roomID]=...``, as integrators found for other lists of objects.
"""

from __future__ import annotations

from datetime import date, timedelta

from ...quirks import Quirk
from ...state import BlockType, HotelBlock
from ..call import Answer, Call, RefusedError, Row

_MAX_WINDOW = timedelta(days=35)


def get_room_blocks(call: Call) -> Answer:
    """Blocks that touch a day from startDate to endDate (both default to today)."""
    start = call.day("startDate") or call.hotel.today()
    end = call.day("endDate") or max(start, call.hotel.today())
    if end - start > _MAX_WINDOW:
        raise RefusedError("Date range must be 35 days or less")
    block_id, room_id, room_type_id = call.text("roomBlockID"), call.text("roomID"), call.text("roomTypeID")
    blocks = [
        block
        for block in call.hotel.seen_blocks()
        if block.start <= end
        and block.end >= start
        and (block_id is None or block.id == block_id)
        and (room_id is None or room_id in block.room_ids)
        and (room_type_id is None or any(call.hotel.room(r).room_type_id == room_type_id for r in block.room_ids))
    ]
    page = call.page(blocks)
    data = {"propertyID": call.hotel.property_id, "roomBlocks": [_block_row(call, block) for block in page]}
    return Answer({"data": data, "count": len(page), "total": len(blocks)})


def post_room_block(call: Call) -> Answer:
    """Block rooms and the rooms that are linked with them. A courtesy hold may have a length in hours."""
    hotel, kind = call.hotel, call.required("roomBlockType")
    if kind not in set(BlockType):
        raise RefusedError("Parameter roomBlockType is invalid")
    start, end = call.required_day("startDate"), _last_night(call, call.required_day("endDate"))
    room_ids = _room_ids(call)
    if not room_ids:
        raise RefusedError("Parameter rooms is required")
    reason = call.text("roomBlockReason") or ""
    if kind == BlockType.COURTESY_HOLD:
        block_id = hotel.hold(room_ids, start, end, hours=_hours(call), reason=reason)
    else:
        block_id = hotel.block(room_ids, start, end, kind=kind, reason=reason)
    return _written(call, block_id)


def put_room_block(call: Call) -> Answer:
    """Change a block. A parameter that is not sent leaves its value unchanged."""
    block_id, end = call.required("roomBlockID"), call.day("endDate")
    call.hotel.change_block(
        block_id,
        start=call.day("startDate"),
        end=None if end is None else _last_night(call, end),
        room_ids=_room_ids(call) or None,
        reason=call.params.get("roomBlockReason"),
        hours=_hours(call),
    )
    return _written(call, block_id)


def delete_room_block(call: Call) -> Answer:
    """Remove a block. It is a POST, despite its name."""
    call.hotel.remove_block(call.required("roomBlockID"))
    return Answer()


def _written(call: Call, block_id: str) -> Answer:
    """The block as it is now, beside `success`. Its ids are text, unlike in getRoomBlocks."""
    block = next(block for block in call.hotel.blocks() if block.id == block_id)
    row = _block_row(call, block)
    rooms = [room | {"roomTypeID": str(room["roomTypeID"])} for room in row["rooms"]]
    return Answer({"propertyID": call.hotel.property_id, **row, "rooms": rooms})


def _room_ids(call: Call) -> list[str]:
    rooms = call.rows("rooms")
    for room in rooms:
        known = call.hotel.room(room.get("roomID", ""))
        if room.get("roomTypeID") not in (None, "", known.room_type_id):
            raise RefusedError("Invalid roomTypeID")
    return [room["roomID"] for room in rooms]


def _hours(call: Call) -> int | None:
    return None if call.text("lengthOfHoldInHours") is None else call.required_integer("lengthOfHoldInHours")


def _last_night(call: Call, end: date) -> date:
    return end if Quirk.BLOCK_END_INCLUSIVE in call.hotel.quirks else end - timedelta(days=1)


def _block_row(call: Call, block: HotelBlock) -> Row:
    inclusive = Quirk.BLOCK_END_INCLUSIVE in call.hotel.quirks
    end = block.end if inclusive else block.end + timedelta(days=1)
    return {
        "roomBlockID": block.id,
        "roomBlockType": block.kind,
        "roomBlockReason": block.reason,
        "startDate": block.start.isoformat(),
        "endDate": end.isoformat(),
        "rooms": [_blocked_room_row(call, block, room_id) for room_id in block.room_ids],
    }


def _blocked_room_row(call: Call, block: HotelBlock, room_id: str) -> Row:
    """One room of a block. A requested room and the rooms added because of it contain each other's event ids."""
    room = call.hotel.room(room_id)
    events = {known: f"{block.id}{n:03}" for n, known in enumerate(block.room_ids)}
    added = room_id in block.added
    others = [known for known in block.room_ids if (known in block.added) is not added]
    related = [events[known] for known in others if known in room.linked]
    return {
        "eventID": events[room_id],
        "roomID": room_id,
        "roomTypeID": call.encoder.numeric_id(room.room_type_id),
        "isSource": not added,
        "sourceEventIds": related if added else None,
        "linkedEventIds": None if added else related or None,
    }
