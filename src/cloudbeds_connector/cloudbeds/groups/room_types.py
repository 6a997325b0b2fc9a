"""Calls about room types: ``client.room_types``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, TypedDict, Unpack

from ..envelope import Envelope, data_in, listed
from ..models.rooms import AvailableRoomType, PropertyAvailability, RoomType
from ..models.rows import Rows, under
from ..operation import Endpoint, Scope
from . import checks
from .choices import AvailabilitySort, SortOrder
from .filters import Param
from .group import C, Group, Listings, rows

GET_ROOM_TYPES = Endpoint(name="getRoomTypes", permission="read:room", scope=Scope.MANY, used_as="room_types.list")
GET_AVAILABLE = Endpoint(
    name="getAvailableRoomTypes", permission="read:room", scope=Scope.MANY, used_as="room_types.available"
)


def _flatten(properties: tuple[PropertyAvailability, ...]) -> tuple[AvailableRoomType, ...]:
    return tuple(each for group in properties for each in under(group, group.property_rooms))


_ROOM_TYPES = listed(data_in(lambda: Envelope[Rows[RoomType]]), lambda: RoomType, kind="room_type")
_AVAILABLE = listed(
    data_in(lambda: Envelope[Rows[PropertyAvailability]], _flatten),
    lambda: AvailableRoomType,
    kind="available_room_type",
    group=lambda: PropertyAvailability,
    within="propertyRooms",
)


class RoomTypeFilters(TypedDict, total=False):
    """Filters of `RoomTypes.list`. With days and guests, Cloudbeds adds rates to the rows' `model_extra`."""

    room_type_ids: Annotated[Sequence[str] | None, Param("roomTypeIDs", kind="one_of")]
    """These types. An empty list has no rows and makes no call; None is no filter."""
    name: Annotated[str | None, Param("roomTypeName")]
    """The type's name."""
    max_guests: int | None
    """How many guests have room."""
    start: Annotated[date | None, Param("startDate")]
    """The hotel day of arrival."""
    end: Annotated[date | None, Param("endDate")]
    """The hotel day of departure."""
    adults: int | None
    """How many adults come."""
    children: int | None
    """How many children come."""
    detailed_rates: bool | None
    """Rates by the night."""


class AvailabilityFilters(TypedDict, total=False):
    """Filters of `RoomTypes.available`."""

    rooms: Annotated[int, Param(default=1)]
    """How many rooms are needed. 1 by default."""
    adults: Annotated[int, Param(default=1)]
    """How many adults come. 1 by default."""
    children: Annotated[int, Param(default=0)]
    """How many children come. 0 by default."""
    promo_code: str | None
    """A promotion code."""
    min_rate: Decimal | None
    """The least amount for a night, in the property's currency."""
    max_rate: Decimal | None
    """The largest amount for a night, in the property's currency."""
    include_shared: Annotated[bool | None, Param("includeSharedRooms")]
    """Offer dorms to several guests."""
    detailed_rates: bool | None
    """Rates by the night."""
    sort: AvailabilitySort | str | None
    """``room_name``, ``hotel_name``, ``room_price`` or ``hotel_stars``."""
    order: SortOrder | str | None
    """``asc`` or ``desc``."""


class _Stay(AvailabilityFilters, total=False):
    start: Annotated[date, Param("startDate")]
    end: Annotated[date, Param("endDate")]


class RoomTypes(Group[C]):
    """Room types. Scope ``read:room``."""

    @rows
    def list(self, **filters: Unpack[RoomTypeFilters]) -> Listings[RoomType]:
        """Every room type, or those that fit every filter.

        The official description does not say what the rates look like that days and guests add.
        """
        return self._list(
            GET_ROOM_TYPES,
            _ROOM_TYPES,
            RoomTypeFilters,
            filters,
            key=lambda row: f"{row.property_id}/{row.room_type_id}",
            checks=lambda given: checks.ids("roomTypeIDs", given.get("room_type_ids"), lambda row: row.room_type_id),
        )

    @rows
    def available(
        self, start: date, *, end: date, **filters: Unpack[AvailabilityFilters]
    ) -> Listings[AvailableRoomType]:
        """Room types that can be sold from `start` to the departure on `end`, one row for each rate.

        Pages are of properties, so there is one.
        """
        asked = {**filters, "start": start, "end": end}
        return self._list(GET_AVAILABLE, _AVAILABLE, _Stay, asked, key=_rate_key)


def _rate_key(row: AvailableRoomType) -> str:
    """Distinguishes a room type's rates, also those without an id."""
    rate = row.room_rate_id or f"{row.rate_plan_name_private}/{row.rate_plan_name_public}/{row.room_rate}"
    return f"{row.property_id}/{row.room_type_id}/{rate}"
