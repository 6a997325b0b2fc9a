"""Decides how bytes travel. The only module of the package that imports the HTTP library.

Trust nothing: the base URL is pinned, redirects are not followed, proxies and certificates are not taken from the
environment (give a `transport` for those), and an answer may not be larger than any real one.
"""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

import httpx

from ..errors import ConfigurationError, ConnectionFailedError, TimedOutError, UnexpectedAnswerError

#: How requests are sent; `httpx.MockTransport` in tests, ``httpx.HTTPTransport(proxy=...)`` behind a proxy.
Transport = httpx.BaseTransport

#: The largest real page known is half a MiB (100 reservations with guests).
MAX_ANSWER_BYTES = 64 * 1024 * 1024
CONNECT_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True, slots=True)
class WireRequest:
    """A request, ready to be sent. `path` is relative to the base URL; `form` is the body of a POST."""

    method: str
    verb: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class WireAnswer:
    """What came back. Header names are lower case; the body may hold guest data, so the repr leaves it out."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


def check_base_url(url: str) -> str:
    """`url` with a trailing slash; `ConfigurationError` unless it is HTTPS, or HTTP on this machine."""
    parts = urlsplit(url)
    plain_ok = parts.scheme == "http" and _is_loopback(parts.hostname or "")
    if (
        not parts.hostname
        or parts.username
        or parts.query
        or parts.fragment
        or not (parts.scheme == "https" or plain_ok)
    ):
        raise ConfigurationError(
            "The base URL must be an https:// address without a user, a query or a fragment.",
            next_action="Use https://api.cloudbeds.com/api/v1.3/, or http:// for a server on this machine.",
        )
    return url.rstrip("/") + "/"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@cache
def _trust() -> ssl.SSLContext:
    """The certificates that are believed; read once, because that takes longer than a request."""
    return httpx.create_ssl_context(trust_env=False)


class _Borrowed(httpx.BaseTransport):
    """A transport of somebody else, who closes it."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._transport.handle_request(request)


class HttpWire:
    """Sends requests over one connection pool. Thread-safe; close it."""

    def __init__(self, *, base_url: str, timeout: float, transport: Transport | None) -> None:
        self._client = httpx.Client(
            base_url=check_base_url(base_url),
            timeout=httpx.Timeout(timeout, connect=min(timeout, CONNECT_SECONDS)),
            transport=None if transport is None else _Borrowed(transport),
            verify=_trust(),
            follow_redirects=False,
            trust_env=False,
            headers={"accept": "application/json", "user-agent": "cloudbeds-connector"},
        )

    def send(self, request: WireRequest) -> WireAnswer:
        """The answer, read completely. `TimedOutError` or `ConnectionFailedError` if there is none."""
        failure: TimedOutError | ConnectionFailedError
        try:
            return self._send(request)
        except httpx.TimeoutException as error:
            failure = TimedOutError(
                f"{self._client.base_url.host} did not answer in time ({type(error).__name__}).",
                next_action="Look what the call has done before you repeat one that changes something.",
                method=request.method,
            )
        except httpx.HTTPError as error:
            failure = ConnectionFailedError(
                f"The connection to {self._client.base_url.host} failed ({type(error).__name__}).",
                next_action="Check the network and the base URL.",
                method=request.method,
            )
        raise failure  # outside the handlers: httpx errors hold the request, and with it the key

    def _send(self, request: WireRequest) -> WireAnswer:
        with self._client.stream(
            request.verb, request.path, params=dict(request.query), data=request.form, headers=dict(request.headers)
        ) as answer:
            body = bytearray()
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > MAX_ANSWER_BYTES:
                    raise UnexpectedAnswerError(
                        "The answer is larger than any that Cloudbeds sends.",
                        next_action="Check the base URL, and ask for a smaller page.",
                        method=request.method,
                        status=answer.status_code,
                    )
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return WireAnswer(status=answer.status_code, headers=headers, body=bytes(body))

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()
