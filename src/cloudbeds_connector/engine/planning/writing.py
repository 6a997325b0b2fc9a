"""Writing a plan: tasks, decisions, alerts, and the deliveries of the tasks' commands.

A host may have written an older version of a task back, or removed rows. So what the plan did not know of is looked for
first, and a command's version is above every version that was ever queued: a delivery's key is never used again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from ...errors import StoreError, UniqueViolationError
from ...pms.tasks import LIVE_STATES, Action, Alert, Decision, TaskCommand, TurnoverTask
from ...stores import records as r
from ...stores.port import Transaction
from ...turnover.model import Plan
from ..fields import shared_fields
from ..outbox import queue_deliveries
from ..runtime import Runtime


class UnitNotWrittenError(Exception):
    """The plan of this unit could not be written. The transaction is to be rolled back, and made again without it."""

    def __init__(self, unit_id: str, cause: Exception) -> None:
        super().__init__(unit_id)
        self.unit_id = unit_id
        self.cause = cause


def unknown_tasks(tx: Transaction, connection: r.Connection, plan: Plan) -> list[TurnoverTask]:
    """Stored tasks that stand in the way of the plan's, and that it was made without: the plan is made again with them.

    A new task's id may be taken, and a unit of the plan may have another live task.
    """
    found = [tx.get(r.TURNOVER_TASKS, connection.id, c.task.id) for c in plan.commands if c.action is Action.CREATE]
    units = tuple({c.task.unit_id for c in plan.commands if c.task.state in LIVE_STATES})
    changed = {c.task.id for c in plan.commands}
    where = {"connection_id": connection.id, "unit_id": units, "state": tuple(LIVE_STATES)}
    others = [task for task in tx.select(r.TURNOVER_TASKS, where=where) if task.id not in changed] if units else []
    return [*(task for task in found if task is not None), *others]


def write_plan(tx: Transaction, runtime: Runtime, connection: r.Connection, plan: Plan, now: datetime) -> Plan:
    """Write all of the plan; the plan as it was written. `UnitNotWrittenError` for what a store refuses of one unit."""
    commands = tuple(_unqueued(tx, connection, command) for command in plan.commands)
    plan = replace(plan, commands=commands)
    for unit_id in sorted({*_units(plan)}):
        try:
            _write_unit(tx, runtime, connection, _of_unit(plan, unit_id), now)
        except Exception as error:
            if isinstance(error, StoreError) and error.retryable:
                raise
            raise UnitNotWrittenError(unit_id, error) from error
    return plan


def without(plan: Plan, unit_ids: Iterable[str]) -> Plan:
    """The plan without everything about these units."""
    left_out = set(unit_ids)
    return replace(
        plan,
        commands=tuple(c for c in plan.commands if c.task.unit_id not in left_out),
        decisions=tuple(d for d in plan.decisions if d.unit_id not in left_out),
        alerts=tuple(a for a in plan.alerts if (a.unit_id or "") not in left_out or not a.unit_id),
    )


def _units(plan: Plan) -> Iterable[str]:
    yield from (command.task.unit_id for command in plan.commands)
    yield from (decision.unit_id for decision in plan.decisions)
    yield from (alert.unit_id or "" for alert in plan.alerts)


def _of_unit(plan: Plan, unit_id: str) -> Plan:
    return Plan(
        commands=tuple(c for c in plan.commands if c.task.unit_id == unit_id),
        decisions=tuple(d for d in plan.decisions if d.unit_id == unit_id),
        alerts=tuple(a for a in plan.alerts if (a.unit_id or "") == unit_id),
    )


def _write_unit(tx: Transaction, runtime: Runtime, connection: r.Connection, plan: Plan, now: datetime) -> None:
    # what ends a live task goes first: the unique index allows one live task a unit at every moment
    ordered = sorted(plan.commands, key=lambda c: (c.task.state in LIVE_STATES, c.task.id))
    for command in ordered:
        if command.action is not Action.CREATE:
            tx.put(r.TURNOVER_TASKS, command.task)
        elif not tx.put_new(r.TURNOVER_TASKS, command.task):
            raise UniqueViolationError(
                f"The task {command.task.id[:12]} cannot be created: it exists, or its room has another live task.",
                next_action="End or remove the other task; the room is planned again by itself.",
            )
    tx.put(r.DECISIONS, *(_decision_row(connection.id, d, plan, now) for d in plan.decisions))
    if runtime.tasks is not None and ordered:
        queue_deliveries(tx, connection.id, "task", [(c.key, c.task.id, c) for c in ordered], now)
    for row in (_alert_row(connection.id, alert, now) for alert in plan.alerts):
        tx.put_new(r.ALERTS, row)


def _unqueued(tx: Transaction, connection: r.Connection, command: TaskCommand) -> TaskCommand:
    """The command, with a version above all that were queued for its task."""
    if tx.get(r.OUTBOX, connection.id, f"task:{command.key}") is None:
        return command
    where = {"connection_id": connection.id, "topic": command.task.id}
    versions = [item.id.rpartition(":")[2] for item in tx.select(r.OUTBOX, where=where)]
    newest = max((int(each) for each in versions if each.isdecimal()), default=command.task.version)
    return replace(command, task=replace(command.task, version=newest + 1))


def _decision_row(connection_id: str, decision: Decision, plan: Plan, now: datetime) -> r.Decision:
    version = next((c.task.version for c in plan.commands if c.task.id == decision.task_id), 0)
    identity = f"{decision.unit_id}\x1f{decision.ref}\x1f{decision.action}\x1f{decision.task_id}\x1f{version}"
    id_ = hashlib.sha256(identity.encode()).hexdigest()
    return r.Decision(connection_id=connection_id, id=id_, decided_at=now, **shared_fields(decision, r.Decision))


def _alert_row(connection_id: str, alert: Alert, now: datetime) -> r.Alert:
    return r.Alert(connection_id=connection_id, id=alert.key, raised_at=now, **shared_fields(alert, r.Alert))
