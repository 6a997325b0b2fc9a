"""Open work in rooms out of order: it waits until the room is sold again (T85 to T89, T130, T138)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ...pms.model import BlockKind
from ...pms.tasks import TaskState
from .. import flags
from ..reasons import ReasonCode
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
            released = resume(draft.task, flags.OUT_OF_ORDER, now=work.index.now)
            draft.change(replace(released, held_until=None), ReasonCode.NO_LONGER_OUT_OF_ORDER())
        return
    until = _sold_again_at(work)
    if flags.OUT_OF_ORDER not in draft.task.flags:
        _close(work, draft, until=until)
    elif draft.task.held_until != until:
        reason = ReasonCode.OUT_OF_ORDER_CHANGED(until=local_time(work.index.hotel, until))
        draft.change(replace(draft.task, held_until=until), reason)
    _alert_arrival(work)


def _sold_again_at(work: UnitWork) -> datetime:
    """The beginning of the first hotel day on which no block closes the room."""
    index = work.index
    day = open_again_on(index, work.unit.id)
    return resolve(day, rollover_time(index.hotel, policy=index.policy), index.hotel.zone)


def _close(work: UnitWork, draft: Draft, *, until: datetime) -> None:
    task, clock = draft.task, local_time(work.index.hotel, until)
    if task.state is TaskState.IN_PROGRESS:
        noted = replace(task, flags=flags.with_flags(task.flags, add=[flags.OUT_OF_ORDER]), held_until=until)
        draft.change(noted, ReasonCode.OUT_OF_ORDER_DURING_WORK())
        return
    held, reason = replace(hold(task, flags.OUT_OF_ORDER), held_until=until), ReasonCode.OUT_OF_ORDER(until=clock)
    if _for_the_season(work):
        reason = ReasonCode.CLOSED_FOR_SEASON(until=clock)
        held = replace(held, flags=flags.with_flags(held.flags, add=[flags.SEASON]))
    draft.hold(held, reason)


def _for_the_season(work: UnitWork) -> bool:
    block = out_of_order(work.index, work.unit.id)
    return block is not None and is_long(work.index, block) and bool(season_on(work.index, work.index.today))


def _alert_arrival(work: UnitWork) -> None:
    """T130: the desk must give the guest another room, or end the block."""
    arrival = work.outlook.arrival
    if arrival is not None and arrival.date <= work.index.today:
        work.alert(ReasonCode.ARRIVAL_ON_BLOCKED_ROOM(room=work.label), segment_id=arrival.segment_id)


def _alert_open_end(work: UnitWork) -> None:
    for block in blocks_of(work.index, work.unit.id, BlockKind.OUT_OF_ORDER):
        if block.end_date == work.index.today and end_is_ambiguous(work.index, block):
            work.alert(ReasonCode.BLOCK_END_AMBIGUOUS(room=work.label))
