"""The limits of an answer: its size, how it may be packed, and the time that reading it may take.

A few kilobytes can unpack to gigabytes, so bytes are counted while they are unpacked. A server that sends a byte now
and then never lets a single read time out, so there is a limit for all reads of a request. It is measured on the
machine's monotonic clock and not on the `Clock` port, because it bounds real waiting.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Mapping
from contextvars import ContextVar, Token
from typing import Any

from ..errors import UnexpectedAnswerError

#: The largest real page known is half a MiB (100 reservations with guests).
MAX_ANSWER_BYTES = 8 * 1024 * 1024

#: The only encoding that requests accept.
ENCODING = "gzip"
_PACKED = frozenset({ENCODING, "x-gzip"})
_PLAIN = frozenset({"", "identity"})
#: zlib's way to say: with a gzip header.
_GZIP = 16 + zlib.MAX_WBITS

_ends: ContextVar[float | None] = ContextVar("_ends", default=None)
#: The steps after which a connection has a new stream, as the HTTP library names them to its ``trace`` extension.
_NEW_STREAM = (".connect_tcp.complete", ".start_tls.complete")
#: The first step with a connection that is ready.
_READY = "http11.send_request_headers.started"

Trace = Callable[[str, Mapping[str, Any]], None]


class Unpacker:
    """Unpacks the raw chunks of one answer into `body`. `limit` is in bytes, after unpacking."""

    def __init__(self, encoding: str, *, limit: int = MAX_ANSWER_BYTES) -> None:
        encoding = encoding.strip().lower()
        if encoding not in _PACKED | _PLAIN:
            raise UnexpectedAnswerError(
                "The answer has a content encoding that the request did not accept.",
                next_action="Check the base URL, and the proxy if there is one.",
            )
        self.body = bytearray()
        self._limit = limit
        self._taken = 0
        self._gzip = zlib.decompressobj(_GZIP) if encoding in _PACKED else None

    def take(self, chunk: bytes) -> None:
        """Add a chunk; `UnexpectedAnswerError` if the body gets too large, or the chunk is no gzip."""
        self._taken += len(chunk)
        self.body += chunk if self._gzip is None else self._unpacked(chunk, self._gzip)
        if max(self._taken, len(self.body)) > self._limit:
            raise UnexpectedAnswerError(
                "The answer is larger than any that a hotel system sends.",
                next_action="Check the base URL, and request a smaller page.",
            )

    def _unpacked(self, chunk: bytes, gzip: zlib._Decompress) -> bytes:
        if gzip.eof:
            return b""  # what follows the packed answer is not part of it
        try:
            return gzip.decompress(chunk, self._limit - len(self.body) + 1)
        except zlib.error:
            raise UnexpectedAnswerError(
                "The answer is labelled gzip, and is not.", next_action="Check the base URL, and the proxy if any."
            ) from None


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
