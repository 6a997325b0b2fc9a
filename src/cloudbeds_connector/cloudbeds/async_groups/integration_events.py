# Written by tools/async_groups.py from ../groups/integration_events.py: change that file, then run the tool.
"""``client.integration_events``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..operations import integration_events

if TYPE_CHECKING:
    from ...http.paging import AsyncAllRows
    from ..async_client import AsyncCloudbedsClient
    from ..models.integration_events import IntegrationEvent
    from ..operations.words import EventResult, EventStatus


class AsyncIntegrationEvents:
    """A log of what an integration did, for the hotel's staff (version 2 of the API). No feed of what happens.

    The property is the client's. Scope ``write:appError`` to write.
    """

    def __init__(self, client: AsyncCloudbedsClient) -> None:
        self._client = client

    def list(self, *, filters: str | None = None, sort: str | None = None) -> AsyncAllRows[IntegrationEvent]:
        """The entries. `filters` is such as ``status:equals:open``, `sort` such as ``createdAt:desc``."""
        return self._client.rows(integration_events.list_events(filters=filters, sort=sort))

    async def create(
        self,
        object_type: str,
        *,
        system: str,
        status: EventStatus | str,
        result: EventResult | str,
        object_id: str | None = None,
        description: str | None = None,
        details: str | None = None,
        action_text: str | None = None,
        retry_url: str | None = None,
    ) -> IntegrationEvent:
        """Write an entry. Not repeated after a failure: list first.

        `status` is ``open`` or ``completed``; `result` is ``success``, ``failure`` (which needs a `description`),
        ``action_required`` or ``warning``. `retry_url` is called when somebody presses "retry".
        """
        return await self._client.execute(
            integration_events.create(
                object_type,
                system=system,
                status=status,
                result=result,
                object_id=object_id,
                description=description,
                details=details,
                action_text=action_text,
                retry_url=retry_url,
            )
        )

    async def set_status(self, event_id: str, *, status: EventStatus | str) -> IntegrationEvent:
        """Say whether an entry is ``open`` or ``completed``."""
        return await self._client.execute(integration_events.set_status(event_id, status=status))

    async def retry(self, event_id: str) -> None:
        """Have Cloudbeds call the entry's retry address. Not repeated after a failure."""
        await self._client.execute(integration_events.retry(event_id))
