"""``client.hotels``."""

from __future__ import annotations

from ..client import CloudbedsClient
from ..models.hotels import Hotel, HotelDetails
from ..operations.hotels import get_hotel_details, list_hotels
from ..paging import AllRows


class Hotels:
    """Properties. Scope ``read:hotel``."""

    def __init__(self, client: CloudbedsClient) -> None:
        self._client = client

    def list(self) -> AllRows[Hotel]:
        """Every property the credential covers, with its time zone."""
        return self._client.rows(list_hotels())

    def get(self, property_id: str | None = None) -> HotelDetails:
        """One property (the client's by default) with its check-in and check-out times."""
        return self._client.execute(get_hotel_details(property_id))
