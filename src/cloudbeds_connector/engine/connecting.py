"""Decides how a property is connected: find it, remember it, and subscribe to its events.

Subscriptions come before the first full look, so that nothing that happens meanwhile is missed.
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
from .integration import Integration


def connect(
    integration: Integration,
    property_id: str,
    *,
    pms_property_id: str | None = None,
    settings: Mapping[str, Any] | None = None,
    credentials: Credentials | Token | None = None,
) -> Connection:
    """Connect a host's property, or return the connection it has with its name, zone and times refreshed.

    `pms_property_id` must be given when the credential covers several hotels. `settings` are the connector's own
    (such as ``base_url``). `credentials`, a secret or the token of an OAuth grant, are tried, and then kept in the
    store, sealed (the integration needs `keys`), in place of those that the connection had. Without them it is opened
    with what is stored, or with what the host's source says. Makes at most three requests; the first full look is
    `sync.full_sync`. A hotel is connected once: `ConfigurationError` if it is connected under another property id.
    """
    if not property_id.strip():
        raise ConfigurationError("The property id is empty.", next_action="Give your own id of the property.")
    known = _known(integration, property_id)
    draft = _draft_connection(integration, property_id, pms_property_id, settings or {})
    if known is not None:
        draft = replace(draft, id=known.id)
    found, secret = _look(integration, draft, pms_property_id, credentials)
    fresh = _kept(integration, _of(found, draft))
    if secret is not None and integration.stored is not None:
        integration.stored.put(fresh.id, secret, now=integration.clock.now())
        integration.forget_session(fresh.id)
    return fresh


def _look(
    integration: Integration, draft: Connection, wanted: str | None, given: Credentials | Token | None
) -> tuple[Property, Credentials | Token | None]:
    """The property, and the secret that opened it if one was given: a token as it is now, renewed perhaps."""
    account = PmsAccount(connection_id=draft.id, pms_property_id=wanted, settings=draft.settings)
    if given is not None and integration.stored is None:
        raise ConfigurationError(
            "This integration keeps no credentials.",
            next_action="Build it with keys=, or have its credentials= function answer them.",
        )
    tokens = integration.tokens
    if isinstance(given, Token):
        tokens = MemoryTokens()  # nothing is stored for a connection that does not come to be
        tokens.save(draft.id, given)
        opening = Credentials("", kind=OAUTH)
    else:
        opening = given or integration.credentials(draft)
    session = integration.open(account, opening, tokens=tokens)
    try:
        found = pick_property(list(session.directory.properties()), wanted)
    finally:
        session.close()
    return found, tokens.load(draft.id) if isinstance(given, Token) else given


def _of(found: Property, draft: Connection) -> Connection:
    return replace(
        draft,
        pms_property_id=found.pms_property_id,
        name=found.name,
        timezone=found.timezone,
        check_in_time=found.check_in_time,
        check_out_time=found.check_out_time,
        night_audit_time=found.night_audit_time,
    )


def _known(integration: Integration, property_id: str) -> Connection | None:
    where = {"connector": integration.connector.slug, "property_id": property_id}
    with integration.store.transaction() as tx:
        return next(iter(tx.select(CONNECTIONS, where=where, limit=1)), None)


def _kept(integration: Integration, fresh: Connection) -> Connection:
    """Put the connection, or refresh the one there is; the row as it is now."""
    with integration.store.transaction() as tx:
        _refuse_second(tx, fresh)
        where = {"connector": fresh.connector, "property_id": fresh.property_id}
        known = tx.select(CONNECTIONS, where=where, limit=1)
        if known and known[0].pms_property_id != fresh.pms_property_id:
            raise ConfigurationError(
                f"Property {fresh.property_id!r} is already connected to {known[0].pms_property_id!r}.",
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


def _draft_connection(
    integration: Integration, property_id: str, pms_id: str | None, settings: Mapping[str, Any]
) -> Connection:
    return Connection(
        id=uuid.uuid4().hex,
        connector=integration.connector.slug,
        property_id=property_id,
        pms_property_id=pms_id or "",
        name=property_id,
        timezone="UTC",
        check_in_time=time(15),
        check_out_time=time(11),
        status="active",
        created_at=integration.clock.now(),
        settings=dict(settings),
    )


def pick_property(found: Sequence[Property], pms_property_id: str | None) -> Property:
    """The property to connect: the named one, or the only one. Never the first of several."""
    if pms_property_id is None and len(found) == 1:
        return found[0]
    for candidate in found:
        if candidate.pms_property_id == pms_property_id:
            return candidate
    names = ", ".join(f"{p.pms_property_id} ({p.name})" for p in found) or "none"
    missed = "" if pms_property_id is None else f"The credential does not cover property {pms_property_id!r}. "
    raise ConfigurationError(
        f"{missed}The credential covers these properties: {names}.",
        next_action="Give one of their ids as the hotel system's property id (pms_property_id, --pms-property-id).",
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
