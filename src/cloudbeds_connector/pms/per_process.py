"""A value that each process has for itself, such as a lock or a connection pool: what a fork must not copy."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class PerProcess(Generic[T]):
    """One value for each process, made by `make` on first use, and made anew in a forked child.

    Nothing here locks, because a lock that another thread holds during a fork is never released in the child. Two
    threads that call `get` at the same time may both call `make`, and get the same value. The values of parent
    processes are kept and not used, because closing them could disturb the parent.
    """

    __slots__ = ("_make", "_values")

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._values: dict[int, T] = {}

    def get(self) -> T:
        """This process's value."""
        process = os.getpid()
        try:
            return self._values[process]
        except KeyError:
            pass
        return self._values.setdefault(process, self._make())  # another thread may call `pop` before it is returned

    def pop(self) -> T | None:
        """Take this process's value out, so that the next `get` makes another one; None if there is none."""
        return self._values.pop(os.getpid(), None)
