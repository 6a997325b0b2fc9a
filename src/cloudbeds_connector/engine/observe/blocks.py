"""Blocks: what a look changes about rooms that cannot be sold."""

from __future__ import annotations

from dataclasses import replace

from ...stores import records as r
from ...stores.port import Transaction
from .context import LookContext, LookResult
from .look import Look
from .rows import block_of, block_row
from .set_aside import BLOCK


def observe_blocks(tx: Transaction, look: Look, context: LookContext, result: LookResult) -> None:
    """Replace the blocks of the look's window by those that were seen; the others stay."""
    if look.blocks_window is None:
        return
    start, end = look.blocks_window
    rows = tx.select(
        r.ROOM_BLOCKS, where=context.by_connection, at_most={"start_date": end}, at_least={"end_date": start}
    )
    known = {(row.id, row.room_id): row for row in rows}
    seen_keys = set()
    for seen in look.blocks:
        row = block_row(context.connection.id, seen)
        key = (row.id, row.room_id)
        seen_keys.add(key)
        old = known.get(key)
        if old is None or replace(old, observed_at=row.observed_at) != row:
            result.changes += 1
            tx.put(r.ROOM_BLOCKS, row)
    unreadable = {row.id for row in look.set_aside if row.kind == BLOCK}
    # a block that could not be read has not been lifted; without its id, none of those that are missing has
    kept = set(known) if "" in unreadable else {key for key in known if key[0] in unreadable}
    removed = known.keys() - seen_keys - kept
    for key in removed:
        result.removed_blocks.append(block_of(known[key]))
        tx.delete(r.ROOM_BLOCKS, context.connection.id, *key)
    result.changes += len(removed)
    result.changed |= bool(result.changes)
