"""Calls about integration events, by version 2 of the API: ``client.integration_events``."""

from __future__ import annotations

from typing import Any

from ...errors import ConfigurationError
from ...http.call import Repeat
from ..envelope import document, listed, nothing
from ..models.app import IntegrationEvent, IntegrationEventPage
from ..operation import OFFSETS, Endpoint, Listing, Operation, Scope, Verb, wire_params
from .choices import EventResult, EventStatus
from .group import C, Group, Listings, call, rows

_PATH = "/integration/v1/events"

GET_EVENTS = Endpoint(name="integration/events", path=_PATH, scope=Scope.NONE, used_as="integration_events.list")
CREATE = Endpoint(
    name="integration/events",
    path=_PATH,
    verb=Verb.POST,
    permission="write:appError",
    repeat=Repeat.ONCE,
    scope=Scope.NONE,
    used_as="integration_events.create",
)
SET_STATUS = Endpoint(
    name="integration/events",
    path=_PATH + "/{event_id}",
    verb=Verb.PATCH,
    permission="write:appError",
    scope=Scope.NONE,
    used_as="integration_events.set_status",
)
RETRY = Endpoint(
    name="integration/events",
    path=_PATH + "/{event_id}/retry",
    verb=Verb.POST,
    repeat=Repeat.ONCE,
    scope=Scope.NONE,
    used_as="integration_events.retry",
)

_EVENTS = listed(
    document(lambda: IntegrationEventPage, lambda page: page.data),
    lambda: IntegrationEvent,
    kind="event",
    enveloped=False,
)
_EVENT = document(lambda: IntegrationEvent)


class IntegrationEvents(Group[C]):
    """A log of what an integration did, for the hotel's staff (version 2 of the API). It is no feed of changes.

    The property is the client's. Scope ``write:appError`` to write.
    """

    @rows
    def list(self, *, filters: str | None = None, sort: str | None = None) -> Listings[IntegrationEvent]:
        """The entries. `filters` is such as ``status:equals:open``, `sort` such as ``createdAt:desc``."""
        params = wire_params({"filters": filters, "sort": sort})
        operation = Operation(endpoint=GET_EVENTS, parse=_EVENTS, params=params)
        return (Listing(call=operation, key=_key, page_size=500, default_size=100, paging=OFFSETS),)

    @call
    def create(
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
    ) -> Operation[IntegrationEvent]:
        """Write an entry. Not repeated after a failure, because that may write it twice: list first.

        `status` is ``open`` or ``completed``; `result` is ``success``, ``failure`` (which needs a `description`),
        ``action_required`` or ``warning``. `retry_url` is called when somebody presses "retry".
        """
        if result == "failure" and not description:
            raise ConfigurationError("An entry of a failure needs a description.", next_action="Give description.")
        fields: dict[str, Any] = {
            "objectType": object_type,
            "system": system,
            "status": status,
            "result": result,
            "objectId": object_id,
            "description": description,
            "details": details,
            "actionText": action_text,
            "retryUrl": retry_url,
        }
        written = {name: value for name, value in fields.items() if value is not None}
        return Operation(endpoint=CREATE, parse=_EVENT, document=written)

    @call
    def set_status(self, event_id: str, *, status: EventStatus | str) -> Operation[IntegrationEvent]:
        """Set an entry to ``open`` or ``completed``."""
        return Operation(endpoint=SET_STATUS, parse=_EVENT, document={"status": status}, places={"event_id": event_id})

    @call
    def retry(self, event_id: str) -> Operation[None]:
        """Have Cloudbeds call the entry's `retry_url`. Not repeated after a failure."""
        return Operation(endpoint=RETRY, parse=nothing, places={"event_id": event_id})


def _key(event: IntegrationEvent) -> str:
    return event.id
