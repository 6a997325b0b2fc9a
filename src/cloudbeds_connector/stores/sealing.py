"""Sealing credentials: what is sealed, and what it is bound to: its purpose, kind, connection and server.

A sealed text that is copied to another connection, or stored as another kind or for another server, does not open.
"""

from __future__ import annotations

import json
from contextlib import AbstractContextManager

from ..pms.tokens import Token
from ..secrets import KeyRing
from .codec import from_text, to_text
from .port import Store, Transaction
from .records import Credential

OAUTH = "oauth"


def locked(store: Store, connection_id: str) -> AbstractContextManager[Transaction]:
    """A transaction that excludes others on this connection's credential, but does not exclude looks at the hotel."""
    return store.transaction(lock=f"credential:{connection_id}")


def context_of(connection_id: str, kind: str, server: str) -> str:
    """What a connection's secret is sealed for. JSON, so that no two of them have the same text."""
    return json.dumps(["credential", kind, connection_id, server])


def context_in(row: Credential) -> str:
    """What the secret of this row is sealed for."""
    return context_of(row.connection_id, row.kind, row.server)


def sealed_token(keys: KeyRing, connection_id: str, token: Token, *, server: str) -> str:
    """A token with all its fields, sealed for this connection and server."""
    return keys.seal(to_text(token), context=context_of(connection_id, OAUTH, server))


def opened_token(keys: KeyRing, row: Credential) -> Token:
    """The token of a row; `UnreadableSecretError` if the ring does not open it."""
    return from_text(Token, keys.open(row.sealed, context=context_in(row)))
