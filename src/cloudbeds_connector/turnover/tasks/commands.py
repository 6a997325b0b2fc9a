"""Task commands: the change of one task as a host receives it, or none, and who is notified."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from ...pms.tasks import LIVE_STATES, Action, TaskCommand, TaskState, TurnoverTask
from .. import flags
from ..model import Notification
from ..policy import TurnoverPolicy
from ..reasons import Reason
from .unit_work import Draft

_FIELDS = tuple(field.name for field in dataclasses.fields(TurnoverTask))
#: Fields that describe a change and are no change themselves.
_METADATA = frozenset({"version", "updated_at", "row", "code", "reason", "due_reason"})
#: Fields of automation, whatever a person edited: a person's edit protects fields, not state commands (T46).
_AUTOMATION_FIELDS = _METADATA | {"id", "state", "carries", "basis", "edited", "held_from", "flags"}


def command_for(draft: Draft, *, now: datetime, policy: TurnoverPolicy) -> TaskCommand | None:
    """The command that changes the host's task to what the draft says, or None if nothing differs."""
    before, reason = draft.before, draft.reason or Reason("", "", "")
    if draft.task is before:
        return None
    changed: tuple[str, ...] = ()
    if before is None:
        action, task, notify = Action.CREATE, draft.task, True
    else:
        task = _keep_edits(before, draft.task)
        changed = tuple(
            name for name in _FIELDS if name not in _METADATA and getattr(task, name) != getattr(before, name)
        )
        if not changed:
            return None
        action = _action(before.state, task.state)
        notify = action is not Action.UPDATE or _worth_notifying(before, task, policy=policy)
        if notify and task.state in LIVE_STATES and task.notified_due_by != task.due_by:
            task, changed = replace(task, notified_due_by=task.due_by), (*changed, "notified_due_by")
        task = replace(task, version=before.version + 1, updated_at=now)
    return TaskCommand(
        action=action,
        task=task,
        row=reason.row,
        code=reason.code,
        reason=reason.sentence,
        changed=changed,
        notify=notify,
    )


def notifications(commands: Iterable[TaskCommand]) -> tuple[Notification, ...]:
    """One message for each assignee (T136); ``""`` for the person who hands out the tasks that nobody has yet."""
    task_ids: dict[str, list[str]] = defaultdict(list)
    for command in commands:
        if command.notify:
            task_ids[command.task.assignee].append(command.task.id)
    return tuple(Notification(assignee=name, task_ids=tuple(sorted(task_ids[name]))) for name in sorted(task_ids))


def _worth_notifying(before: TurnoverTask, task: TurnoverTask, *, policy: TurnoverPolicy) -> bool:
    """T52, T65: the due time moved by minutes that matter since the last notification, or a guest is in the room."""
    moved = abs(task.due_by - (before.notified_due_by or before.due_by))
    waits = flags.OCCUPIED_ASK_DESK in set(task.flags) - set(before.flags)
    return moved >= timedelta(minutes=policy.notify_minutes) or waits


def _keep_edits(before: TurnoverTask, task: TurnoverTask) -> TurnoverTask:
    kept = {n: getattr(before, n) for n in before.edited if n in _FIELDS and n not in _AUTOMATION_FIELDS}
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
