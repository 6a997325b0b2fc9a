"""``/integration/v1/events``: a log that the app writes. It is not a feed of events in the hotel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ...desk.front_desk import IntegrationEvent
from ..call import Answer, Call, RefusedError, Row
from .lists import cut, matching

_STATUSES = ("open", "completed")
_RESULTS = ("failure", "success", "action_required", "warning")


def get_events(call: Call) -> Answer:
    """The entries of the log, by default in the order of writing."""
    found = matching(call, [_row(call, event) for event in call.hotel.integration_events()])
    return Answer({"data": cut(call, found), "total": len(found)})


def post_event(call: Call) -> Answer:
    """Add an entry. An entry about a failure needs a description."""
    sent = call.sent
    result = _one_of(sent, "result", _RESULTS)
    description = _optional(sent, "description")
    if result == "failure" and description is None:
        raise RefusedError("This field is required when result is failure.", field="description")
    event = call.hotel.log_integration_event(
        object_type=_required(sent, "objectType"),
        system=_required(sent, "system"),
        status=_one_of(sent, "status", _STATUSES),
        result=result,
        object_id=_optional(sent, "objectId"),
        description=description,
        details=_optional(sent, "details"),
        action_text=_optional(sent, "actionText"),
        retry_url=_optional(sent, "retryUrl"),
    )
    return Answer(_row(call, event), status=201)


def patch_event(call: Call) -> Answer:
    """Change the status of an entry. Nothing else can be changed."""
    event_id, status = call.required("id"), _one_of(call.sent, "status", _STATUSES)
    return Answer(_row(call, call.hotel.close_integration_event(event_id, status)))


def retry_event(call: Call) -> Answer:
    """Request a retry. The answer says only that the request was accepted."""
    event = call.hotel.integration_event(call.required("id"))
    if event.retry_url is None:
        raise RefusedError("This event has no retryUrl.", field="id")
    call.hotel.retry_integration_event(event.id)
    return Answer(status=202)


def _row(call: Call, event: IntegrationEvent) -> Row:
    return {
        "id": event.id,
        "propertyId": call.hotel.property_id,
        "objectId": event.object_id,
        "objectType": event.object_type,
        "system": event.system,
        "status": event.status,
        "result": event.result,
        "description": event.description,
        "details": event.details,
        "actionText": event.action_text,
        "createdAt": _iso(event.created_at),
        "updatedAt": _iso(event.updated_at),
        "retriedAt": _iso(event.retried_at),
    }


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%S}+00:00"


def _required(sent: Mapping[str, Any], name: str) -> str:
    value = _optional(sent, name)
    if not value:
        raise RefusedError("This field is required.", field=name)
    return value


def _optional(sent: Mapping[str, Any], name: str) -> str | None:
    value = sent.get(name)
    if value is not None and not isinstance(value, str):
        raise RefusedError("This field must be a string.", field=name)
    return value


def _one_of(sent: Mapping[str, Any], name: str, known: tuple[str, ...]) -> str:
    value = _required(sent, name)
    if value not in known:
        raise RefusedError(f"This field must be one of {', '.join(known)}.", field=name)
    return value
