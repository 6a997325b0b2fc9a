"""Decides how bytes travel. The only module of the package that imports the HTTP library.

Trust nothing: the base URL is pinned, redirects are not followed, proxies and certificates are not taken from the
environment (give a `transport` for those), no cookie is kept, and neither the size of an answer nor the time it takes
is the server's to choose. Requests go to the transport directly, because the HTTP library's client writes the whole
URL, and with it what is searched for, to its log.
"""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

import httpx

from ..errors import ConfigurationError, ConnectionFailedError, TimedOutError, UnexpectedAnswerError
from . import deadline
from .unpacking import ENCODING, Unpacker

#: How requests are sent; `httpx.MockTransport` in tests, ``httpx.HTTPTransport(proxy=...)`` behind a proxy.
Transport = httpx.BaseTransport

CONNECT_SECONDS = 10.0
#: How long an attempt may take altogether, in waits (`timeout`) for the server.
WAITS_PER_ATTEMPT = 2.0

_HEADERS = {"accept": "application/json", "accept-encoding": ENCODING, "user-agent": "cloudbeds-connector"}


class ClosedError(ConnectionFailedError):
    """The client was closed, perhaps by another thread while it waited. A new one may succeed; this one will not."""


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


class HttpWire:
    """Sends requests over one connection pool. Thread-safe; close it. A `transport` stays its giver's to close.

    `timeout` is in seconds, for each wait; an attempt ends after `WAITS_PER_ATTEMPT` of them however busy the server.
    """

    def __init__(self, *, base_url: str, timeout: float, transport: Transport | None) -> None:
        self._base_url = httpx.URL(check_base_url(base_url))
        self._timeouts = httpx.Timeout(timeout, connect=min(timeout, CONNECT_SECONDS)).as_dict()
        self._longest = timeout * WAITS_PER_ATTEMPT
        self._transport: Transport = transport or httpx.HTTPTransport(verify=_trust(), trust_env=False)
        self._owned = transport is None
        self._closed = False

    def send(self, request: WireRequest) -> WireAnswer:
        """The answer, read completely. `TimedOutError` or `ConnectionFailedError` if there is none."""
        written = self._written(request)
        try:
            if not self._closed:
                with deadline.limited_to(self._longest):
                    return self._sent(request, written)
            failed: type[Exception] = ClosedError
        except (httpx.HTTPError, OSError) as error:
            failed = type(error)
        except (RuntimeError, ValueError) as error:
            if not self._closed:
                raise
            failed = type(error)  # which error it is to read what is being closed depends on the moment
        raise self._failure(request, failed)  # outside the handlers: httpx errors hold the request, and with it the key

    def _failure(self, request: WireRequest, kind: type[Exception]) -> TimedOutError | ConnectionFailedError:
        host = self._base_url.host
        if self._closed:
            return ClosedError("The client is closed.", next_action="Open another one.", method=request.method)
        if issubclass(kind, httpx.TimeoutException | TimeoutError):
            return TimedOutError(
                f"{host} did not answer in time ({kind.__name__}).",
                next_action="Look what the call has done before you repeat one that changes something.",
                method=request.method,
            )
        return ConnectionFailedError(
            f"The connection to {host} failed ({kind.__name__}).",
            next_action="Check the network and the base URL.",
            method=request.method,
        )

    def _written(self, request: WireRequest) -> httpx.Request:
        try:
            return httpx.Request(
                request.verb,
                httpx.URL(f"{self._base_url}{request.path}"),
                params=dict(request.query) or None,
                data=request.form,
                headers={**_HEADERS, **request.headers},
                extensions={"timeout": self._timeouts, "trace": deadline.watch},
            )
        except (httpx.InvalidURL, ValueError):
            pass
        raise ConfigurationError(
            f"The parameters of {request.method} cannot be written as a request.",
            next_action="Make them shorter, and look for broken characters.",
        )

    def _sent(self, request: WireRequest, written: httpx.Request) -> WireAnswer:
        answer = self._transport.handle_request(written)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        try:
            body = _read(answer, headers.get("content-encoding", ""))
        except UnexpectedAnswerError as error:
            if answer.status_code < 500 and answer.status_code != 429:
                error.method, error.status = request.method, answer.status_code
                raise
            body = b""  # the status says enough
        return WireAnswer(status=answer.status_code, headers=headers, body=body)

    def close(self) -> None:
        """Give the connections back. What is under way in other threads fails."""
        self._closed = True
        if self._owned:
            self._transport.close()


def _read(answer: httpx.Response, encoding: str) -> bytes:
    """The body, from the raw stream: the HTTP library would unpack as many layers as the server names."""
    if not isinstance(answer.stream, httpx.SyncByteStream):
        raise ConfigurationError("The transport is an asynchronous one.", next_action="Give a synchronous transport.")
    with closing(answer.stream) as stream:
        unpacker = Unpacker(encoding)
        for chunk in stream:
            unpacker.take(chunk)
            deadline.keep()
        return bytes(unpacker.body)
