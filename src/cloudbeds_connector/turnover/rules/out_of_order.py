"""Decides what a block does to open work: a room out of order waits until it is sold again (T85 to T89, T130, T138)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ...pms.model import BlockKind
from ...pms.tasks import TaskState
from .. import flags
from ..schedule.times import resolve, rollover_time
from ..sentences import local_time
from ..tasks.holds import held_by_people, hold, resume
from ..tasks.unit_work import Draft, UnitWork
from ..view.blocks import blocks_of, end_is_ambiguous, is_long, open_again_on, out_of_order, season_on


def apply_block_rules(work: UnitWork) -> None:
    """Hold the unit's live task while the unit is out of order, and release it afterwards."""
    draft = work.live
    if draft is None or held_by_people(draft.task):
        return
    _alert_open_end(work)
    if out_of_order(work.index, work.unit.id) is None:
        if flags.OUT_OF_ORDER in draft.task.flags:
            reason = "The room is no longer out of order; the work can begin."
            released = resume(draft.task, flags.OUT_OF_ORDER, now=work.index.now)
            draft.become(replace(released, held_until=None), row="T88", reason=reason)
        return
    until = _sold_again_at(work)
    if flags.OUT_OF_ORDER not in draft.task.flags:
        _close(work, draft, until=until)
    elif draft.task.held_until != until:
        reason = f"The room is out of order until {local_time(work.index.hotel, until)} now."
        draft.become(replace(draft.task, held_until=until), row="T89", reason=reason)
    _alert_arrival(work)


def _sold_again_at(work: UnitWork) -> datetime:
    """The beginning of the first hotel day on which no block closes the room."""
    index = work.index
    day = open_again_on(index, work.unit.id)
    return resolve(day, rollover_time(index.hotel, policy=index.policy), index.hotel.zone)


def _close(work: UnitWork, draft: Draft, *, until: datetime) -> None:
    task = draft.task
    if task.state is TaskState.IN_PROGRESS:
        noted = replace(task, flags=flags.with_flags(task.flags, add=[flags.OUT_OF_ORDER]), held_until=until)
        draft.become(noted, row="T87", reason="The room was put out of order; the work that has begun goes on.")
        return
    row, reason = "T86", f"The room is out of order until {local_time(work.index.hotel, until)}; the work waits."
    held = replace(hold(task, flags.OUT_OF_ORDER), held_until=until)
    if _for_the_season(work):
        row, reason = "T138", f"The hotel is closed for the season until {local_time(work.index.hotel, until)}."
        held = replace(held, flags=flags.with_flags(held.flags, add=[flags.SEASON]))
    if draft.before is None:  # born on hold (T85): what made it comes first
        draft.become(held, row=draft.row, reason=f"{draft.reason} {reason}")
    else:
        draft.become(held, row=row, reason=reason)


def _for_the_season(work: UnitWork) -> bool:
    block = out_of_order(work.index, work.unit.id)
    return block is not None and is_long(work.index, block) and bool(season_on(work.index, work.index.today))


def _alert_arrival(work: UnitWork) -> None:
    """T130: the desk must give another room or end the block."""
    arrival = work.outlook.arrival
    if arrival is not None and arrival.date <= work.index.today:
        work.alert(
            "arrival_on_blocked_room",
            f"A guest is to arrive in {work.label} today, which is out of order; give another room.",
            row="T130",
            segment_id=arrival.segment_id,
        )


def _alert_open_end(work: UnitWork) -> None:
    for block in blocks_of(work.index, work.unit.id, BlockKind.OUT_OF_ORDER):
        if block.end_date == work.index.today and end_is_ambiguous(work.index, block):
            work.alert(
                "block_end_ambiguous",
                f"{work.label} is blocked until today and a guest arrives today; the room is taken to be free.",
                row="T85",
            )
