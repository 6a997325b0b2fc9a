"""Updating an answer by what changed since: the same answer that a full count gives."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import datetime
from itertools import accumulate

from ..errors import ConfigurationError
from ..pms.hotel_time import require_aware
from ..pms.model import Property, Room, RoomBlock, Segment, StayState
from .changes import Moment, OccupancyChanges, touched_nights
from .counting import Sources, count_nights
from .counts import NightOccupancy
from .days import Grid
from .groups import GroupBlock
from .identity import check_identity
from .layout import Layout
from .result import NightlyOccupancy
from .stays import Stay


def update_occupancy(
    previous: NightlyOccupancy,
    *,
    property: Property,
    rooms: Iterable[Room],
    segments: Iterable[Segment],
    blocks: Iterable[RoomBlock] = (),
    groups: Iterable[GroupBlock] = (),
    changes: OccupancyChanges,
    as_of: datetime,
    source_synced_at: datetime | None = None,
) -> NightlyOccupancy:
    """The nights of `previous` as they stand at `as_of` (aware), counting again only those that `changes` touched.

    `rooms`, `segments`, `blocks` and `groups` are all that there is now; `changes` says what is different from what
    `previous` was counted from. Policy, `by` and the range of nights stay; a change of the property's zone or of its
    night audit needs a full count, as does a new range. Count in full every night, as a proof: both must agree.

    Raises `OccupancyIdentityError` if a night that was counted again does not fit its neighbors (a change was not
    named), `ConfigurationError` for another property or an earlier `as_of`, `ValueError` for a naive instant.
    """
    as_of = require_aware(as_of, "as_of")
    _check_follows(previous, property=property, as_of=as_of)
    grid = Grid.of(previous.first_night, nights=len(previous.nights))
    segments = tuple(segments)
    now = Moment.at(as_of, property=property, policy=previous.policy, segments=segments)
    was = now.earlier(previous.business_date, changes=changes)
    touched = touched_nights(changes, before=was, after=now, grid=grid)
    nights = previous.nights
    if touched:
        stays = _there(segments, now=now, grid=grid, touched=touched)
        sources = Sources(Layout(rooms, by=previous.by), stays, blocks, groups)
        nights = _counted_again(previous, sources=sources, grid=grid, touched=touched)
    return dataclasses.replace(
        previous,
        as_of=as_of,
        business_date=now.business_date,
        source_synced_at=None if source_synced_at is None else require_aware(source_synced_at, "source_synced_at"),
        nights=nights,
    )


def _counted_again(
    previous: NightlyOccupancy, *, sources: Sources, grid: Grid, touched: frozenset[int]
) -> tuple[NightOccupancy, ...]:
    """All nights, with the touched ones counted again, each checked against the night before and the night after."""
    nights = dict(enumerate(previous.nights, start=1))
    indexes = touched | {0} if 1 in touched else touched
    nights |= count_nights(sources, grid=grid, policy=previous.policy, indexes=indexes)
    for index in touched | {index + 1 for index in touched if index < grid.nights}:
        check_identity(nights[index], before=nights[index - 1])
    return tuple(nights[index] for index in range(1, grid.nights + 1))


def _check_follows(previous: NightlyOccupancy, *, property: Property, as_of: datetime) -> None:
    if property.id != previous.property_id:
        raise ConfigurationError(
            f"The last answer is about property {previous.property_id}, not {property.id}.",
            next_action="Give the property that it was counted for.",
        )
    if as_of < previous.as_of:
        raise ConfigurationError(
            f"The last answer is of {previous.as_of.isoformat()}, which is later than as_of.",
            next_action="Give a later as_of, or count in full with nightly_occupancy.",
        )


def _there(segments: Iterable[Segment], *, now: Moment, grid: Grid, touched: frozenset[int]) -> list[Stay]:
    """Every stay that takes a touched night or ends on one."""
    earliest, latest = grid.night(min(touched)), grid.night(max(touched))
    first, last = earliest.toordinal(), latest.toordinal()
    candidates = (
        segment
        for segment in segments
        if segment.start_date <= latest and (segment.end_date >= earliest or _may_end_later(segment))
    )
    # how many touched nights there are up to each day; a stay with none between its ends has nothing to say
    marks = [1 if day - grid.before in touched else 0 for day in range(first, last + 1)]
    up_to = [0, *accumulate(marks)]
    return [
        stay
        for stay in now.stays(candidates)
        if stay.end >= first and up_to[min(stay.end, last) - first + 1] > up_to[max(stay.start - first, 0)]
    ]


def _may_end_later(segment: Segment) -> bool:
    """Whether a segment may end after its booked end: an overstay, or a check-out that came late."""
    return segment.state is StayState.IN_HOUSE or (
        segment.state is StayState.DEPARTED and segment.actual_end is not None
    )
