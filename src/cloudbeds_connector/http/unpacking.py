"""Unpacking an answer: at most one layer of gzip, and never past the limit.

A few kilobytes can unpack to gigabytes, so the bytes are counted while they are unpacked.
"""

from __future__ import annotations

import zlib

from ..errors import UnexpectedAnswerError

#: The largest real page known is half a MiB (100 reservations with guests).
MAX_ANSWER_BYTES = 8 * 1024 * 1024

#: The one encoding that is asked for.
ENCODING = "gzip"
_PACKED = frozenset({ENCODING, "x-gzip"})
_PLAIN = frozenset({"", "identity"})
#: zlib's way to say: with a gzip header.
_GZIP = 16 + zlib.MAX_WBITS


class Unpacker:
    """Unpacks the raw chunks of one answer into `body`. `limit` is in bytes, after unpacking."""

    def __init__(self, encoding: str, *, limit: int = MAX_ANSWER_BYTES) -> None:
        encoding = encoding.strip().lower()
        if encoding not in _PACKED | _PLAIN:
            raise UnexpectedAnswerError(
                "The answer has a content encoding that was not asked for.",
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
                next_action="Check the base URL, and ask for a smaller page.",
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
