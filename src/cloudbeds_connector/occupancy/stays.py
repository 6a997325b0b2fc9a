"""Stays: the nights that a segment takes by its effective end, and whether it is on the books."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from ..pms.model import Property, Segment, StayState
from . import days
from .parties import handovers
from .policy import OccupancyPolicy

_ONE_DAY = timedelta(days=1)
_CONFIRMED = frozenset({StayState.EXPECTED, StayState.IN_HOUSE, StayState.DEPARTED})


class Stay(NamedTuple):
    """A segment from its first day to its effective end, both as ordinals; the end is not a night."""

    segment: Segment
    start: int
    end: int


def is_tentative(segment: Segment) -> bool:
    """Whether a stay is expected but not confirmed. A guest in house counts, even if the booking is not confirmed."""
    return segment.tentative and segment.state is StayState.EXPECTED


def is_on_the_books(segment: Segment, *, policy: OccupancyPolicy) -> bool:
    """Whether a segment counts as sold: expected, in house or departed. The policy may add tentative and no-shows."""
    if segment.state is StayState.NO_SHOW:
        return policy.count_no_show
    return segment.state in _CONFIRMED and (policy.count_tentative or not is_tentative(segment))


def effective_end(
    segment: Segment, *, business_date: date, property: Property, policy: OccupancyPolicy, carried_on: bool = False
) -> date:
    """The day on which a segment's unit is or will be left; never before its first day.

    Departed: the hotel day of `Segment.actual_end`. Cloudbeds has no such instant; a host that noticed the check-out
    puts that instant there. Without it, the booked end, but no later than the business date, since the guest is gone.
    In house: the booked end, but tonight at least, so that an overstay counts (see `OccupancyPolicy.due_out` for the
    day of departure itself, and a day use is no night on its own day). `carried_on`: the party goes on in another
    segment from the booked end, so this one is no overstay.
    """
    end = segment.end_date
    if segment.state is StayState.DEPARTED:
        left = segment.actual_end
        end = min(end, business_date) if left is None else days.business_date(left, property=property, policy=policy)
    elif segment.state is StayState.IN_HOUSE and not carried_on:
        due_today = end == business_date and (policy.due_out == "leaves" or segment.start_date == end)
        end = end if due_today else max(end, business_date + _ONE_DAY)
    return max(end, segment.start_date)


def carried_on(segments: Iterable[Segment], *, business_date: date, policy: OccupancyPolicy) -> frozenset[str]:
    """The ids of segments in house, due by the business date, whose party goes on in another segment.

    They would otherwise be taken for overstays and the party would sleep in two rooms at once. Some hotel systems
    call every segment of a split stay in house until the whole reservation is checked out.
    """
    segments = segments if isinstance(segments, Sequence) else tuple(segments)
    due: dict[date, list[Segment]] = defaultdict(list)
    for segment in segments:
        if segment.state is StayState.IN_HOUSE and segment.end_date <= business_date:
            due[segment.end_date].append(segment)
    if not due:
        return frozenset()
    next_legs: dict[date, list[Segment]] = defaultdict(list)
    for segment in segments:
        if segment.start_date in due and segment.end_date > segment.start_date and _carries(segment, policy):
            next_legs[segment.start_date].append(segment)
    return frozenset(
        handover.ending.id
        for day, starting in next_legs.items()
        for handover in handovers([leg for leg in due[day] if leg.start_date < day], starting=starting)
    )


def _carries(segment: Segment, policy: OccupancyPolicy) -> bool:
    return segment.state in _CONFIRMED and is_on_the_books(segment, policy=policy)


def resolve_stays(
    segments: Iterable[Segment],
    *,
    business_date: date,
    property: Property,
    policy: OccupancyPolicy,
    carried: frozenset[str],
) -> list[Stay]:
    """Every segment with its effective end. `carried` are the ids that `carried_on` found among all segments."""
    settled = (StayState.EXPECTED, StayState.CANCELLED, StayState.NO_SHOW)
    stays: list[Stay] = []
    for segment in segments:
        start, end = segment.start_date.toordinal(), segment.end_date.toordinal()
        # most segments are plain bookings; only the others need arithmetic with the business date
        if segment.state not in settled:
            day = effective_end(
                segment,
                business_date=business_date,
                property=property,
                policy=policy,
                carried_on=segment.id in carried,
            )
            end = day.toordinal()
        stays.append(Stay(segment, start, max(start, end)))
    return stays
