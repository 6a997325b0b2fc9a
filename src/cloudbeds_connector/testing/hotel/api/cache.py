"""A cache of rows as JSON, so that a row is encoded again only after a change.

A client requests the same hundreds of reservations all day, and few of them change. The cache never changes an answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from ..desk.front_desk import FrontDesk

P = TypeVar("P")
T = TypeVar("T")


class RowCache:
    """The encoded rows of one hotel. Use it with the hotel's lock held."""

    def __init__(self, hotel: FrontDesk) -> None:
        self._hotel = hotel
        self._version: tuple[object, ...] = ()
        self._rows: defaultdict[Hashable, dict[str, tuple[Any, Any]]] = defaultdict(dict)

    def each(self, kind: Hashable, things: Iterable[tuple[str, P]], make: Callable[[P], T]) -> list[T]:
        """The results of `make` for the parts of each thing, which are given as (id, parts).

        `kind` identifies `make`. Parts must be immutable. Besides them, `make` may depend only on constants, on the
        hotel's settings, and on the names of rooms and guests; when one of these changes, the cache is cleared.
        """
        cache, made = self._rows_of(kind), []
        for key, parts in things:
            found = cache.get(key)
            # `is` first: most parts are the same objects as before, and comparing them field by field is slow
            if found is None or (found[0] is not parts and found[0] != parts):
                found = cache[key] = (parts, make(parts))
            made.append(found[1])
        return made

    def _rows_of(self, kind: Hashable) -> dict[str, tuple[Any, Any]]:
        hotel = self._hotel
        version = (hotel.property_id, hotel.quirks, hotel.zone, hotel.name_changes)
        if version != self._version:
            self._rows.clear()
            self._version = version
        return self._rows[kind]
