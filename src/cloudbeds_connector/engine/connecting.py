"""Connecting a property: find it, store the connection and its credential, and subscribe to its events.

Subscribe before the first full sync, so that nothing that happens in between is missed.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..errors import ConfigurationError
from ..escapes import quoted
from ..pms.address import server_of
from ..pms.model import USUAL_CHECK_IN, USUAL_CHECK_OUT
from ..pms.parts import Part
from ..pms.ports import Credentials
from ..pms.subscriptions import SubscriptionReport
from ..pms.tokens import Token
from ..pms.webhooks import hash_token, new_token
from ..stores.port import Transaction
from ..stores.records import CONNECTIONS, DISCONNECTED, SUBSCRIPTIONS, Connection, Subscription
from .access.degraded import log_changes, store_degraded
from .access.opening import Opening, open_property
from .arguments import check_webhook_url
from .credentials import settings_to_connect
from .cursors import plan_again_at
from .runtime import Runtime


def connect(
    runtime: Runtime,
    property_id: str,
    *,
    pms_property_id: str | None = None,
    settings: Mapping[str, Any] | None = None,
    credentials: Credentials | Token | None = None,
    timezone: str | None = None,
) -> Connection:
    """See `Integration.connect`."""
    with runtime.store.transaction() as tx:
        known = runtime.used_connection(tx, property_id) or _ended(tx, runtime, property_id, pms_property_id)
    settings = settings_to_connect(runtime, known, settings, renewed=credentials is not None)
    draft = _draft(runtime, property_id, known, settings, timezone)
    opening = Opening.of(runtime, draft, credentials)
    connection, before = _store_connection(runtime, open_property(opening, draft, pms_property_id, known))
    secret = opening.newest(draft)
    if secret is not None and runtime.stored is not None:
        server = server_of(runtime.connector, connection.settings)
        runtime.stored.put(connection.id, secret, now=runtime.clock.now(), server=server)
        runtime.forget_session(connection.id)
    log_changes(before, connection)
    return connection


def _draft(
    runtime: Runtime,
    property_id: str,
    known: Connection | None,
    settings: Mapping[str, Any],
    timezone: str | None,
) -> Connection:
    """The connection before anything is read. What the host set before is kept."""
    kept = "" if known is None else known.host_timezone
    return Connection(
        id=uuid.uuid4().hex if known is None else known.id,
        connector=runtime.connector.slug,
        property_id=property_id,
        pms_property_id="",
        name="" if known is None else known.name,
        timezone="UTC",
        check_in_time=USUAL_CHECK_IN if known is None else known.check_in_time,
        check_out_time=USUAL_CHECK_OUT if known is None else known.check_out_time,
        status="active",
        created_at=runtime.clock.now(),
        night_audit_time=None if known is None else known.night_audit_time,
        settings=settings,
        host_timezone=kept if timezone is None else timezone,
        degraded={} if known is None else known.degraded,
    )


def _ended(tx: Transaction, runtime: Runtime, property_id: str, pms_property_id: str | None) -> Connection | None:
    """The connection that the property had to this hotel before it was disconnected: its history goes on."""
    if pms_property_id is None:
        return None
    return runtime.find_connection(tx, property_id=property_id, pms_property_id=pms_property_id, status=DISCONNECTED)


def _store_connection(runtime: Runtime, fresh: Connection) -> tuple[Connection, Connection]:
    """Put the connection, or refresh the stored one; the row as it is stored now, and as it was before."""
    with runtime.store.transaction() as tx:
        _refuse_second(tx, fresh)
        known = runtime.used_connection(tx, fresh.property_id)
        if known is not None and known.pms_property_id != fresh.pms_property_id:
            raise ConfigurationError(
                f"Property {quoted(fresh.property_id)} is already connected to {quoted(known.pms_property_id)}.",
                next_action="Disconnect it first, or connect the other hotel under its own property id.",
            )
        known = known or _ended(tx, runtime, fresh.property_id, fresh.pms_property_id)
        if known is not None:
            # what happened while it was disconnected has not just happened: the first sync is a baseline again
            ended = known.status == DISCONNECTED
            fresh = replace(
                fresh,
                id=known.id,
                created_at=known.created_at,
                webhook_token_hash=known.webhook_token_hash,
                previous_token_hash=known.previous_token_hash,
                baseline_at=None if ended else known.baseline_at,
                settings={**known.settings, **fresh.settings},
                policy=known.policy,
            )
            if known.degraded.keys() - fresh.degraded.keys():
                plan_again_at(tx, known.id, runtime.clock.now())  # what was read before counts again
        tx.put(CONNECTIONS, fresh)
    return fresh, known or replace(fresh, degraded={})


def _refuse_second(tx: Transaction, fresh: Connection) -> None:
    """Two connections of one hotel would make every task twice."""
    where = {"connector": fresh.connector, "pms_property_id": fresh.pms_property_id, "status": ("active", "paused")}
    others = [row for row in tx.select(CONNECTIONS, where=where) if row.property_id != fresh.property_id]
    if others:
        raise ConfigurationError(
            f"The hotel {quoted(fresh.pms_property_id)} is connected as {quoted(others[0].property_id)} already.",
            next_action="Use that property id; a hotel can be connected only once.",
        )


def subscribe(
    runtime: Runtime, connection: Connection, base_url: str, *, token: str | None = None
) -> SubscriptionReport:
    """See `Integration.subscribe`."""
    base_url = check_webhook_url("base_url", base_url, connector=runtime.connector, settings=connection.settings)
    token = token or new_token()
    fresh = hash_token(token)
    with runtime.store.transaction(lock=connection.id) as tx:
        current = tx.get(CONNECTIONS, connection.id) or connection
        if current.webhook_token_hash != fresh:
            before = current.webhook_token_hash
            tx.put(CONNECTIONS, replace(current, webhook_token_hash=fresh, previous_token_hash=before))
    url = f"{base_url}webhooks/integrations/{runtime.connector.slug}/{token}"
    report = runtime.session(connection).events.ensure_subscriptions(url)
    now = runtime.clock.now()
    made = [
        Subscription(connection_id=connection.id, event=event, subscription_id="", created_at=now)
        for event in report.created
    ]
    with runtime.store.transaction(lock=connection.id) as tx:
        tx.put(SUBSCRIPTIONS, *made)
    refused = {} if report.refused is None else {Part.EVENTS: report.refused}
    store_degraded(runtime, connection, refused=refused, well=[Part.EVENTS])
    return report
