"""What Cloudbeds tells about an app's connection to a property."""

from __future__ import annotations

from typing import ClassVar

from .wire import Flag, SnakeModel, Text, WireModel


class AppState(SnakeModel):
    """The answer of ``getAppState``: ``enabled``, ``disabled``, ``installing`` or ``pending``."""

    shown: ClassVar[str] = "app_state"

    app_state: Text = None


class AppSettings(WireModel):
    """The answer of ``getAppSettings``."""

    full_revenue_sync: Flag = None


class ReportedError(WireModel):
    """The answer of ``postAppError``."""

    shown: ClassVar[str] = "error_id"

    error_id: Text = None


class ApiAddress(WireModel):
    """Where the API of a property is."""

    url: Text = None


class Metadata(WireModel):
    """The answer of ``oauth/metadata``: which server the credential's property lives on."""

    api: ApiAddress
