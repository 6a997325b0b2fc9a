"""All that knows Cloudbeds: client, models, webhooks, and the connector that plugs it in. Loaded on first use."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .async_client import AsyncCloudbedsClient
    from .auth import ApiKey
    from .client import CloudbedsClient
    from .connector import CloudbedsConnector
    from .oauth import OAuth
    from .settings import CloudbedsSettings

__all__ = ["ApiKey", "AsyncCloudbedsClient", "CloudbedsClient", "CloudbedsConnector", "CloudbedsSettings", "OAuth"]

_HOME = {
    "ApiKey": "auth",
    "AsyncCloudbedsClient": "async_client",
    "CloudbedsClient": "client",
    "CloudbedsConnector": "connector",
    "CloudbedsSettings": "settings",
    "OAuth": "oauth",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)
