"""Who chooses what happens next in a random life: hypothesis, which makes a failing life small, or a seeded chance."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Chance(Protocol):
    """Chooses."""

    def one(self, options: Sequence[T]) -> T:
        """One of the options."""
        ...

    def number(self, minimum: int, maximum: int) -> int:
        """A whole number, both ends included."""
        ...


class Drawn:
    """Hypothesis chooses."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data

    def one(self, options: Sequence[T]) -> T:
        return self._data.draw(st.sampled_from(options))

    def number(self, minimum: int, maximum: int) -> int:
        return self._data.draw(st.integers(minimum, maximum))


class Seeded:
    """A seed chooses: many times as fast."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)

    def one(self, options: Sequence[T]) -> T:
        return self.rng.choice(options)

    def number(self, minimum: int, maximum: int) -> int:
        return self.rng.randint(minimum, maximum)
