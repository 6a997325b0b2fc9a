"""Decides what a host holds: one `Integration` with its ports, for many connections. Building it does no I/O."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta

from ..errors import AuthenticationError, ConfigurationError, NotConnectedError
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
from ..stores.port import Store
from ..stores.records import CONNECTIONS, Connection
from ..turnover.policy import TurnoverPolicy

log = logging.getLogger(__name__)

#: The cursor that holds when the clock alone may change something.
REPLAN = "replan"
#: Where the secret of a connection comes from. Called when a session is opened, never stored by the connector.
CredentialSource = Callable[[Connection], Credentials]
#: Called with a connection's id after something was committed that a worker should look at.
Dispatch = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class EngineSettings:
    """How often the engine looks by itself, and how far. Every look is also started by webhooks and by hand.

    `change_feed_every` and `sweep_every` bound how late a lost webhook is made up for. `sweep_back_days` and
    `sweep_ahead_days` are the departure days a sweep reads, around the business date. A full sync reads the rooms
    too, every night, `full_delay` after the property's business day begins. `lease` is how long a killed worker's
    work waits. `confirm_exact_rooms`: exact, unique room matches need no person.
    `store_guest_names` False keeps no guest name at all.
    """

    change_feed_every: timedelta = timedelta(minutes=10)
    sweep_every: timedelta = timedelta(hours=1)
    full_delay: timedelta = timedelta(minutes=15)
    change_feed_overlap: timedelta = timedelta(minutes=5)
    sweep_back_days: int = 2
    sweep_ahead_days: int = 365
    block_ahead_days: int = 30
    plan_ahead_days: int = 14
    lease: timedelta = timedelta(minutes=2)
    sync_lease: timedelta = timedelta(minutes=10)
    inbox_batch: int = 200
    outbox_batch: int = 200
    retry_first: timedelta = timedelta(seconds=10)
    retry_most: timedelta = timedelta(minutes=5)
    hint_tries: int = 20
    confirm_exact_rooms: bool = False
    store_guest_names: bool = True


class Integration:
    """The connector of one hotel system, wired to a host.

    `credentials` gives a connection's secret when it is needed. `tasks` and `events` receive what follows from the
    looks, at least once each; without them the outbox keeps nothing for that side. `rooms` is the host's own room
    table; without it the hotel system's rooms are the host's. `dispatch` may wake a worker. Thread-safe.
    """

    def __init__(
        self,
        *,
        connector: PmsConnector,
        store: Store,
        credentials: CredentialSource,
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
        self.credentials = credentials
        self.tasks = tasks
        self.events = events
        self.rooms = rooms
        self.policy = policy or TurnoverPolicy()
        self.dispatch = dispatch
        self.clock: Clock = clock or SystemClock()
        self.limiter: Limiter = limiter or LocalLimiter(connector.capabilities.requests_per_second, self.clock)
        self.settings = settings or EngineSettings()
        self._sessions: dict[tuple[int, str], PmsSession] = {}
        self._retired: list[PmsSession] = []
        self._guard = threading.Lock()

    def session(self, connection: Connection) -> PmsSession:
        """The open session of a connection; opened on first use, one per process. Do not close it yourself."""
        key = (os.getpid(), connection.id)  # an HTTP pool must not be shared over a fork
        with self._guard:
            if key not in self._sessions:
                self._sessions[key] = self.open(account_of(connection), self.credentials(connection))
            return self._sessions[key]

    def open(self, account: PmsAccount, credentials: Credentials) -> PmsSession:
        """A session of an account that need not be connected yet. The caller closes it."""
        return self.connector.open(account, credentials, limiter=self.limiter, clock=self.clock)

    def failed(self, connection: Connection, error: Exception) -> None:
        """Forget a session whose credential was refused: the next one asks for the secret anew; it may have changed."""
        if isinstance(error, AuthenticationError):
            with self._guard:
                session = self._sessions.pop((os.getpid(), connection.id), None)
                if session is not None:
                    self._retired.append(session)  # another thread may be in the middle of a request with it

    def close(self) -> None:
        """Give every session's connections back."""
        with self._guard:
            sessions = [*self._sessions.values(), *self._retired]
            self._sessions, self._retired = {}, []
        for session in sessions:
            session.close()

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


def account_of(connection: Connection) -> PmsAccount:
    """How to reach a connection's property."""
    return PmsAccount(
        connection_id=connection.id,
        pms_property_id=connection.pms_property_id,
        timezone=connection.timezone,
        settings=connection.settings,
    )


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


def pick_property(found: list[Property], pms_property_id: str | None) -> Property:
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
