"""Decides what is said about a live task, and when the clock alone may change it next (T37, T46, T141)."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..pms.tasks import LIVE_STATES, Priority, TaskState, TurnoverTask
from . import flags
from .basis import Case
from .schedule import MINIMUM_LEFT, ONE_MINUTE
from .work import Draft, UnitWork


def mind_the_schedule(work: UnitWork, draft: Draft) -> None:
    """Alert what is at risk from the start, and a guest who waits for a task that a person put back."""
    task, before = draft.task, draft.before
    if task.at_risk and (before is None or before.state not in LIVE_STATES):
        work.alert(
            "turnover_at_risk",
            f"{work.place} is needed soon and can hardly be ready with time to spare; begin there, or tell the desk.",
            row="T37",
        )
    put_back = before is not None and "priority" in before.edited and before.priority is not Priority.URGENT
    if put_back and flags.GUEST_WAITING in task.flags:
        work.alert(
            "guest_waits_for_edited_task",
            f"A guest waits for {work.place}, and a person set its priority; make it urgent, or let it be.",
            row="T46",
        )


def mind_the_clock(case: Case, task: TurnoverTask) -> None:
    """Note when to look again, and alert work that was forgotten."""
    left = MINIMUM_LEFT if task.state is TaskState.IN_PROGRESS else timedelta(minutes=case.minutes)
    wake = case.work.wake
    for instant in (task.needed_by, task.urgent_at):
        if instant is not None:
            wake.append(instant - case.work.policy.buffer - left + ONE_MINUTE)
            wake.append(instant + ONE_MINUTE)
    wake.append(task.due_by + ONE_MINUTE)
    if case.outlook.late_until is not None:
        wake.append(case.outlook.late_until)
    if task.state is TaskState.IN_PROGRESS and task.started_at is not None:
        _mind_the_stuck(case, stuck_at=task.started_at + case.minutes * case.work.policy.stuck_factor * ONE_MINUTE)


def _mind_the_stuck(case: Case, *, stuck_at: datetime) -> None:
    work = case.work
    if work.house.now <= stuck_at:
        work.wake.append(stuck_at + ONE_MINUTE)
        return
    work.alert(
        "stuck_in_progress",
        f"The work in {work.place} takes far longer than planned; ask whether it was forgotten.",
        row="T141",
    )
