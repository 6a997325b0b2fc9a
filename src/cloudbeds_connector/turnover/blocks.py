"""Decides on which hotel days a block closes a unit, and when it has just ended."""

from __future__ import annotations

from datetime import date

from ..pms.model import BlockKind, RoomBlock, StayState
from .house import House
from .times import day_after


def end_is_ambiguous(house: House, block: RoomBlock) -> bool:
    """T85: nobody knows whether the last date is blocked, and a guest is to arrive on it."""
    return block.end_inclusive is None and any(
        segment.start_date == block.end_date and segment.reservation_id and segment.state is StayState.EXPECTED
        for segment in house.expected.of(house.unit_id_of(block.room_id))
    )


def first_open_day(house: House, block: RoomBlock) -> date:
    """The first hotel day on which the block does not close the unit any more.

    Where the last date's meaning is open it counts as blocked, unless a guest arrives on it.
    """
    inclusive = block.end_inclusive
    if inclusive is None:
        inclusive = not end_is_ambiguous(house, block)
    return day_after(block.end_date) if inclusive else block.end_date


def blocks_of(house: House, unit_id: str, *kinds: BlockKind) -> tuple[RoomBlock, ...]:
    """The unit's blocks of these kinds; of all kinds if none is named."""
    return tuple(block for block in house.blocks.of(unit_id) if not kinds or block.kind in kinds)


def closed_by(house: House, unit_id: str, *kinds: BlockKind, on: date | None = None) -> RoomBlock | None:
    """The block of one of these kinds that closes the unit on a hotel day (None: the business date), or None."""
    day = on or house.today
    for block in blocks_of(house, unit_id, *kinds):
        if block.start_date <= day < first_open_day(house, block):
            return block
    return None


def out_of_order(house: House, unit_id: str, *, on: date | None = None) -> RoomBlock | None:
    """The block that takes the unit out of order on a hotel day (None: today), or None. Out of service is sold, so it
    is no obstacle (T90).
    """
    return closed_by(house, unit_id, BlockKind.OUT_OF_ORDER, on=on)


def open_again_on(house: House, unit_id: str) -> date:
    """The first hotel day, from today on, on which no block takes the unit out of order, however many follow."""
    day = house.today
    for block in blocks_of(house, unit_id, BlockKind.OUT_OF_ORDER):  # by their first days
        if block.start_date <= day:
            day = max(day, first_open_day(house, block))
    return day
