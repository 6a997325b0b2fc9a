"""The stored credentials of connections: sealed, bound to their connection, and rotated while in use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..errors import ConfigurationError
from ..pms.ports import Credentials
from ..pms.tokens import Token
from ..secrecy import NotPickled
from ..secrets import KeyRing, UnreadableSecretError
from .port import Store
from .records import CREDENTIALS, Credential
from .sealing import OAUTH, context_in, context_of, locked, sealed_token

#: A use is recorded at most this often.
RECORDED_EVERY = timedelta(hours=1)
#: How many rows a rotation lists at once; each is sealed again in a transaction of its own.
PAGE = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Rotation:
    """What a rotation did: how many secrets it sealed again, and how many had the ring's first key before.

    `unreadable` are the ids of connections whose secret no key of the ring opens; they are not changed.
    """

    resealed: int = 0
    current: int = 0
    unreadable: tuple[str, ...] = ()


class StoredCredentials(NotPickled):
    """The credentials in a store, sealed with `keys`. Safe to use from many threads and processes."""

    def __init__(self, store: Store, keys: KeyRing) -> None:
        self._store = store
        self._keys = keys

    def put(self, connection_id: str, secret: Credentials | Token, *, now: datetime, server: str = "") -> None:
        """Store a connection's secret in place of the one it had, even if that is being renewed at the moment.

        An OAuth grant is put as its `Token`; `StoreTokens` stores the renewed ones. `server` is the only one that it
        may be sent to; empty for a connector that has one for all connections.
        """
        if isinstance(secret, Credentials) and secret.kind == OAUTH:
            raise ConfigurationError("An OAuth grant is stored as its token.", next_action="Put a Token.")
        with locked(self._store, connection_id) as tx:
            known = tx.get(CREDENTIALS, connection_id)
            version = known.version + 1 if known is not None else 1
            tx.put(CREDENTIALS, self._row(connection_id, secret, version, now, server))

    def _row(
        self, connection_id: str, secret: Credentials | Token, version: int, now: datetime, server: str
    ) -> Credential:
        if isinstance(secret, Token):
            token = replace(secret, version=max(secret.version, version))
            kind, version = OAUTH, token.version
            sealed = sealed_token(self._keys, connection_id, token, server=server)
        else:
            kind = secret.kind
            sealed = self._keys.seal(secret.secret, context=context_of(connection_id, kind, server))
        return Credential(
            connection_id=connection_id,
            kind=kind,
            sealed=sealed,
            key_id=self._keys.current,
            version=version,
            updated_at=now,
            server=server,
        )

    def get(self, connection_id: str, *, server: str = "") -> Credentials | None:
        """What opens the connection at `server`, None if nothing is stored.

        `UnreadableSecretError` if the ring does not open it, `ConfigurationError` if it was stored for another server.
        Of an OAuth grant it is the kind alone: the token is in `StoreTokens`, under the connection's id.
        """
        row = self._stored(connection_id)
        if row is None:
            return None
        if row.server not in ("", server):
            raise ConfigurationError(
                f"The credential was stored for {row.server}, and is not sent to another server.",
                next_action="Connect the property again with credentials= for the other one, or set its address back.",
            )
        if row.kind == OAUTH:
            return Credentials("", kind=OAUTH)
        secret = self._keys.open(row.sealed, context=context_in(row))
        return Credentials(secret, kind=row.kind, last_used_at=last_used(row))

    def has(self, connection_id: str) -> bool:
        """Whether a secret is stored for the connection."""
        return self._stored(connection_id) is not None

    def _stored(self, connection_id: str) -> Credential | None:
        with self._store.transaction() as tx:
            row = tx.get(CREDENTIALS, connection_id)
        return row if row is not None and row.sealed else None

    def forget(self, connection_id: str) -> bool:
        """Remove a connection's secret; False if there was none."""
        with locked(self._store, connection_id) as tx:
            return tx.delete(CREDENTIALS, connection_id)

    def used(self, connection_id: str, now: datetime) -> bool:
        """Record that the hotel system accepted the secret, at most once an hour; whether it was recorded."""
        with locked(self._store, connection_id) as tx:
            row = tx.get(CREDENTIALS, connection_id)
            if row is None or not row.sealed:
                return False
            if row.last_used_at is not None and row.last_used_at > now - RECORDED_EVERY:
                return False
            tx.put(CREDENTIALS, replace(row, last_used_at=now))
        return True

    def idle(self, now: datetime, *, after: timedelta) -> list[Credential]:
        """Those that were not used, renewed or put for so long, the longest unused first."""
        with self._store.transaction() as tx:
            rows = tx.select(CREDENTIALS, at_most={"updated_at": now - after})
        return sorted((row for row in rows if row.sealed and last_used(row) <= now - after), key=last_used)

    def rotate(self) -> Rotation:
        """Seal every secret with the ring's first key that is sealed with another.

        Others may read and write meanwhile: each secret is sealed in a transaction of its own, and does not change.
        Repeating it continues where it stopped. Every secret is opened, so it also finds those that no key opens.
        """
        resealed, current, unreadable = 0, 0, list[str]()
        for connection_id in self._connection_ids():
            try:
                done = self._reseal(connection_id)
            except UnreadableSecretError:
                unreadable.append(connection_id)
                continue
            resealed += done is True
            current += done is False
        return Rotation(resealed=resealed, current=current, unreadable=tuple(unreadable))

    def _reseal(self, connection_id: str) -> bool | None:
        """Whether it was sealed again; None if there is no secret any more."""
        with locked(self._store, connection_id) as tx:
            row = tx.get(CREDENTIALS, connection_id)
            if row is None or not row.sealed:
                return None
            sealed = self._keys.rotated(row.sealed, context=context_in(row))
            if sealed is None:
                return False
            tx.put(CREDENTIALS, replace(row, sealed=sealed, key_id=self._keys.current))
            return True

    def _connection_ids(self) -> Iterator[str]:
        last: str | None = None
        while True:
            after = None if last is None else {"connection_id": last}
            with self._store.transaction() as tx:
                rows = tx.select(CREDENTIALS, at_least=after, order=("connection_id",), limit=PAGE + 1)
            yield from (row.connection_id for row in rows if row.connection_id != last)
            if len(rows) <= PAGE:
                return
            last = rows[-1].connection_id


def last_used(row: Credential) -> datetime:
    """When a credential was last used, or renewed, or put: the later one."""
    return max(row.updated_at, row.last_used_at or row.updated_at)
