"""The log of failures: each with its cause once, then at growing intervals with a count, and once when it has ended."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from ..failures import HOTEL_SYSTEM, STORE, Failure, cause_of
from .recurring import Recurring

log = logging.getLogger("cloudbeds_connector.failures")

_collected: ContextVar[tuple[list[Failure], ...]] = ContextVar("collected", default=())


class FailureLog:
    """Logs failures to the logger ``cloudbeds_connector.failures``, one record for each cause that is due. Thread-safe.

    What may pass by itself is a warning; what needs a person is an error. Each record has the failure as its attribute
    `failure`, and `repeated`, whether it was logged before. The first record of a cause has its traceback, in its text,
    which is free of guest data and secrets; none has `exc_info`.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._recurring = Recurring()

    @contextmanager
    def collected(self) -> Iterator[list[Failure]]:
        """The failures that are reported here meanwhile in this thread, those too that are not due to be logged."""
        found: list[Failure] = []
        token = _collected.set((*_collected.get(), found))
        try:
            yield found
        finally:
            _collected.reset(token)

    def failed(self, failure: Failure) -> None:
        """Log it if it is new, or due again."""
        for found_so_far in _collected.get():
            found_so_far.append(failure)
        cause, members = cause_of(failure)
        found = self._recurring.failed(cause, members, times=failure.count, now=self._instant(), about=_about(failure))
        if found is None:
            return
        level = logging.WARNING if failure.error.retryable else logging.ERROR
        extra = {"failure": failure, "repeated": not found.first}
        if found.first:
            shown = failure.trace or failure.error.trace
            trace = f"\n{shown}" if shown else ""
            log.log(level, "%s%s", failure, trace, extra=extra)
        else:
            about = f"{failure.about}: {failure.error.message}"
            many = f"; {found.members} are affected" if found.members > 1 else ""
            since = f"{found.since.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
            log.log(level, "%s (%d times since %s%s)", about, found.times, since, many, extra=extra)

    def worked(self, members: Iterable[str]) -> None:
        """Log what has ended, now that these members work."""
        for found in self._recurring.worked(members):
            log.info("Works again after %d failures: %s.", found.times, found.about)

    def _instant(self) -> datetime:
        try:
            return self._now()
        except Exception:  # a host's clock; it must not keep a failure out of the log
            return datetime.now(UTC)


def _about(failure: Failure) -> str:
    """What works again one day: an outage has a name, everything else is a property's work."""
    cause, _ = cause_of(failure)
    return cause[0] if cause[0] in (STORE, HOTEL_SYSTEM) else failure.about
