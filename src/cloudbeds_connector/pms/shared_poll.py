"""Decides who of a process's waiters asks a store for the next slot: one at a time, and the rest hear its answer."""

from __future__ import annotations

import math
import os
from collections.abc import Callable

from .limiter import scattered
from .ports import Clock, Lane, Slot


class OneAsks:
    """For a limiter whose store is far: of a process's BULK waiters for one key, one at a time asks the store.

    The others hear what it heard, so thousands that wake at once cost one question a slot. What is due moves only
    forward, so an answer holds until the instant it names. Not needed for the rate to be kept: nothing here locks.
    """

    def __init__(self, clock: Clock, *, interval: float) -> None:
        self._clock = clock
        self._interval = interval
        self._not_before: dict[str, float] = {}
        self._refused: dict[str, int] = {}
        self._asking: dict[tuple[int, str], object] = {}

    def take(self, key: str, *, lane: Lane, ask: Callable[[], tuple[Slot, float]]) -> Slot:
        """What `ask` says (a slot, and in how many seconds the next is due), or what is known without asking."""
        if lane is Lane.REALTIME:
            return self._ask(key, ask)
        wait = self._not_before.get(key, -math.inf) - self._clock.monotonic()
        if wait > 0:
            refused = self._refused[key] = self._refused.get(key, 0) + 1  # a guess: threads may count past each other
            return scattered(Slot(False, wait), crowd=refused, interval=self._interval)
        # by process, so that what a thread of the parent was asking during a fork holds up nobody in the child
        turn, me = (os.getpid(), key), object()
        try:
            if self._asking.setdefault(turn, me) is not me:
                return scattered(Slot(False, self._interval / 4))
            return scattered(self._ask(key, ask))
        finally:
            if self._asking.get(turn) is me:
                del self._asking[turn]

    def _ask(self, key: str, ask: Callable[[], tuple[Slot, float]]) -> Slot:
        slot, due_in = ask()
        self._not_before[key] = self._clock.monotonic() + due_in
        self._refused[key] = 0
        return slot
