"""The circuit breaker: after many failures in a row, calls fail at once until the server answers again.

It has no lock. Two threads that count at the same time may lose a failure, which does no harm; a lock that is held
during a fork would.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import CircuitOpenError, ConnectionFailedError, PmsError, ServerError, TimedOutError
from ..pms.ports import Clock
from .retry import FINAL

#: So many failures in a row open the circuit; more than the attempts of one call, so that one call cannot open it.
FAILURES = 10
#: How long it stays open before one request may try.
OPEN_SECONDS = 30.0


@dataclass(eq=False, repr=False)
class Circuit:
    """Opens after `failures` in a row that mean that the server is down; for `seconds`, and again after a failed try.

    A refusal, a 429 and an answer that cannot be read are answers of a server that is up. `name` and `next_action`
    are for the message.
    """

    clock: Clock
    name: str
    next_action: str = "Try again later."
    failures: int = FAILURES
    seconds: float = OPEN_SECONDS
    _failed: int = 0
    _opens_until: float = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the server counts as down."""
        return self._failed >= self.failures

    def enter(self, method: str) -> bool:
        """Before a request: `CircuitOpenError` while the circuit is open. True for the one request that tries then."""
        if self._failed < self.failures:
            return False
        left = self._opens_until - self.clock.monotonic()
        if left <= 0:
            self._opens_until = self.clock.monotonic() + self.seconds  # other requests wait for the result of this
            return True
        raise CircuitOpenError(
            f"{self.name} has failed {self._failed} times in a row, so nothing is sent for another {left:.0f} s.",
            next_action=self.next_action,
            method=method,
            retry_after=left,
        )

    def answered(self) -> bool:
        """Note an answer of the server; True if that closed the circuit."""
        was_open, self._failed = self._failed >= self.failures, 0
        return was_open

    def failed(self, error: PmsError) -> float:
        """Note a failed request. For how many seconds that opened the circuit; 0 if it did not."""
        if isinstance(error, FINAL):
            return 0.0  # nothing was sent, or the client was closed: neither is the server's failure
        if not isinstance(error, ServerError | ConnectionFailedError | TimedOutError):
            self._failed = 0
            return 0.0
        self._failed += 1
        if not self.is_open:
            return 0.0
        self._opens_until = self.clock.monotonic() + self.seconds
        return self.seconds
