"""Decides what is done about a look: observe, plan, and write tasks, decisions, alerts and the outbox, all at once.

One transaction under the connection's lock. Applying the same look again, or planning again, changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from ...errors import StoreError
from ...pms.hotel_time import business_date
from ...pms.ports import StayEvent
from ...pms.tasks import LIVE_STATES, Action, Alert, Decision, TaskCommand
from ...pms.zones import load_zone
from ...stores import records as r
from ...stores.port import Transaction
from ...turnover.model import Plan
from ...turnover.plan import plan_turnover
from ..integration import REPLAN, Integration
from ..observe.look import Look, Source
from ..observe.stays import Observed, Scene, observe
from .hotel_view import picture
from .waiting import settle_waiting, waiting_vacates

Payload = tuple[str, str, Mapping[str, Any]]
COMMAND: TypeAdapter[TaskCommand] = TypeAdapter(TaskCommand)
EVENT: TypeAdapter[StayEvent] = TypeAdapter(StayEvent)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a look led to."""

    changes: int = 0
    events: int = 0
    commands: int = 0
    alerts: int = 0


def apply_look(integration: Integration, connection_id: str, look: Look) -> Outcome:
    """Bring a look home. Nothing is written if the connection is gone or not active."""
    now = integration.clock.now()
    with integration.store.transaction(lock=connection_id) as tx:
        connection = tx.get(r.CONNECTIONS, connection_id)
        if connection is None or connection.status != "active":
            return Outcome()
        baseline = look.source is Source.BASELINE and connection.baseline_at is None
        if look.source is Source.BASELINE and not baseline:
            look = replace(look, source=Source.SWEEP)  # another worker took the baseline meanwhile: this is news
        scene = _scene(integration, connection, now)
        seen = observe(tx, look, scene)
        _emit_events(tx, integration, connection, seen)
        if not (baseline or seen.changed or seen.vacates or _due(tx, connection, now)):
            return Outcome(seen.changes)
        plan = _plan(tx, integration, scene, seen, baseline=baseline)
        _write_plan(tx, integration, connection, plan, now)
        raised = _raise(tx, connection, plan.alerts, now)
        if baseline:
            _baseline_done(tx, connection, now)
    return Outcome(seen.changes, len(seen.events), len(plan.commands), raised)


def replan(integration: Integration, connection_id: str) -> Outcome:
    """Plan again without looking: the clock alone may have changed priorities or ended a debounce."""
    return apply_look(integration, connection_id, Look(source=Source.MANUAL))


def _scene(integration: Integration, connection: r.Connection, now: datetime) -> Scene:
    rollover = integration.rollover_of(connection)
    zone = load_zone(connection.timezone)
    return Scene(
        connection=connection,
        now=now,
        today=business_date(now, rollover, zone),
        first_day=business_date(connection.baseline_at or now, rollover, zone),
        read_lag=integration.connector.capabilities.read_lag,
        miss_confirm=integration.policy_of(connection).miss_confirm,
        store_guest_names=integration.settings.store_guest_names,
    )


def _due(tx: Transaction, connection: r.Connection, now: datetime) -> bool:
    cursor = tx.get(r.SYNC_CURSORS, connection.id, REPLAN)
    return cursor is not None and cursor.due_at is not None and cursor.due_at <= now


def _plan(tx: Transaction, integration: Integration, scene: Scene, seen: Observed, *, baseline: bool) -> Plan:
    policy = integration.policy_of(scene.connection)
    view = picture(
        tx,
        scene.connection,
        now=scene.now,
        today=scene.today,
        ahead=integration.settings.plan_ahead_days,
        vacates=(*seen.vacates, *waiting_vacates(tx, scene.connection)),
        departures_without_room=[fact.segment_id for fact in seen.departures_without_room],
        removed_blocks=seen.removed_blocks,
        baseline=baseline,
    )
    return plan_turnover(view, now=scene.now, policy=policy)


def _write_plan(tx: Transaction, integration: Integration, connection: r.Connection, plan: Plan, now: datetime) -> None:
    # what ends a live task goes first: the unique index allows one live task a unit at every moment
    ordered = sorted(plan.commands, key=lambda c: (c.task.state in LIVE_STATES, c.task.id))
    for command in ordered:
        if command.action is not Action.CREATE:
            tx.put(r.TURNOVER_TASKS, command.task)
        elif not tx.put_new(r.TURNOVER_TASKS, command.task):
            raise StoreError(
                f"The task {command.task.id[:12]} is to be created, and exists or stands in the way of another.",
                next_action="Nothing was changed; report it.",
            )
    settle_waiting(tx, connection, plan)
    tx.put(r.DECISIONS, *(_decision_row(connection.id, d, plan, now) for d in plan.decisions))
    if integration.tasks is not None:
        payloads = [(c.key, c.task.id, COMMAND.dump_python(c, mode="json")) for c in ordered]
        put_outbox(tx, connection.id, "task", payloads, now)
    tx.put(
        r.SYNC_CURSORS,
        r.SyncCursor(connection_id=connection.id, name=REPLAN, due_at=plan.look_again_at),
    )


def _decision_row(connection_id: str, decision: Decision, plan: Plan, now: datetime) -> r.Decision:
    version = next((c.task.version for c in plan.commands if c.task.id == decision.task_id), 0)
    identity = f"{decision.unit_id}\x1f{decision.ref}\x1f{decision.action}\x1f{decision.task_id}\x1f{version}"
    return r.Decision(
        connection_id=connection_id,
        id=hashlib.sha256(identity.encode()).hexdigest(),
        unit_id=decision.unit_id,
        ref=decision.ref,
        segment_id=decision.segment_id,
        action=decision.action,
        row=decision.row,
        reason=decision.reason,
        task_id=decision.task_id,
        decided_at=now,
    )


def _emit_events(tx: Transaction, integration: Integration, connection: r.Connection, seen: Observed) -> None:
    if integration.events is None or not seen.events:
        return
    hosts = {
        row.room_id: row.host_room_id or ""
        for row in tx.select(r.ROOM_MAP, where={"connection_id": connection.id, "state": "confirmed"})
    }
    payloads = []
    for row in seen.events:
        event = StayEvent(
            key=f"{connection.id}:{row.id}",
            property_id=connection.property_id,
            type=row.type,
            reservation_id=row.reservation_id,
            segment_id=row.segment_id,
            room_id=row.room_id,
            to_room_id=row.to_room_id,
            host_room_id=hosts.get(row.room_id or "", ""),
            reported_at=row.reported_at,
            noticed_at=row.noticed_at,
        )
        payloads.append((event.key, f"stay:{row.segment_id}", EVENT.dump_python(event, mode="json")))
    put_outbox(tx, connection.id, "event", payloads, seen.events[0].noticed_at)


def put_outbox(
    tx: Transaction,
    connection_id: str,
    kind: str,
    payloads: Iterable[tuple[str, str, Mapping[str, Any]]],
    now: datetime,
) -> None:
    """Queue deliveries, after everything that is queued for this connection already."""
    last = tx.select(r.OUTBOX, where={"connection_id": connection_id}, order=("-sequence",), limit=1)
    sequence = last[0].sequence if last else 0
    for key, topic, payload in payloads:
        sequence += 1
        fresh = tx.put_new(
            r.OUTBOX,
            r.OutboxItem(
                connection_id=connection_id,
                id=f"{kind}:{key}",
                sequence=sequence,
                status=r.PENDING,
                due_at=now,
                kind=kind,
                topic=topic,
                payload=payload,
                created_at=now,
            ),
        )
        if not fresh:
            raise StoreError(
                f"The delivery {kind}:{key[:12]} is queued already.", next_action="Nothing was changed; report it."
            )


def _raise(tx: Transaction, connection: r.Connection, alerts: Iterable[Alert], now: datetime) -> int:
    return sum(
        tx.put_new(
            r.ALERTS,
            r.Alert(
                connection_id=connection.id,
                id=alert.key,
                name=alert.name,
                message=alert.message,
                business_date=alert.business_date,
                unit_id=alert.unit_id,
                segment_id=alert.segment_id,
                raised_at=now,
                row=alert.row,
            ),
        )
        for alert in alerts
    )


def _baseline_done(tx: Transaction, connection: r.Connection, now: datetime) -> None:
    tx.put(r.CONNECTIONS, replace(connection, baseline_at=now))


__all__ = ["COMMAND", "EVENT", "Outcome", "apply_look", "put_outbox", "replan"]
