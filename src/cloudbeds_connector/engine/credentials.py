"""Decides where the engine gets a connection's secret from, and which secrets are about to be lost for want of use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ..errors import AuthenticationError, ConfigurationError
from ..pms.capabilities import IDLE_NOTICE
from ..pms.memory_tokens import MemoryTokens
from ..pms.ports import Credentials
from ..pms.tokens import TokenStore
from ..secrets import KeyRing
from ..stores.credentials import StoredCredentials, last_used
from ..stores.port import Store
from ..stores.records import CONNECTIONS, Connection
from ..stores.tokens import StoreTokens

if TYPE_CHECKING:
    from .integration import Integration

#: Where the secret of a connection comes from. Called when a session is opened; what it answers is not stored.
CredentialSource = Callable[[Connection], Credentials]


@dataclass(frozen=True, kw_only=True, slots=True)
class IdleCredential:
    """A stored credential that was not used since `last_used_at` (UTC; if never: since it was stored or renewed)."""

    connection: Connection
    kind: str
    last_used_at: datetime


def idle_credentials(
    integration: Integration, now: datetime, *, after: timedelta | None = None
) -> list[IdleCredential]:
    """The connections whose stored credential was not used for so long, the longest unused first.

    `after` is five days before the hotel system ends a credential for want of use (`Capabilities.credential_idle_days`)
    unless given; nobody is idle where it ends none. Paused ones too: nothing else would use theirs. Any request keeps a
    key alive. What a host's own source answers is not known here.
    """
    days = integration.connector.capabilities.credential_idle_days
    if after is None and days is not None:
        after = timedelta(days=days) - IDLE_NOTICE
    if integration.stored is None or after is None:
        return []
    idle = integration.stored.idle(now, after=after)
    with integration.store.transaction() as tx:
        where = {"connector": integration.connector.slug, "status": ("active", "paused")}
        known = {row.id: row for row in tx.select(CONNECTIONS, where=where)}
    return [
        IdleCredential(connection=known[row.connection_id], kind=row.kind, last_used_at=last_used(row))
        for row in idle
        if row.connection_id in known
    ]


def stored_with(store: Store, keys: KeyRing | None, source: CredentialSource | None) -> StoredCredentials | None:
    """The credentials in the store, None without keys. `ConfigurationError` if no secret could come from anywhere."""
    if keys is None and source is None:
        raise ConfigurationError(
            "The integration has no keys to open stored credentials with, and no other source of credentials.",
            next_action="Give keys=KeyRing.from_text(...) (make a key with 'cloudbeds-connector keys generate'), "
            "or credentials=, a function.",
        )
    if keys is not None and not isinstance(keys, KeyRing):
        raise ConfigurationError("The keys are no KeyRing.", next_action="Give keys=KeyRing.from_text(...).")
    return None if keys is None else StoredCredentials(store, keys)


def source_of(stored: StoredCredentials | None, other: CredentialSource | None) -> CredentialSource:
    """What is stored for a connection; the other source where nothing is, or nothing can be."""
    if stored is None and other is not None:
        return other

    def source(connection: Connection) -> Credentials:
        found = stored.get(connection.id) if stored is not None else None
        if found is not None:
            return found
        if other is not None:
            return other(connection)
        raise AuthenticationError(
            f"No credential is stored for property {connection.property_id!r}.",
            next_action="Connect it again with credentials=.",
        )

    return source


def tokens_in(store: Store, keys: KeyRing | None) -> TokenStore:
    """Where renewed tokens are kept: sealed in the store, or without keys in memory."""
    return MemoryTokens() if keys is None else StoreTokens(store, keys)
