"""Decides what becomes of a task when the booking it answers for is cancelled or was a no-show (T61, T62).

A correction at the desk says what the room went through: nothing, if nobody ever was in it. Work that has begun is
left to people.
"""

from __future__ import annotations

from dataclasses import replace

from ...pms.facts import Vacate
from ...pms.model import Segment, StayState
from ...pms.tasks import TaskKind, TaskState
from ..identity import segment_of
from ..tasks.holds import not_started
from ..tasks.unit_work import Draft, UnitWork

WAS_CANCELLED = "cancelled_after_check_out: the booking was cancelled, and nobody was ever seen in the room."
NEVER_SLEPT = "The guest was marked as a no-show, so nobody slept in the room; somebody checks it."


def never_used(work: UnitWork, segment: Segment | None) -> bool:
    """T61: cancelled, and no look ever showed the guest in house. A deleted booking says nothing of the kind (T63)."""
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
    carried = [work.index.segments.get(segment_of(ref)) for ref in draft.task.carries]
    if all(never_used(work, segment) for segment in carried):
        _cancelled(work, draft)
    elif all(segment is not None and segment.state is StayState.NO_SHOW for segment in carried):
        _no_show(work, draft)


def _cancelled(work: UnitWork, draft: Draft) -> None:
    if not_started(draft.task):
        cancelled = replace(draft.task, state=TaskState.CANCELLED, held_from=None)
        draft.become(cancelled, row="T61", reason=WAS_CANCELLED)
        return
    work.alert(
        "cancelled_while_cleaning",
        f"The booking that {work.label} is cleaned for was cancelled after its check-out; call housekeeping off, or "
        "let them finish.",
        row="T61",
        segment_id=segment_of(draft.task.carries[-1]),
    )


def _no_show(work: UnitWork, draft: Draft) -> None:
    task = draft.task
    if not_started(task):
        if task.kind is not TaskKind.CHECK:
            draft.become(replace(task, kind=TaskKind.CHECK), row="T62", reason=NEVER_SLEPT)
        return
    if task.kind is not TaskKind.CHECK:
        work.alert(
            "no_show_while_cleaning",
            f"{work.label} is being cleaned after a guest who is marked as a no-show now; a look may be enough.",
            row="T62",
            segment_id=segment_of(task.carries[-1]),
        )
