"""Connecting a property: find it, store the connection and its credential, and subscribe to its events.

Subscribe before the first full sync, so that nothing that happens in between is missed.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import time
from typing import Any

from ..errors import ConfigurationError
from ..pms.memory_tokens import MemoryTokens
from ..pms.model import Property
from ..pms.ports import Credentials, PmsAccount, SubscriptionReport
from ..pms.tokens import Token
from ..pms.webhooks import hash_token, new_token
from ..stores.port import Transaction
from ..stores.records import CONNECTIONS, SUBSCRIPTIONS, Connection, Subscription
from ..stores.sealing import OAUTH
from .fields import shared_fields
from .runtime import Runtime


def connect(
    runtime: Runtime,
    property_id: str,
    *,
    pms_property_id: str | None = None,
    settings: Mapping[str, Any] | None = None,
    credentials: Credentials | Token | None = None,
) -> Connection:
    """See `Integration.connect`."""
    if not property_id.strip():
        raise ConfigurationError("The property id is empty.", next_action="Give your own id of the property.")
    with runtime.store.transaction() as tx:
        known = runtime.find_connection(tx, property_id=property_id)
    draft = Connection(
        id=uuid.uuid4().hex if known is None else known.id,
        connector=runtime.connector.slug,
        property_id=property_id,
        pms_property_id=pms_property_id or "",
        name="",
        timezone="UTC",
        check_in_time=time(0),
        check_out_time=time(0),
        status="active",
        created_at=runtime.clock.now(),
        settings=dict(settings or {}),
    )
    found, secret = _find_property(runtime, draft, pms_property_id, credentials)
    connection = _store_connection(runtime, _with_property(draft, found))
    if secret is not None and runtime.stored is not None:
        runtime.stored.put(connection.id, secret, now=runtime.clock.now())
        runtime.forget_session(connection.id)
    return connection


def _find_property(
    runtime: Runtime, draft: Connection, pms_property_id: str | None, credentials: Credentials | Token | None
) -> tuple[Property, Credentials | Token | None]:
    """The property, and the secret to store: the caller's, or the newest token if it was renewed meanwhile."""
    account = PmsAccount(connection_id=draft.id, pms_property_id=pms_property_id, settings=draft.settings)
    if credentials is not None and runtime.stored is None:
        raise ConfigurationError(
            "This integration keeps no credentials.",
            next_action="Build it with keys=, or have its credentials= function return them.",
        )
    tokens = runtime.tokens
    if isinstance(credentials, Token):
        tokens = MemoryTokens()  # nothing is stored if connecting fails
        tokens.save(draft.id, credentials)
        opening = Credentials("", kind=OAUTH)
    else:
        opening = credentials or runtime.credentials(draft)
    session = runtime.open(account, opening, tokens=tokens)
    try:
        found = pick_property(list(session.directory.properties()), pms_property_id)
    finally:
        session.close()
    return found, tokens.load(draft.id) if isinstance(credentials, Token) else credentials


def pick_property(found: Sequence[Property], pms_property_id: str | None) -> Property:
    """The property to connect: the named one, or the only one. Never the first of several."""
    if pms_property_id is None and len(found) == 1:
        return found[0]
    for candidate in found:
        if candidate.pms_property_id == pms_property_id:
            return candidate
    names = ", ".join(f"{p.pms_property_id} ({p.name})" for p in found) or "none"
    missing = "" if pms_property_id is None else f"The credential does not cover property {pms_property_id!r}. "
    raise ConfigurationError(
        f"{missing}The credential covers these properties: {names}.",
        next_action="Give one of their ids as the hotel system's property id (pms_property_id, --pms-property-id).",
    )


def _with_property(connection: Connection, found: Property) -> Connection:
    values = shared_fields(found, Connection)
    return replace(connection, **{**values, "id": connection.id})


def _store_connection(runtime: Runtime, fresh: Connection) -> Connection:
    """Put the connection, or refresh the stored one; the row as it is stored now."""
    with runtime.store.transaction() as tx:
        _refuse_second(tx, fresh)
        known = runtime.find_connection(tx, property_id=fresh.property_id)
        if known is not None and known.pms_property_id != fresh.pms_property_id:
            raise ConfigurationError(
                f"Property {fresh.property_id!r} is already connected to {known.pms_property_id!r}.",
                next_action="Disconnect it first, or connect the other hotel under its own property id.",
            )
        if known is not None:
            fresh = replace(
                known,
                name=fresh.name,
                timezone=fresh.timezone,
                check_in_time=fresh.check_in_time,
                check_out_time=fresh.check_out_time,
                settings={**known.settings, **fresh.settings},
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
            next_action="Use that property id; a hotel can be connected only once.",
        )


def subscribe(
    runtime: Runtime, connection: Connection, base_url: str, *, token: str | None = None
) -> SubscriptionReport:
    """See `Integration.subscribe`."""
    token = token or new_token()
    fresh = hash_token(token)
    with runtime.store.transaction(lock=connection.id) as tx:
        current = tx.get(CONNECTIONS, connection.id) or connection
        if current.webhook_token_hash != fresh:
            before = current.webhook_token_hash
            tx.put(CONNECTIONS, replace(current, webhook_token_hash=fresh, previous_token_hash=before))
    url = f"{base_url.rstrip('/')}/webhooks/integrations/{runtime.connector.slug}/{token}"
    report = runtime.session(connection).events.ensure_subscriptions(url)
    now = runtime.clock.now()
    made = [
        Subscription(connection_id=connection.id, event=event, subscription_id="", created_at=now)
        for event in report.created
    ]
    with runtime.store.transaction(lock=connection.id) as tx:
        tx.put(SUBSCRIPTIONS, *made)
    return report
