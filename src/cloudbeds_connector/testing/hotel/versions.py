"""Decides what a reader may see: every object keeps its versions, and each becomes visible some time after its write.

Cloudbeds promises nothing about how soon a read shows a write. Here an object's versions become visible in their
order, so that a reader may see an old state but never one older than it saw before.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")


class Shelf(Generic[T]):
    """The versions of objects of one kind, by id. `truth` is what is so, `seen` what a read shows at an instant."""

    def __init__(self) -> None:
        self._versions: dict[str, list[tuple[datetime, T]]] = {}

    def put(self, key: str, state: T, *, visible_at: datetime, now: datetime) -> None:
        """Write a version that reads show from `visible_at` on (later, if an older version is not visible yet)."""
        versions = self._versions.setdefault(key, [])
        if versions:
            visible_at = max(visible_at, versions[-1][0])
        shown = sum(1 for since, _ in versions if since <= now)
        del versions[: max(0, shown - 1)]
        versions.append((visible_at, state))

    def truth(self, key: str) -> T | None:
        """The newest version, or None for an unknown id."""
        versions = self._versions.get(key)
        return versions[-1][1] if versions else None

    def seen(self, key: str, now: datetime) -> T | None:
        """The newest version that is visible at `now`, or None."""
        return next((state for since, state in reversed(self._versions.get(key, ())) if since <= now), None)

    def all_true(self) -> Iterator[T]:
        """The truth of every object, in the order of creation."""
        return (versions[-1][1] for versions in self._versions.values())

    def all_seen(self, now: datetime) -> Iterator[T]:
        """What reads show of every object at `now`."""
        return (state for key in self._versions if (state := self.seen(key, now)) is not None)

    def __contains__(self, key: object) -> bool:
        return key in self._versions

    def __len__(self) -> int:
        return len(self._versions)
