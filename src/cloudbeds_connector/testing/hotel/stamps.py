"""Decides when a guest's record counts as modified, and keeps which states a stay was in.

At check-in and at check-out the record is modified (OpenAPI description, getGuestsModified); that it is so with every
other change of the stay, too, is presumed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from .truth import HotelReservation, HotelSegment


def stamped(
    segments: tuple[HotelSegment, ...], before: HotelReservation | None, *, at: datetime
) -> tuple[HotelSegment, ...]:
    """The segments that are written at `at`, with what that does to their guests' records."""
    known = {} if before is None else {segment.id: segment for segment in before.segments}
    return tuple(_stamped(segment, known.get(segment.id), at) for segment in segments)


def _stamped(segment: HotelSegment, before: HotelSegment | None, at: datetime) -> HotelSegment:
    if segment == before:
        return segment
    if segment.history and segment.history[-1][0] is segment.status:
        return replace(segment, modified_at=at)
    return replace(segment, modified_at=at, history=(*segment.history, (segment.status, at)))
