"""Rooms that housekeeping finds other than the hotel system shows them (T20, T84).

A *skip* is a guest who is in house for the hotel system and whose room was found empty; a *sleep* is the reverse.
Nothing is written to the hotel system: only the desk knows which of the two is right.
"""

from __future__ import annotations

from ...pms.facts import Cause
from ...pms.tasks import TaskState
from .. import flags
from ..identity import dirty_origin
from ..reasons import ReasonCode
from ..tasks.holds import hold, not_started, resume
from ..tasks.unit_work import Draft, UnitWork


def apply_discrepancy(work: UnitWork) -> None:
    """Alert what does not agree; hold work in a room that somebody sleeps in."""
    if not work.gets_turnovers:
        return
    found = work.unit.reported_occupied
    if work.guests:
        if found is False:
            _skip(work)
        elif found is True:
            _no_skip(work)
    if work.live is not None:
        _sleep(work, work.live, sleeps=found is True and not work.guests)


def _skip(work: UnitWork) -> None:
    reason = ReasonCode.DISCREPANCY_SKIP(room=work.label)
    work.alert(reason, segment_id=work.guests[0].id)
    made = any(draft.live or flags.SKIP in draft.task.flags for draft in work.drafts)
    # a departure that waits for the mapping (T116) would be attached to the task by the next plan
    if work.policy.create_on_physical_vacancy and not made and not work.waits_for_mapping:
        work.create(
            origin=dirty_origin(work.index.today),
            kind=work.departure_kind,
            cause=Cause.VACANT_DIRTY,
            reason=reason,
            flags=frozenset({flags.SKIP}),
        )


def _no_skip(work: UnitWork) -> None:
    draft = work.live
    if draft is not None and flags.SKIP in draft.task.flags and not_started(draft.task):
        draft.cancel(ReasonCode.FOUND_OCCUPIED())


def _sleep(work: UnitWork, draft: Draft, *, sleeps: bool) -> None:
    task = draft.task
    marked = flags.DISCREPANCY in task.flags
    if sleeps:
        reason = ReasonCode.DISCREPANCY_SLEEP(room=work.label)
        work.alert(reason)
        if not marked and task.state is not TaskState.IN_PROGRESS:
            draft.hold(hold(task, flags.DISCREPANCY), reason)
    elif marked:
        draft.change(resume(task, flags.DISCREPANCY, now=work.index.now), ReasonCode.DISCREPANCY_SETTLED())
