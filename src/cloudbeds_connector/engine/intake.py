"""Decides what a webhook's sender is answered: authenticate, commit the hint, answer. Nothing else happens here.

A 2xx is given only after the inbox row is durable. What the row keeps are names, ids and times; the body itself is
dropped, and only its digest stays, so that a second event of the same second with another body is a second hint.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ..errors import WebhookRejectedError
from ..pms.hotel_time import plausible_instant
from ..pms.model import Entity, Hint
from ..pms.webhooks import WebhookRequest, WebhookVerifier, presented_hash, rejected
from ..stores.port import Transaction
from ..stores.records import CONNECTIONS, PENDING, WEBHOOK_EVENTS, Connection, WebhookEvent
from .integration import Integration


class Receipt(StrEnum):
    """What became of a delivery that was answered with 200."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Received:
    """The receipt, and how many hints the body held."""

    receipt: Receipt
    hints: int


def receive(integration: Integration, request: WebhookRequest, *, content_type: str | None = None) -> Received:
    """Take one delivery. Raises `WebhookRejectedError` (404 or 413) or `StoreError` (answer 503, the sender retries).

    A body that an authenticated sender sent and that cannot be read is still a reason to look: it is kept as a hint
    without ids.
    """
    connection = _authenticate(integration, request)
    digest = hashlib.sha256(request.body).hexdigest()
    try:
        hints = tuple(integration.connector.parse(request.body, content_type=content_type))
    except WebhookRejectedError:
        hints = (Hint(event="unreadable", entity=Entity.PROPERTY),)
    if any(h.pms_property_id not in (None, connection.pms_property_id) for h in hints):
        raise rejected()
    now = integration.clock.now()
    fresh = 0
    with integration.store.transaction() as tx:
        for position, hint in enumerate(hints):
            fresh += tx.put_new(WEBHOOK_EVENTS, _row(connection, hint, position, digest, now))
    if fresh:
        integration.woken(connection.id)
    return Received(Receipt.ACCEPTED if fresh else Receipt.DUPLICATE, len(hints))


def _authenticate(integration: Integration, request: WebhookRequest) -> Connection:
    """The connection whose token this is. The body plays no part in it."""
    presented = presented_hash(request)
    with integration.store.transaction() as tx:
        connection = _by_token(tx, integration.connector.slug, presented) if presented else None
    hashes = [connection.webhook_token_hash, connection.previous_token_hash] if connection else []
    WebhookVerifier([known for known in hashes if known]).verify(request)
    if connection is None:
        raise rejected()
    return connection


def _by_token(tx: Transaction, slug: str, token_hash: str) -> Connection | None:
    for column in ("webhook_token_hash", "previous_token_hash"):
        where = {"connector": slug, "status": "active", column: token_hash}
        if found := tx.select(CONNECTIONS, where=where, limit=1):
            return found[0]
    return None


def _row(connection: Connection, hint: Hint, position: int, digest: str, now: datetime) -> WebhookEvent:
    reported = hint.reported_at
    if reported is not None:
        reported = plausible_instant(reported, received_at=now)
    # a message that tells no time of its own cannot be told from its repeat, so each one is a reason to look
    when = hint.key_text or now.isoformat()
    identity = "\x1f".join((connection.id, hint.event, when, digest, str(position)))
    return WebhookEvent(
        connection_id=connection.id,
        id=hashlib.sha256(identity.encode()).hexdigest(),
        sequence=int(now.timestamp() * 1_000_000),
        status=PENDING,
        due_at=now,
        event=hint.event[:120],
        entity=hint.entity,
        reservation_id=hint.reservation_id,
        segment_id=hint.segment_id,
        room_id=hint.room_id,
        reported_at=reported,
        received_at=now,
        body_digest=digest,
    )
