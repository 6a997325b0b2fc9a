"""Decides how a property is connected: find it, remember it, and subscribe to its events.

Subscriptions come before the first full look, so that nothing that happens meanwhile is missed.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..errors import ConfigurationError
from ..pms.ports import PmsAccount, SubscriptionReport
from ..pms.webhooks import hash_token, new_token
from ..stores.port import Transaction
from ..stores.records import CONNECTIONS, SUBSCRIPTIONS, Connection, Subscription
from .integration import Integration, pick_property


def connect(
    integration: Integration,
    property_id: str,
    *,
    pms_property_id: str | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Connection:
    """Connect a host's property, or return the connection it has with its name, zone and times refreshed.

    `pms_property_id` must be given when the credential covers several hotels. `settings` are the connector's own
    (such as ``base_url``). Makes at most three requests; the first full look is `sync.full_sync`. A hotel is connected
    once: `ConfigurationError` if it is connected under another property id.
    """
    if not property_id.strip():
        raise ConfigurationError("The property id is empty.", next_action="Give your own id of the property.")
    clock, slug = integration.clock, integration.connector.slug
    draft = PmsAccount(connection_id="", pms_property_id=pms_property_id, settings=dict(settings or {}))
    probe = _draft_connection(slug, property_id, pms_property_id, draft.settings, clock.now())
    session = integration.open(draft, integration.credentials(probe))
    try:
        found = pick_property(list(session.directory.properties()), pms_property_id)
    finally:
        session.close()
    fresh = replace(
        probe,
        pms_property_id=found.pms_property_id,
        name=found.name,
        timezone=found.timezone,
        check_in_time=found.check_in_time,
        check_out_time=found.check_out_time,
        night_audit_time=found.night_audit_time,
    )
    with integration.store.transaction() as tx:
        _refuse_second(tx, fresh)
        known = tx.select(CONNECTIONS, where={"connector": slug, "property_id": property_id}, limit=1)
        if known and known[0].pms_property_id != fresh.pms_property_id:
            raise ConfigurationError(
                f"Property {property_id!r} is already connected to {known[0].pms_property_id!r}.",
                next_action="Disconnect it first, or connect the other hotel under its own property id.",
            )
        if known:
            fresh = replace(
                known[0],
                name=fresh.name,
                timezone=fresh.timezone,
                check_in_time=fresh.check_in_time,
                check_out_time=fresh.check_out_time,
                settings={**known[0].settings, **fresh.settings},
                status="active",
            )
        tx.put(CONNECTIONS, fresh)
    return fresh


def _refuse_second(tx: Transaction, fresh: Connection) -> None:
    """Two connections of one hotel would make every task twice."""
    where = {"connector": fresh.connector, "pms_property_id": fresh.pms_property_id, "status": ("active", "paused")}
    others = [row for row in tx.select(CONNECTIONS, where=where) if row.property_id != fresh.property_id]
    if others:
        raise ConfigurationError(
            f"The hotel {fresh.pms_property_id!r} is connected as {others[0].property_id!r} already.",
            next_action="Use that property id, or disconnect that one first.",
        )


def _draft_connection(slug: str, property_id: str, pms_id: str | None, settings: Any, now: Any) -> Connection:
    from datetime import time

    return Connection(
        id=uuid.uuid4().hex,
        connector=slug,
        property_id=property_id,
        pms_property_id=pms_id or "",
        name=property_id,
        timezone="UTC",
        check_in_time=time(15),
        check_out_time=time(11),
        status="active",
        created_at=now,
        settings=dict(settings),
    )


def subscribe(
    integration: Integration, connection: Connection, base_url: str, *, token: str | None = None
) -> SubscriptionReport:
    """Have the hotel system send its events to `{base_url}/webhooks/integrations/{slug}/{token}`.

    Without `token` a new one is made; the one before stays valid, so that nothing is lost while both are subscribed.
    Give one from `pms.webhooks.new_token` to be able to try again after a failure. Only the token's hash is kept.
    """
    token = token or new_token()
    fresh = hash_token(token)
    with integration.store.transaction(lock=connection.id) as tx:
        current = tx.get(CONNECTIONS, connection.id) or connection
        if current.webhook_token_hash != fresh:
            before = current.webhook_token_hash
            tx.put(CONNECTIONS, replace(current, webhook_token_hash=fresh, previous_token_hash=before))
    url = f"{base_url.rstrip('/')}/webhooks/integrations/{integration.connector.slug}/{token}"
    report = integration.session(connection).events.ensure_subscriptions(url)
    now = integration.clock.now()
    with integration.store.transaction(lock=connection.id) as tx:
        for event in report.created:
            tx.put(
                SUBSCRIPTIONS,
                Subscription(connection_id=connection.id, event=event, subscription_id="", created_at=now),
            )
    return report
