"""The asynchronous client of Cloudbeds' API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from typing_extensions import Unpack

from ..http.async_client import AsyncHttpClient, AsyncOptions
from ..http.auth import Auth
from ..pms.hotel_time import load_zone
from ..pms.ports import Lane
from .api import CLOUDBEDS
from .client import checked_property_id
from .groups.any_call import any_call
from .groups.client_groups import ClientGroups
from .groups.group import AsyncClient
from .operation import Wire


class AsyncCloudbedsClient(AsyncHttpClient, ClientGroups[AsyncClient]):
    """`CloudbedsClient` for asyncio: the same operations, options and errors, awaited.

    Listings are read with ``async for``. One client may serve many tasks, and several event loops one after the other
    or in several threads; close it in each loop that used it. `options` are those of
    `cloudbeds_connector.http.async_client.AsyncOptions`.
    """

    def __init__(
        self,
        auth: Auth,
        *,
        property_id: str | None = None,
        timezone: str | None = None,
        **options: Unpack[AsyncOptions],
    ) -> None:
        super().__init__(CLOUDBEDS, auth, **options)
        self.property_id = checked_property_id(property_id)
        self.zone = load_zone(timezone) if timezone else None

    def __repr__(self) -> str:
        return f"{type(self).__name__}(property_id={self.property_id!r})"

    async def call(
        self,
        method: str,
        params: Mapping[str, Wire | datetime] | None = None,
        *,
        verb: str = "GET",
        scope: str = "propertyID",
        lane: Lane | None = None,
    ) -> dict[str, Any]:
        """Any other method of the API by its name; see `CloudbedsClient.call`."""
        return await self.execute(any_call(method, params or {}, verb=verb, scope=scope, zone=self.zone), lane=lane)
