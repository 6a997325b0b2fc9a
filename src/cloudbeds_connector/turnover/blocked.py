"""Decides what a block does to open work: a room out of order waits until it is sold again (T85 to T89, T130)."""

from __future__ import annotations

from dataclasses import replace

from ..pms.model import BlockKind
from ..pms.tasks import TaskState
from . import flags
from .blocks import blocks_of, end_is_ambiguous, out_of_order
from .holds import held_by_people, hold, release
from .work import Draft, UnitWork


def mind_the_blocks(work: UnitWork) -> None:
    """Hold the unit's live task while the unit is out of order, and release it afterwards."""
    draft = work.live
    if draft is None or held_by_people(draft.task):
        return
    _alert_open_end(work)
    block = out_of_order(work.house, work.unit.id)
    marked = flags.OUT_OF_ORDER in draft.task.flags
    if block is None:
        if marked:
            reason = "The room is no longer out of order; the work can begin."
            draft.become(release(draft.task, flags.OUT_OF_ORDER), row="T88", reason=reason)
        return
    if not marked:
        _close(draft, block_end=block.end_date.isoformat())
    _alert_arrival(work)


def _close(draft: Draft, *, block_end: str) -> None:
    if draft.task.state is TaskState.IN_PROGRESS:
        noted = replace(draft.task, flags=flags.with_flags(draft.task.flags, add=[flags.OUT_OF_ORDER]))
        draft.become(noted, row="T87", reason="The room was put out of order; the work that has begun goes on.")
        return
    reason = f"The room is out of order until {block_end}; the work waits."
    if draft.before is None:  # born on hold (T85): what made it comes first
        draft.become(hold(draft.task, flags.OUT_OF_ORDER), row=draft.row, reason=f"{draft.reason} {reason}")
    else:
        draft.become(hold(draft.task, flags.OUT_OF_ORDER), row="T86", reason=reason)


def _alert_arrival(work: UnitWork) -> None:
    """T130: the desk must give another room or end the block."""
    arrival = work.outlook.arrival
    if arrival is not None and arrival.date <= work.house.today:
        work.alert(
            "arrival_on_blocked_room",
            f"A guest is to arrive in {work.place} today, which is out of order; give another room.",
            segment_id=arrival.segment_id,
        )


def _alert_open_end(work: UnitWork) -> None:
    for block in blocks_of(work.house, work.unit.id, BlockKind.OUT_OF_ORDER):
        if block.end_date == work.house.today and end_is_ambiguous(work.house, block):
            work.alert(
                "block_end_ambiguous",
                f"{work.place} is blocked until today and a guest arrives today; the room is taken to be free.",
            )
