"""The whole front desk, with the connection of the app: its state, its log of errors and of integration events.

The hotel has one app: the client of its API. Its states are those of the OpenAPI description. That only ``disabled``
changes what the app may do is presumed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from ..state import FrontDeskError, SisterHotel
from .parties import PartyDesk

APP_STATES = ("enabled", "disabled", "installing", "pending")


@dataclass(frozen=True, kw_only=True, slots=True)
class AppError:
    """An error that the app reported (postAppError), with the values it sent."""

    id: str
    event_type: str
    timestamp: str
    message: str
    entity_type: str
    entity_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class IntegrationEvent:
    """An entry of the app's log in the hotel system (v2), with the values that the app sent."""

    id: str
    object_type: str
    system: str
    status: str
    result: str
    created_at: datetime
    object_id: str | None = None
    description: str | None = None
    details: str | None = None
    action_text: str | None = None
    retry_url: str | None = None
    updated_at: datetime | None = None
    retried_at: datetime | None = None


class FrontDesk(PartyDesk):
    """The whole front desk: all layers below, and the connection of the app. The API serves it."""

    def _init_records(self) -> None:
        super()._init_records()
        self._app_state = "enabled"
        self._sisters: list[SisterHotel] = []
        self._app_errors: list[AppError] = []
        self._integration_events: dict[str, IntegrationEvent] = {}

    def add_sister(self, property_id: str, name: str, *, timezone: str) -> None:
        """Add another property to the account: getHotels lists it first, and every other call for it is refused.

        That the account of a group lists all its hotels is documented; that one of them has no zone, or an unknown one,
        is presumed.
        """
        self._sisters.append(SisterHotel(property_id, name, timezone))

    def sisters(self) -> tuple[SisterHotel, ...]:
        """The other properties of the account."""
        return tuple(self._sisters)

    @property
    def app_state(self) -> str:
        """``enabled``, ``disabled``, ``installing`` or ``pending``."""
        return self._app_state

    def set_app_state(self, state: str, *, client_id: str = "simulated") -> None:
        """Change the app's state and send a webhook with the app's `client_id`. ``disabled`` disconnects the app."""
        if state not in APP_STATES:
            raise FrontDeskError(f"There is no app state {state!r}. They are {', '.join(APP_STATES)}.")
        with self.lock:
            old, self._app_state = self._app_state, state
            if old == state:
                return
            self._emit("integration/appstate_changed", {"clientID": client_id, "oldState": old, "newState": state})
            if state == "disabled":
                self.webhooks.subscriptions.clear()
                self.faults.revoked_keys |= self.api_keys | self.oauth.revoke()

    def new_subscription_id(self) -> str:
        """A fresh id such as Cloudbeds gives subscriptions: letters and digits."""
        return "do" + "".join(self._ids.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=12))

    def disconnect_app(self) -> None:
        """Disconnect the app as the hotelier does: removes subscriptions, revokes credentials, sends a last webhook."""
        self.set_app_state("disabled")

    def app_errors(self) -> tuple[AppError, ...]:
        """The errors that the app reported."""
        return tuple(self._app_errors)

    def report_app_error(
        self, *, event_type: str, timestamp: str, message: str = "", entity_type: str = "", entity_id: str = ""
    ) -> str:
        """Record an error that the app reports; returns its id."""
        with self.lock:
            error = AppError(
                id=self._number("app_error"),
                event_type=event_type,
                timestamp=timestamp,
                message=message,
                entity_type=entity_type,
                entity_id=entity_id,
            )
            self._app_errors.append(error)
            return error.id

    def integration_events(self) -> tuple[IntegrationEvent, ...]:
        """The app's log in the hotel system."""
        return tuple(self._integration_events.values())

    def integration_event(self, event_id: str) -> IntegrationEvent:
        """One entry of the app's log; `FrontDeskError` if there is none."""
        event = self._integration_events.get(event_id)
        if event is None:
            raise FrontDeskError(f"There is no integration event {event_id!r}. Look at the hotel's list.")
        return event

    def log_integration_event(
        self,
        *,
        object_type: str,
        system: str,
        status: str,
        result: str,
        object_id: str | None = None,
        description: str | None = None,
        details: str | None = None,
        action_text: str | None = None,
        retry_url: str | None = None,
    ) -> IntegrationEvent:
        """Add an entry to the app's log."""
        with self.lock:
            event = IntegrationEvent(
                id=self._number("integration_event"),
                object_type=object_type,
                system=system,
                status=status,
                result=result,
                created_at=self.clock.now(),
                object_id=object_id,
                description=description,
                details=details,
                action_text=action_text,
                retry_url=retry_url,
            )
            self._integration_events[event.id] = event
            return event

    def close_integration_event(self, event_id: str, status: str) -> IntegrationEvent:
        """Change the status of an entry: ``open`` or ``completed``."""
        with self.lock:
            event = replace(self.integration_event(event_id), status=status, updated_at=self.clock.now())
            self._integration_events[event_id] = event
            return event

    def retry_integration_event(self, event_id: str) -> IntegrationEvent:
        """Record a request to retry an event. The simulated hotel does not call `retry_url`."""
        with self.lock:
            event = self.integration_event(event_id)
            if event.retry_url is None:
                raise FrontDeskError(f"Integration event {event_id} has no retryUrl. Create it with one.")
            event = replace(event, retried_at=self.clock.now())
            self._integration_events[event_id] = event
            return event
