"""Tasks whose booking was cancelled or marked as a no-show after the check-out (T61, T62).

After such a correction at the desk the room counts as unused if nobody ever was in it. Work that has begun is left to
people.
"""

from __future__ import annotations

from dataclasses import replace

from ...pms.facts import Vacate
from ...pms.model import Segment, StayState
from ...pms.tasks import TaskKind
from ..identity import segment_of
from ..reasons import ReasonCode
from ..tasks.holds import not_started
from ..tasks.unit_work import Draft, UnitWork


def never_used(work: UnitWork, segment: Segment | None) -> bool:
    """T61: cancelled, and no look ever showed the guest in house. A deleted booking is no proof of that (T63)."""
    return (
        segment is not None
        and segment.state is StayState.CANCELLED
        and segment.id not in work.index.view.entered_at
        and segment.reservation_id not in work.index.view.deleted
    )


def was_no_show(work: UnitWork, vacate: Vacate) -> bool:
    """T62, where the no-show is known before any task is made."""
    segment = work.index.segments.get(vacate.segment_id)
    return segment is not None and segment.state is StayState.NO_SHOW


def apply_booking_corrections(work: UnitWork) -> None:
    """Cancel, or turn into a check, the work that nobody needs as it is."""
    draft = work.live
    if draft is None or not draft.task.carries:
        return
    covered = [work.index.segments.get(segment_of(ref)) for ref in draft.task.carries]
    if all(never_used(work, segment) for segment in covered):
        _cancelled(work, draft)
    elif all(segment is not None and segment.state is StayState.NO_SHOW for segment in covered):
        _no_show(work, draft)


def _cancelled(work: UnitWork, draft: Draft) -> None:
    if not_started(draft.task):
        draft.cancel(ReasonCode.CANCELLED_AFTER_CHECK_OUT())
    else:
        reason = ReasonCode.CANCELLED_WHILE_CLEANING(room=work.label)
        work.alert(reason, segment_id=segment_of(draft.task.carries[-1]))


def _no_show(work: UnitWork, draft: Draft) -> None:
    task = draft.task
    if task.kind is TaskKind.CHECK:
        return
    if not_started(task):
        draft.change(replace(task, kind=TaskKind.CHECK), ReasonCode.NO_SHOW())
    else:
        work.alert(ReasonCode.NO_SHOW_WHILE_CLEANING(room=work.label), segment_id=segment_of(task.carries[-1]))
