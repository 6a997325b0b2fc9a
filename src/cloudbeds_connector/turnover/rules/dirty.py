"""Decides when a room's own state makes a task: vacant and dirty, or a block that has ended (T21, T23, T28, T73, T88,
T114). Dirty alone is never a trigger: occupied rooms turn dirty at night, and rooms turn dirty at check-in (T24, T25).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from ...pms.facts import Cause
from ...pms.model import BlockKind, Condition, RoomBlock
from ...pms.tasks import TaskKind, TaskState
from .. import flags
from ..identity import block_origin, dirty_origin
from ..schedule.due_time import ONE_MINUTE
from ..tasks.unit_work import UnitWork, answered, ended_at
from ..view.blocks import blocks_of, closed_by, ended_a_season, first_open_day
from .observations import before_first_look, left_for_later, vacant_since
from .vacates import stays_vacant

_CLOSING = (BlockKind.OUT_OF_ORDER, BlockKind.HOUSE_USE)
_FINISHED = frozenset({TaskState.DONE, TaskState.VERIFIED, TaskState.INSPECT_PENDING})


def apply_room_state(work: UnitWork) -> None:
    """Make a task of what the looks at the room show, if nothing else has made one."""
    unit, index = work.unit, work.index
    closed = closed_by(index, unit.id, *_CLOSING) is not None
    if work.live or closed or work.waits_for_mapping or not work.gets_turnovers or not index.looks_vacant(unit):
        return
    if not index.view.baseline and (block := _just_ended(work) or _just_removed(work)) is not None:
        _block_ended(work, block)
    elif unit.condition is Condition.DIRTY and unit.condition_since is not None:
        _dirty(work, dirty_since=unit.condition_since)


def _dirty(work: UnitWork, *, dirty_since: datetime) -> None:
    unit, index = work.unit, work.index
    since = vacant_since(index, unit)
    if since is None or unit.observed_at is None or answered(work, since=dirty_since) or stays_vacant(work):
        return
    if left_for_later(index, since=max(since, dirty_since)):
        return
    sure_at = max(since, dirty_since) + work.policy.debounce
    if not index.view.baseline and unit.observed_at < sure_at:
        # a look later than that is what makes sure; until there is one, every minute may bring it
        work.look_again.append(max(sure_at, index.now + ONE_MINUTE))
        return
    kind, cause, row, reason = _why(work, since, dirty_since)
    work.create(origin=dirty_origin(index.day_of(dirty_since)), kind=kind, cause=cause, row=row, reason=reason)


def _why(work: UnitWork, since: datetime, dirty_since: datetime) -> tuple[TaskKind, Cause, str, str]:
    if work.index.view.baseline or before_first_look(work.index, max(since, dirty_since)):
        reason = "The room was vacant and dirty when the hotel was first looked at."
        return work.departure_kind, Cause.VACANT_DIRTY, "T114", reason
    if dirty_since - since >= timedelta(days=work.policy.refresh_days):
        reason = "The room stood vacant for long and turned dirty; it is refreshed before use."
        return TaskKind.REFRESH, Cause.VACANT_DIRTY, "T23", reason
    last = work.ended[-1].task if work.ended else None
    if last is not None and last.state in _FINISHED and since <= ended_at(last):
        reason = f"The room turned dirty again after its last turnover ({last.id[:8]}), and nobody was in house."
        return work.departure_kind, Cause.RECLEAN, "T73", reason
    reason = "The room stayed vacant and dirty, and no departure explains it."
    return work.departure_kind, Cause.VACANT_DIRTY, "T21", reason


def _just_ended(work: UnitWork) -> RoomBlock | None:
    index = work.index
    if any(index.day_of(ended_at(draft.task)) == index.today for draft in work.drafts):
        return None  # the room was turned over on the day the block ended
    for block in (*blocks_of(index, work.unit.id), *index.removed_blocks.of(work.unit.id)):
        ended_today = block.start_date < index.today == first_open_day(index, block)
        if ended_today and block.kind in _CLOSING and not _made_today(work, block):
            return block
    return None


def _just_removed(work: UnitWork) -> RoomBlock | None:
    """A block that was taken away before its end, after at least a night; one of today closed nothing."""
    index = work.index
    for block in index.removed_blocks.of(work.unit.id):
        was_closed = block.start_date < index.today < first_open_day(index, block)
        if was_closed and block.kind in _CLOSING and not _made_today(work, block):
            return block
    return None


def _made_today(work: UnitWork, block: RoomBlock) -> bool:
    """Whether a task was made today since this block had ended; it may have ended before, and been put again."""
    day_of, today, origin = work.index.day_of, work.index.today, block_origin(block.id)
    return any(draft.task.origin == origin and day_of(draft.task.created_at) == today for draft in work.drafts)


def _block_ended(work: UnitWork, block: RoomBlock) -> None:
    kind, row, reason = work.departure_kind, "T88", "The room is no longer out of order and is not clean."
    words = frozenset[str]()
    if block.kind is BlockKind.HOUSE_USE:
        row, reason = "T28", "The house use of the room ended; somebody slept there."
    elif ended_a_season(work.index, block):
        kind, row, reason = TaskKind.REFRESH, "T138", "The season's closing ended; the room is refreshed before use."
        words = frozenset({flags.SEASON})
    elif work.unit.condition in (Condition.CLEAN, Condition.INSPECTED):
        kind, reason = TaskKind.CHECK, "The room is no longer out of order; somebody checks it before it is used."
    work.create(origin=block_origin(block.id), kind=kind, cause=Cause.BLOCK_END, row=row, reason=reason, flags=words)
