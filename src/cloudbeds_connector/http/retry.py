"""Retries: which failures are repeated, how often, and after which pause."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ..errors import CircuitOpenError, ConnectionFailedError, ConnectorError, RateLimitedError
from .api import BrokenAnswerError
from .call import Call
from .deadline import DeadlineError

if TYPE_CHECKING:
    from tenacity.wait import wait_base


class ClosedError(ConnectionFailedError):
    """The client was closed, perhaps by another thread during the call. A new client may succeed; this one cannot."""


#: Errors that another call may not meet, but every further attempt of this one would.
FINAL = (ClosedError, CircuitOpenError, DeadlineError)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often a call is tried at most (1 means once), and for how many seconds in all (None: no limit)."""

    attempts: int = 5
    deadline: float | None = None


def is_worth_repeating(call: Call[Any], error: BaseException) -> bool:
    """Whether the same call, sent again, may succeed where this failure occurred.

    A call that was refused for its rate (429) was not carried out, so even one that must not run twice is repeated.
    """
    if isinstance(error, RateLimitedError) and error.status == 429:
        return True
    if not call.is_safe or isinstance(error, FINAL):
        return False
    return isinstance(error, BrokenAnswerError) or (isinstance(error, ConnectorError) and error.retryable)


def backoff(failures: int, error: BaseException) -> float:
    """Seconds until the next attempt after so many failures: random, from a range that doubles from 0.5 to 20 s.

    Never less than the server asked for (``retry_after`` of the last error).
    """
    from tenacity import RetryCallState, Retrying

    state = RetryCallState(Retrying(), None, (), {})
    state.attempt_number = failures
    return max(_jitter()(state), getattr(error, "retry_after", None) or 0.0)


@cache
def _jitter() -> wait_base:
    from tenacity import wait_random_exponential

    return wait_random_exponential(multiplier=0.5, max=20)
