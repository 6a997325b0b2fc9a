"""The outbox: how commands and events reach the host. In order per task and per stay, at least once each.

A delivery is settled after the sink returned. If a worker dies in between, it is delivered again; the key of a command
or an event identifies repeats. A sink that fails is called again, with growing delays, up to a limit that the host
sets; then the delivery is a dead letter, and what follows it in its topic waits until a person replays it. A delivery
that cannot be read, because another version wrote it, is a dead letter at once, and nothing waits for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from ..errors import DeadLetterError, UniqueViolationError
from ..stores import records as r
from ..stores.codec import encode
from ..stores.port import Transaction
from .deliveries.sinks import UNREADABLE, Refused, send, topic_of
from .failures import Failure, failure_of
from .runtime import Runtime

#: Notes of deliveries that were not tried, since an earlier one of their topic was not taken.
WAITS = "waits for an earlier one"
WAITS_FOR_DEAD = "waits for a dead letter"
#: The note of deliveries that were not tried, since what their sink needs did not answer.
WAITS_FOR_SINK = "waits until its sink works again"
#: After so many outages of a sink in a row, the rest of a batch waits: each may cost a timeout, and looks wait, too.
MOST_OUTAGES = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class OutboxReport:
    """How many deliveries were made, put off (tried in vain, or waiting for one that was), and given up.

    `topics` are those that go on; `failures` has one for each cause.
    """

    sent: int = 0
    postponed: int = 0
    dead: int = 0
    topics: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()


def queue_deliveries(
    tx: Transaction, connection_id: str, kind: str, items: Iterable[tuple[str, str, Any]], now: datetime
) -> None:
    """Queue deliveries (key, topic, command or event), after everything that this connection has queued already.

    `kind` is ``task`` or ``event``.
    """
    last = tx.select(r.OUTBOX, where={"connection_id": connection_id}, order=("-sequence",), limit=1)
    sequence = last[0].sequence if last else 0
    for key, topic, payload in items:
        sequence += 1
        item = r.OutboxItem(
            connection_id=connection_id,
            id=f"{kind}:{key}",
            sequence=sequence,
            status=r.PENDING,
            due_at=now,
            kind=kind,
            topic=topic,
            payload=encode(payload),
            created_at=now,
        )
        if not tx.put_new(r.OUTBOX, item):
            raise UniqueViolationError(
                f"The delivery {kind}:{key[:12]} is queued already.", next_action="Nothing was changed; report it."
            )


def deliver(runtime: Runtime) -> OutboxReport:
    """Deliver what is due. An item waits while an earlier one of its topic is undelivered."""
    settings = runtime.settings
    with runtime.store.transaction() as tx:
        now = runtime.clock.now()
        properties = _properties(tx, runtime)
        own = {"connection_id": tuple(properties)}  # not those of another connector on the same store
        claimed = tx.claim(r.OUTBOX, limit=settings.outbox_batch, lease=settings.lease, now=now, where=own)
        batch = _Batch(runtime, _first_elsewhere(tx, claimed), properties)
    try:
        for item in claimed:
            batch.take(item)
        batch.put_off_waiting()
    except Exception as error:  # the store failed: the rest is delivered when the claims end
        batch.failures.append(failure_of(error, work="deliveries"))
    report = batch.report()
    for failure in report.failures:
        runtime.failure_log.failed(failure)
    runtime.failure_log.worked(report.topics)
    return report


def _first_elsewhere(tx: Transaction, claimed: Sequence[r.OutboxItem]) -> dict[str, r.OutboxItem]:
    """By topic, the first undelivered item that this claim does not hold.

    It failed before, another worker has it, or it is a dead letter.
    """
    held = {(item.connection_id, item.id) for item in claimed}
    first: dict[str, r.OutboxItem] = {}
    for connection_id in {item.connection_id for item in claimed}:
        topics = tuple({item.topic for item in claimed if item.connection_id == connection_id})
        where = {"connection_id": connection_id, "topic": topics, "status": (r.PENDING, r.DEAD)}
        for other in tx.select(r.OUTBOX, where=where, order=("sequence",)):
            put_aside = other.status == r.DEAD and other.note.startswith(UNREADABLE)
            if (connection_id, other.id) not in held and not put_aside:
                first.setdefault(topic_of(other), other)
    return first


def _properties(tx: Transaction, runtime: Runtime) -> dict[str, str]:
    rows = tx.select(r.CONNECTIONS, where={"connector": runtime.connector.slug})
    return {row.id: row.property_id for row in rows}


@dataclass(slots=True)
class _Batch:
    """The deliveries of one claim while they are made.

    `blocking` is by topic the item that others wait for, `waiting` are those, each with the one that it waits for; None
    if it waits for its sink. `outages` counts by kind those of its sink in a row.
    """

    runtime: Runtime
    blocking: dict[str, r.OutboxItem]
    properties: dict[str, str]
    sent: int = 0
    postponed: int = 0
    dead: int = 0
    waiting: list[tuple[r.OutboxItem, r.OutboxItem | None]] = field(default_factory=list)
    outages: Counter[str] = field(default_factory=Counter)
    topics: set[str] = field(default_factory=set)
    failures: list[Failure] = field(default_factory=list)

    def take(self, item: r.OutboxItem) -> None:
        """Deliver one item, or put it off."""
        earlier = self.blocking.get(topic_of(item))
        if earlier is not None and earlier.sequence < item.sequence:
            self.waiting.append((item, earlier))
            return
        if self.outages[item.kind] >= MOST_OUTAGES:
            self.waiting.append((item, None))
            return
        refused = send(self.runtime, item)
        if refused is None:
            with self.runtime.store.transaction() as tx:
                tx.settle(r.OUTBOX, item, status=r.DONE, now=self.runtime.clock.now())
            self.sent += 1
            self.outages[item.kind] = 0
            self.topics.add(topic_of(item))
            return
        self._refused(item, refused)
        self.outages[item.kind] = self.outages[item.kind] + 1 if refused.outage else 0
        if refused.interrupt is not None:
            self.runtime.failure_log.failed(self.failures[-1])
            raise refused.interrupt

    def _refused(self, item: r.OutboxItem, refused: Refused) -> None:
        tries = item.tries + (not isinstance(refused.interrupt, KeyboardInterrupt))  # that is the person's
        dead = refused.unreadable or tries >= self.runtime.settings.delivery_tries
        self.failures.append(replace(refused.failure, property_id=self._property(item)))
        held = self._put_off(item, status=r.DEAD if dead else r.PENDING, note=refused.note, tries=tries)
        self.dead += dead
        self.postponed += not dead
        if not refused.unreadable:
            self.blocking[topic_of(item)] = held
            if dead:
                self.failures.append(self._given_up(held))

    def _put_off(self, item: r.OutboxItem, *, status: str, note: str, tries: int) -> r.OutboxItem:
        """End the claim of an item whose sink failed; the item as it is stored then."""
        runtime = self.runtime
        with runtime.store.transaction() as tx:
            now = runtime.clock.now()
            retry_at = now + runtime.settings.retry_delay(tries) if status == r.PENDING else None
            settled = tx.settle(r.OUTBOX, item, status=status, now=now, retry_at=retry_at, note=note)
            held = tx.get(r.OUTBOX, item.connection_id, item.id) or item
            if settled:
                held = replace(held, tries=tries, failing_since=item.failing_since or now)
                tx.put(r.OUTBOX, held)
        return held

    def put_off_waiting(self) -> None:
        """End the claims of those that wait for an earlier one, until that one is due."""
        if not self.waiting:
            return
        settings = self.runtime.settings
        with self.runtime.store.transaction() as tx:
            now = self.runtime.clock.now()
            for item, earlier in self.waiting:
                retry_at = now + settings.retry_delay(item.attempts)
                note = WAITS_FOR_SINK
                if earlier is not None and earlier.status == r.DEAD:
                    note = WAITS_FOR_DEAD
                elif earlier is not None:
                    note, retry_at = WAITS, max(now + settings.retry_first, min(earlier.due_at, retry_at))
                tx.settle(r.OUTBOX, item, status=r.PENDING, now=now, retry_at=retry_at, note=note)
        self.postponed += len(self.waiting)

    def _given_up(self, item: r.OutboxItem) -> Failure:
        error = DeadLetterError(
            f"The delivery {item.id} was given up after {item.tries} tries ({item.note}); its topic waits.",
            next_action="Correct the cause, then put it back with replay.",
        )
        cause = ("deliveries", "given up", item.connection_id, item.id)
        return Failure(
            property_id=self._property(item), work="deliveries", error=error, cause=cause, members=(topic_of(item),)
        )

    def _property(self, item: r.OutboxItem) -> str:
        return self.properties.get(item.connection_id, item.connection_id)

    def report(self) -> OutboxReport:
        """What was done, with one failure for each cause and property."""
        found: dict[tuple[str, ...], Failure] = {}
        for each in self.failures:
            key = (each.property_id, *each.cause)
            known = found.get(key)
            joined = (
                each
                if known is None
                else replace(known, count=known.count + each.count, members=(*known.members, *each.members))
            )
            found[key] = joined
        return OutboxReport(
            sent=self.sent,
            postponed=self.postponed,
            dead=self.dead,
            topics=tuple(self.topics),
            failures=tuple(found.values()),
        )
