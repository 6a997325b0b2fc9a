"""Why a room has the task it has, or none: the rules' explanation over what the store knows now."""

from __future__ import annotations

from ...errors import ConfigurationError
from ...escapes import quoted
from ...pms.tasks import Decision
from ...stores import records as r
from ...stores.port import Transaction
from ...turnover import Explanation, HotelView, explain_unit
from ..fields import shared_fields
from ..runtime import Runtime
from .hotel_view import load_hotel_view

#: How many of a room's newest decisions are shown.
DECISIONS_SHOWN = 20


def why(runtime: Runtime, connection: r.Connection, room: str) -> Explanation:
    """See `Integration.why`."""
    now = runtime.clock.now()
    today = runtime.business_date(connection, now)
    with runtime.store.transaction() as tx:
        view = load_hotel_view(tx, connection, now=now, today=today, ahead=runtime.settings.plan_ahead_days)
        unit_id = _unit_id(view, room)
        decisions = _decisions(tx, connection, unit_id)
    policy = runtime.policy_of(connection)
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
            f"{len(called)} rooms are called {quoted(room)}.", next_action=f"Give the id: {', '.join(sorted(called))}."
        )
    raise ConfigurationError(
        f"No room is called {quoted(room)}.", next_action="Give a room's number or id; 'rooms' lists them."
    )


def _decisions(tx: Transaction, connection: r.Connection, unit_id: str) -> tuple[Decision, ...]:
    """The newest decisions about the unit, oldest first."""
    where = {"connection_id": connection.id, "unit_id": unit_id}
    rows = tx.select(r.DECISIONS, where=where, order=("-decided_at", "-id"), limit=DECISIONS_SHOWN)
    return tuple(Decision(**shared_fields(row, Decision)) for row in reversed(rows))
