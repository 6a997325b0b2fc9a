"""Decides how long a renewal goes on when it does not work at once, and what it waits for how long.

A renewal is part of a call. Where the clock of that call knows its deadline, as `Patience` does, no try is begun and no
pause is made that goes beyond it, and nobody repeats the whole renewal.
"""

from __future__ import annotations

from collections.abc import Callable
from random import uniform

from tenacity import RetryCallState, Retrying, retry_if_exception

from ...cloudbeds import answers
from ...cloudbeds.answers import BrokenAnswerError
from ...errors import PmsError, RetryableError, StoreError
from ...pms.ports import Clock
from ..deadline import DeadlineError
from ..retry import Backoff

#: For how many seconds a store that fails is asked again. It has its own patience, too.
STORE_SECONDS = 5.0
#: How many seconds later than its end a lease is given up on, since clocks differ.
LEASE_SECONDS = 5.0
#: The pauses, in seconds, after which the store is asked whether another process has renewed.
LOOK_AGAIN_SECONDS = (0.05, 0.25)


class RenewedElsewhereError(RetryableError):
    """Another process has the lease of the grant."""


class Tries:
    """Repeats a step, on `clock`, while that may help and there is time. `patience` and `lease` are in seconds."""

    def __init__(self, clock: Clock, *, patience: float, lease: float) -> None:
        self._clock = clock
        self._began = clock.monotonic()
        self._patience = patience
        self._lease = lease
        self._backoff = Backoff()
        self._failed = 0

    def __call__(self, step: Callable[[], None]) -> None:
        """Repeat `step` until it works, or raise its last error."""
        Retrying(
            sleep=self._clock.sleep,
            stop=self._gives_up,
            wait=self._pause,
            retry=retry_if_exception(_may_work_later),
            after=self._count,
            reraise=True,
        )(step)

    def _gives_up(self, state: RetryCallState) -> bool:
        match _error(state):
            case StoreError():
                limit = min(self._patience, STORE_SECONDS)
            case RenewedElsewhereError():
                limit = max(self._patience, self._lease + LEASE_SECONDS)
            case _:
                limit = self._patience
        left = time_left(self._clock)
        is_late = left is not None and state.upcoming_sleep > left
        return is_late or self._clock.monotonic() + state.upcoming_sleep - self._began > limit

    def _pause(self, state: RetryCallState) -> float:
        error = _error(state)
        if isinstance(error, RenewedElsewhereError):
            return uniform(*LOOK_AGAIN_SECONDS)
        asked_for = answers.pause_after(error) if isinstance(error, PmsError) else 0.0
        return max(self._backoff(state), asked_for)

    def _count(self, state: RetryCallState) -> None:
        error = _error(state)
        if isinstance(error, PmsError) and not isinstance(error, RenewedElsewhereError):
            self._failed += 1
            error.attempts = self._failed


def time_left(clock: Clock) -> float | None:
    """How many seconds a call has left by its clock; None if there is no end, or the clock has no ``left()``."""
    left: Callable[[], float | None] | None = getattr(clock, "left", None)
    return None if left is None else left()


def _error(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def _may_work_later(error: BaseException) -> bool:
    if isinstance(error, DeadlineError):
        return False
    retryable = isinstance(error, RetryableError) or (isinstance(error, StoreError) and error.retryable)
    return retryable or isinstance(error, BrokenAnswerError)
