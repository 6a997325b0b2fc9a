"""Running histories, and making one that fails smaller: the fewest steps that still end wrong in the same way."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cloudbeds_connector import MemoryStore
from cloudbeds_connector.stores.port import Store

from ..empty_stores import sqlite_store
from .ending import Ending
from .steps import History, Step
from .world import Problem, World, world_of

#: A store that is new for each history.
NewStore = Callable[[], Any]


@dataclass(frozen=True)
class Outcome:
    """How a history ended."""

    history: History
    problems: tuple[Problem, ...]
    story: tuple[str, ...] = field(repr=False)

    @property
    def kinds(self) -> set[str]:
        """What kinds of things are wrong."""
        return {problem.kind for problem in self.problems}

    def __str__(self) -> str:
        plans = [f"{plan.kind} in {plan.zone} without {', '.join(plan.without)}" for plan in self.history.hotels]
        lines = [f"History {self.history.seed}: {'; '.join(plans)}", *self.story, ""]
        lines += [f"WRONG  {problem.kind}: {problem.text}" for problem in self.problems]
        return "\n".join([*lines, "", *(f"    {each!r}," for each in self.history.steps)])


@contextmanager
def memory_store() -> Iterator[Store]:
    """A store in memory."""
    yield MemoryStore()


def sqlite_stores(folder: Path) -> NewStore:
    """Stores in SQLite files in a folder."""

    @contextmanager
    def new() -> Iterator[Store]:
        with (
            tempfile.TemporaryDirectory(dir=folder) as place,
            closing(sqlite_store(Path(place) / "hotel.sqlite3")) as store,
        ):
            yield store

    return new


def play(
    history: History, new_store: NewStore = memory_store, *, after: Callable[[World], object] = lambda world: None
) -> Outcome:
    """Let a history happen, and look at its ending. `after` is called with the world as it was at the end."""
    with new_store() as store, world_of(history, store) as world:
        for step in history.steps:
            world.do(step)
        problems = Ending(world).check()
        after(world)
        return Outcome(history, tuple(problems), tuple(world.story))


def shrink(outcome: Outcome, new_store: NewStore = memory_store, *, seconds: float = 30.0) -> Outcome:
    """The smallest history found in `seconds` that still has a problem of the first one's kind."""
    until, best, kind = time.monotonic() + seconds, outcome, outcome.problems[0].kind

    def wrong(steps: Sequence[Step]) -> bool:
        nonlocal best
        if time.monotonic() > until:
            return False
        tried = play(outcome.history.with_steps(steps), new_store)
        if kind in tried.kinds:
            best = tried
            return True
        return False

    size = max(1, len(outcome.history.steps) // 2)
    while size:
        at, found = 0, False
        while at < len(best.history.steps):
            steps = best.history.steps
            if wrong((*steps[:at], *steps[at + size :])):
                found = True
            else:
                at += size
        if size == 1 and not found:
            break
        size = max(1, size // 2)
    return best
