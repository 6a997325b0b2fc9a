"""Decides what a worker does in one round: the inbox, the looks that are due, the clock's work, the outbox.

A worker keeps no state. Kill it anywhere: claims and leases end by themselves and another round goes on. It starts no
thread and no timer; a host calls `run_once` from its scheduler, or `run` in a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from ..errors import CloudbedsError
from ..stores import records as r
from .decide import replan
from .inbox import process_inbox
from .integration import REPLAN, Integration
from .outbox import deliver
from .sync import SyncKind, full_sync, nightly_after, reconcile, sync_changes


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkReport:
    """What one round did. `errors` name kinds and next actions; a later round tries again."""

    hints: int = 0
    syncs: int = 0
    replans: int = 0
    sent: int = 0
    errors: tuple[str, ...] = field(default=())

    @property
    def idle(self) -> bool:
        """Was there nothing to do?"""
        return not (self.hints or self.syncs or self.replans or self.sent or self.errors)


class Worker:
    """Works for every active connection of an `Integration`."""

    def __init__(self, integration: Integration) -> None:
        self._integration = integration

    def run_once(self) -> WorkReport:
        """One round. Failures are reported, never raised: one hotel's trouble is not another's."""
        inbox = process_inbox(self._integration)
        errors = list(inbox.errors)
        syncs = replans = 0
        for connection in self._integration.connections():
            for name, work in self._due(connection):
                started = self._integration.clock.now()
                try:
                    work(connection)
                    syncs += name != REPLAN
                    replans += name == REPLAN
                    self._done(connection, name, started)
                except CloudbedsError as error:
                    errors.append(f"{name}: {type(error).__name__}: {error}")
                    self._failed(connection, name)
        sent = deliver(self._integration).sent
        return WorkReport(hints=inbox.claimed, syncs=syncs, replans=replans, sent=sent, errors=tuple(errors))

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

    def _due(self, connection: r.Connection) -> list[tuple[str, Callable[[r.Connection], object]]]:
        """The work whose time has come. A full sync reads all that a sweep would, a sweep all that the feed would."""
        integration, now = self._integration, self._integration.clock.now()
        with integration.store.transaction() as tx:
            cursors = {row.name: row for row in tx.select(r.SYNC_CURSORS, where={"connection_id": connection.id})}

        def is_due(name: str) -> bool:
            row = cursors.get(name)
            return row is None or row.due_at is None or row.due_at <= now

        replan_row = cursors.get(REPLAN)
        work: list[tuple[str, Callable[[r.Connection], object]]] = []
        if is_due(SyncKind.FULL):
            work.append((SyncKind.FULL, lambda c: full_sync(integration, c)))
        elif is_due(SyncKind.RECONCILE):
            work.append((SyncKind.RECONCILE, lambda c: reconcile(integration, c)))
        elif is_due(SyncKind.CHANGES):
            work.append((SyncKind.CHANGES, lambda c: sync_changes(integration, c)))
        elif replan_row is not None and replan_row.due_at is not None and replan_row.due_at <= now:
            work.append((REPLAN, lambda c: replan(integration, c.id)))
        return work

    def _done(self, connection: r.Connection, name: str, started: datetime) -> None:
        integration, now = self._integration, self._integration.clock.now()
        settings = integration.settings
        due = {
            SyncKind.FULL: nightly_after(integration, connection, now),
            SyncKind.RECONCILE: now + settings.sweep_every,
            SyncKind.CHANGES: now + settings.change_feed_every,
        }
        kinds = list(due)
        if name in kinds:  # what reads more makes what reads less unnecessary
            for kind in kinds[kinds.index(SyncKind(name)) :]:
                self._set_due(connection, kind, due[kind], unless_after=started)

    def _failed(self, connection: r.Connection, name: str) -> None:
        wait: timedelta = self._integration.settings.retry_first * 3
        if name != REPLAN:
            self._set_due(connection, name, self._integration.clock.now() + wait)

    def _set_due(
        self, connection: r.Connection, name: str, at: datetime, *, unless_after: datetime | None = None
    ) -> None:
        """Say when `name` is due next, unless somebody asked for it after `unless_after`: they want a new look."""
        with self._integration.store.transaction(lock=connection.id) as tx:
            row = tx.get(r.SYNC_CURSORS, connection.id, name)
            row = row or r.SyncCursor(connection_id=connection.id, name=name)
            asked = unless_after is not None and row.due_at is not None and row.due_at > unless_after
            if not asked:
                tx.put(r.SYNC_CURSORS, replace(row, due_at=at))
