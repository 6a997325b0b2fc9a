"""The calls about room blocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ..envelope import Envelope, data_in
from ..models.rooms import PropertyBlocks, RoomBlock
from ..models.wire import RowsOrOne
from ..operation import Listing, Operation, wire_params

#: ``getRoomBlocks`` takes "35 days or less"; one day is left for either way of counting.
MAX_SPAN = timedelta(days=34)


def _flatten(properties: tuple[PropertyBlocks, ...]) -> tuple[RoomBlock, ...]:
    return tuple(
        block if block.property_id else block.model_copy(update={"property_id": group.property_id})
        for group in properties
        for block in group.room_blocks
    )


_BLOCKS = data_in(Envelope[RowsOrOne[PropertyBlocks]], _flatten)


def list_room_blocks(start: date, end: date) -> Iterator[Listing[RoomBlock]]:
    """Blocks that touch a day from `start` to `end`, as many calls as Cloudbeds' limit of 35 days needs."""
    while start <= end:
        until = min(start + MAX_SPAN - timedelta(days=1), end)
        params = wire_params({"startDate": start, "endDate": until})
        yield Listing(
            operation=Operation(method="getRoomBlocks", parse=_BLOCKS, params=params),
            key=lambda block: block.room_block_id,
        )
        start = until + timedelta(days=1)
