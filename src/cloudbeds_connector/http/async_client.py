"""The asynchronous HTTP client: it carries out the same steps without blocking the event loop.

Stores and the network of a renewal are synchronous, so they run in a thread. What runs there goes on to its end when
the task that started it is cancelled, because a renewed token that is not stored would be lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from typing_extensions import Unpack

from ..pms.clock import SystemClock
from ..pms.ports import Clock, Lane
from .api import Api
from .auth import Auth, SentHeaders
from .call import CallLike, Response
from .client import BaseClient, CommonOptions
from .exchange import Renew, Send, Sleep, SlowDown, Step, WaitForSlot
from .paging import AsyncAllRows, Listing
from .wire import AsyncHttpWire, AsyncTransport

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

T = TypeVar("T")

SleepFunction = Callable[[float], Awaitable[None]]


def _sleep_on(clock: Clock) -> SleepFunction:
    """Waiting on a clock: a clock of the caller's own has another second than the event loop. It waits in a thread."""
    if isinstance(clock, SystemClock):
        return asyncio.sleep
    return lambda seconds: asyncio.to_thread(clock.sleep, seconds)


class AsyncOptions(CommonOptions, total=False):
    """The options of the asynchronous client. `sleep` is how a task waits, in seconds: by default on the `clock`.

    You close a `transport` that you pass in.
    """

    transport: AsyncTransport | None
    sleep: SleepFunction | None


class AsyncHttpClient(BaseClient):
    """`HttpClient` for asyncio: the same calls, options and errors, awaited.

    One client may serve many tasks, and several event loops one after the other or in several threads; close it in
    each loop that used it. `options` are those of `AsyncOptions`.
    """

    def __init__(
        self,
        api: Api,
        auth: Auth,
        *,
        transport: AsyncTransport | None = None,
        sleep: SleepFunction | None = None,
        **options: Unpack[CommonOptions],
    ) -> None:
        super().__init__(api, auth, **options)
        self._sleep = sleep or _sleep_on(self._clock)
        #: One BULK task of a loop takes a slot at a time, and the others wait for this lock.
        self._queues: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
        self._renewals: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Task[Mapping[str, str]]] = (
            WeakKeyDictionary()
        )
        self._wire = AsyncHttpWire(api, base_url=self._base_url, timeout=self._timeout, transport=transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Give the connections of the running loop back, when a renewal that is under way has ended."""
        renewal = self._renewals.get(asyncio.get_running_loop())
        if renewal is not None:
            await asyncio.wait([renewal])
        await self._wire.close()

    aclose = close

    async def execute(self, call: CallLike[T], *, lane: Lane | None = None) -> T:
        """Make one call; its result."""
        return (await self.send(call, lane=lane)).value

    def rows(self, *listings: Listing[T], lane: Lane | None = None) -> AsyncAllRows[T]:
        """Every row of these listings, read as it is iterated."""
        return AsyncAllRows(self.send, *listings, lane=lane)

    async def send(self, call: CallLike[T], *, lane: Lane | None = None) -> Response[T]:
        """Make one call; its result with status, headers, request id, attempts and times."""
        steps = self._exchange(call.bound_to(self.property_id), lane).steps()
        result: Any = None
        failure: BaseException | None = None
        try:
            while True:
                try:
                    step = steps.send(result) if failure is None else steps.throw(failure)
                except StopIteration as done:
                    response: Response[T] = done.value
                    return response
                result = failure = None
                try:
                    result = await self._carried_out(step)
                except BaseException as error:
                    failure = error
        finally:
            failure = None  # a traceback refers to this frame

    async def _carried_out(self, step: Step) -> Any:
        match step:
            case Send():
                return await self._wire.send(step.call, step.credential, within=step.within)
            case WaitForSlot(lane=Lane.BULK):
                async with self._queues.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
                    return await self._slot(step)
            case WaitForSlot():
                return await self._slot(step)
            case Renew():
                return await self._renew(step)
            case SlowDown():
                return await self._limited(self._limiter.slow_down, seconds=step.seconds)
            case Sleep():
                return await self._sleep(step.seconds)

    async def _slot(self, step: WaitForSlot) -> None:
        while True:
            slot = await self._limited(self._limiter.take, lane=step.lane)
            if slot.wait > 0:
                if not step.deadline.allows(slot.wait):
                    raise step.deadline.error()
                await self._sleep(slot.wait)
            if slot.granted:
                return

    async def _limited(self, method: Callable[..., Any], **arguments: Any) -> Any:
        """Call a method of the limiter, in a thread if it does I/O."""
        if self._limiter.blocking:
            return await asyncio.to_thread(method, self._auth.rate_key, **arguments)
        return method(self._auth.rate_key, **arguments)

    async def _renew(self, step: Renew) -> SentHeaders:
        """Renew the credential once for all tasks of the loop, in a thread that no cancellation stops.

        The renewal belongs to no call, so it continues when this call's deadline has passed.
        """
        loop = asyncio.get_running_loop()
        task = self._renewals.get(loop)
        if task is None or task.done():
            task = loop.create_task(asyncio.to_thread(self._auth.renewed, clock=self._clock, refused=step.refused))
            task.add_done_callback(_ignore_failure)
            self._renewals[loop] = task
        try:
            async with asyncio.timeout(step.deadline.left()):
                return SentHeaders(await asyncio.shield(task))
        except TimeoutError:
            pass
        raise step.deadline.error()


def _ignore_failure(task: asyncio.Task[Mapping[str, str]]) -> None:
    """The calls that waited for it may have gone, and asyncio would log the failure of a task that is not awaited."""
    if not task.cancelled():
        task.exception()
