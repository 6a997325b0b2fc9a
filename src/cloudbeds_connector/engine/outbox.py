"""The outbox: how commands and events reach the host. In order per task and per stay, at least once each.

A delivery is settled after the sink returned. If a worker dies in between, it is delivered again; the key of a command
or an event identifies repeats. A sink that fails is called again, with growing delays, without limit.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..errors import ConfigurationError, StoreError
from ..pms.ports import StayEvent
from ..pms.tasks import TaskCommand
from ..stores import records as r
from ..stores.codec import decode, encode
from ..stores.port import Transaction
from .failures import as_connector_error
from .runtime import Runtime

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OutboxReport:
    """How many deliveries were made, and how many were postponed."""

    sent: int = 0
    postponed: int = 0


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
            raise StoreError(
                f"The delivery {kind}:{key[:12]} is queued already.", next_action="Nothing was changed; report it."
            )


def deliver(runtime: Runtime) -> OutboxReport:
    """Deliver what is due. An item waits while an earlier one of its topic is undelivered."""
    settings, now = runtime.settings, runtime.clock.now()
    with runtime.store.transaction() as tx:
        claimed = tx.claim(r.OUTBOX, limit=settings.outbox_batch, lease=settings.lease, now=now)
        waiting = _first_elsewhere(tx, claimed)
    sent = postponed = 0
    blocked: set[tuple[str, str]] = set()
    for item in claimed:
        topic = (item.connection_id, item.topic)
        waits = topic in blocked or waiting.get(topic, item.sequence) < item.sequence
        failure = "waits for an earlier one" if waits else _send(runtime, item)
        if failure:
            blocked.add(topic)
            postponed += 1
            _postpone(runtime, item, failure)
        else:
            sent += 1
            with runtime.store.transaction() as tx:
                tx.settle(r.OUTBOX, item, status=r.DONE, now=runtime.clock.now())
    return OutboxReport(sent, postponed)


def _first_elsewhere(tx: Transaction, claimed: Sequence[r.OutboxItem]) -> dict[tuple[str, str], int]:
    """By topic, the first pending item that this claim does not hold: it failed before, or another worker has it."""
    held = {(item.connection_id, item.id) for item in claimed}
    first: dict[tuple[str, str], int] = {}
    for connection_id in {item.connection_id for item in claimed}:
        topics = tuple({item.topic for item in claimed if item.connection_id == connection_id})
        where = {"connection_id": connection_id, "topic": topics, "status": r.PENDING}
        for other in tx.select(r.OUTBOX, where=where):
            if (connection_id, other.id) not in held:
                topic = (connection_id, other.topic)
                first[topic] = min(other.sequence, first.get(topic, other.sequence))
    return first


def _send(runtime: Runtime, item: r.OutboxItem) -> str:
    """Pass one item to its sink; the kind of failure, empty if there was none."""
    try:
        if item.kind == "task":
            if runtime.tasks is None:
                raise ConfigurationError("There is no task sink.", next_action="Give Integration one with tasks=.")
            runtime.tasks.send(decode(TaskCommand, item.payload))
        else:
            if runtime.events is None:
                raise ConfigurationError("There is no event sink.", next_action="Give Integration one with events=.")
            runtime.events.send(decode(StayEvent, item.payload))
    except Exception as error:  # a host's code: whatever it raises delays this item only
        failure = type(error).__name__
        if item.note != failure:  # not at every try
            log.warning("%s could not be delivered and is tried again: %s", item.id, as_connector_error(error))
        return failure
    return ""


def _postpone(runtime: Runtime, item: r.OutboxItem, note: str) -> None:
    now = runtime.clock.now()
    retry_at = now + runtime.settings.retry_delay(item.attempts)
    with runtime.store.transaction() as tx:
        tx.settle(r.OUTBOX, item, status=r.PENDING, now=now, retry_at=retry_at, note=note)
