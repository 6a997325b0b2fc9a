"""The deadline of one call: how long it may take in all, with waiting for slots, pauses and requests."""

from __future__ import annotations

from datetime import datetime

from ..errors import TimedOutError
from ..pms.ports import Clock


class DeadlineError(TimedOutError):
    """The call's own deadline has passed. Another call may succeed; this one has no time for another attempt."""


class Deadline:
    """A `Clock` for one call: it has the time of `clock`, and does not sleep past `seconds` from now.

    None is no deadline. `method` is the call's name, for errors.
    """

    def __init__(self, clock: Clock, seconds: float | None, *, method: str) -> None:
        self._clock = clock
        self.monotonic = clock.monotonic
        self._ends = None if seconds is None else clock.monotonic() + seconds
        self._method = method

    def now(self) -> datetime:
        """The present instant, aware UTC."""
        return self._clock.now()

    def left(self) -> float | None:
        """The seconds that are left, 0 or more; None without a deadline."""
        return None if self._ends is None else max(self._ends - self.monotonic(), 0.0)

    def allows(self, seconds: float) -> bool:
        """Whether there is time for a pause of so many seconds."""
        left = self.left()
        return left is None or seconds <= left

    def error(self) -> DeadlineError:
        """The error for a call that has no time left."""
        return DeadlineError(
            "The call's deadline passes before it may be sent.",
            next_action="Give a longer deadline, or look for what else uses up the rate of this credential.",
            method=self._method,
        )

    def sleep(self, seconds: float) -> None:
        """Wait; `DeadlineError` at once if the pause would end after the deadline."""
        if not self.allows(seconds):
            raise self.error()
        self._clock.sleep(seconds)
