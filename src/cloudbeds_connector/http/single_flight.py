"""Single flight: one thread of a process does the work, and the others wait for it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, get_ident

from ..errors import ConnectorError, TimedOutError
from ..pms.per_process import PerProcess

#: How many seconds others wait at most, in case the work hangs. It is measured on the machine's own clock, because it
#: bounds real waiting. Renewals end by themselves much sooner.
LONGEST_WAIT_SECONDS = 300.0


class Flight:
    """Work that one thread does and others wait for. `error` is how it failed, if it did."""

    def __init__(self) -> None:
        self.thread = get_ident()
        self.done = Event()
        self.error: ConnectorError | None = None


class SingleFlight:
    """At most one flight at a time in each process. It uses no lock, which a fork could leave locked."""

    def __init__(self) -> None:
        #: At most one flight, under the key None.
        self._here: PerProcess[dict[None, Flight]] = PerProcess(dict)

    @property
    def busy(self) -> bool:
        """Whether a thread of this process is doing the work."""
        return None in self._here.get()

    def run(self, work: Callable[[], object], *, wait: bool = True, within: float | None = None) -> Flight | None:
        """Do `work` and return None; or, if another thread is doing it, wait for its end and return its flight.

        `TimedOutError` if the other thread does not end `within` seconds. With `wait` off, its flight is returned at
        once.
        """
        mine, here = Flight(), self._here.get()
        try:
            flight = here.setdefault(None, mine)
            if flight is mine:
                work()
                return None
        except ConnectorError as error:
            mine.error = error
            raise
        finally:
            if here.get(None) is mine:
                del here[None]
                mine.done.set()
        if not wait:
            return flight
        longest = LONGEST_WAIT_SECONDS if within is None else min(within, LONGEST_WAIT_SECONDS)
        if flight.thread == mine.thread or not flight.done.wait(longest):
            raise TimedOutError(
                "Another thread is renewing the credential, and has not finished in time.",
                next_action="Try again later. If it happens again, check what slows the store of tokens down.",
                method="access_token",
            )
        return flight
