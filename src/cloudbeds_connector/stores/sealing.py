"""Decides what of a credential is sealed, and what it is bound to: its purpose, its kind and its connection.

So a sealed text that is copied to another connection, or passed off as another kind, does not open there.
"""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from dataclasses import asdict, fields
from datetime import datetime

from ..pms.tokens import Token
from ..secrets import KeyRing
from .port import Store, Transaction
from .records import Credential

OAUTH = "oauth"
_INSTANTS = ("expires_at", "issued_at")
_FIELDS = frozenset(field.name for field in fields(Token))


def locked(store: Store, connection_id: str) -> AbstractContextManager[Transaction]:
    """A transaction that excludes every other one on this connection's credential, but no look at the hotel."""
    return store.transaction(lock=f"credential:{connection_id}")


def context_of(connection_id: str, kind: str) -> str:
    """What a connection's secret is sealed for. JSON, so that no two connections and kinds are spelled alike."""
    return json.dumps(["credential", kind, connection_id])


def sealed_token(keys: KeyRing, connection_id: str, token: Token) -> str:
    """A token with all that belongs to it, sealed for this connection."""
    text = json.dumps(asdict(token), default=datetime.isoformat)
    return keys.seal(text, context=context_of(connection_id, OAUTH))


def opened_token(keys: KeyRing, row: Credential) -> Token:
    """The token of a row; `UnreadableSecretError` if the ring does not open it."""
    kept = json.loads(keys.open(row.sealed, context=context_of(row.connection_id, OAUTH)))
    for name in _INSTANTS:
        kept[name] = kept[name] and datetime.fromisoformat(kept[name])
    kept["properties"] = tuple(kept["properties"])
    return Token(**{name: value for name, value in kept.items() if name in _FIELDS})
