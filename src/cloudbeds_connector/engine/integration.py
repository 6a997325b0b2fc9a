"""Decides what a host holds: one `Integration` with its ports, for many connections. Building it does no I/O."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import time
from typing import TYPE_CHECKING

from ..errors import AuthenticationError, MissingScopeError, NotConnectedError
from ..pms.clock import SystemClock
from ..pms.limiter import LocalLimiter
from ..pms.model import Property
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
from ..stores.port import Store
from ..stores.records import CONNECTIONS, Connection
from ..turnover.policy import TurnoverPolicy
from .credentials import CredentialSource, source_of, stored_with, tokens_in
from .sessions import Sessions, account_of
from .settings import EngineSettings

if TYPE_CHECKING:
    from ..secrets import KeyRing

__all__ = ["REPLAN", "EngineSettings", "Integration", "account_of", "property_of"]

log = logging.getLogger(__name__)

#: The cursor that holds when the clock alone may change something.
REPLAN = "replan"
#: Called with a connection's id after something was committed that a worker should look at.
Dispatch = Callable[[str], None]


class Integration:
    """The connector of one hotel system, wired to a host.

    With `keys`, secrets are kept in the store, sealed (see `connect`). `credentials` gives a connection's secret when
    it is needed; with both, it is asked where nothing is stored. `ConfigurationError` for neither. OAuth tokens are in
    `tokens`: sealed in the store, or in memory without `keys`. `tasks` and `events` receive what follows from the
    looks, at least once each; without them the outbox keeps nothing for that side. `rooms` is the host's own room
    table; without it the hotel system's rooms are the host's. `dispatch` may wake a worker. Thread-safe.
    """

    def __init__(
        self,
        *,
        connector: PmsConnector,
        store: Store,
        keys: KeyRing | None = None,
        credentials: CredentialSource | None = None,
        tasks: TaskSink | None = None,
        events: EventSink | None = None,
        rooms: HostRooms | None = None,
        policy: TurnoverPolicy | None = None,
        dispatch: Dispatch | None = None,
        limiter: Limiter | None = None,
        clock: Clock | None = None,
        settings: EngineSettings | None = None,
    ) -> None:
        self.connector = connector
        self.store = store
        self.stored = stored_with(store, keys, credentials)
        self.credentials = source_of(self.stored, credentials)
        self.tokens = tokens_in(store, keys)
        self.tasks = tasks
        self.events = events
        self.rooms = rooms
        self.policy = policy or TurnoverPolicy()
        self.dispatch = dispatch
        self.clock: Clock = clock or SystemClock()
        self.limiter: Limiter = limiter or LocalLimiter(connector.capabilities.requests_per_second, self.clock)
        self.settings = settings or EngineSettings()
        self._sessions = Sessions(
            lambda account, connection: self.open(account, self.credentials(connection)),
            clock=self.clock,
            linger=2 * self.settings.sync_lease,  # no look that still holds its lease takes so long
        )

    def session(self, connection: Connection) -> PmsSession:
        """The open session of a connection, one per process. Ask for it with each look, and do not close it yourself.

        It is opened on first use, and anew when the connection is another: its zone, or what was found out about it.
        """
        return self._sessions.get(connection)

    def open(self, account: PmsAccount, credentials: Credentials, *, tokens: TokenStore | None = None) -> PmsSession:
        """A session of an account that need not be connected yet. The caller closes it."""
        tokens = tokens or self.tokens
        return self.connector.open(account, credentials, limiter=self.limiter, clock=self.clock, tokens=tokens)

    def used(self, connection: Connection) -> None:
        """The hotel system has accepted the connection's credential. Of a stored one it is noted, once an hour."""
        if self.stored is not None:
            self.stored.used(connection.id, self.clock.now())

    def failed(self, connection: Connection, error: Exception) -> None:
        """Forget a session whose credential was refused: the next one asks for the secret anew; it may have changed.

        A scope that is missing says nothing against the credential: it goes on with all the rest.
        """
        if isinstance(error, AuthenticationError) and not isinstance(error, MissingScopeError):
            self.forget_session(connection.id)

    def forget_session(self, connection_id: str) -> None:
        """Open a new session next time. The old one is closed when nobody can be in the middle of a look with it."""
        self._sessions.forget(connection_id)

    def close(self) -> None:
        """Give every session's connections back."""
        self._sessions.close()

    def __enter__(self) -> Integration:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def connection(self, property_id: str) -> Connection:
        """The connection of a host's property; `NotConnectedError` if there is none."""
        with self.store.transaction() as tx:
            where = {"connector": self.connector.slug, "property_id": property_id}
            found = tx.select(CONNECTIONS, where=where, limit=1)
        if not found:
            raise NotConnectedError(
                f"Property {property_id!r} is not connected.",
                next_action="Connect it first, or check the property id.",
            )
        return found[0]

    def reloaded(self, connection: Connection) -> Connection:
        """The connection as the store has it now: what a caller holds may be old."""
        with self.store.transaction() as tx:
            return tx.get(CONNECTIONS, connection.id) or connection

    def connections(self) -> list[Connection]:
        """Every active connection."""
        with self.store.transaction() as tx:
            where = {"connector": self.connector.slug, "status": "active"}
            return tx.select(CONNECTIONS, where=where, order=("id",))

    def policy_of(self, connection: Connection) -> TurnoverPolicy:
        """The host's policy with what this property overrides."""
        if not connection.policy:
            return self.policy
        return TurnoverPolicy.from_mapping({**self.policy.to_mapping(), **connection.policy})

    def rollover_of(self, connection: Connection) -> time:
        """When this property's business day begins: its night audit where that is known, else the policy's time."""
        return connection.night_audit_time or self.policy_of(connection).day_rollover

    def woken(self, connection_id: str) -> None:
        """Tell the host that there is work, if it asked to be told. A failing dispatcher loses nothing."""
        if self.dispatch is None:
            return
        try:
            self.dispatch(connection_id)
        except Exception as error:  # a host's code: what was committed waits for the next round
            log.warning("dispatch failed (%s); the next round finds the work", type(error).__name__)


def property_of(connection: Connection) -> Property:
    """A connection's property, as the rules see it."""
    return Property(
        id=connection.property_id,
        name=connection.name,
        timezone=connection.timezone,
        check_in_time=connection.check_in_time,
        check_out_time=connection.check_out_time,
        pms_property_id=connection.pms_property_id,
        night_audit_time=connection.night_audit_time,
    )
