"""The rate limit: when the next request of a credential may be sent, and the limiter of one process.

Slots are spaced evenly instead of counted per window, so that no second, wherever it begins, holds more of them than
the rate allows. Hotel systems suspend a credential that exceeds its rate, and may block the hotel's own address.
"""

from __future__ import annotations

import random
import threading
from dataclasses import replace

from ..errors import ConfigurationError
from .per_process import PerProcess
from .ports import Clock, Lane, Limiter, Slot

#: Slots lie this much further apart than 1/rate, because a request may reach the server sooner than the one before.
SPACING_MARGIN = 1.04

#: Seconds by which a slot may be taken late without moving the slots after it, so that a late caller costs no rate.
LATENESS = 0.010

#: How far ahead a REALTIME caller may reserve, in seconds. The slot of a caller that gives up stays empty, so a long
#: queue of reservations could block everybody behind callers that have gone.
LONGEST_RESERVATION = 1.0

#: Seconds over which the BULK callers that wait for one slot are scattered at random; less than `LATENESS`.
SCATTER = 0.004

#: How many BULK callers of one process try for the same slot. Of a larger crowd, some wait for a later slot.
CROWD = 16


def interval_of(requests_per_second: float) -> float:
    """Seconds between two slots. `ConfigurationError` for a rate that is not positive."""
    if not requests_per_second > 0:
        raise ConfigurationError(
            f"A rate of {requests_per_second} requests per second lets nothing through.",
            next_action="Give a positive number, such as the rate that the hotel system documents.",
        )
    return SPACING_MARGIN / requests_per_second


def next_slot(due: float, now: float, *, interval: float, lane: Lane) -> tuple[Slot, float]:
    """The slot for a caller at `now`, if the next one is due at `due`; and when the one after it is due.

    Any n slots in a row span at least n intervals less `LATENESS`: with the margin, more than a second for as many
    slots as the rate has.
    """
    wait = due - now
    if wait <= 0:
        wait = 0.0
    elif lane is Lane.BULK:
        return Slot(False, wait), due
    if wait > LONGEST_RESERVATION:
        return Slot(False, wait - LONGEST_RESERVATION), due
    return Slot(True, wait), max(due, now - LATENESS) + interval


def scattered(slot: Slot, *, crowd: int = 0, interval: float = 0.0) -> Slot:
    """The slot, with a random delay for a caller that was refused, so that every caller has the same chance.

    `crowd` is how many callers of this process were refused the slot: waking thousands for each slot would use up the
    processor.
    """
    if slot.granted:
        return slot
    skipped = random.randint(0, crowd // CROWD) * interval
    return replace(slot, wait=slot.wait + skipped + random.uniform(0, SCATTER))


def wait_for_slot(limiter: Limiter, key: str, *, lane: Lane, clock: Clock) -> float:
    """Take a slot of `key` and wait for it on `clock`; how many seconds that took.

    Giving up (an exception in `clock.sleep`) leaves no queue behind; a REALTIME slot is lost with it.
    """
    started = clock.monotonic()
    while True:
        slot = limiter.take(key, lane=lane)
        if slot.wait > 0:
            clock.sleep(slot.wait)
        if slot.granted:
            return clock.monotonic() - started


class LocalLimiter:
    """At most `requests_per_second` slots in any second, for each key, shared by the threads of one process.

    A forked child continues with a copy of its own. To share a rate between processes, use a limiter with a store.
    """

    blocking = False

    def __init__(self, requests_per_second: float, clock: Clock) -> None:
        self._interval = interval_of(requests_per_second)
        self._clock = clock
        self._due: dict[str, float] = {}
        self._refused: dict[str, int] = {}
        self._lock = PerProcess(threading.Lock)

    def take(self, key: str, *, lane: Lane = Lane.BULK) -> Slot:
        """Ask for a slot of `key`. Never waits."""
        with self._lock.get():
            now = self._clock.monotonic()
            slot, self._due[key] = next_slot(self._due.get(key, now), now, interval=self._interval, lane=lane)
            refused = self._refused[key] = 0 if slot.granted else self._refused.get(key, 0) + 1
        return slot if slot.granted else scattered(slot, crowd=refused, interval=self._interval)

    def slow_down(self, key: str, *, seconds: float) -> None:
        """Give no slot of `key` for so long."""
        with self._lock.get():
            until = self._clock.monotonic() + seconds
            self._due[key] = max(self._due.get(key, until), until)


class NoLimit:
    """Grants every slot at once: for a server without a rate limit, such as one in a test."""

    blocking = False

    def take(self, key: str, *, lane: Lane = Lane.BULK) -> Slot:
        """A slot, now."""
        return Slot(True, 0.0)

    def slow_down(self, key: str, *, seconds: float) -> None:
        """Do nothing."""
