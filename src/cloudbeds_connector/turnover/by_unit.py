"""Decides how rows are looked up by unit: grouped in one pass, and put in order only where somebody asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class ByUnit(Generic[T]):
    """Rows by unit id, ``""`` where there is none; each unit's in an order that does not depend on how they came."""

    def __init__(self, rows: Iterable[T], *, unit_of: Callable[[T], str | None], order: Callable[[T], Any]) -> None:
        found: dict[str, list[T]] = defaultdict(list)
        for row in rows:
            found[unit_of(row) or ""].append(row)
        self._found = found
        self._order = order
        self._sorted: dict[str, tuple[T, ...]] = {}

    def of(self, unit_id: str) -> tuple[T, ...]:
        """The unit's rows, oldest or smallest first."""
        known = self._sorted.get(unit_id)
        if known is None:
            known = self._sorted[unit_id] = tuple(sorted(self._found.get(unit_id, ()), key=self._order))
        return known

    def __contains__(self, unit_id: str) -> bool:
        return unit_id in self._found
