"""The units that each stay takes; a reservation takes a linked unit only once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .layout import Layout, Line
from .stays import Stay


class Claim(NamedTuple):
    """One unit taken from a first day to an end (ordinals; the end is not a night)."""

    line: Line
    room_id: str | None
    start: int
    end: int


_Range = tuple[int, int]


def claims_of(stays: Iterable[Stay], *, layout: Layout) -> Iterator[Claim]:
    """The units that the stays take. Two stays in one unit are two, unless a linked unit brought it to one reservation.

    So a suite and its parts, all shown as rooms of one reservation, take each part once.
    """
    stays = list(stays)
    linked = _linked_ranges(stays, layout=layout)
    for (_, unit), ranges in linked.items():
        for start, end in ranges:
            yield Claim(layout.lines[unit], unit, start, end)
    for segment, start, end in stays:
        if segment.room_id in layout.linked:
            continue
        for line, room_id in layout.places(segment):
            taken = linked.get((segment.reservation_id, room_id or "")) if linked else None
            for first, last in [(start, end)] if taken is None else _without((start, end), taken):
                yield Claim(line, room_id, first, last)


def _linked_ranges(stays: list[Stay], *, layout: Layout) -> dict[tuple[str, str], list[_Range]]:
    """When each reservation has each physical unit through a virtual one."""
    ranges: dict[tuple[str, str], list[_Range]] = defaultdict(list)
    for segment, start, end in stays:
        for unit in layout.linked.get(segment.room_id or "", ()):
            ranges[segment.reservation_id, unit].append((start, end))
    return {key: _merged(found) for key, found in ranges.items()}


def _merged(ranges: list[_Range]) -> list[_Range]:
    """Ranges that share a night become one. Ranges that only meet stay two: somebody leaves, somebody comes."""
    merged: list[_Range] = []
    for start, end in sorted(ranges):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _without(whole: _Range, taken: list[_Range]) -> Iterator[_Range]:
    """What is left of a range; a day use inside what is taken is gone as well."""
    start, end = whole
    for first, last in taken:
        if last <= start or end <= first:
            continue
        if start < first:
            yield start, first
        start = last
        if start >= end:
            return
    yield start, end
