"""Decides how asyncio tasks wait for their turn and for a credential, without holding up their event loop.

Stores and the network of a renewal are synchronous, so they run in a thread. What runs there goes on to its end when
the task that wanted it is cancelled: a renewed grant that nobody keeps would be lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from ..cloudbeds.auth import Auth, SentHeaders
from ..pms.ports import Clock, Lane, Limiter, Slot
from .deadline import Patience

if TYPE_CHECKING:
    from .exchange import Exchange

Sleep = Callable[[float], Awaitable[None]]


class TaskTurns:
    """Waits for slots. Of the BULK tasks of a loop, one asks at a time and the others queue behind it."""

    def __init__(self, limiter: Limiter, sleep: Sleep) -> None:
        self._limiter = limiter
        self._sleep = sleep
        self._lines: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()

    async def wait(self, key: str, *, lane: Lane, patience: Patience) -> None:
        """Wait for the next slot of `key`."""
        if lane is Lane.REALTIME:
            await self._until_granted(key, lane, patience)
            return
        async with self._lines.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
            await self._until_granted(key, lane, patience)

    async def slow_down(self, key: str, *, seconds: float) -> None:
        """Give no slot of `key` for so long."""
        if self._limiter.blocking:
            await asyncio.to_thread(self._limiter.slow_down, key, seconds=seconds)
        else:
            self._limiter.slow_down(key, seconds=seconds)

    async def _until_granted(self, key: str, lane: Lane, patience: Patience) -> None:
        granted = False
        while not granted:
            slot = await self._take(key, lane)
            patience.check(slot.wait)
            if slot.wait > 0:
                await self._sleep(slot.wait)
            granted = slot.granted

    async def _take(self, key: str, lane: Lane) -> Slot:
        if self._limiter.blocking:
            return await asyncio.to_thread(self._limiter.take, key, lane=lane)
        return self._limiter.take(key, lane=lane)


class TaskCredential:
    """Renews a credential once for all tasks of a loop that ask for it, in a thread that no cancellation stops."""

    def __init__(self, auth: Auth, clock: Clock) -> None:
        self._auth = auth
        self._clock = clock
        self._renewals: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Task[Mapping[str, str]]] = (
            WeakKeyDictionary()
        )

    async def get(self, exchange: Exchange[Any]) -> SentHeaders:
        """The headers that carry the credential."""
        current = self._auth.current(now=self._clock.now())
        return await self.renewed(exchange) if current is None else SentHeaders(current)

    async def renewed(self, exchange: Exchange[Any], *, refused: SentHeaders | None = None) -> SentHeaders:
        """Other headers, if there are any, in the time that the call has left; see `Auth.renewed`.

        The renewal itself is nobody's call, so it goes on when this one gives up.
        """
        loop = asyncio.get_running_loop()
        task = self._renewals.get(loop)
        if task is None or task.done():
            task = loop.create_task(asyncio.to_thread(self._auth.renewed, clock=self._clock, refused=refused))
            task.add_done_callback(_heard)
            self._renewals[loop] = task
        with exchange.renewing():
            try:
                async with asyncio.timeout(exchange.patience.left()):
                    return SentHeaders(await asyncio.shield(task))
            except TimeoutError:
                pass
            raise exchange.patience.over()

    async def settled(self) -> None:
        """Wait for a renewal that is under way in this loop."""
        task = self._renewals.get(asyncio.get_running_loop())
        if task is not None:
            await asyncio.wait([task])


def _heard(task: asyncio.Task[Mapping[str, str]]) -> None:
    """Nobody may be left to hear of a failure, and asyncio would complain."""
    if not task.cancelled():
        task.exception()
