"""The engine's runtime: the ports, the store, the clock, the settings and the open sessions behind an `Integration`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from ..errors import AuthenticationError, ConfigurationError, MissingScopeError, NotConnectedError
from ..escapes import quoted
from ..pms.address import server_of
from ..pms.hotel_time import business_date, load_zone
from ..pms.memory_tokens import MemoryTokens
from ..pms.ports import (
    Clock,
    Credentials,
    EventSink,
    HostRooms,
    Limiter,
    PmsAccount,
    PmsConnector,
    PmsSession,
    TaskSink,
)
from ..pms.tokens import TokenStore
from ..secrecy import NotPickled
from ..secrets import KeyRing
from ..stores.credentials import StoredCredentials
from ..stores.port import Store, Transaction
from ..stores.records import CONNECTIONS, DISCONNECTED, Connection
from ..stores.tokens import StoreTokens
from ..turnover.policy import TurnoverPolicy
from .failures import call_host
from .reporting.log import FailureLog
from .sessions import Sessions
from .settings import EngineSettings

#: Returns the credentials of a connection. Called when a session is opened; the result is not stored.
CredentialSource = Callable[[Connection], Credentials]
#: Called with a connection's id after something was committed that a worker should process.
Dispatch = Callable[[str], None]


@dataclass(kw_only=True, eq=False)
class Runtime(NotPickled):
    """What every module of the engine takes. Hosts use `Integration`, whose arguments these are. Thread-safe."""

    connector: PmsConnector
    store: Store
    keys: KeyRing | None
    source: CredentialSource | None
    tasks: TaskSink | None
    events: EventSink | None
    rooms: HostRooms | None
    policy: TurnoverPolicy
    dispatch: Dispatch | None
    limiter: Limiter
    clock: Clock
    settings: EngineSettings

    def __post_init__(self) -> None:
        _check_secrets(self.keys, self.source)
        self.failure_log = FailureLog(self.clock.now)
        self._closed_in: int | None = None
        self.dispatch_works = False  # as far as this process knows
        self.stored = None if self.keys is None else StoredCredentials(self.store, self.keys)
        self.tokens: TokenStore = MemoryTokens() if self.keys is None else StoreTokens(self.store, self.keys)
        self._sessions = Sessions(
            lambda account, connection: self.open(account, self.credentials(connection)),
            clock=self.clock,
            linger=2 * self.settings.sync_lease,  # a look that still holds its lease is shorter than this
        )

    def credentials(self, connection: Connection) -> Credentials:
        """The stored credentials of a connection, else those of the host's function; `AuthenticationError` if none."""
        if self.stored is not None:
            server = server_of(self.connector, connection.settings)
            found = self.stored.get(connection.id, server=server)
            if found is not None:
                return found
        if self.source is not None:
            source = self.source
            return _checked(call_host("The function given as credentials=", lambda: source(connection)))
        raise AuthenticationError(
            f"No credential is stored for property {quoted(connection.property_id)}.",
            next_action="Connect it again with credentials=.",
        )

    def session(self, connection: Connection) -> PmsSession:
        """The open session of a connection, one per process. Get it for each look, and do not close it.

        It is opened on first use, and again when the connection's zone or settings changed.
        """
        return self._sessions.get(connection)

    def open(self, account: PmsAccount, credentials: Credentials, *, tokens: TokenStore | None = None) -> PmsSession:
        """A session of an account that need not be connected yet. The caller closes it."""
        tokens = tokens or self.tokens
        return self.connector.open(account, credentials, limiter=self.limiter, clock=self.clock, tokens=tokens)

    def credential_accepted(self, connection: Connection) -> None:
        """Record that the hotel system accepted the connection's stored credential; at most one write an hour."""
        if self.stored is not None:
            self.stored.used(connection.id, self.clock.now())

    def session_failed(self, connection: Connection, error: Exception) -> None:
        """Forget a session whose credential was refused, so that the next one reads the credential again.

        A missing scope does not invalidate the credential.
        """
        if isinstance(error, AuthenticationError) and not isinstance(error, MissingScopeError):
            self.forget_session(connection.id)

    def forget_session(self, connection_id: str) -> None:
        """Open a new session next time. The old one is closed later: another thread may be using it."""
        self._sessions.forget(connection_id)

    def end_session(self, connection_id: str) -> None:
        """Close the sessions of a connection now, replaced ones too: it is used no more."""
        self._sessions.end(connection_id)

    def keep_sessions(self, connection_ids: Iterable[str]) -> None:
        """Close the sessions of all other connections: another process may have disconnected a property."""
        self._sessions.keep(set(connection_ids))

    def close(self) -> None:
        """Close every session."""
        self._closed_in = os.getpid()
        self._sessions.close()

    def require_open(self) -> None:
        """`ConfigurationError` after `close`. A process that was forked since then may go on."""
        if self._closed_in == os.getpid():
            raise ConfigurationError(
                "This Integration is closed.", next_action="Build another one, or close it after its last use."
            )

    def find_connection(self, tx: Transaction, **columns: Any) -> Connection | None:
        """The connection of this connector with these columns, None if there is none."""
        found = tx.select(CONNECTIONS, where={"connector": self.connector.slug, **columns}, limit=1)
        return found[0] if found else None

    def used_connection(self, tx: Transaction, property_id: str) -> Connection | None:
        """The connection of a host's property that is not disconnected, None if there is none."""
        return self.find_connection(tx, property_id=property_id, status=("active", "paused"))

    def connection(self, property_id: str) -> Connection:
        """The connection of a host's property, else the one that was disconnected last; `NotConnectedError` if none."""
        with self.store.transaction() as tx:
            found = self.used_connection(tx, property_id)
            if found is None:
                where = {"connector": self.connector.slug, "property_id": property_id}
                ended = tx.select(CONNECTIONS, where=where, order=("-disconnected_at",), limit=1)
                found = ended[0] if ended else None
        if found is None:
            raise NotConnectedError(
                f"Property {quoted(property_id)} is not connected.",
                next_action="Connect it first, or check the property id.",
            )
        return found

    def open_connection(self, property_id: str) -> Connection:
        """As `connection`, for what needs the hotel system: `NotConnectedError` too if it was disconnected."""
        found = self.connection(property_id)
        if found.status == DISCONNECTED:
            when = "" if found.disconnected_at is None else f" on {found.disconnected_at:%Y-%m-%d}"
            raise NotConnectedError(
                f"Property {quoted(property_id)} was disconnected{when}.",
                next_action="Connect it again first. Its tasks and history can still be read.",
            )
        return found

    def reload(self, connection: Connection) -> Connection:
        """The connection as it is in the store now."""
        with self.store.transaction() as tx:
            return tx.get(CONNECTIONS, connection.id) or connection

    def connections(self, *statuses: str) -> list[Connection]:
        """The connections with one of these statuses, by default the active ones, in the order of their ids."""
        where = {"connector": self.connector.slug, "status": statuses or ("active",)}
        with self.store.transaction() as tx:
            return tx.select(CONNECTIONS, where=where, order=("id",))

    def policy_of(self, connection: Connection) -> TurnoverPolicy:
        """The host's policy with what this property overrides."""
        if not connection.policy:
            return self.policy
        return TurnoverPolicy.from_mapping({**self.policy.to_mapping(), **connection.policy})

    def rollover_of(self, connection: Connection) -> time:
        """When this property's business day begins: its night audit where that is known, else the policy's time."""
        return connection.night_audit_time or self.policy_of(connection).day_rollover

    def business_date(self, connection: Connection, at: datetime | None = None) -> date:
        """The property's business date at an instant, by default now."""
        return business_date(at or self.clock.now(), self.rollover_of(connection), load_zone(connection.timezone))


def _checked(credentials: object) -> Credentials:
    if not isinstance(credentials, Credentials):
        raise ConfigurationError(
            f"The function given as credentials= returned no Credentials but a value of the type "
            f"{type(credentials).__name__}.",
            next_action="Return Credentials(secret).",
        )
    return credentials


def _check_secrets(keys: KeyRing | None, credentials: CredentialSource | None) -> None:
    if keys is None and credentials is None:
        raise ConfigurationError(
            "The integration has no keys to open stored credentials with, and no other source of credentials.",
            next_action="Give keys=KeyRing.from_text(...) (make a key with 'cloudbeds-connector keys generate'), "
            "or credentials=, a function.",
        )
