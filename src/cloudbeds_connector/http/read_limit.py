"""Decides how long one request may take in all: a server that sends a byte now and then never lets a read time out.

The limit is kept on the machine's monotonic clock and not on the `Clock` port, because it bounds real waiting.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_ends: ContextVar[float | None] = ContextVar("_ends", default=None)
#: The steps after which a connection has a new stream, as the HTTP library names them to its ``trace`` extension.
_NEW_STREAM = (".connect_tcp.complete", ".start_tls.complete")


@contextmanager
def limited_to(seconds: float) -> Iterator[None]:
    """Whatever this thread reads within takes no longer than `seconds` altogether, or ends in `TimeoutError`."""
    token = _ends.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends.reset(token)


def keep() -> float | None:
    """The seconds that are left, None if there is no limit; `TimeoutError` if there are none left."""
    ends = _ends.get()
    if ends is None:
        return None
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError("the answer took too long altogether")
    return left


def watch(step: str, info: Mapping[str, Any]) -> None:
    """To be given as ``trace``: every read of a connection that is opened keeps the limit of the reading thread."""
    if step.endswith(_NEW_STREAM):
        stream = info["return_value"]
        stream.read = _limited(stream.read)


def _limited(read: Callable[..., bytes]) -> Callable[..., bytes]:
    def limited(max_bytes: int, timeout: float | None = None) -> bytes:
        left = keep()
        return read(max_bytes, timeout=timeout if left is None else min(left, timeout or left))

    return limited
