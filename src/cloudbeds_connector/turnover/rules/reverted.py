"""Turnovers whose guest is back in the room (T56 to T58, T22, T134)."""

from __future__ import annotations

from dataclasses import replace

from ...pms.facts import Cause
from ...pms.tasks import TaskState, TurnoverTask
from .. import flags
from ..identity import segment_of
from ..reasons import ReasonCode
from ..tasks.holds import hold, not_started
from ..tasks.unit_work import Draft, UnitWork
from .presence import back_on


def apply_reverted_departure(work: UnitWork) -> None:
    """Cancel or hold a task if every guest whose departure it covers is back."""
    draft = work.live
    if draft is not None and draft.task.carries and all(back_on(work, segment_of(ref)) for ref in draft.task.carries):
        # a task that covers another guest too is still owed; then the guest in the room waits for it (T65)
        _revert(work, draft)


def _revert(work: UnitWork, draft: Draft) -> None:
    task = draft.task
    code, row = _code(task)
    if not_started(task):
        draft.task = replace(task, flags=flags.with_flags(task.flags, drop=flags.HOLDS))
        draft.cancel(code(row=row))
    elif task.state is TaskState.IN_PROGRESS:
        row = "T57" if code is ReasonCode.CHECK_OUT_REVERTED else row
        reason = ReasonCode.REVERTED_WHILE_CLEANING(row=row, room=work.label)
        draft.change(hold(task, flags.CHECK_OUT_REVERTED), reason)
        work.alert(reason, segment_id=segment_of(task.carries[-1]))


def alert_occupied_after_clean(work: UnitWork) -> None:
    """T58: the work stays done; alerted only on the day it was done, for the guest may stay on.

    It comes after the other rules, since one of them may have ended the work just now.
    """
    if work.live or not work.drafts:
        return
    task = work.drafts[-1].task
    ended_at = task.completed_at or task.updated_at
    if task.state is TaskState.CANCELLED or not task.carries or task.cause in _MOVES:
        return
    segment_id = segment_of(task.carries[-1])
    if back_on(work, segment_id) and work.index.day_of(ended_at) == work.index.today:
        work.alert(ReasonCode.OCCUPIED_AFTER_CLEAN(room=work.label), segment_id=segment_id)


_MOVES = frozenset({Cause.ROOM_MOVE.value, Cause.CHECK_IN_REVERTED.value})


def _code(task: TurnoverTask) -> tuple[ReasonCode, str]:
    match task.cause:
        case Cause.ROOM_MOVE:
            return ReasonCode.RETURNED, "T134"
        case Cause.CHECK_IN_REVERTED:
            return ReasonCode.RETURNED, "T22"
        case _:
            return ReasonCode.CHECK_OUT_REVERTED, "T56"
