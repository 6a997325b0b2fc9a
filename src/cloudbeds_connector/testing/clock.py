"""A clock for simulations that moves only when it is moved, and runs everything that falls due on the way.

`ManualClock` is a `Clock` (see `cloudbeds_connector.pms.ports`). Give the same one to the simulated hotel and to the
code under test: then a simulated day takes a second, and retries, leases and night audits happen at their times.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Protocol

from ..pms.hotel_time import require_aware

#: 06:00 in New York: after the night audit and before the first check-out.
DEFAULT_START = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


class Alarm(Protocol):
    """Work that is due at instants of a `ManualClock`."""

    def next_due(self) -> datetime | None:
        """When it is due next (UTC), or None."""
        ...

    def run_due(self) -> None:
        """Do everything that is due, so that `next_due` is in the future."""
        ...


class ManualClock:
    """A clock that stands still until it is moved. Safe to use from many threads.

    `advance`, `advance_to` and `sleep` stop at every instant at which an attached alarm is due, and run it in the
    caller's thread. `tick` moves time without running alarms; those that fell due run at the next move.
    """

    def __init__(self, start: datetime = DEFAULT_START) -> None:
        self._start = self._now = require_aware(start, "start")
        self._alarms: list[Alarm] = []
        self._lock = Lock()
        self._running = Lock()

    def now(self) -> datetime:
        """The current instant, aware UTC."""
        return self._now

    def monotonic(self) -> float:
        """Seconds since the clock's start."""
        return (self._now - self._start).total_seconds()

    def sleep(self, seconds: float) -> None:
        """Let `seconds` pass, as `advance` does."""
        self.advance(seconds)

    def advance(self, by: timedelta | float) -> None:
        """Move forward by a span (a number means seconds), running what falls due on the way."""
        self.advance_to(self._now + _span(by))

    def advance_to(self, instant: datetime) -> None:
        """Move forward to `instant`, running what falls due on the way; an instant in the past changes nothing."""
        target = require_aware(instant, "instant")
        if not self._running.acquire(blocking=False):
            self._move(target)  # alarms run already, perhaps in this thread: that loop sees the new time
            return
        try:
            while (due := self._next_due()) is not None and due <= max(target, self._now):
                self._move(due)
                for alarm in self._alarms_due(due):
                    alarm.run_due()
            self._move(target)
        finally:
            self._running.release()

    def tick(self, seconds: float) -> None:
        """Let time pass without running alarms: for use in the middle of something else, such as a request."""
        self._move(self._now + _span(seconds))

    def attach(self, alarm: Alarm) -> None:
        """Run this alarm from now on."""
        with self._lock:
            self._alarms.append(alarm)

    def detach(self, alarm: Alarm) -> None:
        """Run this alarm no longer."""
        with self._lock:
            self._alarms.remove(alarm)

    def _move(self, instant: datetime) -> None:
        with self._lock:
            self._now = max(self._now, instant)

    def _next_due(self) -> datetime | None:
        return min((due for alarm in tuple(self._alarms) if (due := alarm.next_due()) is not None), default=None)

    def _alarms_due(self, instant: datetime) -> list[Alarm]:
        return [alarm for alarm in tuple(self._alarms) if (due := alarm.next_due()) is not None and due <= instant]


def _span(by: timedelta | float) -> timedelta:
    # rounded up to a microsecond: a sleep that is rounded to zero would make its caller spin
    return by if isinstance(by, timedelta) else timedelta(microseconds=math.ceil(by * 1_000_000))
