"""Decides how commands and events reach the host: in order per task and per stay, at least once each.

A delivery is settled after the sink returned. A worker that dies in between delivers again; the key of a command or
an event tells the host that it is the same one. A sink that fails is asked again, later and later, never given up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import ConfigurationError
from ..stores import records as r
from ..stores.port import Transaction
from .integration import Integration
from .planning.apply import COMMAND, EVENT


@dataclass(frozen=True, slots=True)
class OutboxReport:
    """How many deliveries were made, and how many were put off."""

    sent: int = 0
    put_off: int = 0


def deliver(integration: Integration) -> OutboxReport:
    """Deliver what is due. An item waits while an earlier one of its topic is undelivered."""
    settings, now = integration.settings, integration.clock.now()
    with integration.store.transaction() as tx:
        claimed = tx.claim(r.OUTBOX, limit=settings.outbox_batch, lease=settings.lease, now=now)
        waiting = _first_elsewhere(tx, claimed)
    sent = put_off = 0
    blocked: set[tuple[str, str]] = set()
    for item in claimed:
        topic = (item.connection_id, item.topic)
        waits = topic in blocked or waiting.get(topic, item.sequence) < item.sequence
        failure = "waits for an earlier one" if waits else _send(integration, item)
        if failure:
            blocked.add(topic)
            put_off += 1
            _put_off(integration, item, failure)
        else:
            sent += 1
            with integration.store.transaction() as tx:
                tx.settle(r.OUTBOX, item, status=r.DONE, now=integration.clock.now())
    return OutboxReport(sent, put_off)


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


def _send(integration: Integration, item: r.OutboxItem) -> str:
    """Hand one item to its sink; the kind of failure, or nothing. A sink may raise anything."""
    try:
        if item.kind == "task":
            if integration.tasks is None:
                raise ConfigurationError("There is no task sink.", next_action="Give Integration one with tasks=.")
            integration.tasks.send(COMMAND.validate_python(item.payload))
        else:
            if integration.events is None:
                raise ConfigurationError("There is no event sink.", next_action="Give Integration one with events=.")
            integration.events.send(EVENT.validate_python(item.payload))
    except Exception as error:  # a host's sink is foreign code: whatever it raises delays this item only
        return type(error).__name__
    return ""


def _put_off(integration: Integration, item: r.OutboxItem, note: str) -> None:
    settings, now = integration.settings, integration.clock.now()
    wait = min(settings.retry_first * 2 ** min(item.attempts, 8), settings.retry_most)
    with integration.store.transaction() as tx:
        tx.settle(r.OUTBOX, item, status=r.PENDING, now=now, retry_at=now + wait, note=note)
