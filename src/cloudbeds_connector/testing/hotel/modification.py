"""When a guest's record was modified, and the history of states of a stay.

The record is modified at check-in and at check-out (OpenAPI description, getGuestsModified). That every other change of
the stay modifies it too is presumed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from .state import HotelReservation, HotelSegment


def with_modified_at(
    segments: tuple[HotelSegment, ...], before: HotelReservation | None, *, at: datetime
) -> tuple[HotelSegment, ...]:
    """The segments with `modified_at` and `history` brought up to date, where they differ from `before`."""
    known = {} if before is None else {segment.id: segment for segment in before.segments}
    return tuple(_modified(segment, known.get(segment.id), at) for segment in segments)


def _modified(segment: HotelSegment, before: HotelSegment | None, at: datetime) -> HotelSegment:
    if segment == before:
        return segment
    if segment.history and segment.history[-1][0] is segment.status:
        return replace(segment, modified_at=at)
    return replace(segment, modified_at=at, history=(*segment.history, (segment.status, at)))
