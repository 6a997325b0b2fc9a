"""Decides whether blocked rooms are a season's end: most of the hotel, for weeks (T138). Then nobody is in a hurry."""

from __future__ import annotations

from datetime import date

from ..pms.model import BlockKind, RoomBlock
from ..pms.tasks import Alert
from .blocks import blocks_of, first_open_day
from .house import House
from .times import ONE_DAY

SEASON_CLOSED = "season_closed"


def is_long(house: House, block: RoomBlock) -> bool:
    """Whether the block is as long as a season's."""
    days = first_open_day(house, block).toordinal() - block.start_date.toordinal()
    return block.kind is BlockKind.OUT_OF_ORDER and days >= house.policy.season_block_days


def season_on(house: House, day: date) -> tuple[RoomBlock, ...]:
    """The long blocks that close the hotel's rooms on `day`, if they close more than the policy's share; else none."""
    if day not in house.seasons:
        house.seasons[day] = _season_on(house, day)
    return house.seasons[day]


def _season_on(house: House, day: date) -> tuple[RoomBlock, ...]:
    rooms = [unit for unit in house.units.values() if unit.turnover and not unit.virtual]
    closing = [
        next((block for block in _all_blocks(house, unit.id) if _closes(house, block, day)), None) for unit in rooms
    ]
    blocks = tuple(block for block in closing if block is not None)
    return blocks if len(blocks) * 100 > len(rooms) * house.policy.season_percent else ()


def _all_blocks(house: House, unit_id: str) -> tuple[RoomBlock, ...]:
    """Those that were taken away just now too: a season may end by that."""
    return (*blocks_of(house, unit_id), *house.removed_blocks.of(unit_id))


def ended_a_season(house: House, block: RoomBlock) -> bool:
    """Whether the block that has ended was part of a season."""
    return is_long(house, block) and bool(season_on(house, first_open_day(house, block) - ONE_DAY))


def season_alert(house: House) -> Alert | None:
    """One for the whole hotel and the whole season."""
    shown = {(block.id, block.room_id) for block in house.view.blocks}
    blocks = [block for block in season_on(house, house.today) if (block.id, block.room_id) in shown]
    if not blocks:
        return None
    return Alert(
        name=SEASON_CLOSED,
        message=f"{len(blocks)} rooms are closed for the season; their work waits until they are sold again.",
        # the season's own date: the same alert on every day of it
        business_date=min(block.start_date for block in blocks),
        row="T138",
    )


def _closes(house: House, block: RoomBlock, day: date) -> bool:
    return is_long(house, block) and block.start_date <= day < first_open_day(house, block)
