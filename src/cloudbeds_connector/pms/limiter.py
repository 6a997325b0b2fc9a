"""Decides when the next request of a credential may be sent: the arithmetic of slots, and the limiter of one process.

Slots are spaced evenly instead of counted per window, so that no second, wherever it begins, holds more than the
rate allows. Cloudbeds suspends credentials that exceed theirs and may block the hotel's own address.
"""

from __future__ import annotations

import os
import random
import threading
from dataclasses import replace

from ..errors import ConfigurationError
from .ports import Clock, Lane, Limiter, Slot

#: Slots lie this much further apart than 1/rate, because a request may reach the server sooner than the one before.
SPACING_MARGIN = 1.04

#: Seconds by which a slot may be taken late without those after it moving, or every late waker would cost some rate.
LATENESS = 0.010

#: How far ahead a REALTIME caller may reserve, in seconds: one that gives up leaves its slot empty, so a queue of
#: reservations of callers that have long gone would let nobody through.
LONGEST_RESERVATION = 1.0

#: Seconds over which BULK waiters for one slot are scattered at random: less than `LATENESS`, so it costs nothing.
SCATTER = 0.004

#: So many BULK waiters of one process try for each slot; of a larger crowd some pass over the next slots.
CROWD = 16


def interval_of(requests_per_second: float) -> float:
    """Seconds between two slots. `ConfigurationError` for a rate that lets nothing through."""
    if not requests_per_second > 0:
        raise ConfigurationError(
            f"A rate of {requests_per_second} requests per second lets nothing through.",
            next_action="Give a positive number; Cloudbeds allows 5 to properties and 10 to partners.",
        )
    return SPACING_MARGIN / requests_per_second


def next_slot(due: float, now: float, *, interval: float, lane: Lane) -> tuple[Slot, float]:
    """What a caller hears at `now` when the next slot is due at `due`, and when the next is due after that.

    However the calls fall, n slots later is at least n intervals less `LATENESS` later: with the margin, more than
    a second for as many slots as the rate has.
    """
    wait = max(due - now, 0.0)
    if lane is Lane.BULK and wait > 0:
        return Slot(False, wait), due
    if wait > LONGEST_RESERVATION:
        return Slot(False, wait - LONGEST_RESERVATION), due
    return Slot(True, wait), max(due, now - LATENESS) + interval


def scattered(slot: Slot, *, crowd: int = 0, interval: float = 0.0) -> Slot:
    """The answer, with chance added for who must ask again, so that who asks first at a slot is a fair draw.

    `crowd` is how many were refused the slot in this process: thousands that all wake for each would do nothing else.
    """
    if slot.granted:
        return slot
    passed_over = random.randint(0, crowd // CROWD) * interval
    return replace(slot, wait=slot.wait + passed_over + random.uniform(0, SCATTER))


def wait_for_slot(limiter: Limiter, key: str, *, lane: Lane, clock: Clock) -> float:
    """Take a slot of `key` and wait for it on `clock`; how many seconds that took.

    Giving up (an exception in `clock.sleep`) leaves nobody waiting for you; a REALTIME slot is lost with it.
    """
    started = clock.monotonic()
    while True:
        slot = limiter.take(key, lane=lane)
        if slot.wait > 0:
            clock.sleep(slot.wait)
        if slot.granted:
            return clock.monotonic() - started


class LocalLimiter:
    """At most `requests_per_second` slots in any second, per key, shared by the threads of one process.

    A forked child goes on with a copy of its own: share a rate between processes with a limiter that has a store.
    """

    blocking = False

    def __init__(self, requests_per_second: float, clock: Clock) -> None:
        self._interval = interval_of(requests_per_second)
        self._clock = clock
        self._due: dict[str, float] = {}
        self._refused: dict[str, int] = {}
        self._locks: dict[int, threading.Lock] = {}

    def take(self, key: str, *, lane: Lane = Lane.BULK) -> Slot:
        """Ask for a slot of `key`. Never waits."""
        with self._lock():
            now = self._clock.monotonic()
            slot, self._due[key] = next_slot(self._due.get(key, now), now, interval=self._interval, lane=lane)
            refused = self._refused[key] = 0 if slot.granted else self._refused.get(key, 0) + 1
        return scattered(slot, crowd=refused, interval=self._interval)

    def slow_down(self, key: str, *, seconds: float) -> None:
        """Give no slot of `key` for so long."""
        with self._lock():
            until = self._clock.monotonic() + seconds
            self._due[key] = max(self._due.get(key, until), until)

    def _lock(self) -> threading.Lock:
        """The lock of this process: one that a thread of the parent held during the fork is never given back."""
        return self._locks.get(os.getpid()) or self._locks.setdefault(os.getpid(), threading.Lock())


class NoLimit:
    """Lets everything through at once: for a server that has no rate, such as one in a test."""

    blocking = False

    def take(self, key: str, *, lane: Lane = Lane.BULK) -> Slot:
        """A slot, now."""
        return Slot(True, 0.0)

    def slow_down(self, key: str, *, seconds: float) -> None:
        """Do nothing."""
