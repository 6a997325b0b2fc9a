"""Holding and releasing a task: a released task returns to its state before the hold (T57, T84, T86, T125)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ...pms.tasks import TaskState, TurnoverTask
from ..flags import HOLDS, with_flags


def hold(task: TurnoverTask, flag: str) -> TurnoverTask:
    """The task on hold, for the reason that `flag` names."""
    held_from = task.held_from if task.state is TaskState.ON_HOLD else task.state
    return replace(task, state=TaskState.ON_HOLD, held_from=held_from, flags=with_flags(task.flags, add=[flag]))


def release(task: TurnoverTask, flag: str) -> TurnoverTask:
    """The task without this reason to hold it; on hold still if another reason stands."""
    flags = with_flags(task.flags, drop=[flag])
    if task.state is not TaskState.ON_HOLD or HOLDS & set(flags):
        return replace(task, flags=flags)
    return replace(task, state=task.held_from or TaskState.OPEN, held_from=None, flags=flags)


def resume(task: TurnoverTask, flag: str, *, now: datetime) -> TurnoverTask:
    """The task released at `now`. Conditions shown while the work had to wait do not end it (T70, T71)."""
    waited = task.state is TaskState.ON_HOLD
    released = release(task, flag)
    return replace(released, noticed_at=now) if waited else released


def opened_again(task: TurnoverTask) -> TurnoverTask:
    """An ended task, open as if nobody had begun. The rules find again what holds it now."""
    return replace(
        task,
        state=TaskState.OPEN,
        held_from=None,
        held_until=None,
        started_at=None,
        completed_at=None,
        completed_by="",
        flags=with_flags(task.flags, drop=HOLDS),
    )


def held_by_people(task: TurnoverTask) -> bool:
    """On hold, and not for a reason of automation: people release it."""
    return task.state is TaskState.ON_HOLD and not HOLDS & set(task.flags)


def not_started(task: TurnoverTask) -> bool:
    """Open, or held before anybody began."""
    return task.state is TaskState.OPEN or (
        task.state is TaskState.ON_HOLD and task.held_from in (None, TaskState.OPEN)
    )
