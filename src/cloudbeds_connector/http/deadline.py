"""Decides how long one call may take altogether, whatever it waits for: its slots, its pauses, its requests."""

from __future__ import annotations

from datetime import datetime

from ..errors import TimedOutError
from ..pms.ports import Clock


class DeadlineError(TimedOutError):
    """The call's own deadline. Another call may succeed; another attempt of this one has no time."""


class Patience:
    """A `Clock` for one call: it tells the time of `clock`, and refuses to sleep past `seconds` from now.

    None is patience without an end.
    """

    def __init__(self, clock: Clock, seconds: float | None, *, method: str) -> None:
        self._clock = clock
        self._ends = None if seconds is None else clock.monotonic() + seconds
        self._method = method

    def now(self) -> datetime:
        """This instant, aware UTC."""
        return self._clock.now()

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return self._clock.monotonic()

    def left(self) -> float | None:
        """The seconds that are left, 0 or more; None if there is no end."""
        return None if self._ends is None else max(self._ends - self._clock.monotonic(), 0.0)

    def lasts(self, seconds: float) -> bool:
        """Whether there is time for a pause of so many seconds."""
        left = self.left()
        return left is None or seconds <= left

    def check(self, seconds: float) -> None:
        """`DeadlineError` if there is no time for a pause of so many seconds."""
        if not self.lasts(seconds):
            raise self.over()

    def over(self) -> DeadlineError:
        """The error for a call that has no time left."""
        return DeadlineError(
            "The call's deadline comes before its turn to be sent.",
            next_action="Give a longer deadline, or look for what else uses up the rate of this credential.",
            method=self._method,
        )

    def sleep(self, seconds: float) -> None:
        """Wait; `DeadlineError` at once instead of waiting too long."""
        self.check(seconds)
        self._clock.sleep(seconds)
