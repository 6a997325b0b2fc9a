"""Decides how an operation becomes requests: rate, retries, credentials, and when each request was sent.

The synchronous interpreter of operations, and with `_http` the only I/O of the package.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import PmsError
from ..hooks import Hooks, silent
from ..http.caller import DEFAULT_BASE_URL, Caller
from ..http.exchange import Exchange
from ..http.paging import AllRows
from ..http.response import Response
from ..http.retry import RetryPolicy
from ..http.wire import HttpWire, Transport
from ..pms.limiter import wait_for_slot
from ..pms.ports import Clock, Lane, Limiter
from .auth import Auth, SentHeaders
from .groups.offered import Offered
from .operation import Listing, Operation, Wire
from .operations.anything import any_call

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

T = TypeVar("T")


class CloudbedsClient(Caller, Offered):
    """Cloudbeds' API, version 1.3, for one credential and (usually) one property. Thread-safe; close it after use.

    `property_id` is Cloudbeds' own and may be left out where the credential covers one property. `timezone` is the
    property's zone (IANA): times that are sent as filters are written in it, in UTC while it is unknown.
    `requests_per_second` is kept within this process; give a shared `limiter` to keep it across processes.
    `timeout` is in seconds, for each wait for the server; an attempt takes no longer than twice that. A `transport`
    stays its giver's to close. Every method raises the errors of `cloudbeds_connector.errors`; calls safe to repeat
    are tried up to `attempts` times first, and not again where that could begin only after `deadline` seconds (None: no
    limit). `hooks` is told of every request, answer and pause (see `cloudbeds_connector.hooks`). `client.realtime` is
    the same client for what cannot wait.
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
        super().__init__(
            auth,
            property_id=property_id,
            timezone=timezone,
            requests_per_second=requests_per_second,
            timeout=timeout,
            attempts=attempts,
            limiter=limiter,
            clock=clock,
            deadline=deadline,
            hooks=hooks,
        )
        self._wire = HttpWire(base_url=base_url, timeout=timeout, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._wire.close()

    def call(
        self,
        method: str,
        params: Mapping[str, Wire | datetime] | None = None,
        *,
        verb: str = "GET",
        scope: str = "propertyID",
        lane: Lane | None = None,
    ) -> dict[str, Any]:
        """Any other method of the API, such as ``getSources``: the whole body as plain data, success checked.

        `params` have Cloudbeds' names. `scope` is the parameter that names the property, ``propertyID``,
        ``propertyIDs`` or ``""``. Only GET calls are repeated after a failure. Beware: Cloudbeds ignores a parameter
        that it does not know and answers with everything. An aware instant is written in the property's zone.
        """
        return self.execute(any_call(method, self._written(params or {}), verb=verb, scope=scope), lane=lane)

    def execute(self, operation: Operation[T], *, lane: Lane | None = None) -> T:
        """Make one call; its result."""
        return self.send(operation, lane=lane).value

    def rows(self, *listings: Listing[T], lane: Lane | None = None) -> AllRows[T]:
        """Every row of these listings, read as it is iterated."""
        return AllRows(lambda operation: self.send(operation, lane=lane), *listings)

    def send(self, operation: Operation[T], *, lane: Lane | None = None) -> Response[T]:
        """Make one call; its result with status, headers, request id, attempts and times."""
        exchange = self._exchange(operation, lane)
        error: BaseException | None = None
        try:
            return self._policy.retrying(exchange)(lambda: self._attempt(exchange))
        except BaseException as raised:
            error = raised
            raise
        finally:
            exchange.over(error)

    def _attempt(self, exchange: Exchange[T]) -> Response[T]:
        credential = self._credential(exchange)
        while True:
            try:
                return self._once(exchange, credential)
            except PmsError as error:
                if not exchange.may_renew(error):
                    raise
                other = self._credential(exchange, refused=credential)
                if other == credential:
                    raise
            credential = other
            exchange.renewed()

    def _credential(self, exchange: Exchange[T], *, refused: SentHeaders | None = None) -> SentHeaders:
        """The credential, or another one than what was refused; in the time that the call has left."""
        current = self._auth.current(now=self._clock.now()) if refused is None else None
        if current is not None:
            return SentHeaders(current)
        with exchange.renewing():
            return SentHeaders(self._auth.renewed(clock=exchange.patience, refused=refused))

    def _once(self, exchange: Exchange[T], credential: SentHeaders) -> Response[T]:
        exchange.ask()
        with exchange.waiting():
            wait_for_slot(self._limiter, self._auth.rate_key, lane=exchange.lane, clock=exchange.patience)
        try:
            response = exchange.end(self._wire.send(exchange.begin(credential), within=exchange.patience.left()))
        except PmsError as error:
            pause = exchange.failed(error)
            if pause > 0:
                self._limiter.slow_down(self._auth.rate_key, seconds=pause)
            raise
        self._auth.used(now=response.sent_at)
        return response
