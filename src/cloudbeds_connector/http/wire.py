"""The wire: sending requests, and the limits of an answer. The only module that imports the HTTP library.

The base URL is fixed, redirects are not followed, proxies and certificates are not taken from the environment (pass a
`transport` for those), no cookie is kept, and neither the size of an answer nor the time that it takes is up to the
server. Requests go to the transport directly, because the HTTP library's client logs the whole URL, which holds what is
searched for.
"""

from __future__ import annotations

import json
import re
import ssl
from collections.abc import Callable, Mapping
from contextlib import aclosing, closing
from functools import cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import httpx

from ..errors import ConfigurationError, ConnectionFailedError, PmsError, TimedOutError, UnexpectedAnswerError
from ..pms.address import check_base_url
from ..pms.per_process import PerProcess
from ..secrecy import NotPickled
from . import limits
from .api import Api
from .call import Answer, Call
from .limits import ENCODING, Unpacker
from .retry import ClosedError

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Task

#: How requests are sent: `httpx.MockTransport` in tests, ``httpx.HTTPTransport(proxy=...)`` behind a proxy.
Transport = httpx.BaseTransport
AsyncTransport = httpx.AsyncBaseTransport

#: Answers a request of a `LocalTransport`: verb, URL, headers (names in lower case) and body to status, headers and
#: body, or None if the connection breaks.
LocalAnswer = Callable[[str, str, Mapping[str, str], bytes], tuple[int, Mapping[str, str], bytes] | None]

CONNECT_SECONDS = 10.0
#: How many seconds closing a client waits for requests whose callers have gone; they fail with their connections.
CLOSING_SECONDS = 1.0
#: How long an attempt may take in all, as a multiple of `timeout`.
WAITS_PER_ATTEMPT = 2.0

_HEADERS = {"accept": "application/json", "accept-encoding": ENCODING}
_ERRNO = re.compile(r"(?:\[Errno -?\d+\] )?([A-Za-z ,'-]{3,80})")
#: The rate limits the requests; a pool must not wait for a connection besides.
_LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=20)
_JSON = {"content-type": "application/json"}


class LocalTransport(NotPickled, httpx.MockTransport):
    """A transport without a network, for both clients: `answer` is called for every request. For tests."""

    def __init__(self, answer: LocalAnswer) -> None:
        def handle(request: httpx.Request) -> httpx.Response:
            answered = answer(request.method, str(request.url), dict(request.headers), request.content)
            if answered is None:
                raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
            status, headers, body = answered
            return httpx.Response(status, headers=dict(headers), content=body)

        super().__init__(handle)


def is_local(transport: Transport | AsyncTransport | None) -> bool:
    """Whether requests stay in this process: a function answers them, no server."""
    return isinstance(transport, httpx.MockTransport)


@cache
def _trust() -> ssl.SSLContext:
    """The trusted certificates; read once, because that takes longer than a request."""
    return httpx.create_ssl_context(trust_env=False)


class _Unprinted(NotPickled, httpx.Request):
    """A request whose repr leaves the URL out, which holds what is searched for."""

    def __repr__(self) -> str:
        return f"<{self.method}>"


class _Wire(NotPickled):
    """What both wires have in common: how a request is written, and which error a failure is."""

    def __init__(self, api: Api, *, base_url: str, timeout: float) -> None:
        self._base_url = httpx.URL(check_base_url(base_url, example=api.base_url))
        self._timeouts = httpx.Timeout(timeout, connect=min(timeout, CONNECT_SECONDS)).as_dict()
        self._longest = timeout * WAITS_PER_ATTEMPT
        self._headers = {**_HEADERS, "user-agent": api.user_agent}
        self._closed = False

    def _failure(self, call: Call[Any], error: Exception | None) -> PmsError:
        """The error for an exception of the transport, or for a request of a closed client."""
        if self._closed:  # which exception reading a closed connection raises depends on the moment
            return ClosedError("The client is closed.", next_action="Open another one.", method=call.method)
        if error is not None and not isinstance(error, httpx.HTTPError | OSError):
            raise error
        host, kind = self._base_url.netloc.decode(), type(error).__name__
        if isinstance(error, httpx.TimeoutException | TimeoutError):
            return TimedOutError(
                f"{host} did not answer in time ({kind}).",
                next_action="Look what the call has done before you repeat one that changes something.",
                method=call.method,
            )
        reason = _ERRNO.fullmatch(str(error)) if isinstance(error, httpx.ConnectError) else None
        return ConnectionFailedError(
            f"The connection to {host} failed ({kind}{f': {reason[1]}' if reason else ''}).",
            next_action="Check the network and the base URL.",
            method=call.method,
        )

    def _written(self, call: Call[Any], credential: Mapping[str, str]) -> httpx.Request:
        document = None if call.document is None else json.dumps(call.document).encode()
        try:
            return _Unprinted(
                call.verb,
                self._address(call),
                params=call.query or None,
                data=call.form,
                content=document,
                headers={**self._headers, **({} if document is None else _JSON), **call.headers, **credential},
                extensions={"timeout": self._timeouts},
            )
        except (httpx.InvalidURL, ValueError):
            pass
        raise ConfigurationError(
            f"The parameters of {call.method} cannot be written as a request.",
            next_action="Make them shorter, and look for broken characters.",
        )

    def _address(self, call: Call[Any]) -> httpx.URL:
        """Where a call is sent. A path that names another server would carry the credential there."""
        address, base = self._base_url.join(call.path), self._base_url
        if (address.scheme, address.netloc, address.userinfo) == (base.scheme, base.netloc, base.userinfo):
            return address
        raise ConfigurationError(
            f"The path of {call.method} names another server.",
            next_action="Give a path under the base URL; a client for another server has another base_url.",
        )


class HttpWire(_Wire):
    """Sends requests over one connection pool. Thread-safe; close it. You close a `transport` that you pass in.

    `timeout` is in seconds, for each wait; an attempt ends after `WAITS_PER_ATTEMPT` of them in any case. A forked
    process has a pool of its own.
    """

    def __init__(self, api: Api, *, base_url: str, timeout: float, transport: Transport | None) -> None:
        super().__init__(api, base_url=base_url, timeout=timeout)
        self._transport = transport
        # made with the first request: half of the time that importing this package takes is reading certificates
        self._pool: PerProcess[Transport] = PerProcess(
            lambda: httpx.HTTPTransport(verify=_trust(), trust_env=False, limits=_LIMITS)
        )

    def send(self, call: Call[Any], credential: Mapping[str, str], *, within: float | None = None) -> Answer:
        """The answer, read completely, in `within` seconds at most.

        `TimedOutError` or `ConnectionFailedError` if there is none.
        """
        request = self._written(call, credential)
        is_direct = self._transport is None
        request.extensions["trace"] = limits.watch_once(request.extensions) if is_direct else limits.watch
        limit = self._longest if within is None else min(self._longest, within)
        token = limits.start(limit)
        try:
            if not self._closed:
                answer = (self._transport or self._pool.get()).handle_request(request)
                return _answer(call, answer, _read(answer))
            failure = self._failure(call, None)
        except (httpx.HTTPError, OSError, RuntimeError, ValueError) as error:
            failure = self._failure(call, error)
        finally:
            limits.end(token)
        raise failure  # outside the handler: httpx errors hold the request, and with it the key

    def close(self) -> None:
        """Give the connections back. Requests under way in other threads fail."""
        self._closed = True
        pool = self._pool.pop()
        if pool is not None:
            pool.close()


class AsyncHttpWire(_Wire):
    """`HttpWire` for asyncio. Every event loop has a connection pool of its own; `close` closes the running loop's."""

    def __init__(self, api: Api, *, base_url: str, timeout: float, transport: AsyncTransport | None) -> None:
        super().__init__(api, base_url=base_url, timeout=timeout)
        self._transport = transport
        self._pools: WeakKeyDictionary[AbstractEventLoop, AsyncTransport] = WeakKeyDictionary()
        self._under_way: set[Task[Answer]] = set()

    async def send(self, call: Call[Any], credential: Mapping[str, str], *, within: float | None = None) -> Answer:
        """The answer; see `HttpWire.send`.

        A caller that is cancelled returns at once. The request continues to its end, because a connection that is left
        in the middle of one is never given back.
        """
        from asyncio import create_task, shield

        task = create_task(self._round_trip(call, credential, within))
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        return await shield(task)

    def _ended(self, task: Task[Answer]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # the caller may have gone

    async def _round_trip(self, call: Call[Any], credential: Mapping[str, str], within: float | None) -> Answer:
        from asyncio import timeout

        request = self._written(call, credential)
        try:
            if not self._closed:
                async with timeout(self._longest if within is None else min(self._longest, within)):
                    answer = await (self._transport or self._pool()).handle_async_request(request)
                    return _answer(call, answer, await _aread(answer))
            failure = self._failure(call, None)
        except (httpx.HTTPError, OSError, RuntimeError, ValueError) as error:
            failure = self._failure(call, error)
        raise failure  # outside the handler, as above

    def _pool(self) -> AsyncTransport:
        from asyncio import get_running_loop

        loop = get_running_loop()
        if loop not in self._pools:
            for other in [each for each in self._pools if each.is_closed()]:
                del self._pools[other]  # its connections are of no use, and would keep the loop in memory
            self._pools[loop] = httpx.AsyncHTTPTransport(verify=_trust(), trust_env=False, limits=_LIMITS)
        return self._pools[loop]

    async def close(self) -> None:
        """Give the running loop's connections back. Requests under way fail."""
        from asyncio import get_running_loop, wait

        self._closed = True
        loop = get_running_loop()
        pool = self._pools.pop(loop, None)
        if pool is not None:
            await pool.aclose()
        if under_way := [task for task in self._under_way if task.get_loop() is loop]:
            await wait(under_way, timeout=CLOSING_SECONDS)


def _answer(call: Call[Any], answer: httpx.Response, body: bytes | UnexpectedAnswerError) -> Answer:
    if isinstance(body, UnexpectedAnswerError):
        if answer.status_code < 500 and answer.status_code != 429:
            body.method, body.status = call.method, answer.status_code
            raise body
        body = b""  # the status is enough
    return Answer(status=answer.status_code, headers=dict(answer.headers.items()), body=body)


def _without_traceback(error: UnexpectedAnswerError) -> UnexpectedAnswerError:
    """An error without its traceback, whose frames hold a part of the body."""
    error.__context__ = None
    return error.with_traceback(None)


def _read(answer: httpx.Response) -> bytes | UnexpectedAnswerError:
    """The body, from the raw stream: the HTTP library would unpack as many layers as the server names."""
    if not isinstance(answer.stream, httpx.SyncByteStream):
        raise ConfigurationError("The transport is an asynchronous one.", next_action="Give a synchronous transport.")
    with closing(answer.stream) as stream:
        try:
            unpacker = Unpacker(answer.headers.get("content-encoding", ""))
            for chunk in stream:
                unpacker.take(chunk)
                limits.left()
        except UnexpectedAnswerError as error:
            return _without_traceback(error)
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
            return _without_traceback(error)
        return bytes(unpacker.body)
