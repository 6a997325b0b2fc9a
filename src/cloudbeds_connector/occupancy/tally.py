"""Adding up nights: each stay is entered where it begins and ends, and each night is read once.

The cost is that of the stays and the nights, never of their product.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from .days import Grid

#: What is counted on a line, in the order of a row.
COUNTED = (
    "out_of_order",
    "house_use",
    "on_the_books",
    "tentative",
    "group_not_picked_up",
    "arrivals",
    "departures",
    "stayovers",
    "day_use",
    "no_shows",
    "cancellations",
    "guests",
    "guests_unknown",
    "conflicts",
)
_ON_DAYS = ("arrivals", "departures", "day_use")


class Tally:
    """One line of the house over all nights of a grid. Days outside the grid are ignored."""

    def __init__(self, grid: Grid) -> None:
        self._before = grid.before
        self._end = grid.nights + 1
        self._steps: dict[str, list[int]] = {name: [0] * (self._end + 1) for name in COUNTED}

    def nights(self, name: str, *, start: int, end: int, number: int = 1) -> None:
        """Add `number` to every night from ordinal `start` to before `end`."""
        first, last = max(start - self._before, 0), min(end - self._before, self._end)
        if first < last:
            steps = self._steps[name]
            steps[first] += number
            steps[last] -= number

    def day(self, name: str, day: int, *, number: int = 1) -> None:
        """Add `number` to one day: its arrivals, departures or day uses."""
        index = day - self._before
        if 0 <= index < self._end:
            self._steps[name][index] += number

    def stay(self, start: int, end: int) -> None:
        """Add a stay on the books: its nights, its arrival, its departure, the days between. No night is a day use."""
        self.day("arrivals", start)
        self.day("departures", end)
        if start == end:
            self.day("day_use", start)
        self.nights("on_the_books", start=start, end=end)
        self.nights("stayovers", start=start + 1, end=end)

    def rows(self) -> list[tuple[int, ...]]:
        """A row of `COUNTED` for every index of the grid, the night before the first one included."""
        columns: list[Sequence[int]] = [
            steps if name in _ON_DAYS else tuple(accumulate(steps)) for name, steps in self._steps.items()
        ]
        # what ends after the last night is noted on the day after it, which is no row
        return list(zip(*columns, strict=True))[: self._end]
