"""The HTTP core of every connector: clients, retries, deadline, rate, paging, credentials. It knows no hotel system.

Names load when they are first used (PEP 562).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .api import Api, retry_after
    from .async_client import AsyncHttpClient, AsyncOptions
    from .auth import Auth, BearerToken, SentHeaders
    from .call import Answer, Call, MisshapenError, RefusalError, Repeat, Response
    from .client import HttpClient, Options
    from .deadline import Deadline, DeadlineError
    from .paging import AllRows, AsyncAllRows, Check, CursorRows, Cursors, Listing, Offsets, PageNumbers
    from .renewal import RenewedCredential, SharedGrants, TokenEndpoint
    from .wire import AsyncTransport, Transport

_HOMES = {
    "AllRows": "paging",
    "Answer": "call",
    "Api": "api",
    "AsyncAllRows": "paging",
    "AsyncHttpClient": "async_client",
    "AsyncOptions": "async_client",
    "AsyncTransport": "wire",
    "Auth": "auth",
    "BearerToken": "auth",
    "Call": "call",
    "Check": "paging",
    "CursorRows": "paging",
    "Cursors": "paging",
    "Deadline": "deadline",
    "DeadlineError": "deadline",
    "HttpClient": "client",
    "Listing": "paging",
    "MisshapenError": "call",
    "Offsets": "paging",
    "Options": "client",
    "PageNumbers": "paging",
    "RefusalError": "call",
    "RenewedCredential": "renewal",
    "Repeat": "call",
    "Response": "call",
    "SentHeaders": "auth",
    "SharedGrants": "renewal",
    "TokenEndpoint": "renewal",
    "Transport": "wire",
    "retry_after": "api",
}

__all__ = [
    "AllRows",
    "Answer",
    "Api",
    "AsyncAllRows",
    "AsyncHttpClient",
    "AsyncOptions",
    "AsyncTransport",
    "Auth",
    "BearerToken",
    "Call",
    "Check",
    "CursorRows",
    "Cursors",
    "Deadline",
    "DeadlineError",
    "HttpClient",
    "Listing",
    "MisshapenError",
    "Offsets",
    "Options",
    "PageNumbers",
    "RefusalError",
    "RenewedCredential",
    "Repeat",
    "Response",
    "SentHeaders",
    "SharedGrants",
    "TokenEndpoint",
    "Transport",
    "retry_after",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
