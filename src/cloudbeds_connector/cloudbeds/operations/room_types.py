"""The calls about room types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import models
from ..envelope import Envelope, data_in
from ..models.rows import Rows, under
from ..operation import Endpoint, Listing, Operation, Scope, Wire, wire_params
from . import checks
from .chosen import joined

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from ..models.room_types import AvailableRoomType, PropertyAvailability, RoomType
    from .words import AvailabilitySort, SortOrder

GET_ROOM_TYPES = Endpoint(name="getRoomTypes", permission="read:room", scope=Scope.MANY, used_as="room_types.list")
GET_AVAILABLE = Endpoint(
    name="getAvailableRoomTypes", permission="read:room", scope=Scope.MANY, used_as="room_types.available"
)


def _flatten(properties: tuple[PropertyAvailability, ...]) -> tuple[AvailableRoomType, ...]:
    return tuple(each for group in properties for each in under(group, group.property_rooms))


_ROOM_TYPES = data_in(lambda: Envelope[Rows[models.RoomType]])
_AVAILABLE = data_in(lambda: Envelope[Rows[models.PropertyAvailability]], _flatten)


def list_room_types(
    *,
    room_type_ids: Sequence[str] | None = None,
    name: str | None = None,
    max_guests: int | None = None,
    start: date | None = None,
    end: date | None = None,
    adults: int | None = None,
    children: int | None = None,
    detailed_rates: bool | None = None,
) -> Listing[RoomType]:
    """Every room type. With dates and guests, Cloudbeds adds rates, which are left in `model_extra`."""
    params = {
        "roomTypeIDs": joined("room_type_ids", room_type_ids),
        "roomTypeName": name,
        "maxGuests": max_guests,
        "startDate": start,
        "endDate": end,
        "adults": adults,
        "children": children,
        "detailedRates": detailed_rates,
    }
    return Listing(
        call=Operation(endpoint=GET_ROOM_TYPES, parse=_ROOM_TYPES, params=wire_params(params)),
        key=lambda room_type: f"{room_type.property_id}/{room_type.room_type_id}",
        checks=checks.every(checks.ids("roomTypeIDs", room_type_ids, lambda room_type: room_type.room_type_id)),
    )


def list_available(
    start: date,
    *,
    end: date,
    rooms: int = 1,
    adults: int = 1,
    children: int = 0,
    promo_code: str | None = None,
    min_rate: Decimal | None = None,
    max_rate: Decimal | None = None,
    include_shared: bool | None = None,
    detailed_rates: bool | None = None,
    sort: AvailabilitySort | str | None = None,
    order: SortOrder | str | None = None,
) -> Listing[AvailableRoomType]:
    """Room types that can be had from `start` to the departure on `end`. Pages are of properties, so there is one."""
    params: dict[str, Wire] = {
        "startDate": start,
        "endDate": end,
        "rooms": rooms,
        "adults": adults,
        "children": children,
        "promoCode": promo_code,
        "minRate": min_rate,
        "maxRate": max_rate,
        "includeSharedRooms": include_shared,
        "detailedRates": detailed_rates,
        "sort": sort,
        "order": order,
    }
    return Listing(
        call=Operation(endpoint=GET_AVAILABLE, parse=_AVAILABLE, params=wire_params(params)),
        key=_rate,
    )


def _rate(row: AvailableRoomType) -> str:
    """Tells a room type's rates apart, those without an id too."""
    rate = row.room_rate_id or f"{row.rate_plan_name_private}/{row.rate_plan_name_public}/{row.room_rate}"
    return f"{row.property_id}/{row.room_type_id}/{rate}"
