"""The hotel system's own numbers of today against ours, and where they differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from ..errors import ConfigurationError
from ..pms.model import Property, Room, Segment, StayState
from .changes import Moment
from .claims import claims_of
from .layout import Layout
from .policy import OccupancyPolicy
from .stays import Stay, is_on_the_books

#: Whether a dashboard's "in house" counts units whose guests are due out today.
InHouse = Literal["without_due_outs", "with_due_outs"]
_DEFAULT = OccupancyPolicy()


@dataclass(frozen=True, kw_only=True, slots=True)
class DashboardNumbers:
    """The hotel system's numbers of one business date, in units (rooms, and beds of dorms); None where it has none.

    Cloudbeds' getDashboard, by the description of its API v1.3: ``roomsOccupied`` is "rooms occupied at the moment",
    ``arrivals`` and ``departures`` are "expected for the current day", and ``inHouse`` is "rooms occupied, and not
    expected to have a check-out for the current day". Mews and OPERA publish like numbers under other names.
    """

    property_id: str
    business_date: date
    rooms_occupied: int | None = None
    arrivals: int | None = None
    departures: int | None = None
    in_house: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HouseToday:
    """Our own count of the business date, in units. `due_outs` are those of `rooms_occupied` due out today or before.

    `arrivals` are all of the day, arrived or not; `departures` those who left today and those who are due out.
    """

    property_id: str
    business_date: date
    rooms_occupied: int
    arrivals: int
    departures: int
    due_outs: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedDrift:
    """One number of today on which the hotel system and we differ. `measure` is the field of `DashboardNumbers`."""

    property_id: str
    business_date: date
    measure: str
    ours: int
    theirs: int

    @property
    def difference(self) -> int:
        """How many more we count; below zero if we miss some."""
        return self.ours - self.theirs


def house_today(
    property: Property,
    *,
    rooms: Iterable[Room],
    segments: Iterable[Segment],
    as_of: datetime,
    policy: OccupancyPolicy = _DEFAULT,
) -> HouseToday:
    """What a front desk's dashboard should show at `as_of` (aware): counted by the booked dates and the states."""
    segments = tuple(segments)
    now = Moment.at(as_of, property=property, policy=policy, segments=segments)
    today, layout = now.business_date, Layout(rooms, by="assigned")
    stays = now.stays(segment for segment in segments if is_on_the_books(segment, policy=policy))

    def units(chosen: Iterable[Stay]) -> int:
        return sum(1 for _ in claims_of(chosen, layout=layout))

    in_house = [stay for stay in stays if stay.segment.state is StayState.IN_HOUSE]
    due_out = [stay for stay in in_house if stay.segment.end_date <= today]
    gone = [stay for stay in stays if stay.segment.state is StayState.DEPARTED and stay.end == today.toordinal()]
    day_use = [stay for stay in stays if stay.segment.state is StayState.EXPECTED and stay.start == stay.end]
    leaving = [*due_out, *gone, *(stay for stay in day_use if stay.end == today.toordinal())]
    return HouseToday(
        property_id=property.id,
        business_date=today,
        rooms_occupied=units(in_house),
        arrivals=units(stay for stay in stays if stay.start == today.toordinal()),
        departures=units(leaving),
        due_outs=units(due_out),
    )


def feed_drift(
    ours: HouseToday, *, theirs: DashboardNumbers, in_house: InHouse = "without_due_outs", tolerance: int = 0
) -> tuple[FeedDrift, ...]:
    """Where the hotel system's numbers and ours differ by more than `tolerance` units; empty if they agree.

    `in_house` is what the hotel system means by it: Cloudbeds leaves out those who are due out today. A number
    that it does not have is not compared. `ConfigurationError` if the two are not about one property and business date.
    """
    if (ours.property_id, ours.business_date) != (theirs.property_id, theirs.business_date):
        raise ConfigurationError(
            f"Our numbers are of {ours.business_date}, the hotel system's of {theirs.business_date} or another hotel.",
            next_action="Compare numbers of one property and one business date.",
        )
    left_out = ours.due_outs if in_house == "without_due_outs" else 0
    counted = {
        "rooms_occupied": (ours.rooms_occupied, theirs.rooms_occupied),
        "arrivals": (ours.arrivals, theirs.arrivals),
        "departures": (ours.departures, theirs.departures),
        "in_house": (ours.rooms_occupied - left_out, theirs.in_house),
    }
    return tuple(
        FeedDrift(
            property_id=ours.property_id, business_date=ours.business_date, measure=measure, ours=own, theirs=other
        )
        for measure, (own, other) in counted.items()
        if other is not None and abs(own - other) > tolerance
    )
