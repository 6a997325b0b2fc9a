"""Decides when a failed call is tried again, and after how long. One policy for the sync and the async client."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_any,
    wait_random_exponential,
)
from tenacity.stop import stop_base
from tenacity.wait import wait_base

from ..cloudbeds.answers import BrokenAnswerError
from ..cloudbeds.operation import Operation, Repeat
from ..errors import CircuitOpenError, ConnectorError, RateLimitedError
from .deadline import DeadlineError, Patience
from .wire import ClosedError

if TYPE_CHECKING:
    from .exchange import Exchange

DEFAULT_ATTEMPTS = 5
#: What may work in another call, but in no further attempt of this one.
FINAL = (ClosedError, CircuitOpenError, DeadlineError)


def worth_repeating(operation: Operation[Any], error: BaseException) -> bool:
    """Whether this failure of this call may be answered by the same call again.

    A call that was refused for its rate (429) was not carried out, so even one that must not run twice may be repeated.
    """
    if isinstance(error, RateLimitedError) and error.status == 429:
        return True
    if operation.endpoint.repeat is not Repeat.SAFE or isinstance(error, FINAL):
        return False
    return isinstance(error, BrokenAnswerError) or (isinstance(error, ConnectorError) and error.retryable)


class Backoff(wait_base):
    """Full jitter that doubles from half a second to 20 s, but never less than the server asked for."""

    def __init__(self) -> None:
        self._jitter = wait_random_exponential(multiplier=0.5, max=20)

    def __call__(self, retry_state: RetryCallState) -> float:
        """Seconds until the next attempt."""
        error = retry_state.outcome.exception() if retry_state.outcome else None
        asked_for = getattr(error, "retry_after", None) or 0.0
        return max(self._jitter(retry_state), asked_for)


class OutOfTime(stop_base):
    """No further attempt that could only begin after the call's deadline."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience

    def __call__(self, retry_state: RetryCallState) -> bool:
        """Whether to give up."""
        return not self._patience.lasts(retry_state.upcoming_sleep)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often a call is tried at most (1 means once), and for how many seconds in all (None: no limit)."""

    attempts: int = DEFAULT_ATTEMPTS
    deadline: float | None = None

    def retrying(self, exchange: Exchange[Any]) -> Retrying:
        """The loop for one call, waiting on its patience; it ends by raising the last error."""
        return Retrying(sleep=exchange.patience.sleep, **self._rules(exchange))

    def async_retrying(self, exchange: Exchange[Any], *, sleep: Callable[[float], Awaitable[None]]) -> AsyncRetrying:
        """The same loop for an asyncio task, which waits by `sleep`."""
        return AsyncRetrying(sleep=sleep, **self._rules(exchange))

    def _rules(self, exchange: Exchange[Any]) -> dict[str, Any]:
        return {
            "stop": stop_any(stop_after_attempt(self.attempts), OutOfTime(exchange.patience)),
            "before_sleep": lambda state: exchange.again(state.upcoming_sleep),
            "wait": Backoff(),
            "retry": retry_if_exception(
                lambda error: error is not exchange.final and worth_repeating(exchange.operation, error)
            ),
            "reraise": True,
        }
