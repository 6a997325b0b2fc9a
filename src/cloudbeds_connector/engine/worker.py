"""The worker: what one round does. The inbox, the looks that are due, planning again, and the outbox.

A worker keeps no state that work depends on. It may be killed at any point: claims and leases end by themselves and
another round goes on. It starts no thread and no timer; a host calls `run_once` from its scheduler, or `run` in a
process of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..secrecy import NotPickled
from ..stores import records as r
from .arguments import checked
from .cursors import BLOCKS, REPLAN
from .failures import STORE, Failure, cause_of, failure_of
from .inbox import process_inbox
from .integration import Integration
from .outbox import deliver
from .planning.apply import replan
from .reporting.given_up import webhooks_given_up
from .reporting.stored import NO_CONNECTION, store_failures
from .runtime import Runtime
from .schedule import DueWork, due_work, postpone, work_done
from .sync import SyncKind, look_again_at_blocks, sync

#: How long a worker waits at most after rounds that failed as a whole, in seconds, and how often it looks at `stop`.
LONGEST_PAUSE = 60.0
_STOP_EVERY = 1.0
_PARTS = ("webhooks", "connections", "deliveries")


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkReport:
    """What one round did: numbers of webhooks, syncs, plans and deliveries.

    `postponed` deliveries were put off: tried in vain, or waiting for one that was. `dead` webhooks and deliveries were
    given up. `set_aside` rows that the looks read are unreadable; everything else of their pages was applied. A later
    round retries the `failures`; each is logged at once, and then at growing intervals (see `FailureLog`).
    """

    hints: int = 0
    syncs: int = 0
    replans: int = 0
    sent: int = 0
    postponed: int = 0
    dead: int = 0
    set_aside: int = 0
    failures: tuple[Failure, ...] = ()

    @property
    def errors(self) -> tuple[str, ...]:
        """The failures in sentences: property, work, what happened, next action."""
        return tuple(str(failure) for failure in self.failures)

    @property
    def worked(self) -> bool:
        """Whether something was done, so that more may be due. What only failed is not tried again at once."""
        return bool(self.hints or self.syncs or self.replans or self.sent)

    @property
    def idle(self) -> bool:
        """Whether there was nothing to do."""
        return not (self.worked or self.postponed or self.dead or self.set_aside or self.failures)

    @property
    def stopped(self) -> bool:
        """Whether nothing was done, and a part of the round failed for every property: the store is away, as a rule."""
        return not self.worked and any(not failure.property_id for failure in self.failures)


@checked
class Worker(NotPickled):
    """Works for every active connection of an `Integration`. Run as many as you like, in any process."""

    def __init__(self, integration: Integration) -> None:
        self._runtime = integration.runtime
        self._stopped_rounds = 0

    def run_once(self) -> WorkReport:
        """One round. Failures are reported and logged, never raised: one hotel's failure does not stop the others."""
        work = _Round(self._runtime)
        with self._runtime.failure_log.collected() as work.logged:
            work.part("webhooks", work.process_inbox)
            work.part("connections", work.do_due_work)
            work.part("deliveries", work.deliver)
            work.part("failures", work.store_failures)
        work.log_failures()
        return work.report()

    def run(self, *, stop: Callable[[], bool], idle_seconds: float = 1.0) -> None:
        """Rounds until `stop()` is true; waits `idle_seconds` on the integration's clock after an idle one.

        While the store is away it waits longer each time, up to a minute. `stop` is called once a second meanwhile.
        """
        while not stop():
            self.wait(self.pause_after(self.run_once(), idle_seconds=idle_seconds), stop=stop)

    def pause_after(self, report: WorkReport, *, idle_seconds: float = 1.0) -> float:
        """How many seconds to wait after a round with this report, for a host with a loop of its own."""
        if not report.stopped:
            self._stopped_rounds = 0
            return 0.0 if report.worked else idle_seconds
        self._stopped_rounds += 1
        doublings: int = 2 ** min(self._stopped_rounds - 1, 16)
        return max(idle_seconds, min(max(idle_seconds, 1.0) * doublings, LONGEST_PAUSE))

    def wait(self, seconds: float, *, stop: Callable[[], bool]) -> None:
        """Wait on the integration's clock, until `stop()` is true at the longest."""
        while seconds > 0 and not stop():
            self._runtime.clock.sleep(min(seconds, _STOP_EVERY))
            seconds -= _STOP_EVERY

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


@dataclass(slots=True)
class _Round:
    """One round: what was done so far, and what failed."""

    runtime: Runtime
    hints: int = 0
    sent: int = 0
    postponed: int = 0
    dead: int = 0
    set_aside: int = 0
    #: Connection and name of the looks and plans that were made, and the topics that were delivered.
    done: list[tuple[r.Connection, str]] = field(default_factory=list)
    topics: tuple[str, ...] = ()
    delivery_failures: tuple[Failure, ...] = ()
    failures: list[Failure] = field(default_factory=list)
    #: Failures that are logged and stored where they happen: of single rows and rooms, and of functions of the host.
    logged: list[Failure] = field(default_factory=list)
    connections: list[r.Connection] = field(default_factory=list)

    def part(self, name: str, work: Callable[[], None]) -> None:
        """Do one part of the round; its failure does not stop the others."""
        try:
            work()
        except Exception as error:
            self.failures.append(failure_of(error, work=name))

    def process_inbox(self) -> None:
        """Look at what webhooks are about."""
        started = self.runtime.clock.now()
        report = process_inbox(self.runtime)
        self.hints, self.dead, self.set_aside = report.claimed, report.dead, report.set_aside
        self.failures.extend(report.failures)
        if report.claimed:
            given_up = webhooks_given_up(self.runtime, started)
            self.dead = sum(failure.count for failure in given_up)
            self.failures.extend(given_up)

    def do_due_work(self) -> None:
        """Run the looks and plans that are due."""
        self.connections = self.runtime.connections()
        self.runtime.keep_sessions(connection.id for connection in self.connections)
        for connection in self.connections:
            self._due_work_of(connection)

    def deliver(self) -> None:
        """Deliver to the host."""
        report = deliver(self.runtime)
        self.sent, self.postponed = report.sent, report.postponed
        self.dead += report.dead
        self.topics = report.topics
        self.delivery_failures = report.failures
        self.failures.extend(report.failures)

    def _due_work_of(self, connection: r.Connection) -> None:
        """Do what is due for one connection; a failure is tried again later."""
        runtime = self.runtime
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
                self.done.append((connection, work.name))
        except Exception as error:
            name = work.name if work is not None else "schedule"
            self.failures.append(failure_of(error, property_id=connection.property_id, work=name))
            if work is not None:
                self._postpone(connection, work)

    def _do(self, connection: r.Connection, name: str) -> datetime | None:
        """Do one piece of work; when to try again if another worker is doing it."""
        if name == REPLAN:
            replan(self.runtime, connection.id)
            return None
        if name == BLOCKS:
            self.set_aside += look_again_at_blocks(self.runtime, connection)
            return None
        report = sync(self.runtime, connection, SyncKind(name))
        self.set_aside += report.set_aside
        return report.busy_until

    def _postpone(self, connection: r.Connection, work: DueWork) -> None:
        runtime = self.runtime
        try:
            postpone(runtime, connection, work, runtime.clock.now() + runtime.settings.retry_first * 3)
        except Exception as error:  # the store failed here too
            self.failures.append(failure_of(error, property_id=connection.property_id, work="schedule"))

    def store_failures(self) -> None:
        """Keep what failed in the store, and forget what works again. An idle round writes nothing."""
        if self.report().idle:
            return
        failed = {(failure.property_id, failure.work) for failure in self.failures}
        worked = [(NO_CONNECTION, part) for part in _PARTS if ("", part) not in failed]
        for connection, name in self.done:
            worked += [(connection.id, each) for each in (*_covered(name), "schedule")]
        if self.hints and not any(work == "webhooks" for _, work in failed):
            worked += [(connection.id, "webhooks") for connection in self.connections]
        worked += [(topic.partition(" ")[0], "deliveries") for topic in self.topics]
        ids = {connection.property_id: connection.id for connection in self.connections}
        store_failures(self.runtime, self.failures, worked, ids)

    def log_failures(self) -> None:
        """Log what is new or due again, and what has ended."""
        for failure in self.failures:
            if failure not in self.delivery_failures:  # those are logged by the outbox
                self.runtime.failure_log.failed(failure)
        working = []
        for connection, name in self.done:
            own = connection.property_id
            working += [f"{own}: {each}" for each in (*_covered(name), "schedule")]
            working += [own] if name != REPLAN else []  # a plan asks the hotel system nothing
        if not any(STORE in cause_of(failure)[1] for failure in self.failures):
            working += [STORE]
        failed = {failure.work for failure in self.failures if not failure.property_id}
        working += [f": {part}" for part in (*_PARTS, "failures") if part not in failed]
        self.runtime.failure_log.worked(working)

    def report(self) -> WorkReport:
        """What was done."""
        replans = sum(name == REPLAN for _, name in self.done)
        return WorkReport(
            hints=self.hints,
            syncs=len(self.done) - replans,
            replans=replans,
            sent=self.sent,
            postponed=self.postponed,
            dead=self.dead,
            set_aside=self.set_aside,
            failures=tuple(dict.fromkeys((*self.failures, *self.logged))),
        )


def _covered(name: str) -> tuple[str, ...]:
    """The work that is no longer needed when this was done."""
    order = (SyncKind.FULL, SyncKind.RECONCILE, SyncKind.CHANGES)
    return (name,) if name in (BLOCKS, REPLAN) else tuple(order[order.index(SyncKind(name)) :])
