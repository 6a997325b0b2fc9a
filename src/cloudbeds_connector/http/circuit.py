"""Decides when a server counts as down: then calls fail at once instead of waiting for it, until it answers again.

No lock: a failure more or less that two threads count at the same time does no harm, and a lock that is held while a
process forks would.
"""

from __future__ import annotations

from ..errors import CircuitOpenError, ConnectionFailedError, PmsError, ServerError, TimedOutError
from ..pms.ports import Clock
from .deadline import DeadlineError

#: So many failures in a row open the circuit; more than one call's attempts, so that it takes more than one call.
FAILURES = 10
#: How long it stays open before one request may try.
OPEN_SECONDS = 30.0


class Circuit:
    """Opens after `failures` in a row that say the server is down; for `seconds`, and again after each failed try.

    A refusal, a 429 or an answer that cannot be read is an answer: the server is up.
    """

    def __init__(self, clock: Clock, *, failures: int = FAILURES, seconds: float = OPEN_SECONDS) -> None:
        self._clock = clock
        self._limit = failures
        self._seconds = seconds
        self._failed = 0
        self._opens_until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the server counts as down."""
        return self._failed >= self._limit

    def enter(self, method: str) -> bool:
        """Before a request: `CircuitOpenError` while it is open. True for the first who comes after that, and tries."""
        if not self.is_open:
            return False
        left = self._opens_until - self._clock.monotonic()
        if left <= 0:
            self._opens_until = self._clock.monotonic() + self._seconds  # whoever comes next waits for this one's try
            return True
        raise CircuitOpenError(
            f"Cloudbeds has failed {self._failed} times in a row, so nothing is sent for another {left:.0f} s.",
            next_action="Try again later; it is tried by itself. See status.cloudbeds.com.",
            method=method,
            retry_after=left,
        )

    def answered(self) -> bool:
        """The server has answered; True if that closed the circuit."""
        was_open, self._failed = self.is_open, 0
        return was_open

    def failed(self, error: PmsError) -> float:
        """A request came to nothing. For how many seconds that opened the circuit; 0 if it did not."""
        if isinstance(error, CircuitOpenError | DeadlineError):
            return 0.0  # nothing was sent
        if not isinstance(error, ServerError | ConnectionFailedError | TimedOutError):
            self._failed = 0
            return 0.0
        self._failed += 1
        if not self.is_open:
            return 0.0
        self._opens_until = self._clock.monotonic() + self._seconds
        return self._seconds
