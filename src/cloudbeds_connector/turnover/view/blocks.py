"""Blocks of rooms: on which hotel days they close a unit, and whether they close the hotel for a season (T138)."""

from __future__ import annotations

from datetime import date

from ...pms.model import BlockKind, RoomBlock, StayState
from ..schedule.times import ONE_DAY, day_after
from .index import HotelIndex


def end_is_ambiguous(index: HotelIndex, block: RoomBlock) -> bool:
    """T85: whether a guest is to arrive on the block's last date, and it is unknown if that date is blocked."""
    return block.end_inclusive is None and any(
        segment.start_date == block.end_date and segment.reservation_id and segment.state is StayState.EXPECTED
        for segment in index.expected.of(index.unit_id_of(block.room_id))
    )


def first_open_day(index: HotelIndex, block: RoomBlock) -> date:
    """The first hotel day on which the block does not close the unit any more.

    Where the last date's meaning is open it counts as blocked, unless a guest arrives on it.
    """
    inclusive = block.end_inclusive
    if inclusive is None:
        inclusive = not end_is_ambiguous(index, block)
    return day_after(block.end_date) if inclusive else block.end_date


def blocks_of(index: HotelIndex, unit_id: str, *kinds: BlockKind) -> tuple[RoomBlock, ...]:
    """The unit's blocks of these kinds; of all kinds if none is named."""
    return tuple(block for block in index.blocks.of(unit_id) if not kinds or block.kind in kinds)


def closed_by(index: HotelIndex, unit_id: str, *kinds: BlockKind, on: date | None = None) -> RoomBlock | None:
    """The block of one of these kinds that closes the unit on a hotel day (None: the business date), or None."""
    day = on or index.today
    for block in blocks_of(index, unit_id, *kinds):
        if block.start_date <= day < first_open_day(index, block):
            return block
    return None


def out_of_order(index: HotelIndex, unit_id: str, *, on: date | None = None) -> RoomBlock | None:
    """The block that takes the unit out of order on a hotel day (None: today), or None. Out of service is sold, so it
    is no obstacle (T90).
    """
    return closed_by(index, unit_id, BlockKind.OUT_OF_ORDER, on=on)


def open_again_on(index: HotelIndex, unit_id: str) -> date:
    """The first hotel day, from today on, on which no block takes the unit out of order, however many follow."""
    day = index.today
    for block in blocks_of(index, unit_id, BlockKind.OUT_OF_ORDER):  # by their first days
        if block.start_date <= day:
            day = max(day, first_open_day(index, block))
    return day


def is_long(index: HotelIndex, block: RoomBlock) -> bool:
    """Whether the block is as long as a season's."""
    days = first_open_day(index, block).toordinal() - block.start_date.toordinal()
    return block.kind is BlockKind.OUT_OF_ORDER and days >= index.policy.season_block_days


def season_on(index: HotelIndex, day: date) -> tuple[RoomBlock, ...]:
    """The long blocks that close the hotel's rooms on `day`, if they close more than the policy's share; else none."""
    if day not in index.seasons:
        index.seasons[day] = _season_on(index, day)
    return index.seasons[day]


def _season_on(index: HotelIndex, day: date) -> tuple[RoomBlock, ...]:
    rooms = [unit for unit in index.units.values() if unit.turnover and not unit.virtual]
    closing = [
        next((block for block in _all_blocks(index, unit.id) if _closes(index, block, day)), None) for unit in rooms
    ]
    blocks = tuple(block for block in closing if block is not None)
    return blocks if len(blocks) * 100 > len(rooms) * index.policy.season_percent else ()


def _all_blocks(index: HotelIndex, unit_id: str) -> tuple[RoomBlock, ...]:
    """The unit's blocks, those taken away today included: a season may end by that."""
    return (*blocks_of(index, unit_id), *index.removed_blocks.of(unit_id))


def ended_a_season(index: HotelIndex, block: RoomBlock) -> bool:
    """Whether the block that has ended was part of a season."""
    return is_long(index, block) and bool(season_on(index, first_open_day(index, block) - ONE_DAY))


def _closes(index: HotelIndex, block: RoomBlock, day: date) -> bool:
    return is_long(index, block) and block.start_date <= day < first_open_day(index, block)
