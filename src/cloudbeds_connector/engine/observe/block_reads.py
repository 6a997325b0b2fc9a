"""Reading blocks: a listing that does not show a block which is known is requested a second time at once.

One answer may be empty, or a row may change page between two. What either of the two shows is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ...pms.model import RoomBlock
from ...pms.parts import Part
from ...pms.ports import Page, PmsSession
from ...stores import records as r
from ..access.degraded import PartReads
from ..runtime import Runtime
from .blocks import known_blocks
from .look import Progress, SeenBlocks


def read_blocks(
    runtime: Runtime,
    connection: r.Connection,
    session: PmsSession,
    reads: PartReads,
    progress: Progress | None = None,
) -> SeenBlocks | None:
    """The blocks of the days that matter; None if the account refuses them, or the hotel system has none."""
    window = runtime.settings.block_window(runtime.business_date(connection))
    sent: list[datetime] = []

    def pages() -> Iterator[Page[RoomBlock]]:
        for page in session.blocks.window(*window):
            sent.append(page.sent_at)
            yield page

    rows = reads.rows(Part.BLOCKS, pages, progress, "blocks")
    if rows is None or not sent:
        return None
    with runtime.store.transaction() as tx:
        known = known_blocks(tx, connection.id, window).keys()
    if known - {(seen.row.id, seen.row.room_id) for seen in rows}:
        again = reads.rows(Part.BLOCKS, pages, progress, "blocks")
        if again is None:
            return None
        newest = {(seen.row.id, seen.row.room_id): seen for seen in (*rows, *again)}
        rows = tuple(newest.values())
    return SeenBlocks(rows, window, min(sent))
