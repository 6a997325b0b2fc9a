"""Decides what happens to a room's tasks when the hotel system gives the room another id (T118).

Cloudbeds builds a room's id of its type's id and an index, so a room that changes its type is likely to change its id;
that is inferred from the ids seen, not documented. It is no room move: nobody left.
"""

from __future__ import annotations

from dataclasses import replace

from ...pms.facts import Cause, Vacate
from ...pms.tasks import TaskState
from ..tasks.unit_work import UnitWork, stronger


def apply_new_room_id(work: UnitWork) -> None:
    """Give the room's tasks its new id. Where both ids have open work, one task is enough."""
    moved = [draft for draft in work.drafts if draft.before is not None and draft.before.unit_id != work.unit.id]
    if not moved:
        return
    for draft in moved:
        draft.become(draft.task, row="T118", reason="The hotel system gave the room another id.")
    _merge(work)
    work.alert(
        "room_reissued",
        f"{work.label} has another id in the hotel system; verify that it is mapped to the right room of yours.",
        row="T118",
    )


def _merge(work: UnitWork) -> None:
    """Keep the work that was begun, or else the older, and let it answer for what the other answered for."""
    kept = work.live
    for draft in work.drafts:
        if kept is None or not draft.live or draft is kept:
            continue
        more = tuple(ref for ref in draft.task.carries if ref not in kept.task.carries)
        kind = stronger(kept.task.kind, draft.task.kind)
        kept.become(
            replace(kept.task, carries=(*kept.task.carries, *more), kind=kind),
            row="T118",
            reason="The hotel system gave the room another id; one turnover answers for both.",
        )
        cancelled = replace(draft.task, state=TaskState.CANCELLED, held_from=None)
        draft.become(cancelled, row="T118", reason="merged: the room has a turnover under its other id already.")


def only_new_id(work: UnitWork, vacate: Vacate) -> bool:
    """Whether what looks like a move is the room's new id: the guest is where the room is now."""
    segment = work.index.segments.get(vacate.segment_id)
    return (
        vacate.cause is Cause.ROOM_MOVE
        and vacate.unit_id != work.unit.id
        and segment is not None
        and segment.room_id == work.unit.id
    )


def alert_unmapped(work: UnitWork) -> None:
    """Alert when a labelled task is made. It is never linked to a host's room by its name."""
    if work.unit.mapped:
        return
    for draft in work.drafts:
        if draft.before is None:
            work.alert(
                "unmapped_room",
                f"{work.label} has a turnover and is not mapped to a room of yours; map it.",
                row="T116",
            )
