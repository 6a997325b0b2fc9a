"""Departures that no plan has decided yet: new ones, those in rooms that are not mapped (T116, ``hold``), and those of
units whose plan failed. Each plan tries them again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...pms.facts import Cause, FactType, Vacate
from ...stores import records as r
from ...stores.port import Transaction
from ...turnover.model import Plan
from ...turnover.rules.vacates import HELD


@dataclass(frozen=True, slots=True)
class Undecided:
    """The stored events of departures that wait for a decision, as the rules take them."""

    events: tuple[r.StayEvent, ...]
    vacates: tuple[Vacate, ...]
    #: The segments that left without any known room (T07).
    without_room: tuple[str, ...]

    @property
    def can_be_decided(self) -> bool:
        """Whether there are more than those that wait for a mapping, so that every look tries to plan them."""
        return bool(self.without_room) or not all(vacate.held for vacate in self.vacates)


def undecided(tx: Transaction, connection: r.Connection) -> Undecided:
    """What is undecided, oldest first."""
    own = {"connection_id": connection.id}
    events = [event for event in tx.select(r.STAY_EVENTS, where={**own, "pending": True}) if event.vacates]
    held = {(row.unit_id, row.ref) for row in tx.select(r.DECISIONS, where={**own, "action": HELD})} if events else ()
    vacates = [_vacate(event, str(event.room_id), str(event.vacates)) for event in events if event.room_id]
    inferred = _inferred(tx, own, events)
    vacates = [
        replace(each, held=(each.unit_id, each.ref) in held, inferred=(each.unit_id, each.ref) in inferred)
        for each in vacates
    ]
    return Undecided(
        tuple(events),
        tuple(sorted(vacates, key=lambda v: (v.at, v.unit_id, v.ref))),
        tuple(event.segment_id for event in events if not event.room_id),
    )


def _inferred(tx: Transaction, own: dict[str, Any], events: Sequence[r.StayEvent]) -> frozenset[tuple[str, str]]:
    """Room and reference of the departures whose guest no look showed in the room.

    The look that showed the departure also added how the guest came there: by a move, or back after a check-out. A desk
    may as well have dragged a stay to another room after it had ended.
    """
    left = [event for event in events if event.type == FactType.CHECK_OUT and event.room_id]
    if not left:
        return frozenset()
    where = {**own, "segment_id": tuple({event.segment_id for event in left})}
    came = {
        (event.segment_id, event.noticed_at, event.to_room_id if event.type == FactType.MOVE else event.room_id)
        for event in tx.select(r.STAY_EVENTS, where=where)
        if event.type in (FactType.MOVE, FactType.CHECK_OUT_REVERTED)
    }
    return frozenset(
        (str(event.room_id), f"{event.segment_id}#{event.n}")
        for event in left
        if (event.segment_id, event.noticed_at, event.room_id) in came
    )


def settle_undecided(
    tx: Transaction, connection: r.Connection, plan: Plan, waiting: Undecided, *, kept: Collection[str] = ()
) -> None:
    """Note which departures are decided now, and remove the decision to wait of each. Those of `kept` rooms wait on."""
    decided = {(d.unit_id, d.ref) for d in plan.decisions if d.action != HELD and d.segment_id}
    if not decided:
        return
    without_room = {d.segment_id for d in plan.decisions if not d.unit_id}
    ended = [
        replace(event, pending=False)
        for event in waiting.events
        if (
            (event.room_id, f"{event.segment_id}#{event.n}") in decided and event.room_id not in kept
            if event.room_id
            else event.segment_id in without_room
        )
    ]
    tx.put(r.STAY_EVENTS, *ended)
    for row in tx.select(r.DECISIONS, where={"connection_id": connection.id, "action": HELD}):
        if (row.unit_id, row.ref) in decided:
            tx.delete(r.DECISIONS, connection.id, row.id)


def _vacate(event: r.StayEvent, room_id: str, cause: str) -> Vacate:
    return Vacate(
        unit_id=room_id,
        segment_id=event.segment_id,
        n=event.n,
        at=event.left_at or event.noticed_at,
        noticed_at=event.noticed_at,
        cause=Cause(cause),
        at_known=event.left_at is not None,
        seen_until=event.seen_until,
    )
