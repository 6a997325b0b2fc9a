"""When a failure that goes on is reported again: at once, then after 1, 2, 4, ... minutes, and when it has ended."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

FIRST_INTERVAL = timedelta(minutes=1)
LONGEST_INTERVAL = timedelta(hours=1)
#: Causes that are remembered; beyond it, the one that has not failed for longest is forgotten.
REMEMBERED = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Occurrence:
    """A cause that is to be reported now: how often it failed, since when, and how much is failing.

    `about` is what the caller called it when it last failed.
    """

    about: str
    first: bool
    times: int
    since: datetime
    members: int


@dataclass(slots=True)
class _Case:
    about: str
    since: datetime
    last_at: datetime
    next_at: datetime
    interval: timedelta = FIRST_INTERVAL
    times: int = 0
    members: set[str] = field(default_factory=set)


class Recurring:
    """The causes that are failing, each with its members: the hotels, or the deliveries, that it fails for.

    A cause has ended when each of its members has worked, or when it was not seen for long. Thread-safe.
    """

    def __init__(self) -> None:
        self._cases: dict[Hashable, _Case] = {}
        self._lock = threading.Lock()

    def failed(
        self, cause: Hashable, members: Iterable[str], *, times: int = 1, now: datetime, about: str = ""
    ) -> Occurrence | None:
        """Count a failure; what to report, or None if it is not yet time to report it again."""
        with self._lock:
            case = self._cases.pop(cause, None)
            if case is None or now - case.last_at > max(2 * case.interval, LONGEST_INTERVAL):
                case = _Case(about=about, since=now, last_at=now, next_at=now)
            self._cases[cause] = case  # the newest is the last
            if len(self._cases) > REMEMBERED:
                del self._cases[next(iter(self._cases))]
            first = case.times == 0
            case.times += times
            case.last_at, case.about = now, about
            case.members.update(members)
            if now < case.next_at:
                return None
            case.next_at = now + case.interval
            case.interval = min(2 * case.interval, LONGEST_INTERVAL)
            return _occurrence(case, first=first)

    def worked(self, members: Iterable[str]) -> list[Occurrence]:
        """Take note that these members work; the causes that have ended by it."""
        working, ended = set(members), list[Occurrence]()
        with self._lock:
            for cause, case in list(self._cases.items()):
                if not case.members & working:
                    continue
                case.members -= working
                if not case.members:
                    del self._cases[cause]
                    ended.append(_occurrence(case, first=False))
        return ended


def _occurrence(case: _Case, *, first: bool) -> Occurrence:
    return Occurrence(about=case.about, first=first, times=case.times, since=case.since, members=len(case.members))
