"""Blocks: what a look changes about rooms that cannot be sold.

A block that a look does not show may have been lifted, or the answer was short. One that closes its room today counts
as lifted at once only if another witness agrees: the room's state, or another block that closes the room anyway.
Otherwise a second look soon after must miss it too.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ...stores import records as r
from ...stores.port import Transaction
from ..cursors import BLOCKS, ROOM_STATES, cursor_instant, cursor_of, rooms_not_shown
from .context import LookContext, LookResult
from .look import Look, SeenBlocks
from .rows import block_of, block_row
from .set_aside import BLOCK

#: How many looks in a row must miss a block without a witness before it counts as lifted.
MISSES_OF_A_REMOVED_BLOCK = 2


def observe_blocks(tx: Transaction, look: Look, context: LookContext, result: LookResult) -> None:
    """Write the blocks of the look's window that changed; those of other days stay.

    Blocks come as complete listings, so one cursor says how old the newest one is, and an older one is dropped.
    """
    blocks = look.blocks
    if blocks is None:
        return
    newest = cursor_instant(tx, context.connection.id, BLOCKS)
    if newest is not None and context.is_newer(newest, blocks.sent_at):
        return
    known = known_blocks(tx, context.connection.id, blocks.window)
    shown = {(seen.row.id, seen.row.room_id): seen for seen in blocks.rows}  # a listing may repeat a row
    for key in shown:  # a block that was moved into the window is known by other days
        if key not in known and (row := tx.get(r.ROOM_BLOCKS, context.connection.id, *key)) is not None:
            known[key] = row
    changed = []
    for seen in shown.values():
        row = block_row(context.connection.id, seen)
        old = known.pop((row.id, row.room_id), None)
        if old is None or replace(old, observed_at=row.observed_at) != row:
            changed.append(row)
            result.changes += old is None or replace(old, observed_at=row.observed_at, misses=0) != row
    tx.put(r.ROOM_BLOCKS, *changed)
    unreadable = {row.id for row in look.set_aside if row.kind == BLOCK}
    # a block that could not be read has not been lifted; without its id, none of those that are missing has
    missing = [] if "" in unreadable else [row for row in known.values() if row.id not in unreadable]
    unsure = _remove(tx, missing, blocks, context, result)
    cursor = cursor_of(tx, context.connection.id, BLOCKS)
    due_at = context.now + context.confirm_after if unsure else None
    tx.put(r.SYNC_CURSORS, replace(cursor, value=blocks.sent_at.isoformat(), due_at=due_at))
    result.changed |= bool(result.changes)


def known_blocks(tx: Transaction, connection_id: str, window: tuple[date, date]) -> dict[tuple[str, str], r.RoomBlock]:
    """The stored blocks that touch these days, both included, by block and room."""
    start, end = window
    rows = tx.select(
        r.ROOM_BLOCKS,
        where={"connection_id": connection_id},
        at_most={"start_date": end},
        at_least={"end_date": start},
    )
    return {(row.id, row.room_id): row for row in rows}


def _remove(
    tx: Transaction, missing: list[r.RoomBlock], blocks: SeenBlocks, context: LookContext, result: LookResult
) -> bool:
    """Remove the missing blocks that have been lifted; whether there are others, which a second look decides."""
    open_rooms = _open_rooms(tx, blocks, context) if missing else frozenset()
    closed_anyway = {seen.row.room_id for seen in blocks.rows if seen.row.start_date <= context.today}
    unsure = []
    for row in missing:
        matters = row.start_date <= context.today <= row.end_date and row.room_id not in closed_anyway
        if matters and row.room_id not in open_rooms and row.misses + 1 < MISSES_OF_A_REMOVED_BLOCK:
            unsure.append(replace(row, misses=row.misses + 1))
            continue
        result.removed_blocks.append(block_of(row))
        result.changes += 1
        tx.delete(r.ROOM_BLOCKS, context.connection.id, row.id, row.room_id)
    tx.put(r.ROOM_BLOCKS, *unsure)
    return bool(unsure)


def _open_rooms(tx: Transaction, blocks: SeenBlocks, context: LookContext) -> frozenset[str]:
    """The rooms that a snapshot no older than these blocks shows as not blocked."""
    newest = cursor_instant(tx, context.connection.id, ROOM_STATES)
    if not context.blocked_shown or newest is None or newest < blocks.sent_at:
        return frozenset()
    rows = tx.select(r.ROOM_STATES, where=context.by_connection)
    return frozenset(row.room_id for row in rows if not row.blocked) - rooms_not_shown(tx, context.connection.id).keys()
