"""Segment ids that are not unique: each stay gets a stored id of its own, so that none overwrites another's row.

A hotel system may show one room row under two bookings, as after a booking was split, or twice in one. The booking that
was seen with the id first keeps it, for good, because its events and tasks are named by it. That of another booking is
stored as ``{id}@{booking}``, also after the first one shows it no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ...pms.model import Reservation, Segment
from ...stores import records as r
from ...stores.port import Transaction
from .look import Seen


def with_own_segment_ids(
    tx: Transaction, connection_id: str, bookings: Iterable[Seen[Reservation]]
) -> list[Seen[Reservation]]:
    """The bookings, each with segments that no other booking has."""
    ordered = sorted(bookings, key=lambda seen: seen.row.id)
    shown = {seen.row.id: _apart(seen.row) for seen in ordered}
    wanted = {segment.id for segments in shown.values() for segment in segments}
    wanted |= {_of(id_, segment) for id_, segments in shown.items() for segment in segments}
    where = {"connection_id": connection_id, "id": tuple(wanted)}
    owners = {row.id: row.reservation_id for row in tx.select(r.STAY_SEGMENTS, where=where)}
    found = []
    for seen in ordered:
        own = tuple(_owned(segment, seen.row.id, owners) for segment in shown[seen.row.id])
        owners.update((segment.id, seen.row.id) for segment in own)
        found.append(seen if own == seen.row.segments else replace(seen, row=replace(seen.row, segments=own)))
    return found


def _apart(booking: Reservation) -> tuple[Segment, ...]:
    """The booking's segments, those that share an id told apart by their rooms, in whatever order they are listed."""
    times = Counter(segment.id for segment in booking.segments)
    if len(times) == len(booking.segments):
        return booking.segments
    alone = [segment for segment in booking.segments if times[segment.id] == 1]
    shared = [segment for segment in booking.segments if times[segment.id] > 1]
    taken = set(times)
    apart, first = list[Segment](), set[str]()
    for segment in sorted(shared, key=lambda each: (each.id, each.room_id or "", each.start_date)):
        if segment.id not in first:
            first.add(segment.id)
            apart.append(segment)
            continue
        id_ = f"{segment.id}@{segment.room_id or ''}"
        while id_ in taken:
            id_ += "+"
        taken.add(id_)
        apart.append(replace(segment, id=id_))
    return (*alone, *apart)


def _owned(segment: Segment, booking_id: str, owners: Mapping[str, str]) -> Segment:
    other = _of(booking_id, segment)
    is_free = owners.get(segment.id, booking_id) == booking_id and owners.get(other) != booking_id
    id_ = segment.id if is_free else other
    if (segment.id, segment.reservation_id) == (id_, booking_id):
        return segment
    return replace(segment, id=id_, reservation_id=booking_id)


def _of(booking_id: str, segment: Segment) -> str:
    return f"{segment.id}@{booking_id}"
