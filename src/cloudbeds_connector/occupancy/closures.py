"""Closed nights of rooms: which block closes them, each night of a room once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta

from ..pms.model import BlockKind, RoomBlock
from .claims import Claim
from .days import Grid
from .layout import Layout, Line
from .tally import Tally

_ONE_DAY = timedelta(days=1)
#: What a closed night counts as. Where several blocks meet, the first of these decides.
_COUNTS_AS = {
    BlockKind.OUT_OF_ORDER: "out_of_order",
    BlockKind.HOUSE_USE: "house_use",
    BlockKind.COURTESY_HOLD: "tentative",
}
_RANK = {kind: rank for rank, kind in enumerate(_COUNTS_AS)}

Closed = dict[str, dict[int, BlockKind]]


def blocked_until(block: RoomBlock) -> int:
    """The ordinal of the first day that a block leaves open.

    A block whose `end_inclusive` is None may or may not close its last date (Cloudbeds' description does not say).
    The careful reading is that it does: a night too few to sell is better than a guest without a room.
    """
    last = block.end_date if block.end_inclusive is not False else block.end_date - _ONE_DAY
    return last.toordinal() + 1


def closed_nights(blocks: Iterable[RoomBlock], *, layout: Layout, grid: Grid, indexes: Collection[int]) -> Closed:
    """By room, those of `indexes` of the grid on which it is closed, and why.

    Out of service stays in what can be sold, so it closes nothing; Cloudbeds' ``blocked_dates`` and ``out_of_service``
    both close availability and arrive here as out of order. A block on a virtual unit closes nothing either: the
    hotel system shows blocks of the linked units too (Cloudbeds' split inventory, ``isSource`` false).
    """
    closed: Closed = {}
    for block in blocks:
        if block.kind not in _RANK or block.room_id not in layout.lines:
            continue
        nights = closed.setdefault(block.room_id, {})
        for index in grid.clip(block.start_date.toordinal(), blocked_until(block) - 1):
            if index in indexes and (index not in nights or _RANK[block.kind] < _RANK[nights[index]]):
                nights[index] = block.kind
    return closed


def add_closures(
    closed: Closed, *, claims: Iterable[Claim], layout: Layout, grid: Grid, tallies: dict[Line, Tally]
) -> None:
    """Count the closed nights on the lines of their rooms. An occupied one is a conflict and counts as occupied."""
    taken: dict[str, set[int]] = {}
    for claim in claims:
        if claim.room_id in closed:
            taken.setdefault(claim.room_id, set()).update(grid.clip(claim.start, claim.end - 1))
    for room_id, nights in closed.items():
        tally = tallies[layout.lines[room_id]]
        occupied = taken.get(room_id, set())
        for index, kind in nights.items():
            name = "conflicts" if index in occupied else _COUNTS_AS[kind]
            tally.nights(name, start=grid.before + index, end=grid.before + index + 1)
