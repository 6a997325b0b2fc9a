"""The time limit of one request: a server that sends a byte now and then never lets a single read time out.

The limit is measured on the machine's monotonic clock and not on the `Clock` port, because it bounds real waiting.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar, Token
from typing import Any

_ends: ContextVar[float | None] = ContextVar("_ends", default=None)
#: The steps after which a connection has a new stream, as the HTTP library names them to its ``trace`` extension.
_NEW_STREAM = (".connect_tcp.complete", ".start_tls.complete")
#: The first step with a connection that is ready.
_READY = "http11.send_request_headers.started"

Trace = Callable[[str, Mapping[str, Any]], None]


def start(seconds: float) -> Token[float | None]:
    """Limit what this thread reads from now on to `seconds` in all; a read after that raises `TimeoutError`."""
    return _ends.set(time.monotonic() + seconds)


end = _ends.reset


def left() -> float | None:
    """The seconds that are left, None without a limit; `TimeoutError` if there are none left."""
    ends = _ends.get()
    if ends is None:
        return None
    seconds = ends - time.monotonic()
    if seconds <= 0:
        raise TimeoutError("the answer took too long in all")
    return seconds


def watch(step: str, info: Mapping[str, Any]) -> None:
    """To be passed as ``trace``: every read of a connection that is opened obeys the limit of the reading thread."""
    if step.endswith(_NEW_STREAM):
        stream = info["return_value"]
        stream.read = _limited(stream.read)


def watch_once(extensions: dict[str, Any]) -> Trace:
    """`watch`, until there is a connection: then it takes itself out of the request's extensions, to save time.

    Only for connections without a proxy, to which a first request may be sent before TLS starts.
    """

    def watching(step: str, info: Mapping[str, Any]) -> None:
        if step == _READY:
            extensions.pop("trace", None)
        else:
            watch(step, info)

    return watching


def _limited(read: Callable[..., bytes]) -> Callable[..., bytes]:
    def limited(max_bytes: int, timeout: float | None = None) -> bytes:
        seconds = left()
        return read(max_bytes, timeout=timeout if seconds is None else min(seconds, timeout or seconds))

    return limited
