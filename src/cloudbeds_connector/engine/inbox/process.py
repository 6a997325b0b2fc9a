"""Processing the inbox: the hotels that have webhooks due, one after the other, each with one look for all of its own.

A hotel's webhooks are claimed when its turn comes, so that a hotel whose API is slow keeps no other hotel's webhooks
from another worker. A hotel that failed last comes last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import timedelta

from ...stores import records as r
from ..failures import Failure, as_connector_error, failure_of
from ..observe.read_lag import load_lag, store_lag
from ..observe.set_aside import how_many, note_set_aside
from ..runtime import Runtime
from ..schedule import make_due
from ..sync import SyncKind
from .apply import apply_batch
from .batch import Batch
from .ladder import TOGETHER
from .read import read_batch
from .settle import put_off, settle_all, settle_batch
from .targets import targets_of

#: How long a hint waits for its property's first full sync.
BASELINE_WAIT = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class InboxReport:
    """How many hints were claimed, settled, put off after a failure, and given up; the rows that could not be read.

    `failures` are those of the looks.
    """

    claimed: int = 0
    settled: int = 0
    put_off: int = 0
    dead: int = 0
    set_aside: int = 0
    failures: tuple[Failure, ...] = ()

    def __add__(self, other: InboxReport) -> InboxReport:
        return InboxReport(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


def process_inbox(runtime: Runtime) -> InboxReport:
    """Process the hints that are due. The failure of one connection does not stop the others."""
    report, done = InboxReport(), set[str]()
    while waiting := [each for each in _waiting(runtime) if each.id not in done]:
        for connection in waiting:
            done.add(connection.id)
            report += _process_connection(runtime, connection)
    return report


def _waiting(runtime: Runtime) -> list[r.Connection]:
    """The connections with hints that are due: the oldest hint first, but last those that could not be read."""
    now, batch = runtime.clock.now(), runtime.settings.inbox_batch
    due = {"status": r.PENDING}
    with runtime.store.transaction() as tx:
        if not tx.select(r.WEBHOOK_EVENTS, where=due, at_most={"due_at": now}, order=("sequence",), limit=1):
            return []
        own = {row.id: row for row in tx.select(r.CONNECTIONS, where={"connector": runtime.connector.slug})}
        ours = {**due, "connection_id": tuple(own)}
        hints = tx.select(r.WEBHOOK_EVENTS, where=ours, at_most={"due_at": now}, order=("sequence",), limit=batch)
        failing = {**ours, "isolated": False}
        failed = tx.select(r.WEBHOOK_EVENTS, where=failing, at_least={"failures": 1}, order=("-due_at",), limit=batch)
    last = {hint.connection_id for hint in failed}
    found = dict.fromkeys(hint.connection_id for hint in hints)
    return [own[each] for each in sorted(found, key=lambda connection_id: connection_id in last)]


def _process_connection(runtime: Runtime, connection: r.Connection) -> InboxReport:
    settings = runtime.settings
    with runtime.store.transaction() as tx:
        hints = tx.claim(
            r.WEBHOOK_EVENTS,
            limit=settings.inbox_batch,
            lease=settings.lease,
            now=runtime.clock.now() + TOGETHER,
            where={"connection_id": connection.id},
        )
        connection = tx.get(r.CONNECTIONS, connection.id) or connection
    if not hints:
        return InboxReport()
    if connection.status != "active":
        return InboxReport(len(hints), settle_all(runtime, hints, note="the connection is not active"))
    if connection.baseline_at is None:
        settle_all(runtime, hints, retry_in=BASELINE_WAIT, note="waiting for the first full sync")
        return InboxReport(len(hints))
    try:
        return _look_and_settle(runtime, connection, hints)
    except Exception as error:  # the other connections' hints are still processed
        known = as_connector_error(error)
        runtime.session_failed(connection, known)
        put_off(runtime, hints, known)
        failure = failure_of(error, property_id=connection.property_id, work="webhooks")
        return InboxReport(len(hints), put_off=len(hints), failures=(failure,))


def _look_and_settle(runtime: Runtime, connection: r.Connection, hints: Sequence[r.WebhookEvent]) -> InboxReport:
    with runtime.store.transaction() as tx:
        batch = Batch(connection, hints, targets_of(tx, connection.id, hints), load_lag(tx, connection.id))
    seen = read_batch(runtime, batch)
    for error in seen.errors:
        runtime.session_failed(connection, error)
    lag = batch.lag.with_samples(seen.samples)
    if lag is not batch.lag:  # before the look is applied, which judges by it how old a message may be
        with runtime.store.transaction() as tx:
            store_lag(tx, connection.id, lag, now=runtime.clock.now())
    look = batch.look(seen)
    unapplied = apply_batch(runtime, connection.id, look)
    if look.reservations or look.set_aside:
        note_set_aside(runtime, connection, look)
    if batch.needs_change_feed(seen):
        make_due(runtime, connection.id, SyncKind.CHANGES, runtime.clock.now())
    ended = settle_batch(runtime, batch, seen, unapplied, lag)
    failures = tuple(failure_of(each, property_id=connection.property_id, work="webhooks") for each in seen.errors)
    return InboxReport(len(hints), ended.settled, ended.put_off, ended.dead, how_many(look.set_aside), failures)
