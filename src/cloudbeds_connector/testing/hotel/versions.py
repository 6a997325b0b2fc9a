"""Versions of objects, each of which becomes visible to readers some time after it was written.

Cloudbeds documents no limit for how soon a read shows a write. Here the versions of an object become visible in the
order of writing: a reader may see an old state, but never one older than what it saw before.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Generic, TypeVar

T = TypeVar("T")

_NEVER = datetime.max.replace(tzinfo=UTC)


class Versions(Generic[T]):
    """The versions of the objects of one kind, by id. `current` is the newest state, `seen` what a read shows."""

    def __init__(self) -> None:
        self._versions: dict[str, list[tuple[datetime, T]]] = {}
        # what reads show of all objects, from the first instant until before the second: computed once for that time
        self._visible: tuple[datetime, datetime, tuple[T, ...]] = (_NEVER, _NEVER, ())

    def put(self, key: str, state: T, *, visible_at: datetime, now: datetime) -> None:
        """Write a version that reads show from `visible_at` on, or later if an older version is not visible yet."""
        versions = self._versions.setdefault(key, [])
        if versions:
            visible_at = max(visible_at, versions[-1][0])
        shown = sum(1 for since, _ in versions if since <= now)
        del versions[: max(0, shown - 1)]
        versions.append((visible_at, state))
        self._visible = (_NEVER, _NEVER, ())

    def current(self, key: str) -> T | None:
        """The newest version, or None for an unknown id."""
        versions = self._versions.get(key)
        return versions[-1][1] if versions else None

    def seen(self, key: str, now: datetime) -> T | None:
        """The newest version that is visible at `now`, or None."""
        for since, state in reversed(self._versions.get(key, ())):
            if since <= now:
                return state
        return None

    def all_current(self) -> Iterator[T]:
        """The newest version of every object, in the order of creation."""
        return (versions[-1][1] for versions in self._versions.values())

    def all_seen(self, now: datetime) -> tuple[T, ...]:
        """What reads show of every object at `now`: the same tuple as long as nothing in it changes."""
        since, until, states = self._visible
        if not since <= now < until:
            self._visible = _, _, states = self._read(now)
        return states

    def _read(self, now: datetime) -> tuple[datetime, datetime, tuple[T, ...]]:
        states: list[T] = []
        until = _NEVER
        for versions in self._versions.values():
            since, newest = versions[-1]
            if since <= now:
                states.append(newest)
                continue
            # a read shows the last of the versions that are visible
            shown = [state for since, state in versions if since <= now]
            states += shown[-1:]
            until = min(until, versions[len(shown)][0])
        return now, until, tuple(states)

    def __contains__(self, key: object) -> bool:
        return key in self._versions

    def __len__(self) -> int:
        return len(self._versions)
