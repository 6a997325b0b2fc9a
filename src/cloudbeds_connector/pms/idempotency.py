"""The port of work that may be requested twice and has its effect once."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable


class Attempt(StrEnum):
    """What `IdempotencyStore.begin` found."""

    RUN = "run"
    RUNNING = "running"
    DONE = "done"


@runtime_checkable
class IdempotencyStore(Protocol):
    """Makes work that may be requested twice have its effect once.

    `begin` returns RUN to one caller and RUNNING to others until that one finishes, abandons, or its lease ends; after
    `finish` it returns DONE. Work should itself be safe to run again: a killed worker's lease ends.
    """

    def begin(self, key: str, *, lease: timedelta) -> Attempt:
        """Claim the work called `key`."""
        ...

    def finish(self, key: str) -> None:
        """The work is done."""
        ...

    def abandon(self, key: str) -> None:
        """The work failed; the next caller may run it."""
        ...
