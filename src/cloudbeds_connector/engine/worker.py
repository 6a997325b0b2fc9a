"""Decides what a worker does in one round: the inbox, the looks that are due, the clock's work, the outbox.

A worker keeps no state. Kill it anywhere: claims and leases end by themselves and another round goes on. It starts no
thread and no timer; a host calls `run_once` from its scheduler, or `run` in a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..errors import ConnectorError
from ..stores import records as r
from .failures import Failure, of_the_family
from .inbox import process_inbox
from .integration import REPLAN, Integration
from .outbox import deliver
from .planning.apply import replan
from .schedule import DueWork, due_work, put_off, work_done
from .sync import SyncKind, full_sync, reconcile, sync_changes


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkReport:
    """What one round did. A later round tries again what is in `failures`."""

    hints: int = 0
    syncs: int = 0
    replans: int = 0
    sent: int = 0
    failures: tuple[Failure, ...] = ()

    @property
    def errors(self) -> tuple[str, ...]:
        """The failures in sentences: property, work, what happened, next action."""
        return tuple(str(failure) for failure in self.failures)

    @property
    def idle(self) -> bool:
        """Was there nothing to do?"""
        return not (self.hints or self.syncs or self.replans or self.sent or self.failures)


class Worker:
    """Works for every active connection of an `Integration`."""

    def __init__(self, integration: Integration) -> None:
        self._integration = integration

    def run_once(self) -> WorkReport:
        """One round. Failures are reported, never raised: one hotel's trouble is not another's."""
        integration = self._integration
        failures: list[Failure] = []
        hints, sent, names = 0, 0, list[str]()
        try:
            inbox = process_inbox(integration)
            hints = inbox.claimed
            failures.extend(inbox.failures)
        except Exception as error:
            failures.append(Failure(property_id="", work="webhooks", error=of_the_family(error)))
        try:
            for connection in integration.connections():
                self._look(connection, names, failures)
        except Exception as error:
            failures.append(Failure(property_id="", work="connections", error=of_the_family(error)))
        try:
            sent = deliver(integration).sent
        except Exception as error:
            failures.append(Failure(property_id="", work="deliveries", error=of_the_family(error)))
        replans = names.count(REPLAN)
        return WorkReport(hints=hints, syncs=len(names) - replans, replans=replans, sent=sent, failures=tuple(failures))

    def _look(self, connection: r.Connection, names: list[str], failures: list[Failure]) -> None:
        """Do what is due for one connection; whatever fails is told and tried again later."""
        integration = self._integration
        work: DueWork | None = None
        try:
            work = due_work(integration, connection)
            if work is None:
                return
            busy_until = self._do(connection, work.name)
            if busy_until is not None:
                put_off(integration, connection, work, busy_until)
            else:
                work_done(integration, connection, work)
                names.append(work.name)
        except Exception as error:
            name = work.name if work is not None else "schedule"
            failures.append(Failure(property_id=connection.property_id, work=name, error=of_the_family(error)))
            self._put_off(connection, work, failures)

    def _put_off(self, connection: r.Connection, work: DueWork | None, failures: list[Failure]) -> None:
        integration = self._integration
        if work is None:
            return
        try:
            put_off(integration, connection, work, integration.clock.now() + integration.settings.retry_first * 3)
        except ConnectorError as error:  # the store that failed is the same
            failures.append(Failure(property_id=connection.property_id, work="schedule", error=error))

    def _do(self, connection: r.Connection, name: str) -> datetime | None:
        """Do one piece of work; when to come back if another worker is doing it."""
        match name:
            case SyncKind.FULL:
                return full_sync(self._integration, connection).busy_until
            case SyncKind.RECONCILE:
                return reconcile(self._integration, connection).busy_until
            case SyncKind.CHANGES:
                return sync_changes(self._integration, connection).busy_until
            case _:
                replan(self._integration, connection.id)
                return None

    def run(self, *, stop: Callable[[], bool], idle_seconds: float = 1.0) -> None:
        """Rounds until `stop` says so; waits `idle_seconds` on the integration's clock after an idle one."""
        while not stop():
            if self.run_once().idle and not stop():
                self._integration.clock.sleep(idle_seconds)

    def next_due(self) -> datetime | None:
        """The next instant at which a round has work by itself (in the past: now); None before the first round.

        For a host that schedules rounds itself. A new webhook or a request for a sync may bring work sooner.
        """
        first: dict[str, Any] = {"where": {"status": r.PENDING}, "order": ("due_at",), "limit": 1}
        with self._integration.store.transaction() as tx:
            active = {row.id for row in tx.select(r.CONNECTIONS, where={"status": "active"})}
            waiting = [*tx.select(r.WEBHOOK_EVENTS, **first), *tx.select(r.OUTBOX, **first)]
            cursors = tx.select(r.SYNC_CURSORS)
        instants = [item.due_at for item in waiting]
        instants += [row.due_at for row in cursors if row.due_at is not None and row.connection_id in active]
        return min(instants, default=None)
