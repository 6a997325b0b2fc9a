"""Decides what answers keep between calls: rows are worked out and written as JSON once, until they change.

A client asks for the same hundreds of reservations all day long, few of which have changed since. What is kept is good
only as long as it would be made of the same things, and never seen from outside: an answer's bytes are the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from ..desk.front_desk import FrontDesk

P = TypeVar("P")
T = TypeVar("T")


class Keeper:
    """What the answers of one hotel have worked out. Use it with the hotel's lock held."""

    def __init__(self, hotel: FrontDesk) -> None:
        self._hotel = hotel
        self._edition: tuple[object, ...] = ()
        self._kept: defaultdict[Hashable, dict[str, tuple[Any, Any]]] = defaultdict(dict)

    def each(self, kind: Hashable, things: Iterable[tuple[str, P]], make: Callable[[P], T]) -> list[T]:
        """What `make` gives for the parts of every thing, which come with its id; `kind` tells makers apart.

        The parts must be immutable, and besides them `make` may use only what never changes, and the hotel's settings
        and names of rooms and guests: with those, everything is made anew.
        """
        kept, made = self._shelf(kind), []
        for key, parts in things:
            found = kept.get(key)
            # `is` first: most parts are the same objects as before, and comparing them field by field is slow
            if found is None or (found[0] is not parts and found[0] != parts):
                found = kept[key] = (parts, make(parts))
            made.append(found[1])
        return made

    def _shelf(self, kind: Hashable) -> dict[str, tuple[Any, Any]]:
        hotel = self._hotel
        edition = (hotel.property_id, hotel.quirks, hotel.zone, hotel.edition)
        if edition != self._edition:
            self._kept.clear()
            self._edition = edition
        return self._kept[kind]
