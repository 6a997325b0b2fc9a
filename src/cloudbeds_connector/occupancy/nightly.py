"""Nightly occupancy by room type, counted in full."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from ..pms.hotel_time import require_aware
from ..pms.model import Property, Room, RoomBlock, Segment
from . import days
from .counting import Sources, count_nights
from .groups import GroupBlock
from .identity import check_identity
from .layout import Layout
from .policy import By, OccupancyPolicy, check_by
from .result import NightlyOccupancy
from .stays import carried_on, resolve_stays

_DEFAULT = OccupancyPolicy()


def nightly_occupancy(
    property: Property,
    *,
    rooms: Iterable[Room],
    segments: Iterable[Segment],
    blocks: Iterable[RoomBlock] = (),
    groups: Iterable[GroupBlock] = (),
    as_of: datetime,
    policy: OccupancyPolicy = _DEFAULT,
    first_night: date | None = None,
    nights: int | None = None,
    by: By = "assigned",
    source_synced_at: datetime | None = None,
) -> NightlyOccupancy:
    """How occupied a hotel is on each of so many `nights` from `first_night` on, as it stands at `as_of` (aware).

    Without them, the nights are those of the policy's horizon, from the business date on. A segment is counted on
    hotel days from `start_date` to before its effective end. `by` is the type that counts: that of the assigned
    room, or `Segment.room_type_id`, the booked one; without a room it is always the booked one. `segments` are all that
    touch the nights, cancelled and no-shows included; a reservation that was deleted comes as cancelled, or not
    at all. A block whose last date is not known to be open counts as closing it. `source_synced_at` (aware) is when
    the hotel system was last read in full.

    Raises `OccupancyIdentityError` if a night does not follow from the one before, `ConfigurationError` for a wrong
    argument, and `ValueError` for a naive instant.
    """
    as_of = require_aware(as_of, "as_of")
    today = days.business_date(as_of, property=property, policy=policy)
    grid = days.Grid.of(first_night or today, nights=policy.horizon_nights if nights is None else nights)
    segments = tuple(segments)
    carried = carried_on(segments, business_date=today, policy=policy)
    stays = resolve_stays(segments, business_date=today, property=property, policy=policy, carried=carried)
    sources = Sources(Layout(rooms, by=check_by(by)), stays, blocks, groups)
    counted = count_nights(sources, grid=grid, policy=policy, indexes=range(grid.nights + 1))
    for index in range(1, grid.nights + 1):
        check_identity(counted[index], before=counted[index - 1])
    return NightlyOccupancy(
        property_id=property.id,
        by=by,
        policy=policy,
        as_of=as_of,
        business_date=today,
        source_synced_at=None if source_synced_at is None else require_aware(source_synced_at, "source_synced_at"),
        nights=tuple(counted[index] for index in range(1, grid.nights + 1)),
    )
