"""The `Integration`: the one object a host holds. It joins a connector, a store and the host's ports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal

from ..errors import ConfigurationError
from ..pms.clock import SystemClock
from ..pms.limiter import LocalLimiter
from ..pms.ports import (
    Clock,
    Credentials,
    EventSink,
    HostRooms,
    Limiter,
    PmsConnector,
    TaskSink,
)
from ..pms.probing import Probe
from ..pms.subscriptions import SubscriptionReport
from ..pms.tasks import TurnoverTask
from ..pms.tokens import Token
from ..pms.webhooks import WebhookRequest
from ..secrecy import NotPickled
from ..secrets import KeyRing
from ..stores.credentials import Rotation
from ..stores.port import Store
from ..stores.records import Connection
from ..turnover import Explanation, TurnoverPolicy
from . import board, connecting, probing
from .access import disconnecting, trial
from .access.disconnecting import DisconnectReport
from .access.ports import check_ports
from .arguments import checked
from .credentials import IdleCredential, idle_credentials
from .dispatching import notify_worker
from .intake import WebhookAnswer, answer
from .observe.look import Progress
from .planning.why import why
from .replay import ReplayFilter, ReplayReport, replay
from .runtime import CredentialSource, Dispatch, Runtime
from .schedule import make_due
from .settings import EngineSettings
from .sync import SyncKind, SyncReport, sync

Kind = SyncKind | Literal["full", "reconcile", "changes"]


@checked
class Integration(NotPickled):
    """The connector of one hotel system, wired to a host. Building it does no I/O. Thread-safe; also a context manager.

    `property_id` is the host's own id of a property, in every method. With `keys`, credentials are stored, sealed (see
    `connect`). `credentials` is a function that returns a connection's credentials when they are needed; with both, it
    is called where nothing is stored. `ConfigurationError` for neither. OAuth tokens are sealed in the store, or kept
    in memory without `keys`.

    `tasks` and `events` receive what follows from the looks, at least once each; without them nothing is queued for
    that side. `rooms` is the host's own room table; without it the hotel system's rooms are used. `policy` are the
    turnover rules' settings. `dispatch` is called with a connection's id when a worker has something to do. `limiter`
    keeps the rate (by default in this process), `clock` is the system's by default.

    Every method raises `ConfigurationError` for an argument that cannot be right, before it does anything.
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
        check_ports(
            connector=connector, store=store, keys=keys, credentials=credentials, tasks=tasks, events=events,
            rooms=rooms, policy=policy, dispatch=dispatch, limiter=limiter, clock=clock, settings=settings,
        )  # fmt: skip
        clock = clock or SystemClock()
        #: For the engine's own modules, and for tests; not public.
        self.runtime = Runtime(
            connector=connector,
            store=store,
            keys=keys,
            source=credentials,
            tasks=tasks,
            events=events,
            rooms=rooms,
            policy=policy or TurnoverPolicy(),
            dispatch=dispatch,
            limiter=limiter or LocalLimiter(connector.capabilities.requests_per_second, clock),
            clock=clock,
            settings=settings or EngineSettings(),
        )

    @property
    def connector(self) -> PmsConnector:
        """The hotel system's connector."""
        return self.runtime.connector

    @property
    def store(self) -> Store:
        """The store."""
        return self.runtime.store

    @property
    def clock(self) -> Clock:
        """The clock that everything here goes by."""
        return self.runtime.clock

    def connect(
        self,
        property_id: str,
        *,
        credentials: Credentials | Token | None = None,
        pms_property_id: str | None = None,
        settings: Mapping[str, Any] | None = None,
        timezone: str | None = None,
    ) -> Connection:
        """Connect a property, or refresh the name, time zone and times of one that is connected.

        `credentials`, a secret or the token of an OAuth grant, are tried, and then stored, sealed (the integration
        needs `keys`), in place of those that the property had. Without them it is opened with what is stored, or what
        the host's function returns. `pms_property_id`, the hotel system's id, must be given when the credential covers
        several hotels. `settings` are the connector's own; what is not given stays as it was. A stored credential is
        sent only to the server that it was stored for: another ``base_url`` needs new `credentials` in the same call.
        `timezone` (an IANA name) replaces
        the hotel system's, where it has none or an unknown one; it is kept until another is given, and an empty text
        goes back to the hotel system's.

        Each part that a sync needs is tried, with a small request. `Connection.degraded` names those that the account
        refuses; `status` says what that costs and which scope to grant. Everything else works without them. `sync`
        makes the first full read.

        Raises `ConfigurationError` if the hotel is connected under another property id, or it or its time zone cannot
        be determined, `MissingScopeError` if the account may not read reservations, `AuthenticationError` if the
        credential is refused, and other `PmsError`s.
        """
        self.runtime.require_open()
        return connecting.connect(
            self.runtime,
            property_id,
            pms_property_id=pms_property_id,
            settings=settings,
            credentials=credentials,
            timezone=timezone,
        )

    def subscribe(self, property_id: str, base_url: str, *, token: str | None = None) -> SubscriptionReport:
        """Have the hotel system send its events to ``{base_url}/webhooks/integrations/{slug}/{token}``.

        Call it before the first `sync`, so that nothing that happens in between is missed. Without `token` a new one is
        made; the one before stays valid, so that nothing is lost while both are subscribed. Pass one of your own (from
        `new_token`) to be able to repeat the call after a failure. Only the token's hash is stored.
        `base_url` must be HTTPS; plain HTTP on this machine is allowed with a simulated hotel.
        """
        self.runtime.require_open()
        return connecting.subscribe(self.runtime, self.runtime.open_connection(property_id), base_url, token=token)

    def disconnect(self, property_id: str) -> DisconnectReport:
        """End the connection of a property. Its tasks and history stay, and deliveries that wait still go out.

        The subscriptions are removed at the hotel system, and the access is ended there where it has a call for that.
        The credential, the tokens and the webhook tokens are deleted here, and the waiting webhooks are settled. What
        is done here is done even if the hotel system is down or the key is revoked; `DisconnectReport.left` then says
        what did not end there. Repeating it changes nothing. `connect` connects the same hotel again, with its
        history, or another one under this property id. `NotConnectedError` if the property was never connected.
        """
        return disconnecting.disconnect(self.runtime, self.runtime.connection(property_id))

    def receive(self, request: WebhookRequest) -> WebhookAnswer:
        """Store one webhook, and return what its sender is to be answered. Any thread may call it.

        Nothing else happens here: the next round of a `Worker` looks at what the webhook is about. No exception is
        raised for a wrong credential, a body that is too large, a store that fails, or an integration that is closed;
        the answer says so.
        """
        return answer(self.runtime, request)

    def sync(
        self, property_id: str, *, kind: Kind = SyncKind.RECONCILE, progress: Progress | None = None
    ) -> SyncReport:
        """Read from the hotel system now, and apply what is seen. Tasks and events are delivered by a `Worker`.

        ``reconcile`` reads every stay around today, blocks, and room states; ``full`` reads the rooms too; ``changes``
        reads what changed since the last time. The first sync of a property is always a full one, and the baseline:
        what it finds is not reported as having just happened. `progress` is called with what is being read and the
        number of rows so far. If another worker is doing the same, nothing is read (`SyncReport.skipped`).

        Raises `PmsError`s, and `StoreError`.
        """
        self.runtime.require_open()
        return sync(self.runtime, self.runtime.open_connection(property_id), _sync_kind(kind), progress=progress)

    def request_sync(self, property_id: str, *, kind: Kind = SyncKind.RECONCILE) -> None:
        """Have a worker run a sync as soon as it can. Repeating it before it starts changes nothing."""
        connection = self.runtime.open_connection(property_id)
        make_due(self.runtime, connection.id, _sync_kind(kind), self.runtime.clock.now())
        notify_worker(self.runtime, connection.id)

    def tasks(self, property_id: str, *, ended: bool = False) -> tuple[TurnoverTask, ...]:
        """The property's open turnover tasks, most urgent first; with `ended`, the ended ones after them."""
        return board.tasks(self.runtime, self.runtime.connection(property_id), ended=ended)

    def rooms(self, property_id: str) -> tuple[board.RoomStatus, ...]:
        """The property's rooms with condition, occupancy, mapping and open task, in the order of their numbers."""
        return board.rooms(self.runtime, self.runtime.connection(property_id))

    def why(self, property_id: str, room: str) -> Explanation:
        """Why a room has the turnover task it has, or none. `room` is its number, or its id in the hotel system.

        `ConfigurationError` if no room is called so. Nothing is requested and nothing is written.
        """
        return why(self.runtime, self.runtime.connection(property_id), room)

    def status(self, property_id: str) -> board.PropertyStatus:
        """How the property stands: syncs, what waits and why, what was given up or set aside, and what fails."""
        return board.status(self.runtime, self.runtime.connection(property_id))

    def replay(
        self,
        property_id: str,
        *,
        id: str | None = None,
        room: str | None = None,
        reservation: str | None = None,
        older_than: timedelta | None = None,
        newer_than: timedelta | None = None,
    ) -> ReplayReport:
        """Put back webhooks and deliveries that were given up (`status` shows them), when their cause is corrected.

        Those that meet every condition; without any, all of the property. `id` is the dead letter's, or its first eight
        characters or more. `room` is a number or an id, `reservation` the hotel system's id of a reservation or of a
        segment. The ages count from when a webhook or delivery came. The next round of a worker takes what was put
        back, with all its tries again; what waited for a delivery follows it. `ConfigurationError` if no room is called
        so, or the id is too short.
        """
        wanted = ReplayFilter(id=id, room=room, reservation=reservation, older_than=older_than, newer_than=newer_than)
        return replay(self.runtime, self.runtime.connection(property_id), wanted)

    def connection(self, property_id: str) -> Connection:
        """The property's connection: its name, time zone, times and settings; the last one, if it was disconnected.

        `NotConnectedError` if there is none.
        """
        return self.runtime.connection(property_id)

    def connections(self) -> tuple[Connection, ...]:
        """Every active connection of this connector."""
        return tuple(self.runtime.connections())

    def credentials(self, property_id: str) -> Credentials:
        """What opens the property; `AuthenticationError` if nothing does, `HostCodeError` if the host's code raises."""
        return self.runtime.credentials(self.runtime.open_connection(property_id))

    def idle_credentials(self, *, after: timedelta | None = None) -> list[IdleCredential]:
        """The stored credentials that were not used for so long, longest unused first; paused connections' too.

        `after` is by default five days before the hotel system ends a credential for not being used
        (`Capabilities.credential_idle_days`); empty where it ends none. Any request counts as a use. What the host's
        own function returns is not known here.
        """
        return idle_credentials(self.runtime, self.runtime.clock.now(), after=after)

    def keep_alive(self, property_id: str) -> None:
        """Make one request with the property's credential, so that it does not end for not being used."""
        connection = self.runtime.open_connection(property_id)
        trial.make_a_request(self.runtime.session(connection), self.runtime.business_date(connection))
        self.runtime.credential_accepted(connection)

    def rotate_keys(self) -> Rotation:
        """Seal every stored credential with the first key of `keys`, while others use them.

        Repeating it continues where it stopped. `ConfigurationError` without `keys`.
        """
        if self.runtime.stored is None:
            raise ConfigurationError("This integration has no keys.", next_action="Build it with keys=.")
        return self.runtime.stored.rotate()

    def probe(
        self, property_id: str, *, allow_writes: bool = False, webhook_url: str | None = None, keep: bool = True
    ) -> Probe:
        """Have the connector find out what the hotel system's documentation leaves open about this account.

        With `keep`, what is sure is stored in the connection's settings; this process uses it from its next look on,
        others when they open the connection the next time. An open question leaves its setting as it was.
        `allow_writes` and `webhook_url` are those of `pms.probing.Probing.probe`. A connector without questions finds
        nothing. Raises what a session raises.
        """
        connection = self.runtime.open_connection(property_id)
        return probing.probe(self.runtime, connection, allow_writes=allow_writes, webhook_url=webhook_url, keep=keep)

    def close(self) -> None:
        """Close the HTTP connections of every session. The store and the sinks are yours to close.

        `connect`, `subscribe`, `receive` and `sync` are refused from then on in this process; what is stored can still
        be read.
        """
        self.runtime.close()

    def __enter__(self) -> Integration:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()


def _sync_kind(kind: str) -> SyncKind:
    if kind not in list(SyncKind):
        raise ConfigurationError(
            f"The argument kind is {kind!r}, and there is no such sync.", next_action=f"Give {', '.join(SyncKind)}."
        )
    return SyncKind(kind)
