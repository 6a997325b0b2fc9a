"""Service flags and rejected inspections (T76, T81, T82), and planned service of a room that was left (T08, T15)."""

from __future__ import annotations

from dataclasses import replace

from ...pms.facts import Cause
from ...pms.tasks import TaskKind
from .. import flags
from ..reasons import ReasonCode
from ..tasks.holds import not_started, opened_again
from ..tasks.unit_work import UnitWork


def apply_rejected_inspection(work: UnitWork) -> None:
    """T76: the same task is open again. What the hotel system showed before counts no more."""
    for draft in work.drafts:
        task = draft.task
        if flags.INSPECTION_REJECTED not in task.flags:
            continue
        rest = flags.with_flags(task.flags, drop=[flags.INSPECTION_REJECTED])
        if work.live is not None:
            # other work is under way in the room, and that is what the inspector wants
            draft.change(replace(task, flags=rest), ReasonCode.TURNED_OVER_AGAIN())
            continue
        # scheduled from now, though no fact of the schedule may have changed
        opened = opened_again(replace(task, flags=rest, noticed_at=work.index.now, basis=""))
        draft.change(opened, ReasonCode.INSPECTION_REJECTED())


def apply_pickup(work: UnitWork) -> None:
    """T81: after the guest had left, the room turned out to need little. A flag from before the departure is old."""
    draft, since = work.live, work.unit.pickup_since
    if draft is None or not not_started(draft.task) or draft.task.kind is not TaskKind.DEPARTURE:
        return
    left_at = draft.task.vacated_at
    if work.unit.pickup and since is not None and left_at is not None and since > left_at and not work.guests:
        draft.change(replace(draft.task, kind=TaskKind.TOUCH_UP), ReasonCode.PICKUP())


def alert_service_flags(work: UnitWork) -> None:
    """T82: "do not disturb" on a room whose guest has left means nothing, unless somebody is in it."""
    unit = work.unit
    flagged = unit.do_not_disturb or unit.refused_service
    if work.live is not None and flagged and unit.occupied is True and not work.guests:
        work.alert(ReasonCode.DO_NOT_DISTURB_ON_DEPARTED_ROOM(room=work.label))


def cancel_stayovers(work: UnitWork) -> None:
    """T08, T15: cancel service planned for a guest who has left. Service that has begun stays; it readies no room."""
    live = work.live
    if live is None or work.guests:
        return
    row = "T15" if live.task.cause == Cause.EARLY_DEPARTURE else "T08"
    for draft in work.stayovers:
        if not_started(draft.task):
            draft.cancel(ReasonCode.DEPARTED(row=row))
