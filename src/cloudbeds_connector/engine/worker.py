"""The worker: what one round does. The inbox, the looks that are due, planning again, and the outbox.

A worker keeps no state. It may be killed at any point: claims and leases end by themselves and another round goes on.
It starts no thread and no timer; a host calls `run_once` from its scheduler, or `run` in a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..errors import ConnectorError
from ..stores import records as r
from .cursors import REPLAN
from .failures import Failure, as_connector_error
from .inbox import process_inbox
from .integration import Integration
from .outbox import deliver
from .planning.apply import replan
from .schedule import DueWork, due_work, postpone, work_done
from .sync import SyncKind, sync


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkReport:
    """What one round did: numbers of webhooks, syncs, plans and deliveries. A later round retries the `failures`."""

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
        """Whether there was nothing to do."""
        return not (self.hints or self.syncs or self.replans or self.sent or self.failures)


class Worker:
    """Works for every active connection of an `Integration`. Run as many as you like, in any process."""

    def __init__(self, integration: Integration) -> None:
        self._runtime = integration.runtime

    def run_once(self) -> WorkReport:
        """One round. Failures are reported, never raised: the failure of one hotel does not stop the others."""
        runtime = self._runtime
        failures: list[Failure] = []
        hints, sent, done = 0, 0, list[str]()
        try:
            inbox = process_inbox(runtime)
            hints = inbox.claimed
            failures.extend(inbox.failures)
        except Exception as error:
            failures.append(Failure(property_id="", work="webhooks", error=as_connector_error(error)))
        try:
            for connection in runtime.connections():
                self._do_due_work(connection, done, failures)
        except Exception as error:
            failures.append(Failure(property_id="", work="connections", error=as_connector_error(error)))
        try:
            sent = deliver(runtime).sent
        except Exception as error:
            failures.append(Failure(property_id="", work="deliveries", error=as_connector_error(error)))
        replans = done.count(REPLAN)
        return WorkReport(hints=hints, syncs=len(done) - replans, replans=replans, sent=sent, failures=tuple(failures))

    def _do_due_work(self, connection: r.Connection, done: list[str], failures: list[Failure]) -> None:
        """Do what is due for one connection; a failure is added to `failures` and tried again later."""
        runtime = self._runtime
        work: DueWork | None = None
        try:
            work = due_work(runtime, connection)
            if work is None:
                return
            busy_until = self._do(connection, work.name)
            if busy_until is not None:
                postpone(runtime, connection, work, busy_until)
            else:
                work_done(runtime, connection, work)
                done.append(work.name)
        except Exception as error:
            name = work.name if work is not None else "schedule"
            failures.append(Failure(property_id=connection.property_id, work=name, error=as_connector_error(error)))
            if work is not None:
                self._postpone(connection, work, failures)

    def _do(self, connection: r.Connection, name: str) -> datetime | None:
        """Do one piece of work; when to try again if another worker is doing it."""
        if name == REPLAN:
            replan(self._runtime, connection.id)
            return None
        return sync(self._runtime, connection, SyncKind(name)).busy_until

    def _postpone(self, connection: r.Connection, work: DueWork, failures: list[Failure]) -> None:
        runtime = self._runtime
        try:
            postpone(runtime, connection, work, runtime.clock.now() + runtime.settings.retry_first * 3)
        except ConnectorError as error:  # the store failed here too
            failures.append(Failure(property_id=connection.property_id, work="schedule", error=error))

    def run(self, *, stop: Callable[[], bool], idle_seconds: float = 1.0) -> None:
        """Rounds until `stop()` is true; waits `idle_seconds` on the integration's clock after an idle one."""
        while not stop():
            if self.run_once().idle and not stop():
                self._runtime.clock.sleep(idle_seconds)

    def next_due(self) -> datetime | None:
        """The next instant (UTC) at which a round has work (in the past: now); None before the first round.

        For a host that schedules rounds itself. A new webhook or a request for a sync may bring work sooner.
        """
        first: dict[str, Any] = {"where": {"status": r.PENDING}, "order": ("due_at",), "limit": 1}
        with self._runtime.store.transaction() as tx:
            active = {row.id for row in tx.select(r.CONNECTIONS, where={"status": "active"})}
            waiting = [*tx.select(r.WEBHOOK_EVENTS, **first), *tx.select(r.OUTBOX, **first)]
            cursors = tx.select(r.SYNC_CURSORS)
        instants = [item.due_at for item in waiting]
        instants += [row.due_at for row in cursors if row.due_at is not None and row.connection_id in active]
        return min(instants, default=None)
