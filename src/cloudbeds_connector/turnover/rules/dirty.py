"""Tasks that a room's own state makes: vacant and dirty, or a block that has ended (T21, T23, T28, T73, T88, T114).

Dirty alone is never a trigger: occupied rooms turn dirty at night, and rooms turn dirty at check-in (T24, T25).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from ...pms.facts import Cause
from ...pms.model import BlockKind, Condition, RoomBlock
from ...pms.tasks import TaskKind, TaskState
from .. import flags
from ..identity import block_origin, dirty_origin
from ..reasons import Reason, ReasonCode
from ..schedule.due_time import ONE_MINUTE
from ..tasks.unit_work import UnitWork, ended_at
from ..view.blocks import blocks_of, closed_by, ended_a_season, first_open_day
from .observations import READY, before_first_look, left_for_later, vacant_since
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
    if since is None or unit.observed_at is None or work.answered(since=dirty_since) or stays_vacant(work):
        return
    if left_for_later(index, since=max(since, dirty_since)):
        return
    sure_at = max(since, dirty_since) + work.policy.debounce
    if not index.view.baseline and unit.observed_at < sure_at:
        # only a look after that makes sure; until there is one, every minute may bring it
        work.look_again.append(max(sure_at, index.now + ONE_MINUTE))
        return
    kind, cause, reason = _why(work, since, dirty_since)
    work.create(origin=dirty_origin(index.day_of(dirty_since)), kind=kind, cause=cause, reason=reason)


def _why(work: UnitWork, since: datetime, dirty_since: datetime) -> tuple[TaskKind, Cause, Reason]:
    if work.index.view.baseline or before_first_look(work.index, max(since, dirty_since)):
        return work.departure_kind, Cause.VACANT_DIRTY, ReasonCode.DIRTY_AT_FIRST_LOOK()
    if dirty_since - since >= timedelta(days=work.policy.refresh_days):
        return TaskKind.REFRESH, Cause.VACANT_DIRTY, ReasonCode.LONG_VACANT()
    last = work.ended[-1].task if work.ended else None
    if last is not None and last.state in _FINISHED and since <= ended_at(last):
        return work.departure_kind, Cause.RECLEAN, ReasonCode.DIRTY_AGAIN()
    return work.departure_kind, Cause.VACANT_DIRTY, ReasonCode.VACANT_DIRTY()


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
    """Whether this block's end made a task today; it may have ended before, and been put again."""
    day_of, today, origin = work.index.day_of, work.index.today, block_origin(block.id)
    return any(draft.task.origin == origin and day_of(draft.task.created_at) == today for draft in work.drafts)


def _block_ended(work: UnitWork, block: RoomBlock) -> None:
    kind, reason, words = work.departure_kind, ReasonCode.BLOCK_ENDED(), frozenset[str]()
    if block.kind is BlockKind.HOUSE_USE:
        reason = ReasonCode.HOUSE_USE_ENDED()
    elif ended_a_season(work.index, block):
        kind, reason, words = TaskKind.REFRESH, ReasonCode.SEASON_ENDED(), frozenset({flags.SEASON})
    elif work.unit.condition in READY:
        kind, reason = TaskKind.CHECK, ReasonCode.BLOCK_ENDED_CLEAN()
    work.create(origin=block_origin(block.id), kind=kind, cause=Cause.BLOCK_END, reason=reason, flags=words)
