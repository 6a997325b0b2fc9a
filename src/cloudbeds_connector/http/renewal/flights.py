"""Decides that one thread of a process renews a credential while the others wait for it."""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import Event, get_ident

from ...errors import ConnectorError, TimedOutError

#: How long others are waited for at most, in seconds: a guard against one that hangs, on the machine's own clock
#: because what it bounds is real waiting. Renewals end by themselves much sooner.
LONGEST_WAIT_SECONDS = 300.0


class Flight:
    """Work that one thread does and others wait for. `error` is how it failed, if it did."""

    def __init__(self) -> None:
        self.thread = get_ident()
        self.done = Event()
        self.error: ConnectorError | None = None


class Flights:
    """One flight at a time in each process. There is no lock that a fork or an interruption could leave locked."""

    def __init__(self) -> None:
        self._of_process: dict[int, Flight] = {}

    @property
    def busy(self) -> bool:
        """Whether a thread of this process is at it."""
        return os.getpid() in self._of_process

    def alone(self, work: Callable[[], object], *, wait: bool = True, within: float | None = None) -> Flight | None:
        """Do `work`, and return None; or, if another thread is at it, wait until it has ended, and return its flight.

        `TimedOutError` if the other thread does not end `within` seconds. With `wait` off, its flight is returned at
        once.
        """
        mine, process = Flight(), os.getpid()
        for other in [number for number in self._of_process if number != process]:
            self._of_process.pop(other, None)  # forked: that thread is not in this process
        try:
            flight = self._of_process.setdefault(process, mine)
            if flight is mine:
                work()
                return None
        except ConnectorError as error:
            mine.error = error
            raise
        finally:
            if self._of_process.get(process) is mine:
                del self._of_process[process]
                mine.done.set()
        if not wait:
            return flight
        longest = LONGEST_WAIT_SECONDS if within is None else min(within, LONGEST_WAIT_SECONDS)
        if flight.thread == mine.thread or not flight.done.wait(longest):
            raise TimedOutError(
                "The credential is being renewed, and that has not ended in time.",
                next_action="Try again later; if it stays so, see what holds up the store of tokens.",
                method="access_token",
            )
        return flight
