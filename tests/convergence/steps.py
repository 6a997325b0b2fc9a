"""Histories as data: what hotels are like, and the steps of what happens. A history is replayed from data alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar

from cloudbeds_connector.testing.hotel.state import FrontDeskError

T = TypeVar("T")
#: A number chooses by its remainder, a text by name.
Pick = int | float | str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens: its name, and what it chooses."""

    name: str
    picks: tuple[Pick, ...] = ()

    def __repr__(self) -> str:
        return f"step({', '.join(map(repr, (self.name, *self.picks)))})"


def step(name: str, *picks: Pick) -> Step:
    """A step, written as in a regression test: ``step("check_out", 0, "101")``."""
    return Step(name, picks)


@dataclass(frozen=True, kw_only=True, slots=True)
class HotelPlan:
    """One hotel of a history: its kind, its zone, the quirks that it lacks, and whether it begins with a baseline."""

    kind: str
    zone: str
    without: tuple[str, ...] = ()
    baseline: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """Two hotels and what happens to them. `seed` is that of the hotels' own chance."""

    seed: int
    hotels: tuple[HotelPlan, ...]
    steps: tuple[Step, ...]

    def with_steps(self, steps: Iterable[Step]) -> History:
        """The same hotels with other steps."""
        return replace(self, steps=tuple(steps))

    def to_json(self) -> str:
        """As JSON, for a report."""
        return json.dumps({**asdict(self), "steps": [[each.name, *each.picks] for each in self.steps]})

    @classmethod
    def from_json(cls, text: str) -> History:
        """What `to_json` has written."""
        data: dict[str, Any] = json.loads(text)
        hotels = tuple(HotelPlan(**{**each, "without": tuple(each["without"])}) for each in data["hotels"])
        steps = tuple(Step(name, tuple(picks)) for name, *picks in data["steps"])
        return cls(seed=data["seed"], hotels=hotels, steps=steps)


class Picks:
    """The choices of a step, made when it happens: the same numbers choose among whatever there is then."""

    def __init__(self, values: Sequence[Pick]) -> None:
        self._values: Iterator[Pick] = iter(values)

    def value(self, default: Pick = 0) -> Pick:
        """The next choice as it is."""
        return next(self._values, default)

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        value = self.value()
        if not isinstance(value, int):
            raise TypeError(f"{value!r} is no number")
        return low + value % (high - low + 1)

    def one(self, candidates: Iterable[T], name: Callable[[T], str] = str) -> T:
        """One of these; `FrontDeskError` if there is none. A text chooses the one of that name."""
        value, found = self.value(), list(candidates)
        if isinstance(value, str):
            found = [each for each in found if name(each) == value]
            value = 0
        if not found:
            raise FrontDeskError("There is nothing to choose from.")
        return found[int(value) % len(found)]
