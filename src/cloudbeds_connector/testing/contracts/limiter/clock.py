# ruff: noqa: S101  (a test asserts)
"""A clock for many waiting threads: time stands still while any of them is awake."""

from __future__ import annotations

import threading
from collections.abc import Callable

from typing_extensions import override

from ...clock import ManualClock

_PATIENCE = 60.0


class ThreadedClock(ManualClock):
    """A clock for threads started by `run`. It moves only when all of them sleep, so recorded instants are exact."""

    def __init__(self) -> None:
        super().__init__()
        self._changed = threading.Condition()
        self._awake = 0
        self._asleep: list[float] = []

    def run(self, work: Callable[[], object]) -> None:
        """Start a thread that runs `work`; returns when every thread sleeps or has ended."""

        def ending() -> None:
            try:
                work()
            finally:
                self._one_less()

        with self._changed:
            self._awake += 1
        threading.Thread(target=ending, daemon=True).start()
        self._settle()

    @override
    def sleep(self, seconds: float) -> None:
        """Sleep until `pass_time` has moved the clock by `seconds`."""
        until = self.monotonic() + seconds
        with self._changed:
            self._asleep.append(until)
        self._one_less()
        with self._changed:
            if not self._changed.wait_for(lambda: self.monotonic() >= until, timeout=_PATIENCE):
                raise SystemExit  # the test has failed; end this thread silently

    def pass_time(self, seconds: float) -> None:
        """Let time pass, stopping at every instant at which a thread wakes."""
        end = self.monotonic() + seconds
        while self._asleep and (soonest := min(self._asleep)) <= end:
            self._wake(soonest)
        self._wake(end)

    def _wake(self, instant: float) -> None:
        with self._changed:
            self.advance(max(instant - self.monotonic(), 0.0))
            woken = [until for until in self._asleep if until <= self.monotonic()]
            self._asleep = [until for until in self._asleep if until > self.monotonic()]
            self._awake += len(woken)
            self._changed.notify_all()
        self._settle()

    def _one_less(self) -> None:
        with self._changed:
            self._awake -= 1
            self._changed.notify_all()

    def _settle(self) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._awake == 0, timeout=_PATIENCE), "a thread does not come back"
