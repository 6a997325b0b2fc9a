"""Applying a look: observe, plan, and write tasks, decisions, alerts and deliveries, all in one transaction.

The transaction holds the connection's lock. Applying the same look again, or planning again, changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from ...errors import StoreError
from ...pms.ports import StayEvent
from ...pms.tasks import LIVE_STATES, Action, Alert, Decision
from ...stores import records as r
from ...stores.port import Transaction
from ...turnover.model import Plan
from ...turnover.plan import plan_turnover
from ..cursors import REPLAN, cursor_of, plan_again_at
from ..fields import shared_fields
from ..observe.blocks import observe_blocks
from ..observe.context import LookContext, LookResult
from ..observe.look import Look, Source
from ..observe.rooms import observe_rooms
from ..observe.stays import observe_stays
from ..outbox import queue_deliveries
from ..runtime import Runtime
from .hotel_view import load_hotel_view
from .waiting import settle_waiting, waiting_vacates


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a look led to, in numbers."""

    changes: int = 0
    events: int = 0
    commands: int = 0
    alerts: int = 0


def apply_look(runtime: Runtime, connection_id: str, look: Look) -> Outcome:
    """Apply a look. Nothing is written if the connection is gone or not active."""
    with runtime.store.transaction(lock=connection_id) as tx:
        now = runtime.clock.now()  # under the lock: a look that was applied meanwhile is no later than this
        connection = tx.get(r.CONNECTIONS, connection_id)
        if connection is None or connection.status != "active":
            return Outcome()
        baseline = look.source is Source.BASELINE and connection.baseline_at is None
        if look.source is Source.BASELINE and not baseline:
            look = replace(look, source=Source.SWEEP)  # another worker took it meanwhile: these are changes
        context, seen = _context(runtime, connection, now), LookResult()
        observe_stays(tx, look, context, seen)
        observe_rooms(tx, look, context, seen)
        observe_blocks(tx, look, context, seen)
        _emit_events(tx, runtime, connection, seen)
        if not (baseline or seen.changed or seen.vacates or _due(tx, connection, now)):
            return Outcome(seen.changes)
        plan = _plan(tx, runtime, context, seen, baseline=baseline)
        _write_plan(tx, runtime, connection, plan, now)
        raised = _put_alerts(tx, connection, plan.alerts, now)
        if baseline:
            tx.put(r.CONNECTIONS, replace(connection, baseline_at=now))
    return Outcome(seen.changes, len(seen.events), len(plan.commands), raised)


def replan(runtime: Runtime, connection_id: str) -> Outcome:
    """Plan again without looking: the clock alone may have changed priorities or ended a debounce."""
    return apply_look(runtime, connection_id, Look(source=Source.MANUAL))


def _context(runtime: Runtime, connection: r.Connection, now: datetime) -> LookContext:
    return LookContext(
        connection=connection,
        now=now,
        today=runtime.business_date(connection, now),
        first_day=runtime.business_date(connection, connection.baseline_at or now),
        read_lag=runtime.connector.capabilities.read_lag,
        confirm_after=runtime.settings.confirm_after,
        blocked_shown=runtime.connector.capabilities.blocked_flag,
        miss_confirm=runtime.policy_of(connection).miss_confirm,
        store_guest_names=runtime.settings.store_guest_names,
    )


def _due(tx: Transaction, connection: r.Connection, now: datetime) -> bool:
    due_at = cursor_of(tx, connection.id, REPLAN).due_at
    return due_at is not None and due_at <= now


def _plan(tx: Transaction, runtime: Runtime, context: LookContext, seen: LookResult, *, baseline: bool) -> Plan:
    policy = runtime.policy_of(context.connection)
    view = load_hotel_view(
        tx,
        context.connection,
        now=context.now,
        today=context.today,
        ahead=runtime.settings.plan_ahead_days,
        vacates=(*seen.vacates, *waiting_vacates(tx, context.connection)),
        departures_without_room=[fact.segment_id for fact in seen.departures_without_room],
        removed_blocks=seen.removed_blocks,
        baseline=baseline,
    )
    return plan_turnover(view, now=context.now, policy=policy)


def _write_plan(tx: Transaction, runtime: Runtime, connection: r.Connection, plan: Plan, now: datetime) -> None:
    # what ends a live task goes first: the unique index allows one live task a unit at every moment
    ordered = sorted(plan.commands, key=lambda c: (c.task.state in LIVE_STATES, c.task.id))
    for command in ordered:
        if command.action is not Action.CREATE:
            tx.put(r.TURNOVER_TASKS, command.task)
        elif not tx.put_new(r.TURNOVER_TASKS, command.task):
            raise StoreError(
                f"The task {command.task.id[:12]} cannot be created: it exists, or its unit has another live task.",
                next_action="Nothing was changed; report it.",
            )
    settle_waiting(tx, connection, plan)
    tx.put(r.DECISIONS, *(_decision_row(connection.id, d, plan, now) for d in plan.decisions))
    if runtime.tasks is not None:
        queue_deliveries(tx, connection.id, "task", [(c.key, c.task.id, c) for c in ordered], now)
    plan_again_at(tx, connection.id, plan.look_again_at)


def _decision_row(connection_id: str, decision: Decision, plan: Plan, now: datetime) -> r.Decision:
    version = next((c.task.version for c in plan.commands if c.task.id == decision.task_id), 0)
    identity = f"{decision.unit_id}\x1f{decision.ref}\x1f{decision.action}\x1f{decision.task_id}\x1f{version}"
    id_ = hashlib.sha256(identity.encode()).hexdigest()
    return r.Decision(connection_id=connection_id, id=id_, decided_at=now, **shared_fields(decision, r.Decision))


def _emit_events(tx: Transaction, runtime: Runtime, connection: r.Connection, seen: LookResult) -> None:
    if runtime.events is None or not seen.events:
        return
    hosts = {
        row.room_id: row.host_room_id or ""
        for row in tx.select(r.ROOM_MAP, where={"connection_id": connection.id, "state": "confirmed"})
    }
    deliveries = []
    for row in seen.events:
        event = StayEvent(
            key=f"{connection.id}:{row.id}",
            property_id=connection.property_id,
            host_room_id=hosts.get(row.room_id or "", ""),
            **shared_fields(row, StayEvent),
        )
        deliveries.append((event.key, f"stay:{row.segment_id}", event))
    queue_deliveries(tx, connection.id, "event", deliveries, seen.events[0].noticed_at)


def _put_alerts(tx: Transaction, connection: r.Connection, alerts: Iterable[Alert], now: datetime) -> int:
    own = connection.id
    rows = [r.Alert(connection_id=own, id=each.key, raised_at=now, **shared_fields(each, r.Alert)) for each in alerts]
    return sum(tx.put_new(r.ALERTS, row) for row in rows)
