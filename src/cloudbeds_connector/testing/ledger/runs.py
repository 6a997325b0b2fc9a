"""Decides how answers that show the same again and again are remembered: as one run, from the first to the last.

A client reads the same stays and rooms hundreds of times a day. Going on with a run costs next to nothing; what the
ledger tells of it are frozen entries, made when somebody asks.
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
    """The same was shown without a break. `settled`: showing it once more, no earlier, can prove nothing new."""

    what: W
    first_at: datetime
    last_at: datetime
    settled: bool = False


class Runs(Generic[W, E]):
    """What answers showed of many things, by id. `entry` makes an entry of the ledger from an id and a run of it."""

    def __init__(self, entry: Callable[[str, Run[W]], E]) -> None:
        self._entry = entry
        self._runs: defaultdict[str, list[Run[W]]] = defaultdict(list)

    def show(self, key: str, what: W, at: datetime) -> Run[W]:
        """Note that an answer, read at `at`, showed `what`; returns the run that this begins or goes on with."""
        runs = self._runs[key]
        if runs and runs[-1].what == what:
            run = runs[-1]
            if at >= run.last_at:
                run.last_at = at
            else:  # what follows from an earlier reading is not what followed from the later one
                run.settled = False
        else:
            run = Run(what, at, at)
            runs.append(run)
        return run

    def unsettle(self, key: str) -> None:
        """The truth has changed: the next showing may prove something, even of the same."""
        if key in self._runs:
            self._runs[key][-1].settled = False

    def add(self, key: str, run: Run[W]) -> None:
        """Add a run that is known already."""
        self._runs[key].append(run)

    def of(self, key: str) -> tuple[E, ...]:
        """The entries of one thing, oldest first."""
        return tuple(self._entry(key, run) for run in self._runs.get(key, ()))

    def __iter__(self) -> Iterator[E]:
        return (self._entry(key, run) for key, runs in self._runs.items() for run in runs)
