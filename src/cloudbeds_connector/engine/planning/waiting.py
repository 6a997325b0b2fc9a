"""Departures that wait for a decision: those in rooms that are not mapped yet (T116, ``hold``)."""

from __future__ import annotations

from ...pms.facts import Cause, Vacate
from ...stores import records as r
from ...stores.port import Transaction
from ...turnover.model import Plan
from ...turnover.rules.vacates import HELD


def waiting_vacates(tx: Transaction, connection: r.Connection) -> list[Vacate]:
    """The vacates whose decision was to wait, oldest first. The plan decides them again each time."""
    held = tx.select(r.DECISIONS, where={"connection_id": connection.id, "action": HELD})
    segments = tuple({row.segment_id for row in held if row.segment_id})
    if not segments:
        return []
    refs = {(row.unit_id, row.ref) for row in held}
    where = {"connection_id": connection.id, "segment_id": segments}
    left = [event for event in tx.select(r.STAY_EVENTS, where=where) if event.vacates and event.room_id]
    vacates = [_vacate(event, str(event.room_id), str(event.vacates)) for event in left]
    return sorted((v for v in vacates if (v.unit_id, v.ref) in refs), key=lambda v: (v.at, v.unit_id, v.ref))


def settle_waiting(tx: Transaction, connection: r.Connection, plan: Plan) -> None:
    """Remove the decision to wait of every vacate that was decided now."""
    decided = {(d.unit_id, d.ref) for d in plan.decisions if d.action != HELD and d.segment_id}
    if not decided:
        return
    for row in tx.select(r.DECISIONS, where={"connection_id": connection.id, "action": HELD}):
        if (row.unit_id, row.ref) in decided:
            tx.delete(r.DECISIONS, connection.id, row.id)


def _vacate(event: r.StayEvent, room_id: str, cause: str) -> Vacate:
    return Vacate(
        unit_id=room_id,
        segment_id=event.segment_id,
        n=event.n,
        at=event.reported_at or event.noticed_at,
        noticed_at=event.noticed_at,
        cause=Cause(cause),
        at_known=event.reported_at is not None,
        held=True,
    )
