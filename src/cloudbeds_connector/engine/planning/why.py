"""Decides how "why is there a task, or none?" is answered for one room: by the rules, over what the store knows now."""

from __future__ import annotations

from ...errors import ConfigurationError
from ...pms.hotel_time import business_date
from ...pms.tasks import Decision
from ...pms.zones import load_zone
from ...stores import records as r
from ...stores.port import Transaction
from ...turnover import Explanation, HotelView, explain_unit
from ..integration import Integration
from .hotel_view import picture

#: How many of a room's newest decisions are told.
DECISIONS_TOLD = 20


def why(integration: Integration, connection: r.Connection, room: str) -> Explanation:
    """Why the room has the task it has, or none. `room` is its number, or its id in the hotel system.

    `ConfigurationError` if no room is called so. Nothing is looked at and nothing is written.
    """
    now = integration.clock.now()
    today = business_date(now, integration.rollover_of(connection), load_zone(connection.timezone))
    with integration.store.transaction() as tx:
        view = picture(tx, connection, now=now, today=today, ahead=integration.settings.plan_ahead_days)
        unit_id = _unit_id(view, room)
        decisions = _decisions(tx, connection, unit_id)
    policy = integration.policy_of(connection)
    return explain_unit(view, unit_id, now=now, policy=policy, decisions=decisions)


def _unit_id(view: HotelView, room: str) -> str:
    for unit in view.units:
        if room == unit.id:
            return unit.id
    called = [unit.id for unit in view.units if unit.number.casefold() == room.strip().casefold()]
    if len(called) == 1:
        return called[0]
    if called:
        raise ConfigurationError(
            f"{len(called)} rooms are called {room!r}.", next_action=f"Give the id: {', '.join(sorted(called))}."
        )
    raise ConfigurationError(
        f"No room is called {room!r}.", next_action="Give a room's number or id; 'rooms' lists them."
    )


def _decisions(tx: Transaction, connection: r.Connection, unit_id: str) -> tuple[Decision, ...]:
    """The newest decisions about the unit, oldest first."""
    where = {"connection_id": connection.id, "unit_id": unit_id}
    rows = tx.select(r.DECISIONS, where=where, order=("-decided_at", "-id"), limit=DECISIONS_TOLD)
    return tuple(
        Decision(
            unit_id=row.unit_id,
            ref=row.ref,
            action=row.action,
            row=row.row,
            reason=row.reason,
            task_id=row.task_id,
            segment_id=row.segment_id,
        )
        for row in reversed(rows)
    )
