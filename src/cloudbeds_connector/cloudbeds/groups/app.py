"""Calls about an app's own connection to a property: ``client.app``."""

from __future__ import annotations

from datetime import datetime

from ...http.call import Repeat
from ..envelope import Envelope, acknowledgement, data_in
from ..models.app import AppSettings, AppState, Metadata, ReportedError
from ..operation import Endpoint, Operation, Scope, Verb, wire_instant, wire_params
from .choices import ConnectionState, ErrorEntity, ErrorEvent
from .group import C, Group, call

GET_STATE = Endpoint(name="getAppState", used_as="app.state")
SET_STATE = Endpoint(name="postAppState", verb=Verb.POST, used_as="app.set_state")
GET_SETTINGS = Endpoint(name="getAppSettings", used_as="app.settings")
REPORT_ERROR = Endpoint(
    name="postAppError", verb=Verb.POST, permission="write:appError", repeat=Repeat.ONCE, used_as="app.report_error"
)
GET_METADATA = Endpoint(name="oauth/metadata", scope=Scope.NONE, used_as="app.metadata")

_STATE = data_in(lambda: Envelope[AppState])
_SETTINGS = data_in(lambda: Envelope[AppSettings])
_REPORTED = data_in(lambda: Envelope[ReportedError])
_METADATA = data_in(lambda: Envelope[Metadata])


class App(Group[C]):
    """An app's own connection to a property. Only for partners' apps, not for a property's own keys."""

    @call
    def state(self) -> Operation[AppState]:
        """Whether the app is ``enabled``, ``disabled``, ``installing`` or ``pending`` at the property."""
        return Operation(endpoint=GET_STATE, parse=_STATE)

    @call
    def set_state(self, state: ConnectionState | str) -> Operation[None]:
        """Set whether the app is connected. ``disabled`` ends every session of the app at the property."""
        return Operation(endpoint=SET_STATE, parse=acknowledgement, params={"app_state": state})

    @call
    def settings(self) -> Operation[AppSettings]:
        """What the property has set for the app."""
        return Operation(endpoint=GET_SETTINGS, parse=_SETTINGS)

    @call
    def report_error(
        self,
        event_type: ErrorEvent | str,
        *,
        at: datetime,
        status_code: str | None = None,
        description: str | None = None,
        message: str | None = None,
        entity_type: ErrorEntity | str | None = None,
        entity_id: str | None = None,
        user_id: str | None = None,
    ) -> Operation[ReportedError]:
        """Show the property an error of the app. Scope ``write:appError``. Not repeated after a failure.

        `event_type` is ``create``, ``delete``, ``update`` or ``sync``; `entity_type` is ``invoice``, ``transaction`` or
        ``reservation``. `at` is aware and goes out as the property's wall time (which the client must know).
        """
        params = {
            "timestamp": wire_instant(at, self._client.zone),
            "eventType": event_type,
            "statusCode": status_code,
            "description": description,
            "errorMessage": message,
            "entityType": entity_type,
            "entityID": entity_id,
            "userID": user_id,
        }
        return Operation(endpoint=REPORT_ERROR, parse=_REPORTED, params=wire_params(params))

    @call
    def metadata(self) -> Operation[Metadata]:
        """Which server has the credential's property: `api.url` is its base URL."""
        return Operation(endpoint=GET_METADATA, parse=_METADATA)
