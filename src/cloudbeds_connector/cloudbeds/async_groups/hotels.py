# Written by tools/async_groups.py from ../groups/hotels.py: change that file, then run the tool.
"""``client.hotels``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..operations import hotels
from ..operations.chosen import is_nothing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ...http.paging import AsyncAllRows
    from ..async_client import AsyncCloudbedsClient
    from ..models.hotels import CustomField, Dashboard, Hotel, HotelDetails


class AsyncHotels:
    """Properties. Scope ``read:hotel``."""

    def __init__(self, client: AsyncCloudbedsClient) -> None:
        self._client = client

    def list(
        self, *, property_ids: Sequence[str] | None = None, name: str | None = None, city: str | None = None
    ) -> AsyncAllRows[Hotel]:
        """Every property the credential covers, with its time zone. `name` and `city` may be parts of them.

        Without `property_ids` there is no filter by them; an empty list is answered with nothing.
        """
        if is_nothing(property_ids):
            return self._client.rows()
        return self._client.rows(hotels.list_hotels(property_ids=property_ids, name=name, city=city))

    async def get(self, property_id: str | None = None) -> HotelDetails:
        """One property (the client's by default) with its check-in and check-out times."""
        return await self._client.execute(hotels.get_hotel_details(property_id))

    async def dashboard(self, day: date | None = None) -> Dashboard:
        """The house in numbers, today by default: occupied rooms, arrivals, departures. Scope ``read:dashboard``."""
        return await self._client.execute(hotels.get_dashboard(day))

    async def custom_fields(
        self, *, custom_field_id: str | None = None, shortcode: str | None = None
    ) -> tuple[CustomField, ...]:
        """The fields that the property added to reservations and guests. Scope ``read:customFields``."""
        return await self._client.execute(
            hotels.get_custom_fields(custom_field_id=custom_field_id, shortcode=shortcode)
        )
