"""OAuth tokens in the connector's own store: sealed, one row for each connection."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ..pms.tokens import Token
from ..secrecy import NotPickled
from ..secrets import KeyRing
from .leases import lease_runs
from .port import Store
from .records import CONNECTIONS, CREDENTIALS, DISCONNECTED, Credential
from .sealing import OAUTH, locked, opened_token, sealed_token


class StoreTokens(NotPickled):
    """A `TokenStore` on any `Store`: as durable and as shared as that is. A grant's name is its connection's id.

    Tokens are sealed with `keys`; `UnreadableSecretError` if the ring does not open one. Each verb is one short
    transaction. A credential that a person stored (`StoredCredentials.put`) is never replaced by a token that was
    renewed meanwhile: both share one version.
    """

    def __init__(self, store: Store, keys: KeyRing) -> None:
        self._store = store
        self._keys = keys

    def load(self, name: str) -> Token | None:
        """The newest token of a grant, None if there is none."""
        with self._store.transaction() as tx:
            row = tx.get(CREDENTIALS, name)
        if row is None or row.kind != OAUTH or not row.sealed:
            return None
        return opened_token(self._keys, row)

    def save(self, name: str, token: Token) -> bool:
        """Keep a token if its version is higher than that of the stored one, or none is stored; False if it is not.

        A renewed token (its version is above 1) is not kept where a key was put meanwhile; a new grant replaces a key.
        None is kept for a property that was disconnected meanwhile.
        """
        with locked(self._store, name) as tx:
            connection = tx.get(CONNECTIONS, name)
            if connection is not None and connection.status == DISCONNECTED:
                return False
            row = tx.get(CREDENTIALS, name) or _empty(name, token.issued_at)
            if row.sealed and (token.version > 1 if row.kind != OAUTH else row.version >= token.version):
                return False
            sealed = sealed_token(self._keys, name, token, server=row.server)
            kept = replace(row, kind=OAUTH, sealed=sealed, key_id=self._keys.current)
            tx.put(CREDENTIALS, replace(kept, version=token.version, updated_at=token.issued_at))
        return True

    def lease(self, name: str, *, holder: str, now: datetime, until: datetime) -> bool:
        """Let `holder` renew the grant until then, unless another holder's lease is running. Repeat it to prolong."""
        with locked(self._store, name) as tx:
            row = tx.get(CREDENTIALS, name) or _empty(name, now)
            if lease_runs(row.lease_until, now=now) and row.lease_holder != holder:
                return False
            tx.put(CREDENTIALS, replace(row, lease_holder=holder, lease_until=until))
        return True

    def release(self, name: str, *, holder: str) -> None:
        """The holder is done. Another holder's lease stays."""
        with locked(self._store, name) as tx:
            row = tx.get(CREDENTIALS, name)
            if row is None or row.lease_until is None or row.lease_holder != holder:
                return
            if row.sealed:
                tx.put(CREDENTIALS, replace(row, lease_holder="", lease_until=None))
            else:
                tx.delete(CREDENTIALS, name)


def _empty(connection_id: str, now: datetime) -> Credential:
    """A row that holds a lease and no secret yet."""
    return Credential(connection_id=connection_id, kind=OAUTH, sealed="", key_id="", version=0, updated_at=now)
