"""Polling a shared store for the next slot: one caller of a process at a time queries it for all."""

from __future__ import annotations

import math
from collections.abc import Callable

from .limiter import scattered
from .per_process import PerProcess
from .ports import Clock, Lane, Slot


class SharedPoll:
    """For a limiter whose slots are kept in a remote store: one BULK caller of a process queries it at a time.

    The others get an answer without a query: thousands of callers that wake at once cost one query for each slot. The
    next slot only moves forward in time, so an answer holds until the instant that it names. The rate is kept without
    this class, too. Nothing here locks.
    """

    def __init__(self, clock: Clock, *, interval: float) -> None:
        self._clock = clock
        self._interval = interval
        self._not_before: dict[str, float] = {}
        self._refused: dict[str, int] = {}
        #: The keys that a thread of this process is querying. A fork in the middle must not block the child.
        self._querying: PerProcess[dict[str, object]] = PerProcess(dict)

    def take(self, key: str, *, lane: Lane, query: Callable[[], tuple[Slot, float]]) -> Slot:
        """A slot of `key`. `query` reads the store: it returns a slot, and in how many seconds the next one is due."""
        if lane is Lane.REALTIME:
            return self._query(key, query)
        wait = self._not_before.get(key, -math.inf) - self._clock.monotonic()
        if wait > 0:
            refused = self._refused[key] = self._refused.get(key, 0) + 1  # an estimate: threads may race
            return scattered(Slot(False, wait), crowd=refused, interval=self._interval)
        querying, me = self._querying.get(), object()
        try:
            if querying.setdefault(key, me) is not me:
                return scattered(Slot(False, self._interval / 4))
            return scattered(self._query(key, query))
        finally:
            if querying.get(key) is me:
                del querying[key]

    def _query(self, key: str, query: Callable[[], tuple[Slot, float]]) -> Slot:
        slot, due_in = query()
        self._not_before[key] = self._clock.monotonic() + due_in
        self._refused[key] = 0
        return slot
