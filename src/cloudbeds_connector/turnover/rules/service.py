"""Decides what service flags and inspections by people do to a task (T76, T81, T82), and to another day's service
of the room (T08, T15).
"""

from __future__ import annotations

from dataclasses import replace

from ...pms.facts import Cause
from ...pms.tasks import TaskKind, TaskState
from .. import flags
from ..tasks.holds import not_started, opened_again
from ..tasks.unit_work import UnitWork


def apply_rejected_inspection(work: UnitWork) -> None:
    """T76: the inspection was rejected, so the same task is open again. What the hotel system said before is over."""
    for draft in work.drafts:
        task = draft.task
        if flags.INSPECTION_REJECTED not in task.flags:
            continue
        told = flags.with_flags(task.flags, drop=[flags.INSPECTION_REJECTED])
        if work.live is not None:
            # other work is under way in the room: that is what the inspector wants
            draft.become(replace(task, flags=told), row="T76", reason="The room is being turned over again already.")
            continue
        # reckoned from now, though no fact of the schedule may have changed
        opened = opened_again(replace(task, flags=told, noticed_at=work.index.now, basis=""))
        draft.become(opened, row="T76", reason="The inspection was rejected; the same task is open again.")


def apply_pickup(work: UnitWork) -> None:
    """T81: after the guest had left, the room turned out to need little. A flag that stood before says nothing."""
    draft, since = work.live, work.unit.pickup_since
    if draft is None or not not_started(draft.task) or draft.task.kind is not TaskKind.DEPARTURE:
        return
    left_at = draft.task.vacated_at
    if work.unit.pickup and since is not None and left_at is not None and since > left_at and not work.guests:
        reason = "Only a few things are left to pick up in the room; a touch-up is enough."
        draft.become(replace(draft.task, kind=TaskKind.TOUCH_UP), row="T81", reason=reason)


def alert_service_flags(work: UnitWork) -> None:
    """T82: "do not disturb" on a room whose guest has left means nothing, unless somebody is in it."""
    unit = work.unit
    flagged = unit.do_not_disturb or unit.refused_service
    if work.live is not None and flagged and unit.occupied is True and not work.guests:
        work.alert(
            "do_not_disturb_on_departed_room",
            f"{work.label} was left, shows as occupied and asks for no service; ask the desk who is in it.",
            row="T82",
        )


def cancel_stayovers(work: UnitWork) -> None:
    """T08, T15: the service that was planned for a guest who has left. What has begun stays; it readies no room."""
    live = work.live
    if live is None or work.guests:
        return
    row = "T15" if live.task.cause == Cause.EARLY_DEPARTURE else "T08"
    for draft in work.stayovers:
        if not_started(draft.task):
            cancelled = replace(draft.task, state=TaskState.CANCELLED, held_from=None)
            draft.become(cancelled, row=row, reason="departed: the guest of the room has left; its turnover is due.")
