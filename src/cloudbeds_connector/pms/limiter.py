"""Decides when the next request of a credential may be sent, within one process.

Slots are spaced evenly instead of counted per window, so that no second, wherever it begins, holds more than
the rate allows. Cloudbeds suspends credentials that exceed theirs and may block the hotel's own address.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field

from ..errors import ConfigurationError
from .ports import Clock, Lane

#: Slots lie this much further apart than 1/rate, because a request may reach the server sooner than the one before.
SPACING_MARGIN = 1.05


@dataclass
class _Queue:
    """Who waits for one key. The first of the REALTIME line goes before the first of the BULK line."""

    next_slot: float = 0.0
    lines: dict[Lane, deque[object]] = field(default_factory=lambda: {lane: deque() for lane in Lane})

    def ahead_of(self, ticket: object, lane: Lane) -> int:
        """How many go before this ticket."""
        place = self.lines[lane].index(ticket)
        return place if lane is Lane.REALTIME else place + len(self.lines[Lane.REALTIME])


class LocalLimiter:
    """At most `requests_per_second` slots in any second, per key, shared by the threads of one process.

    Waiting is done on the clock, outside the lock, so a simulated clock works and nobody waits behind a sleeper.
    A BULK waiter holds no slot in advance: a REALTIME caller takes the very next one.
    """

    def __init__(self, requests_per_second: float, clock: Clock) -> None:
        if not requests_per_second > 0:
            raise ConfigurationError(
                f"A rate of {requests_per_second} requests per second lets nothing through.",
                next_action="Give a positive number; Cloudbeds allows 5 to properties and 10 to partners.",
            )
        self._interval = SPACING_MARGIN / requests_per_second
        self._clock = clock
        self._lock = threading.Lock()
        self._queues: dict[str, _Queue] = {}

    def acquire(self, key: str, *, lane: Lane = Lane.BULK) -> None:
        """Wait for the next slot of `key`."""
        ticket = object()
        with self._lock:
            queue = self._queues.setdefault(key, _Queue())
            queue.lines[lane].append(ticket)
        try:
            while (wait := self._take(queue, ticket, lane)) > 0:
                self._clock.sleep(wait)
        finally:
            with self._lock:
                queue.lines[lane].remove(ticket)

    def slow_down(self, key: str, *, seconds: float) -> None:
        """Give no slot of `key` for so long."""
        with self._lock:
            queue = self._queues.setdefault(key, _Queue())
            queue.next_slot = max(queue.next_slot, self._clock.monotonic() + seconds)

    def _take(self, queue: _Queue, ticket: object, lane: Lane) -> float:
        """Take a slot and return 0, or return how long to wait before asking again."""
        with self._lock:
            ahead = queue.ahead_of(ticket, lane)
            now = self._clock.monotonic()
            until_free = queue.next_slot - now
            if ahead == 0 and until_free <= 0:
                queue.next_slot = now + self._interval
                return 0.0
            return max(until_free, 0.0) + ahead * self._interval


class NoLimit:
    """Lets everything through at once: for a server that has no rate, such as one in a test."""

    def acquire(self, key: str, *, lane: Lane = Lane.BULK) -> None:
        """Return at once."""

    def slow_down(self, key: str, *, seconds: float) -> None:
        """Do nothing."""
