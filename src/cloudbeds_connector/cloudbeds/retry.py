"""Decides when a failed call is tried again, and after how long. One policy for the sync and the async client."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_any,
    wait_random_exponential,
)
from tenacity.stop import stop_base
from tenacity.wait import wait_base

from ..errors import CloudbedsError, RateLimitedError
from ..pms.ports import Clock
from ._http import ClosedError
from .answers import BrokenAnswerError
from .operation import Operation, Repeat

DEFAULT_ATTEMPTS = 5


def worth_repeating(operation: Operation[Any], error: BaseException) -> bool:
    """Whether this failure of this call may be answered by the same call again.

    A call that was refused for its rate (429) was not carried out, so even one that must not run twice may be repeated.
    """
    if isinstance(error, RateLimitedError):
        return True
    if operation.repeat is not Repeat.SAFE or isinstance(error, ClosedError):
        return False
    return isinstance(error, BrokenAnswerError) or (isinstance(error, CloudbedsError) and error.retryable)


class Backoff(wait_base):
    """Full jitter that doubles from half a second to 20 s, but never less than the server asked for."""

    def __init__(self) -> None:
        self._jitter = wait_random_exponential(multiplier=0.5, max=20)

    def __call__(self, retry_state: RetryCallState) -> float:
        """Seconds until the next attempt."""
        error = retry_state.outcome.exception() if retry_state.outcome else None
        asked_for = getattr(error, "retry_after", None) or 0.0
        return max(self._jitter(retry_state), asked_for)


class Deadline(stop_base):
    """No further attempt that could only begin later than `seconds` after the first, by `clock`."""

    def __init__(self, seconds: float, *, clock: Clock) -> None:
        self._clock = clock
        self._ends = clock.monotonic() + seconds

    def __call__(self, retry_state: RetryCallState) -> bool:
        """Whether to give up."""
        return self._clock.monotonic() + retry_state.upcoming_sleep > self._ends


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often a call is tried at most (1 means once), and for how many seconds in all (None: no limit)."""

    attempts: int = DEFAULT_ATTEMPTS
    deadline: float | None = None

    def retrying(
        self, operation: Operation[Any], *, clock: Clock, again: Callable[[float], None] = lambda pause: None
    ) -> Retrying:
        """The loop for one call; it waits on `clock` and ends by raising the last error. `again` is told each pause."""
        stop: stop_base = stop_after_attempt(self.attempts)
        if self.deadline is not None:
            stop = stop_any(stop, Deadline(self.deadline, clock=clock))
        return Retrying(
            sleep=clock.sleep,
            stop=stop,
            before_sleep=lambda state: again(state.upcoming_sleep),
            wait=Backoff(),
            retry=retry_if_exception(lambda error: worth_repeating(operation, error)),
            reraise=True,
        )
