"""Decides how bytes travel. The only module of the package that imports the HTTP library.

Trust nothing: the base URL is pinned, redirects are not followed, proxies and certificates are not taken from the
environment (give a `transport` for those), no cookie is kept, and neither the size of an answer nor the time it takes
is the server's to choose. Requests go to the transport directly, because the HTTP library's client writes the whole
URL, and with it what is searched for, to its log.
"""

from __future__ import annotations

import ipaddress
import os
import re
import ssl
from collections.abc import Callable, Mapping
from contextlib import aclosing, closing
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import httpx

from ..errors import ConfigurationError, ConnectionFailedError, TimedOutError, UnexpectedAnswerError
from . import read_limit as deadline
from .unpacking import ENCODING, Unpacker

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Task

#: How requests are sent; `httpx.MockTransport` in tests, ``httpx.HTTPTransport(proxy=...)`` behind a proxy.
Transport = httpx.BaseTransport
AsyncTransport = httpx.AsyncBaseTransport

CONNECT_SECONDS = 10.0
#: How long requests whose callers have gone are waited for when a client is closed; they fail with their connections.
CLOSING_SECONDS = 1.0
#: How long an attempt may take altogether, in waits (`timeout`) for the server.
WAITS_PER_ATTEMPT = 2.0

_HEADERS = {"accept": "application/json", "accept-encoding": ENCODING, "user-agent": "cloudbeds-connector"}
_ERRNO = re.compile(r"(?:\[Errno -?\d+\] )?([A-Za-z ,'-]{3,80})")
#: The rate keeps the requests down; a pool must not wait for a connection beside it.
_LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=20)
_JSON = {"content-type": "application/json"}


class ClosedError(ConnectionFailedError):
    """The client was closed, perhaps by another thread while it waited. A new one may succeed; this one will not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WireRequest:
    """A request, ready to be sent. `path` is relative to the base URL, or to its server if it begins with a slash.

    The body is a `form`, or a `document` of JSON.
    """

    method: str
    verb: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    document: bytes | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class WireAnswer:
    """What came back. Header names are lower case; the body may hold guest data, so the repr leaves it out."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


def check_base_url(url: str) -> str:
    """`url` with a trailing slash; `ConfigurationError` unless it is HTTPS, or HTTP on this machine."""
    try:
        parts = urlsplit(url)
        broken = parts.username is not None or parts.port == 0
    except ValueError:
        parts, broken = urlsplit(""), True
    plain_ok = parts.scheme == "http" and _is_loopback(parts.hostname or "")
    if (
        not parts.hostname
        or broken
        or "//" in parts.path
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


class _Unprinted(httpx.Request):
    """A request that does not print its address, which holds what is searched for."""

    def __repr__(self) -> str:
        return f"<{self.method}>"


class _Wire:
    """What both wires decide alike: what a request looks like, and what a failure is called."""

    def __init__(self, *, base_url: str, timeout: float) -> None:
        self._base_url = httpx.URL(check_base_url(base_url))
        self._timeouts = httpx.Timeout(timeout, connect=min(timeout, CONNECT_SECONDS)).as_dict()
        self._longest = timeout * WAITS_PER_ATTEMPT
        self._closed = False

    def _limit(self, within: float | None) -> float:
        return self._longest if within is None else min(self._longest, within)

    def _failure(
        self, request: WireRequest, kind: type[Exception], reason: str = ""
    ) -> TimedOutError | ConnectionFailedError:
        host = self._base_url.netloc.decode()
        if self._closed:
            return ClosedError("The client is closed.", next_action="Open another one.", method=request.method)
        if issubclass(kind, httpx.TimeoutException | TimeoutError):
            return TimedOutError(
                f"{host} did not answer in time ({kind.__name__}).",
                next_action="Look what the call has done before you repeat one that changes something.",
                method=request.method,
            )
        return ConnectionFailedError(
            f"The connection to {host} failed ({kind.__name__}{reason}).",
            next_action="Check the network and the base URL.",
            method=request.method,
        )

    def _written(self, request: WireRequest, watch: Callable[..., None] | None = None) -> httpx.Request:
        extensions: dict[str, Any] = {"timeout": self._timeouts}
        if watch is not None:
            extensions["trace"] = watch
        try:
            return _Unprinted(
                request.verb,
                self._base_url.join(request.path),
                params=dict(request.query) or None,
                data=request.form,
                content=request.document,
                headers={**_HEADERS, **({} if request.document is None else _JSON), **request.headers},
                extensions=extensions,
            )
        except (httpx.InvalidURL, ValueError):
            pass
        raise ConfigurationError(
            f"The parameters of {request.method} cannot be written as a request.",
            next_action="Make them shorter, and look for broken characters.",
        )

    def _answer(self, request: WireRequest, answer: httpx.Response, body: bytes | UnexpectedAnswerError) -> WireAnswer:
        if isinstance(body, UnexpectedAnswerError):
            if answer.status_code < 500 and answer.status_code != 429:
                body.method, body.status = request.method, answer.status_code
                raise body
            body = b""  # the status says enough
        return WireAnswer(status=answer.status_code, headers=_headers(answer), body=body)


class HttpWire(_Wire):
    """Sends requests over one connection pool. Thread-safe; close it. A `transport` stays its giver's to close.

    `timeout` is in seconds, for each wait; an attempt ends after `WAITS_PER_ATTEMPT` of them however busy the server.
    A forked process gets a pool of its own.
    """

    def __init__(self, *, base_url: str, timeout: float, transport: Transport | None) -> None:
        super().__init__(base_url=base_url, timeout=timeout)
        self._given = transport
        self._pools: dict[int, Transport] = {}

    def send(self, request: WireRequest, *, within: float | None = None) -> WireAnswer:
        """The answer, read completely, `within` seconds at most.

        `TimedOutError` or `ConnectionFailedError` if there is none.
        """
        written = self._written(request, watch=deadline.watch)
        try:
            if not self._closed:
                with deadline.limited_to(self._limit(within)):
                    answer = self._transport().handle_request(written)
                    return self._answer(request, answer, _read(answer))
            failed, reason = cast("type[Exception]", ClosedError), ""
        except (httpx.HTTPError, OSError) as error:
            failed, reason = type(error), _reason(error)
        except (RuntimeError, ValueError) as error:
            if not self._closed:
                raise
            failed, reason = type(error), ""  # which error it is to read what is being closed depends on the moment
        raise self._failure(
            request, failed, reason
        )  # outside the handlers: httpx errors hold the request, and with it the key

    def _transport(self) -> Transport:
        if self._given is not None:
            return self._given
        process = os.getpid()  # a child must not write into its parent's connections
        pool = self._pools.get(process)
        if pool is not None:
            return pool
        # opened with the first request: half of what it costs to load this package is certificates
        fresh = httpx.HTTPTransport(verify=_trust(), trust_env=False, limits=_LIMITS)
        pool = self._pools.setdefault(process, fresh)
        if pool is not fresh:  # another thread was faster
            fresh.close()
        return pool

    def close(self) -> None:
        """Give the connections back. What is under way in other threads fails."""
        self._closed = True
        pool = self._pools.pop(os.getpid(), None)
        if pool is not None:
            pool.close()


class AsyncHttpWire(_Wire):
    """The same for asyncio. Every event loop has a connection pool of its own; `close` closes the running loop's."""

    def __init__(self, *, base_url: str, timeout: float, transport: AsyncTransport | None) -> None:
        super().__init__(base_url=base_url, timeout=timeout)
        self._given = transport
        self._pools: WeakKeyDictionary[AbstractEventLoop, AsyncTransport] = WeakKeyDictionary()
        self._under_way: set[Task[WireAnswer]] = set()

    async def send(self, request: WireRequest, *, within: float | None = None) -> WireAnswer:
        """The answer, as `HttpWire.send` gives it.

        A caller that is cancelled goes at once. The request goes on to its end, because a connection that is left in
        the middle of one is never given back.
        """
        from asyncio import create_task, shield

        task = create_task(self._round_trip(request, within))
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        return await shield(task)

    def _ended(self, task: Task[WireAnswer]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # whoever wanted it may have gone

    async def _round_trip(self, request: WireRequest, within: float | None) -> WireAnswer:
        from asyncio import timeout

        written = self._written(request)
        try:
            if not self._closed:
                async with timeout(self._limit(within)):
                    answer = await self._transport().handle_async_request(written)
                    return self._answer(request, answer, await _aread(answer))
            failed, reason = cast("type[Exception]", ClosedError), ""
        except (httpx.HTTPError, OSError) as error:
            failed, reason = type(error), _reason(error)
        except (RuntimeError, ValueError) as error:
            if not self._closed:
                raise
            failed, reason = type(error), ""
        raise self._failure(request, failed, reason)  # outside the handlers, as above

    def _transport(self) -> AsyncTransport:
        if self._given is not None:
            return self._given
        from asyncio import get_running_loop

        loop = get_running_loop()
        if loop not in self._pools:
            for other in [each for each in self._pools if each.is_closed()]:
                del self._pools[other]  # its connections are of no use, and would keep the loop in memory
            self._pools[loop] = httpx.AsyncHTTPTransport(verify=_trust(), trust_env=False, limits=_LIMITS)
        return self._pools[loop]

    async def close(self) -> None:
        """Give the running loop's connections back. What is under way fails."""
        from asyncio import get_running_loop, wait

        self._closed = True
        loop = get_running_loop()
        pool = self._pools.pop(loop, None)
        if pool is not None:
            await pool.aclose()
        if under_way := [task for task in self._under_way if task.get_loop() is loop]:
            await wait(under_way, timeout=CLOSING_SECONDS)


def _bare(error: UnexpectedAnswerError) -> UnexpectedAnswerError:
    """An error without where it comes from: frames that hold a part of the body."""
    error.__context__ = None
    return error.with_traceback(None)


def _reason(error: Exception) -> str:
    """What the system says of a connection that could not be made, such as "Connection refused"; else nothing."""
    said = _ERRNO.fullmatch(str(error)) if isinstance(error, httpx.ConnectError) else None
    return f": {said[1]}" if said else ""


def _headers(answer: httpx.Response) -> dict[str, str]:
    return {name.lower(): value for name, value in answer.headers.items()}


def _read(answer: httpx.Response) -> bytes | UnexpectedAnswerError:
    """The body, from the raw stream: the HTTP library would unpack as many layers as the server names."""
    if not isinstance(answer.stream, httpx.SyncByteStream):
        raise ConfigurationError("The transport is an asynchronous one.", next_action="Give a synchronous transport.")
    with closing(answer.stream) as stream:
        try:
            unpacker = Unpacker(answer.headers.get("content-encoding", ""))
            for chunk in stream:
                unpacker.take(chunk)
                deadline.keep()
        except UnexpectedAnswerError as error:
            return _bare(error)
        return bytes(unpacker.body)


async def _aread(answer: httpx.Response) -> bytes | UnexpectedAnswerError:
    if not isinstance(answer.stream, httpx.AsyncByteStream):
        raise ConfigurationError("The transport is a synchronous one.", next_action="Give an asynchronous transport.")
    async with aclosing(answer.stream) as stream:
        try:
            unpacker = Unpacker(answer.headers.get("content-encoding", ""))
            async for chunk in stream:
                unpacker.take(chunk)
        except UnexpectedAnswerError as error:
            return _bare(error)
        return bytes(unpacker.body)
