"""Keep a hotel operations backend in step with Cloudbeds.

Names load when they are first used (PEP 562): a turnover rule or a port costs no HTTP library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    __version__: str
    from .cloudbeds import ApiKey, AsyncCloudbedsClient, CloudbedsClient, CloudbedsConnector, OAuth
    from .cloudbeds.connector import OAuthApp
    from .engine import EngineSettings, Integration, Worker
    from .errors import (
        AuthenticationError,
        BadRequestError,
        CircuitOpenError,
        ConfigurationError,
        ConnectionFailedError,
        ConnectorError,
        IgnoredFilterError,
        MissingScopeError,
        NotConnectedError,
        NotFoundError,
        PmsError,
        PropertyError,
        RateLimitedError,
        RetryableError,
        ServerError,
        SinkError,
        StoreError,
        TimedOutError,
        UnexpectedAnswerError,
        WebhookRejectedError,
    )
    from .pms.memory_tokens import MemoryTokens
    from .pms.ports import (
        Clock,
        Credentials,
        EventSink,
        HostRoom,
        HostRooms,
        IdempotencyStore,
        Lane,
        Limiter,
        PmsConnector,
        StayEvent,
        TaskSink,
    )
    from .pms.tasks import TaskCommand, TurnoverTask
    from .pms.tokens import Token, TokenStore
    from .secrets import KeyRing, generate_key
    from .stores.memory import MemoryStore
    from .turnover import TurnoverPolicy

_HOMES = {
    "ApiKey": "cloudbeds",
    "AsyncCloudbedsClient": "cloudbeds",
    "AuthenticationError": "errors",
    "BadRequestError": "errors",
    "CircuitOpenError": "errors",
    "Clock": "pms.ports",
    "CloudbedsClient": "cloudbeds",
    "CloudbedsConnector": "cloudbeds",
    "ConnectorError": "errors",
    "ConfigurationError": "errors",
    "ConnectionFailedError": "errors",
    "Credentials": "pms.ports",
    "EngineSettings": "engine",
    "EventSink": "pms.ports",
    "HostRoom": "pms.ports",
    "HostRooms": "pms.ports",
    "IdempotencyStore": "pms.ports",
    "IgnoredFilterError": "errors",
    "Integration": "engine",
    "KeyRing": "secrets",
    "Lane": "pms.ports",
    "Limiter": "pms.ports",
    "MemoryStore": "stores.memory",
    "MemoryTokens": "pms.memory_tokens",
    "MissingScopeError": "errors",
    "NotConnectedError": "errors",
    "NotFoundError": "errors",
    "OAuth": "cloudbeds",
    "OAuthApp": "cloudbeds.connector",
    "PmsConnector": "pms.ports",
    "PmsError": "errors",
    "PropertyError": "errors",
    "RateLimitedError": "errors",
    "RetryableError": "errors",
    "ServerError": "errors",
    "SinkError": "errors",
    "StayEvent": "pms.ports",
    "StoreError": "errors",
    "TaskCommand": "pms.tasks",
    "TaskSink": "pms.ports",
    "TimedOutError": "errors",
    "Token": "pms.tokens",
    "TokenStore": "pms.tokens",
    "TurnoverPolicy": "turnover",
    "TurnoverTask": "pms.tasks",
    "UnexpectedAnswerError": "errors",
    "WebhookRejectedError": "errors",
    "Worker": "engine",
    "generate_key": "secrets",
}

__all__ = [
    "ApiKey",
    "AsyncCloudbedsClient",
    "AuthenticationError",
    "BadRequestError",
    "CircuitOpenError",
    "Clock",
    "CloudbedsClient",
    "CloudbedsConnector",
    "ConfigurationError",
    "ConnectionFailedError",
    "ConnectorError",
    "Credentials",
    "EngineSettings",
    "EventSink",
    "HostRoom",
    "HostRooms",
    "IdempotencyStore",
    "IgnoredFilterError",
    "Integration",
    "KeyRing",
    "Lane",
    "Limiter",
    "MemoryStore",
    "MemoryTokens",
    "MissingScopeError",
    "NotConnectedError",
    "NotFoundError",
    "OAuth",
    "OAuthApp",
    "PmsConnector",
    "PmsError",
    "PropertyError",
    "RateLimitedError",
    "RetryableError",
    "ServerError",
    "SinkError",
    "StayEvent",
    "StoreError",
    "TaskCommand",
    "TaskSink",
    "TimedOutError",
    "Token",
    "TokenStore",
    "TurnoverPolicy",
    "TurnoverTask",
    "UnexpectedAnswerError",
    "WebhookRejectedError",
    "Worker",
    "generate_key",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        value = import_module("importlib.metadata").version("cloudbeds-connector")
    elif (home := _HOMES.get(name)) is not None:
        value = getattr(import_module(f".{home}", __name__), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    own = {name for name in globals() if name.startswith("__")}
    return sorted({*own, *__all__, "__version__"})
