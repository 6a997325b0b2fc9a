"""Decides what getRoomBlocks answers: one object with the property's blocks, for a window of at most 35 days."""

from __future__ import annotations

from datetime import timedelta

from ..truth import HotelBlock
from ..warts import Wart
from .call import Answer, Call, RefusedError, Row

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


def _block_row(call: Call, block: HotelBlock) -> Row:
    inclusive = Wart.BLOCK_END_INCLUSIVE in call.hotel.warts
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
    """One room of a block. Who was asked for (a source) and who was added because of it name each other's events."""
    room = call.hotel.room(room_id)
    events = {known: f"{block.id}{n:03}" for n, known in enumerate(block.room_ids)}
    added = room_id in block.added
    others = [known for known in block.room_ids if (known in block.added) is not added]
    related = [events[known] for known in others if known in room.linked]
    return {
        "eventID": events[room_id],
        "roomID": room_id,
        "roomTypeID": call.wire.numeric_id(room.room_type_id),
        "isSource": not added,
        "sourceEventIds": related if added else None,
        "linkedEventIds": None if added else related or None,
    }
