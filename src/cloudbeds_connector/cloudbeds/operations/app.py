"""The calls about an app's own connection to a property."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...http.call import Repeat
from .. import models
from ..envelope import Envelope, acknowledgement, data_in
from ..operation import Endpoint, Operation, Scope, Verb, wire_instant, wire_params

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from ..models.app import AppSettings, AppState, Metadata, ReportedError
    from .words import ConnectionState, ErrorEntity, ErrorEvent

GET_STATE = Endpoint(name="getAppState", used_as="app.state")
SET_STATE = Endpoint(name="postAppState", verb=Verb.POST, used_as="app.set_state")
GET_SETTINGS = Endpoint(name="getAppSettings", used_as="app.settings")
REPORT_ERROR = Endpoint(
    name="postAppError", verb=Verb.POST, permission="write:appError", repeat=Repeat.ONCE, used_as="app.report_error"
)
GET_METADATA = Endpoint(name="oauth/metadata", scope=Scope.NONE, used_as="app.metadata")

_STATE = data_in(lambda: Envelope[models.AppState])
_SETTINGS = data_in(lambda: Envelope[models.AppSettings])
_REPORTED = data_in(lambda: Envelope[models.ReportedError])
_METADATA = data_in(lambda: Envelope[models.Metadata])


def get_state() -> Operation[AppState]:
    """Whether the app is connected."""
    return Operation(endpoint=GET_STATE, parse=_STATE)


def set_state(state: ConnectionState | str) -> Operation[None]:
    """Say whether the app is connected. Saying so again changes nothing."""
    return Operation(endpoint=SET_STATE, parse=acknowledgement, params={"app_state": state})


def get_settings() -> Operation[AppSettings]:
    """What the property has set for the app."""
    return Operation(endpoint=GET_SETTINGS, parse=_SETTINGS)


def report_error(
    event_type: ErrorEvent | str,
    *,
    at: datetime,
    status_code: str | None,
    description: str | None,
    message: str | None,
    entity_type: ErrorEntity | str | None,
    entity_id: str | None,
    user_id: str | None,
    zone: ZoneInfo | None,
) -> Operation[ReportedError]:
    """Tell the property of an error of the app. Repeating it tells it twice, so it is not repeated."""
    params = {
        "timestamp": wire_instant(at, zone),
        "eventType": event_type,
        "statusCode": status_code,
        "description": description,
        "errorMessage": message,
        "entityType": entity_type,
        "entityID": entity_id,
        "userID": user_id,
    }
    return Operation(endpoint=REPORT_ERROR, parse=_REPORTED, params=wire_params(params))


def get_metadata() -> Operation[Metadata]:
    """Where the API of the credential's property is."""
    return Operation(endpoint=GET_METADATA, parse=_METADATA)
