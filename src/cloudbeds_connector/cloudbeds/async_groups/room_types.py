# Written by tools/async_groups.py from ../groups/room_types.py: change that file, then run the tool.
"""``client.room_types``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..operations import room_types
from ..operations.chosen import is_nothing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from ...http.paging import AsyncAllRows
    from ..async_client import AsyncCloudbedsClient
    from ..models.room_types import AvailableRoomType, RoomType
    from ..operations.words import AvailabilitySort, SortOrder


class AsyncRoomTypes:
    """Room types. Scope ``read:room``."""

    def __init__(self, client: AsyncCloudbedsClient) -> None:
        self._client = client

    def list(
        self,
        *,
        room_type_ids: Sequence[str] | None = None,
        name: str | None = None,
        max_guests: int | None = None,
        start: date | None = None,
        end: date | None = None,
        adults: int | None = None,
        children: int | None = None,
        detailed_rates: bool | None = None,
    ) -> AsyncAllRows[RoomType]:
        """Every room type. Given `start`, `end` (the departure), `adults` and `children`, Cloudbeds adds rates.

        The official description does not say what the rates look like: they are in the rows' `model_extra`. No room
        type fits empty `room_type_ids`.
        """
        if is_nothing(room_type_ids):
            return self._client.rows()
        return self._client.rows(
            room_types.list_room_types(
                room_type_ids=room_type_ids,
                name=name,
                max_guests=max_guests,
                start=start,
                end=end,
                adults=adults,
                children=children,
                detailed_rates=detailed_rates,
            )
        )

    def available(
        self,
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
    ) -> AsyncAllRows[AvailableRoomType]:
        """Room types that can be had from `start` to the departure on `end`, one row for each rate.

        `min_rate` and `max_rate` are for a night. `include_shared` offers dorms to several guests. `sort` is
        ``room_name``, ``hotel_name``, ``room_price`` or ``hotel_stars``, `order` is ``asc`` or ``desc``.
        """
        return self._client.rows(
            room_types.list_available(
                start,
                end=end,
                rooms=rooms,
                adults=adults,
                children=children,
                promo_code=promo_code,
                min_rate=min_rate,
                max_rate=max_rate,
                include_shared=include_shared,
                detailed_rates=detailed_rates,
                sort=sort,
                order=order,
            )
        )
