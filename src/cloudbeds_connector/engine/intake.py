"""The intake of webhooks: authenticate the sender, commit the hint, and answer. Nothing else happens here.

The sender is answered with 200 only after the inbox row is durable. The row keeps names, ids and times; the body is
dropped, except for its digest, so that a second event of the same second with another body is a second hint.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ..errors import WebhookRejectedError
from ..pms.hotel_time import plausible_instant
from ..pms.model import Entity, Hint
from ..pms.webhooks import WebhookRequest, WebhookVerifier, presented_hash, rejected
from ..stores.records import PENDING, WEBHOOK_EVENTS, Connection, WebhookEvent
from .dispatching import notify_worker
from .failures import STORE, failure_of
from .inbox.proof import announced_instant
from .runtime import Runtime

#: The work whose failure is that webhooks are answered with 503.
RECEIVING = "receiving webhooks"
#: The work whose failure is that a webhook's body is not understood; what it is about is looked for.
READING = "reading a webhook"


class Receipt(StrEnum):
    """What became of a delivery."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookAnswer:
    """What the sender of a webhook is answered: an HTTP status, and a body to send as JSON.

    200: stored (or a duplicate of what is stored). 404: unknown or wrong credential; the body is the same for every
    cause. 413: the body is too large. 503: the store failed, the sender should send it again. `hints` is how many
    events the body held.
    """

    receipt: Receipt
    status: int = 200
    body: Mapping[str, str] = field(default_factory=lambda: {"status": "ok"})
    hints: int = 0


def answer(runtime: Runtime, request: WebhookRequest) -> WebhookAnswer:
    """See `Integration.receive`."""
    try:
        runtime.require_open()
        return receive(runtime, request)
    except WebhookRejectedError as error:
        body = {"error": "not_accepted", "detail": "Not accepted."}
        return WebhookAnswer(receipt=Receipt.REJECTED, status=error.status, body=body)
    except Exception as error:  # the store, as a rule; the sender sends it again
        runtime.failure_log.failed(failure_of(error, work=RECEIVING))
        body = {"error": "store_unavailable", "detail": "Try again in a minute."}
        return WebhookAnswer(receipt=Receipt.UNAVAILABLE, status=503, body=body)


def receive(runtime: Runtime, request: WebhookRequest) -> WebhookAnswer:
    """Store one delivery. `WebhookRejectedError` (404 or 413), or `StoreError` (answer 503).

    A body of an authenticated sender that cannot be read is still a reason to look: it is stored as a hint without
    ids.
    """
    connection = _authenticate(runtime, request)
    digest = hashlib.sha256(request.body).hexdigest()
    hints = _hints(runtime, connection, request)
    if any(h.pms_property_id not in (None, connection.pms_property_id) for h in hints):
        raise rejected()
    now = runtime.clock.now()
    fresh = 0
    with runtime.store.transaction() as tx:
        for position, hint in enumerate(hints):
            fresh += tx.put_new(WEBHOOK_EVENTS, _row(connection, hint, position, digest, now))
    runtime.failure_log.worked((STORE, f": {RECEIVING}"))
    if fresh:
        notify_worker(runtime, connection.id)
    return WebhookAnswer(receipt=Receipt.ACCEPTED if fresh else Receipt.DUPLICATE, hints=len(hints))


def _hints(runtime: Runtime, connection: Connection, request: WebhookRequest) -> tuple[Hint, ...]:
    unreadable = Hint(event="unreadable", entity=Entity.PROPERTY)
    try:
        return tuple(runtime.connector.parse(request.body, content_type=request.headers.get("content-type")))
    except WebhookRejectedError:
        return (unreadable,)
    except Exception as error:  # a defect of the connector must lose no reason to look
        runtime.failure_log.failed(failure_of(error, property_id=connection.property_id, work=READING))
        return (unreadable,)


def _authenticate(runtime: Runtime, request: WebhookRequest) -> Connection:
    """The connection whose token the request carries. The body is not used."""
    presented = presented_hash(request)
    connection: Connection | None = None
    if presented:
        with runtime.store.transaction() as tx:
            connection = runtime.find_connection(
                tx, status="active", webhook_token_hash=presented
            ) or runtime.find_connection(tx, status="active", previous_token_hash=presented)
    hashes = [connection.webhook_token_hash, connection.previous_token_hash] if connection else []
    WebhookVerifier([known for known in hashes if known]).verify(request)
    if connection is None:
        raise rejected()
    return connection


def _row(connection: Connection, hint: Hint, position: int, digest: str, now: datetime) -> WebhookEvent:
    reported = hint.reported_at
    announced = announced_instant(reported, received_at=now)
    if reported is not None:
        reported = plausible_instant(reported, received_at=now)
    # a message without a time of its own cannot be distinguished from its repeat, so each one is a reason to look
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
        announced_at=announced,
    )
