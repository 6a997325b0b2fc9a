"""Decides what is done when housekeeping finds a room other than the hotel system shows it (T20, T84).

A *skip* is a guest who is in house for the hotel system and gone for whoever opened the door; a *sleep* is the
reverse. Nothing is written to the hotel system: only the desk knows which of the two is right.
"""

from __future__ import annotations

from dataclasses import replace

from ...pms.facts import Cause
from ...pms.tasks import TaskState
from .. import flags
from ..identity import dirty_origin
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
    guest = work.guests[0]
    work.alert(
        "discrepancy_skip",
        f"Housekeeping found {work.label} empty, and its guest is in house in the hotel system; check the guest out, "
        "or correct the report.",
        row="T20",
        segment_id=guest.id,
    )
    made = any(draft.live or flags.SKIP in draft.task.flags for draft in work.drafts)
    if work.policy.create_on_physical_vacancy and not made:
        work.create(
            origin=dirty_origin(work.index.today),
            kind=work.departure_kind,
            cause=Cause.VACANT_DIRTY,
            row="T20",
            reason="Housekeeping found the room empty; the hotel system still shows its guest in house.",
            flags=frozenset({flags.SKIP}),
        )


def _no_skip(work: UnitWork) -> None:
    draft = work.live
    if draft is not None and flags.SKIP in draft.task.flags and not_started(draft.task):
        cancelled = replace(draft.task, state=TaskState.CANCELLED, held_from=None)
        draft.become(cancelled, row="T20", reason="found_occupied: housekeeping found the guest in the room after all.")


def _sleep(work: UnitWork, draft: Draft, *, sleeps: bool) -> None:
    task = draft.task
    marked = flags.DISCREPANCY in task.flags
    if sleeps:
        work.alert(
            "discrepancy_sleep",
            f"Housekeeping found somebody in {work.label}, which is vacant in the hotel system; ask the desk.",
            row="T84",
        )
        if not marked and task.state is not TaskState.IN_PROGRESS:
            reason = "Somebody was found in the room, which is vacant in the hotel system; the work waits for the desk."
            held = hold(task, flags.DISCREPANCY)
            if draft.before is None:  # born on hold: what made it comes first
                draft.become(held, row=draft.row, reason=f"{draft.reason} {reason}")
            else:
                draft.become(held, row="T84", reason=reason)
    elif marked:
        reason = "The room was found as the hotel system shows it; the work goes on."
        draft.become(resume(task, flags.DISCREPANCY, now=work.index.now), row="T84", reason=reason)
