"""Decides how an operation becomes requests: rate, retries, credentials, and when each request was sent.

The synchronous interpreter of operations, and with `_http` the only I/O of the package.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import ConfigurationError, PmsError
from ..hooks import Hooks, silent
from ..pms.clock import SystemClock
from ..pms.limiter import LocalLimiter
from ..pms.model import load_zone
from ..pms.ports import Clock, Lane, Limiter
from ._http import HttpWire, Transport
from .auth import Auth
from .envelope import plain
from .exchange import Exchange
from .operation import Listing, Operation, Repeat, Scope, Verb, Wire, wire_params
from .paging import AllRows
from .response import Response
from .retry import RetryPolicy

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from .groups.hotels import Hotels
    from .groups.housekeeping import Housekeeping
    from .groups.reservations import Reservations
    from .groups.room_blocks import RoomBlocks
    from .groups.rooms import Rooms, RoomTypes
    from .groups.webhooks import Webhooks

T = TypeVar("T")

DEFAULT_BASE_URL = "https://api.cloudbeds.com/api/v1.3/"


class CloudbedsClient:
    """Cloudbeds' API, version 1.3, for one credential and (usually) one property. Thread-safe; close it after use.

    `property_id` is Cloudbeds' own and may be left out where the credential covers one property. `timezone` is the
    property's zone (IANA): times that are sent as filters are written in it, in UTC while it is unknown.
    `requests_per_second` is kept within this process; give a shared `limiter` to keep it across processes.
    `timeout` is in seconds, for each wait for the server; an attempt takes no longer than twice that. A `transport`
    stays its giver's to close. Every method raises the errors of `cloudbeds_connector.errors`; calls safe to repeat
    are tried up to `attempts` times first, and not again where that could begin only after `deadline` seconds (None: no
    limit). `hooks` is told of every request, answer and pause (see `cloudbeds_connector.hooks`).
    """

    def __init__(
        self,
        auth: Auth,
        *,
        property_id: str | None = None,
        base_url: str = DEFAULT_BASE_URL,
        timezone: str | None = None,
        requests_per_second: float = 5.0,
        timeout: float = 30.0,
        attempts: int = RetryPolicy().attempts,
        transport: Transport | None = None,
        limiter: Limiter | None = None,
        clock: Clock | None = None,
        deadline: float | None = 300.0,
        hooks: Hooks = silent,
    ) -> None:
        self.property_id = _checked(property_id)
        self.zone = load_zone(timezone) if timezone else None
        self._auth = auth
        self._clock = clock or SystemClock()
        self._limiter = limiter or LocalLimiter(requests_per_second, self._clock)
        self._policy = RetryPolicy(attempts, deadline=deadline)
        self._hooks = hooks
        self._wire = HttpWire(base_url=base_url, timeout=timeout, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(property_id={self.property_id!r})"

    def close(self) -> None:
        """Give the connections back."""
        self._wire.close()

    @cached_property
    def hotels(self) -> Hotels:
        """Properties: names, zones, check-in and check-out times."""
        from .groups.hotels import Hotels

        return Hotels(self)

    @cached_property
    def rooms(self) -> Rooms:
        """Rooms, and checking them in and out."""
        from .groups.rooms import Rooms

        return Rooms(self)

    @cached_property
    def room_types(self) -> RoomTypes:
        """Room types."""
        from .groups.rooms import RoomTypes

        return RoomTypes(self)

    @cached_property
    def room_blocks(self) -> RoomBlocks:
        """Blocks: rooms that cannot be sold."""
        from .groups.room_blocks import RoomBlocks

        return RoomBlocks(self)

    @cached_property
    def reservations(self) -> Reservations:
        """Reservations."""
        from .groups.reservations import Reservations

        return Reservations(self)

    @cached_property
    def housekeeping(self) -> Housekeeping:
        """The condition of rooms."""
        from .groups.housekeeping import Housekeeping

        return Housekeeping(self)

    @cached_property
    def webhooks(self) -> Webhooks:
        """Webhook subscriptions."""
        from .groups.webhooks import Webhooks

        return Webhooks(self)

    def call(
        self, method: str, params: Mapping[str, Wire] | None = None, *, verb: str = "GET", scope: str = "propertyID"
    ) -> dict[str, Any]:
        """Any other method of the API, such as ``getSources``: the whole body as plain data, success checked.

        `params` have Cloudbeds' names. `scope` is the parameter that names the property, ``propertyID``,
        ``propertyIDs`` or ``""``. Only GET calls are repeated after a failure. Beware: Cloudbeds ignores a parameter
        that it does not know and answers with everything.
        """
        operation = Operation(
            method=method,
            verb=Verb(verb),
            params=wire_params(params or {}),
            repeat=Repeat.SAFE if verb == "GET" else Repeat.ONCE,
            scope=Scope(scope),
            parse=plain,
        )
        return self.execute(operation)

    def execute(self, operation: Operation[T], *, lane: Lane = Lane.BULK) -> T:
        """Make one call; its result."""
        return self.send(operation, lane=lane).value

    def rows(self, *listings: Listing[T], lane: Lane = Lane.BULK) -> AllRows[T]:
        """Every row of these listings, read as it is iterated."""
        return AllRows(lambda operation: self.send(operation, lane=lane), *listings)

    def send(self, operation: Operation[T], *, lane: Lane = Lane.BULK) -> Response[T]:
        """Make one call; its result with status, headers, request id, attempts and times."""
        exchange = Exchange(operation, property_id=self.property_id, lane=lane, clock=self._clock, tell=self._hooks)
        error: BaseException | None = None
        try:
            retrying = self._policy.retrying(operation, clock=self._clock, again=exchange.again)
            return retrying(lambda: self._attempt(exchange))
        except BaseException as raised:
            error = raised
            raise
        finally:
            exchange.over(error)

    def _attempt(self, exchange: Exchange[T]) -> Response[T]:
        exchange.ask()
        self._limiter.acquire(self._auth.rate_key, lane=exchange.lane)
        try:
            return exchange.end(self._wire.send(exchange.begin(self._auth.headers())))
        except PmsError as error:
            pause = exchange.failed(error)
            if pause > 0:
                self._limiter.slow_down(self._auth.rate_key, seconds=pause)
            raise


def _checked(property_id: str | None) -> str | None:
    """A property's id that can be sent in a header."""
    if property_id is None or (property_id.isascii() and property_id.isprintable() and " " not in property_id):
        return property_id or None
    raise ConfigurationError(
        "The property's id has characters that no id of Cloudbeds has.", next_action="Give one that getHotels lists."
    )
