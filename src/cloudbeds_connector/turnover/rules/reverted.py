"""Decides what happens to a turnover when the guest who left is back in the room (T56 to T58, T22, T134)."""

from __future__ import annotations

from dataclasses import replace

from ...pms.facts import Cause
from ...pms.tasks import TaskState, TurnoverTask
from .. import flags
from ..identity import CHECK_OUT_REVERTED, RETURNED, segment_of
from ..tasks.holds import hold, not_started
from ..tasks.unit_work import Draft, UnitWork
from .presence import back_on


def apply_reverted_departure(work: UnitWork) -> None:
    """Cancel, hold or note what a reverted departure had led to."""
    draft = work.live
    if draft is not None and draft.task.carries and all(back_on(work, segment_of(ref)) for ref in draft.task.carries):
        # a task that answers for another guest too is still owed; then whoever is in waits for it (T65)
        _revert(work, draft)


def _revert(work: UnitWork, draft: Draft) -> None:
    task = draft.task
    word, row = _word(task)
    if not_started(task):
        cancelled = replace(
            task, state=TaskState.CANCELLED, held_from=None, flags=flags.with_flags(task.flags, drop=flags.HOLDS)
        )
        draft.become(cancelled, row=row, reason=f"{word}: the guest is in house in this room again.")
    elif task.state is TaskState.IN_PROGRESS:
        row = "T57" if word == CHECK_OUT_REVERTED else row
        reason = f"{word}: the guest is in the room again while it is being cleaned; ask the desk."
        draft.become(hold(task, flags.CHECK_OUT_REVERTED), row=row, reason=reason)
        work.alert(
            "reverted_while_cleaning",
            f"{work.label} is being cleaned and its guest is in house again; call housekeeping back or off.",
            row=row,
            segment_id=segment_of(task.carries[-1]),
        )


def alert_occupied_after_clean(work: UnitWork) -> None:
    """T58: the work stays done; said on the day it was done only, for the guest may stay on.

    Asked last, since the work may have ended by what another rule decided just now.
    """
    if work.live or not work.drafts:
        return
    task = work.drafts[-1].task
    ended_at = task.completed_at or task.updated_at
    if task.state is TaskState.CANCELLED or not task.carries or task.cause in _MOVES:
        return
    segment_id = segment_of(task.carries[-1])
    if back_on(work, segment_id) and work.index.day_of(ended_at) == work.index.today:
        work.alert(
            "occupied_after_clean",
            f"{work.label} was cleaned, and its guest is in house again; it will need another turnover.",
            row="T58",
            segment_id=segment_id,
        )


_MOVES = frozenset({Cause.ROOM_MOVE.value, Cause.CHECK_IN_REVERTED.value})


def _word(task: TurnoverTask) -> tuple[str, str]:
    match task.cause:
        case Cause.ROOM_MOVE:
            return RETURNED, "T134"
        case Cause.CHECK_IN_REVERTED:
            return RETURNED, "T22"
        case _:
            return CHECK_OUT_REVERTED, "T56"
