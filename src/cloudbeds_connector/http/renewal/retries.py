"""Retries of a renewal: after which failures, for how long, and with which pauses.

A renewal is part of a call. Where the clock is the call's `Deadline`, no try begins and no pause is made past it. The
call does not repeat the renewal.
"""

from __future__ import annotations

from collections.abc import Callable
from random import uniform

from ...errors import PmsError, RetryableError, StoreError
from ...pms.ports import Clock
from ..api import BrokenAnswerError, pause_after
from ..deadline import DeadlineError
from ..retry import backoff

#: For how many seconds a failing store is tried again. Stores have time limits of their own, too.
STORE_SECONDS = 5.0
#: How many seconds a lease of another process is still waited for after its end, because clocks differ.
LEASE_SECONDS = 5.0
#: The range of pauses, in seconds, after which the store is read to see whether another process has renewed.
LOOK_AGAIN_SECONDS = (0.05, 0.25)


class RenewedElsewhereError(RetryableError):
    """Another process has the lease of the grant."""


class RenewalRetry:
    """Repeats a step, on `clock`, while it may succeed and there is time. `seconds` and `lease` are in seconds."""

    def __init__(self, clock: Clock, *, seconds: float, lease: float) -> None:
        self._clock = clock
        self._began = clock.monotonic()
        self._seconds = seconds
        self._lease = lease
        self._requests = 0

    def __call__(self, step: Callable[[], None]) -> None:
        """Repeat `step` until it succeeds, or raise its last error."""
        failures = 0
        while True:
            try:
                return step()
            except Exception as error:
                failed = error
            failures += 1
            if isinstance(failed, PmsError) and not isinstance(failed, RenewedElsewhereError):
                self._requests += 1
                failed.attempts = self._requests
            pause = self._pause(failures, failed)
            if not _may_succeed_later(failed) or self._is_over(failed, pause):
                raise failed
            self._clock.sleep(pause)

    def _is_over(self, error: Exception, pause: float) -> bool:
        match error:
            case StoreError():
                limit = min(self._seconds, STORE_SECONDS)
            case RenewedElsewhereError():
                limit = max(self._seconds, self._lease + LEASE_SECONDS)
            case _:
                limit = self._seconds
        left = time_left(self._clock)
        is_late = left is not None and pause > left
        return is_late or self._clock.monotonic() + pause - self._began > limit

    def _pause(self, failures: int, error: Exception) -> float:
        if isinstance(error, RenewedElsewhereError):
            return uniform(*LOOK_AGAIN_SECONDS)
        return max(backoff(failures, error), pause_after(error) if isinstance(error, PmsError) else 0.0)


def _may_succeed_later(error: Exception) -> bool:
    if isinstance(error, DeadlineError):
        return False
    retryable = isinstance(error, RetryableError) or (isinstance(error, StoreError) and error.retryable)
    return retryable or isinstance(error, BrokenAnswerError)


def time_left(clock: Clock) -> float | None:
    """How many seconds a call has left by its clock; None without a deadline, or if the clock has no ``left()``."""
    left: Callable[[], float | None] | None = getattr(clock, "left", None)
    return None if left is None else left()
