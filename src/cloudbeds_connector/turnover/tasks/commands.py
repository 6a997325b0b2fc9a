"""Decides what a host is told of a task: one command with the task as it is in the end, or nothing."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import datetime, timedelta

from ...pms.tasks import LIVE_STATES, Action, TaskCommand, TaskState, TurnoverTask
from .. import flags
from ..policy import TurnoverPolicy
from .unit_work import Draft

_FIELDS = tuple(field.name for field in dataclasses.fields(TurnoverTask))
#: Fields that tell of a change and are none.
_METADATA = frozenset({"version", "updated_at", "row", "reason"})
#: Fields that belong to automation whatever a person edited: a person's edit protects fields, not state commands (T46).
_AUTOMATION_FIELDS = frozenset(
    {"id", "version", "updated_at", "row", "reason", "state", "carries", "basis", "edited", "held_from", "flags"}
)


def command_for(draft: Draft, *, now: datetime, policy: TurnoverPolicy) -> TaskCommand | None:
    """The command that brings the host's task from what it was to what the draft says, or None if nothing differs."""
    before = draft.before
    if before is None:
        return TaskCommand(action=Action.CREATE, task=draft.task, row=draft.row, reason=draft.task.reason, notify=True)
    if draft.task is before:
        return None
    task = _keep_edits(before, draft.task)
    changed = tuple(name for name in _FIELDS if name not in _METADATA and getattr(task, name) != getattr(before, name))
    if not changed:
        return None
    action = _action(before.state, task.state)
    notify = action is not Action.UPDATE or _worth_notifying(before, task, policy=policy)
    if notify and task.state in LIVE_STATES and task.notified_due_by != task.due_by:
        task, changed = replace(task, notified_due_by=task.due_by), (*changed, "notified_due_by")
    task = replace(task, version=before.version + 1, updated_at=now)
    return TaskCommand(action=action, task=task, row=draft.row, reason=draft.reason, changed=changed, notify=notify)


def _worth_notifying(before: TurnoverTask, task: TurnoverTask, *, policy: TurnoverPolicy) -> bool:
    """T52, T65: the due time moved by minutes that matter since it was told last, or a guest is in the room now."""
    told = task.notified_due_by or before.due_by
    moved = abs(task.due_by - told) >= timedelta(minutes=policy.notify_minutes)
    return moved or flags.OCCUPIED_ASK_DESK in set(task.flags) - set(before.flags)


def _keep_edits(before: TurnoverTask, task: TurnoverTask) -> TurnoverTask:
    kept = {name: getattr(before, name) for name in before.edited if name in _FIELDS and name not in _AUTOMATION_FIELDS}
    return replace(task, **kept)


def _action(before: TaskState, after: TaskState) -> Action:
    match after:
        case _ if after is before:
            return Action.UPDATE
        case TaskState.CANCELLED:
            return Action.CANCEL
        case TaskState.DONE | TaskState.VERIFIED:
            return Action.COMPLETE
        case TaskState.ON_HOLD:
            return Action.HOLD
        case _ if before is TaskState.ON_HOLD:
            return Action.RELEASE
        case _ if after in LIVE_STATES and before not in LIVE_STATES:
            return Action.REOPEN
        case _:
            return Action.UPDATE
