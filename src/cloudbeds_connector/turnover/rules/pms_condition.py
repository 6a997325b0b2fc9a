"""What the hotel system shows of a room's condition, and what that does to its turnovers (T69 to T72, T74).

Only a change that a look showed after the departure counts: a room that was clean when its guest left is not done.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from ...pms.model import Condition
from ...pms.tasks import TaskState, TurnoverTask
from .. import flags
from ..reasons import ReasonCode
from ..schedule.due_time import ONE_MINUTE
from ..tasks.unit_work import Draft, UnitWork
from .observations import READY, changed_since

#: Flags that are dropped when a task ends.
_OVER = flags.HOLDS | {flags.GUEST_WAITING, flags.OCCUPIED_ASK_DESK, flags.PMS_SAYS_CLEAN, flags.OVERDUE}


def apply_pms_condition(work: UnitWork) -> None:
    """Complete, or send to inspection, what the hotel system shows as done.

    The condition is the room's, so it applies to every task that waits for it, in one plan.
    """
    newest = work.drafts[-1] if work.drafts else None
    # a task made just now is newer than anything the hotel system has shown
    for draft in [known for known in work.drafts if known.before is not None]:
        match draft.task.state:
            case TaskState.OPEN | TaskState.ON_HOLD if changed_since(work.unit, draft.task):
                _open(work, draft)
            case TaskState.IN_PROGRESS:
                _in_progress(work, draft)
            case TaskState.INSPECT_PENDING:
                _inspected(work, draft)
            case TaskState.VERIFIED if draft is newest:
                _downgraded(work, draft)


def _open(work: UnitWork, draft: Draft) -> None:
    unit, task = work.unit, draft.task
    if unit.condition is Condition.INSPECTED:
        draft.change(_ended(work, task, TaskState.VERIFIED), ReasonCode.INSPECTED())
        return
    turned_clean = unit.condition is Condition.CLEAN and unit.condition_before is Condition.DIRTY
    if task.state is not TaskState.OPEN or not turned_clean:
        return
    if work.policy.require_inspection:
        draft.change(_ended(work, task, TaskState.INSPECT_PENDING), ReasonCode.CLEANED_AWAITS_INSPECTION())
        return
    _doubt_quick_work(work, task)
    draft.change(_ended(work, task, TaskState.DONE), ReasonCode.CLEANED())


def _inspected(work: UnitWork, draft: Draft) -> None:
    if work.unit.condition is Condition.INSPECTED and changed_since(work.unit, draft.task):
        draft.change(_ended(work, draft.task, TaskState.VERIFIED), ReasonCode.INSPECTED())


def _in_progress(work: UnitWork, draft: Draft) -> None:
    """T72: started work is protected; it ends by the people who do it, or once the room was shown clean for a while."""
    unit, task = work.unit, draft.task
    since = unit.condition_since
    if unit.condition not in READY or since is None or not changed_since(unit, task):
        if flags.PMS_SAYS_CLEAN in task.flags:
            kept = replace(task, flags=flags.with_flags(task.flags, drop=[flags.PMS_SAYS_CLEAN]))
            draft.change(kept, ReasonCode.CALLED_DIRTY_DURING_WORK())
        return
    confirmed_at = since + timedelta(minutes=work.policy.clean_confirm_minutes)
    if work.index.now < confirmed_at:
        work.look_again.append(confirmed_at)
        if flags.PMS_SAYS_CLEAN not in task.flags:
            marked = replace(task, flags=flags.with_flags(task.flags, add=[flags.PMS_SAYS_CLEAN]))
            draft.change(marked, ReasonCode.CALLED_CLEAN_DURING_WORK())
        return
    state = TaskState.DONE
    if unit.condition is Condition.INSPECTED:
        state = TaskState.VERIFIED
    elif work.policy.require_inspection:
        state = TaskState.INSPECT_PENDING
    draft.change(_ended(work, task, state), ReasonCode.CLEANED_FOR_A_WHILE(condition=unit.condition.value))


def _downgraded(work: UnitWork, draft: Draft) -> None:
    """T74: inspected became clean in an empty room, so it waits for another inspection."""
    unit, task = work.unit, draft.task
    done_at = task.completed_at or task.updated_at
    downgraded = unit.condition is Condition.CLEAN and unit.condition_before is Condition.INSPECTED
    later = unit.condition_since is not None and unit.condition_since > done_at
    if work.policy.require_inspection and downgraded and later and not work.guests:
        draft.change(replace(task, state=TaskState.INSPECT_PENDING), ReasonCode.INSPECTION_TAKEN_BACK())


def _doubt_quick_work(work: UnitWork, task: TurnoverTask) -> None:
    since = work.unit.condition_since
    if task.vacated_at is None or since is None:
        return
    if since < task.vacated_at + task.clean_minutes * ONE_MINUTE / 2:
        work.alert(ReasonCode.CLEAN_WITHOUT_WORK(room=work.label))


def _ended(work: UnitWork, task: TurnoverTask, state: TaskState) -> TurnoverTask:
    return replace(
        task,
        state=state,
        held_from=None,
        completed_at=work.unit.condition_since,
        completed_by="pms",
        flags=flags.with_flags(task.flags, drop=_OVER),
    )
