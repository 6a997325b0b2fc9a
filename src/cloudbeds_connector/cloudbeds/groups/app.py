"""``client.app``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..operations import app

if TYPE_CHECKING:
    from datetime import datetime

    from ..client import CloudbedsClient
    from ..models.app import AppSettings, AppState, Metadata, ReportedError
    from ..operations.words import ConnectionState, ErrorEntity, ErrorEvent


class App:
    """An app's own connection to a property. Only for partners' apps, not for a property's own keys."""

    def __init__(self, client: CloudbedsClient) -> None:
        self._client = client

    def state(self) -> AppState:
        """Whether the app is ``enabled``, ``disabled``, ``installing`` or ``pending`` at the property."""
        return self._client.execute(app.get_state())

    def set_state(self, state: ConnectionState | str) -> None:
        """Say whether the app is connected. ``disabled`` ends every session of the app at the property."""
        self._client.execute(app.set_state(state))

    def settings(self) -> AppSettings:
        """What the property has set for the app."""
        return self._client.execute(app.get_settings())

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
    ) -> ReportedError:
        """Show the property an error of the app. Scope ``write:appError``. Not repeated after a failure.

        `event_type` is ``create``, ``delete``, ``update`` or ``sync``; `entity_type` is ``invoice``, ``transaction`` or
        ``reservation``. `at` is aware and goes out as the property's wall time (which the client must know).
        """
        return self._client.execute(
            app.report_error(
                event_type,
                at=at,
                status_code=status_code,
                description=description,
                message=message,
                entity_type=entity_type,
                entity_id=entity_id,
                user_id=user_id,
                zone=self._client.zone,
            )
        )

    def metadata(self) -> Metadata:
        """Which server the credential's property lives on: `api.url` is its base URL."""
        return self._client.execute(app.get_metadata())
