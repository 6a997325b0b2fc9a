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
    from .engine import EngineSettings, Integration, Worker, WorkReport
    from .engine.access.degraded import DegradedPart
    from .engine.access.disconnecting import DisconnectReport
    from .engine.board import PropertyStatus, RoomStatus, SetAsideStatus, SyncStatus
    from .engine.credentials import IdleCredential
    from .engine.failures import Failure
    from .engine.intake import Receipt, WebhookAnswer
    from .engine.replay import ReplayReport
    from .engine.reporting.queues import DeadLetter, QueueStatus, Waiting
    from .engine.sync import SyncKind, SyncReport
    from .errors import (
        AuthenticationError,
        BadRequestError,
        CircuitOpenError,
        ConfigurationError,
        ConnectionFailedError,
        ConnectorError,
        DeadLetterError,
        DefectError,
        HostCodeError,
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
        UnavailableError,
        UnexpectedAnswerError,
        WebhookRejectedError,
    )
    from .escapes import printable
    from .pms.clock import SystemClock
    from .pms.idempotency import Attempt, IdempotencyStore
    from .pms.memory_tokens import MemoryTokens
    from .pms.ports import (
        Clock,
        Credentials,
        EventSink,
        HostRoom,
        HostRooms,
        Lane,
        Limiter,
        PmsConnector,
        StayEvent,
        TaskSink,
    )
    from .pms.probing import Finding, Probe
    from .pms.subscriptions import RemovalReport, SubscriptionReport
    from .pms.tasks import Priority, TaskCommand, TaskKind, TaskState, TurnoverTask
    from .pms.tokens import Token, TokenStore
    from .pms.webhooks import WebhookRequest, new_token
    from .secrets import KeyRing, UnreadableSecretError, generate_key
    from .stores import records
    from .stores.codec import encode
    from .stores.credentials import Rotation
    from .stores.idempotency import MemoryIdempotency, StoreIdempotency, process_once
    from .stores.memory import MemoryStore
    from .stores.port import Store
    from .stores.rate import StoreLimiter
    from .stores.records import Connection
    from .turnover import Explanation, TurnoverPolicy

_NAMES = {
    "cloudbeds": "ApiKey AsyncCloudbedsClient CloudbedsClient CloudbedsConnector OAuth",
    "cloudbeds.connector": "OAuthApp",
    "engine": "EngineSettings Integration WorkReport Worker",
    "engine.access.degraded": "DegradedPart",
    "engine.access.disconnecting": "DisconnectReport",
    "engine.board": "PropertyStatus RoomStatus SetAsideStatus SyncStatus",
    "engine.credentials": "IdleCredential",
    "engine.intake": "Receipt WebhookAnswer",
    "engine.failures": "Failure",
    "engine.replay": "ReplayReport",
    "engine.reporting.queues": "DeadLetter QueueStatus Waiting",
    "engine.sync": "SyncKind SyncReport",
    "errors": "AuthenticationError BadRequestError CircuitOpenError ConfigurationError ConnectionFailedError "
    "ConnectorError DeadLetterError DefectError HostCodeError IgnoredFilterError MissingScopeError NotConnectedError "
    "NotFoundError PmsError PropertyError RateLimitedError RetryableError ServerError SinkError StoreError "
    "TimedOutError UnavailableError UnexpectedAnswerError WebhookRejectedError",
    "escapes": "printable",
    "pms.clock": "SystemClock",
    "pms.memory_tokens": "MemoryTokens",
    "pms.idempotency": "Attempt IdempotencyStore",
    "pms.ports": "Clock Credentials EventSink HostRoom HostRooms Lane Limiter PmsConnector StayEvent TaskSink",
    "pms.probing": "Finding Probe",
    "pms.subscriptions": "RemovalReport SubscriptionReport",
    "pms.tasks": "Priority TaskCommand TaskKind TaskState TurnoverTask",
    "pms.tokens": "Token TokenStore",
    "pms.webhooks": "WebhookRequest new_token",
    "secrets": "KeyRing UnreadableSecretError generate_key",
    "stores": "records",
    "stores.codec": "encode",
    "stores.credentials": "Rotation",
    "stores.idempotency": "MemoryIdempotency StoreIdempotency process_once",
    "stores.memory": "MemoryStore",
    "stores.port": "Store",
    "stores.rate": "StoreLimiter",
    "stores.records": "Connection",
    "turnover": "Explanation TurnoverPolicy",
}
_HOMES = {name: home for home, names in _NAMES.items() for name in names.split()}

__all__ = [
    "ApiKey",
    "AsyncCloudbedsClient",
    "Attempt",
    "AuthenticationError",
    "BadRequestError",
    "CircuitOpenError",
    "Clock",
    "CloudbedsClient",
    "CloudbedsConnector",
    "ConfigurationError",
    "Connection",
    "ConnectionFailedError",
    "ConnectorError",
    "Credentials",
    "DeadLetter",
    "DeadLetterError",
    "DefectError",
    "DegradedPart",
    "DisconnectReport",
    "EngineSettings",
    "EventSink",
    "Explanation",
    "Failure",
    "Finding",
    "HostCodeError",
    "HostRoom",
    "HostRooms",
    "IdempotencyStore",
    "IdleCredential",
    "IgnoredFilterError",
    "Integration",
    "KeyRing",
    "Lane",
    "Limiter",
    "MemoryIdempotency",
    "MemoryStore",
    "MemoryTokens",
    "MissingScopeError",
    "NotConnectedError",
    "NotFoundError",
    "OAuth",
    "OAuthApp",
    "PmsConnector",
    "PmsError",
    "Priority",
    "Probe",
    "PropertyError",
    "PropertyStatus",
    "QueueStatus",
    "RateLimitedError",
    "Receipt",
    "RemovalReport",
    "ReplayReport",
    "RetryableError",
    "RoomStatus",
    "Rotation",
    "ServerError",
    "SetAsideStatus",
    "SinkError",
    "StayEvent",
    "Store",
    "StoreError",
    "StoreIdempotency",
    "StoreLimiter",
    "SubscriptionReport",
    "SyncKind",
    "SyncReport",
    "SyncStatus",
    "SystemClock",
    "TaskCommand",
    "TaskKind",
    "TaskSink",
    "TaskState",
    "TimedOutError",
    "Token",
    "TokenStore",
    "TurnoverPolicy",
    "TurnoverTask",
    "UnavailableError",
    "UnexpectedAnswerError",
    "UnreadableSecretError",
    "Waiting",
    "WebhookAnswer",
    "WebhookRejectedError",
    "WebhookRequest",
    "WorkReport",
    "Worker",
    "encode",
    "generate_key",
    "new_token",
    "printable",
    "process_once",
    "records",
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
