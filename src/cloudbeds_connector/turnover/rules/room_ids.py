"""Rooms whose id changed in the hotel system (T118), and rooms that are mapped to no room of the host (T116).

Cloudbeds builds a room's id of its type's id and an index, so a room that changes its type is likely to change its id;
that is inferred from the ids seen, not documented. It is not a room move: no guest left.
"""

from __future__ import annotations

from dataclasses import replace

from ...pms.facts import Cause, Vacate
from ..reasons import ReasonCode
from ..tasks.unit_work import UnitWork, stronger


def apply_new_room_id(work: UnitWork) -> None:
    """Give the room's tasks its new id. Where both ids have open work, one task is enough."""
    moved = [draft for draft in work.drafts if draft.before is not None and draft.before.unit_id != work.unit.id]
    if not moved:
        return
    for draft in moved:
        draft.change(draft.task, ReasonCode.ROOM_ID_CHANGED())
    _merge(work)
    work.alert(ReasonCode.ROOM_REISSUED(room=work.label))


def _merge(work: UnitWork) -> None:
    """Keep the work that was begun, or else the older, and let it cover what the other task covered."""
    kept = work.live
    for draft in work.drafts:
        if kept is None or not draft.live or draft is kept:
            continue
        more = tuple(ref for ref in draft.task.carries if ref not in kept.task.carries)
        kind = stronger(kept.task.kind, draft.task.kind)
        merged = replace(kept.task, carries=(*kept.task.carries, *more), kind=kind)
        kept.change(merged, ReasonCode.ROOM_IDS_MERGED())
        draft.cancel(ReasonCode.MERGED())


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
    """Alert that a labelled task was made. It is never linked to a host's room by its name."""
    if not work.unit.mapped and any(draft.before is None for draft in work.drafts):
        work.alert(ReasonCode.UNMAPPED_ROOM(room=work.label))
