"""Runs of answers that show the same: only the first and the last instant are kept.

A client reads the same stays and rooms hundreds of times a day. To extend a run is cheap. The frozen entries of the
ledger are made from runs only when they are queried.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

W = TypeVar("W")
E = TypeVar("E")


@dataclass(slots=True)
class Run(Generic[W]):
    """The same was shown without a break. `settled`: showing it again, no earlier, cannot prove anything new."""

    what: W
    first_at: datetime
    last_at: datetime
    settled: bool = False


class Runs(Generic[W, E]):
    """The runs of many objects, by id. `entry` makes an entry of the ledger from an id and one of its runs."""

    def __init__(self, entry: Callable[[str, Run[W]], E]) -> None:
        self._entry = entry
        self._runs: defaultdict[str, list[Run[W]]] = defaultdict(list)

    def show(self, key: str, what: W, at: datetime) -> Run[W]:
        """Record that an answer, read at `at`, showed `what`; returns the run that this begins or extends."""
        runs = self._runs[key]
        if runs and runs[-1].what == what:
            run = runs[-1]
            if at >= run.last_at:
                run.last_at = at
            else:  # an earlier answer does not prove the same as the later one
                run.settled = False
        else:
            run = Run(what, at, at)
            runs.append(run)
        return run

    def unsettle(self, key: str) -> None:
        """The object has changed: its next answer may prove something, even if it shows the same."""
        if key in self._runs:
            self._runs[key][-1].settled = False

    def rename(self, old: str, new: str) -> None:
        """Give an object another id."""
        if old in self._runs:
            self._runs[new][:0] = self._runs.pop(old)

    def add(self, key: str, run: Run[W]) -> None:
        """Add a complete run."""
        self._runs[key].append(run)

    def of(self, key: str) -> tuple[E, ...]:
        """The entries of one object, oldest first."""
        return tuple(self._entry(key, run) for run in self._runs.get(key, ()))

    def __iter__(self) -> Iterator[E]:
        return (self._entry(key, run) for key, runs in self._runs.items() for run in runs)
