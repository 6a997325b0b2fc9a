"""Decides how an operation becomes requests in asyncio: as `client` does, without blocking the event loop.

The asynchronous interpreter of operations. It decides nothing that the synchronous one does not decide alike.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import PmsError
from ..hooks import Hooks, silent
from ..http.async_paging import AsyncAllRows
from ..http.async_waiting import Sleep, TaskCredential, TaskTurns
from ..http.caller import DEFAULT_BASE_URL, Caller
from ..http.exchange import Exchange
from ..http.response import Response
from ..http.retry import RetryPolicy
from ..http.wire import AsyncHttpWire, AsyncTransport
from ..pms.ports import Clock, Lane, Limiter
from .async_groups.offered import AsyncOffered
from .auth import Auth, SentHeaders
from .operation import Listing, Operation, Wire
from .operations.anything import any_call

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self


T = TypeVar("T")


class AsyncCloudbedsClient(Caller, AsyncOffered):
    """`CloudbedsClient` for asyncio: the same operations, settings and errors, awaited.

    Listings are read with ``async for``. One client may serve many tasks, and several event loops one after the other
    or in several threads; close it in each loop that used it. `sleep` is how a task waits, in seconds. Stores of tokens
    and shared limiters are synchronous, so they are asked in a thread.
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
        transport: AsyncTransport | None = None,
        limiter: Limiter | None = None,
        clock: Clock | None = None,
        sleep: Sleep = asyncio.sleep,
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
        self._sleep = sleep
        self._turns = TaskTurns(self._limiter, sleep)
        self._credential = TaskCredential(auth, self._clock)
        self._wire = AsyncHttpWire(base_url=base_url, timeout=timeout, transport=transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Give the connections of the running loop back, when a renewal that is under way has ended."""
        await self._credential.settled()
        await self._wire.close()

    aclose = close

    async def call(
        self,
        method: str,
        params: Mapping[str, Wire | datetime] | None = None,
        *,
        verb: str = "GET",
        scope: str = "propertyID",
        lane: Lane | None = None,
    ) -> dict[str, Any]:
        """Any other method of the API by its name; see `CloudbedsClient.call`."""
        return await self.execute(any_call(method, self._written(params or {}), verb=verb, scope=scope), lane=lane)

    async def execute(self, operation: Operation[T], *, lane: Lane | None = None) -> T:
        """Make one call; its result."""
        return (await self.send(operation, lane=lane)).value

    def rows(self, *listings: Listing[T], lane: Lane | None = None) -> AsyncAllRows[T]:
        """Every row of these listings, read as it is iterated."""
        return AsyncAllRows(lambda operation: self.send(operation, lane=lane), *listings)

    async def send(self, operation: Operation[T], *, lane: Lane | None = None) -> Response[T]:
        """Make one call; its result with status, headers, request id, attempts and times."""
        exchange = self._exchange(operation, lane)
        error: BaseException | None = None
        try:
            return await self._policy.async_retrying(exchange, sleep=self._sleep)(self._attempt, exchange)
        except BaseException as raised:
            error = raised
            raise
        finally:
            exchange.over(error)

    async def _attempt(self, exchange: Exchange[T]) -> Response[T]:
        credential = await self._credential.get(exchange)
        while True:
            try:
                return await self._once(exchange, credential)
            except PmsError as error:
                if not exchange.may_renew(error):
                    raise
                other = await self._credential.renewed(exchange, refused=credential)
                if other == credential:
                    raise
            credential = other
            exchange.renewed()

    async def _once(self, exchange: Exchange[T], credential: SentHeaders) -> Response[T]:
        exchange.ask()
        with exchange.waiting():
            await self._turns.wait(self._auth.rate_key, lane=exchange.lane, patience=exchange.patience)
        try:
            answer = await self._wire.send(exchange.begin(credential), within=exchange.patience.left())
            response = exchange.end(answer)
        except PmsError as error:
            pause = exchange.failed(error)
            if pause > 0:
                await self._turns.slow_down(self._auth.rate_key, seconds=pause)
            raise
        self._auth.used(now=response.sent_at)
        return response
