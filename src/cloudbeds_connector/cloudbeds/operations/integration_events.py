"""The calls about integration events, by version 2: a log for the hotel's staff, not a feed of what happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...errors import ConfigurationError
from ...http.call import Repeat
from .. import models
from ..envelope import document, nothing
from ..operation import OFFSETS, Endpoint, Listing, Operation, Scope, Verb, wire_params

if TYPE_CHECKING:
    from ..models.integration_events import IntegrationEvent
    from .words import EventResult, EventStatus

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

_EVENTS = document(lambda: models.IntegrationEventPage, lambda page: page.data)
_EVENT = document(lambda: models.IntegrationEvent)


def list_events(*, filters: str | None, sort: str | None) -> Listing[IntegrationEvent]:
    """The entries of the log."""
    return Listing(
        call=Operation(endpoint=GET_EVENTS, parse=_EVENTS, params=wire_params({"filters": filters, "sort": sort})),
        key=lambda event: event.id,
        page_size=500,
        default_size=100,
        paging=OFFSETS,
    )


def create(
    object_type: str,
    *,
    system: str,
    status: EventStatus | str,
    result: EventResult | str,
    object_id: str | None,
    description: str | None,
    details: str | None,
    action_text: str | None,
    retry_url: str | None,
) -> Operation[IntegrationEvent]:
    """Write an entry. Repeating it writes it twice, so it is not repeated."""
    if result == "failure" and not description:
        raise ConfigurationError("Cloudbeds needs to know what failed.", next_action="Give a description.")
    written: dict[str, Any] = {
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
    given = {name: value for name, value in written.items() if value is not None}
    return Operation(endpoint=CREATE, parse=_EVENT, document=given)


def set_status(event_id: str, *, status: EventStatus | str) -> Operation[IntegrationEvent]:
    """Say whether an entry is done."""
    return Operation(endpoint=SET_STATUS, parse=_EVENT, document={"status": status}, places={"event_id": event_id})


def retry(event_id: str) -> Operation[None]:
    """Have Cloudbeds call the entry's retry address."""
    return Operation(endpoint=RETRY, parse=nothing, places={"event_id": event_id})
