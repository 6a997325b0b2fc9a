"""Scrubbing of requests and answers, as the two functions that vcrpy has hooks for.

Values in a request are replaced by one constant, so that a replay finds the recording for any values. Values
in an answer are replaced by pseudonyms, so that it can still be parsed. Calls for tokens are never recorded. This
module does not import vcrpy: it receives its requests and responses.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from .bodies import Bodies, is_kept
from .names import known

#: The replacement of a value in a request.
LEFT_OUT = "scrubbed"
#: The host of every recorded request.
HOST = "https://api.cloudbeds.com"

_REQUEST_HEADERS = {"accept": r"[\w/.+*,; =-]{1,80}", "content-type": r"[\w/.+; =-]{1,80}"}
_ANSWER_HEADERS = {"content-type": _REQUEST_HEADERS["content-type"], "retry-after": r"\d{1,5}"} | {
    "x-request-id": r"[\w.:-]{1,64}",
    "content-encoding": r"br|deflate|zstd",  # encodings that vcrpy has not unpacked
}
_TOKEN_CALLS = frozenset({"access_token", "oauth", "token"})
_SEGMENT = re.compile(r"[\w.~-]{0,64}")


class TokenCallError(AssertionError):
    """A replay called for a token. These calls are in no cassette: replay with an `ApiKey`."""


class _Request(Protocol):
    """The part of vcrpy's requests that is used here."""

    method: str
    uri: str
    body: Any
    headers: Any


class Scrubber:
    """Scrubs one cassette: pass its `options` to ``vcr.VCR``, and make a new one for each cassette.

    `keep` are names of further fields and parameters whose values stay. With `replaying`, a call for a token raises
    `TokenCallError`; otherwise it is sent but not recorded.
    """

    def __init__(self, *, keep: Iterable[str] = (), replaying: bool = False) -> None:
        self._keep = frozenset(known(name) for name in keep)
        self._bodies = Bodies(self._keep)
        self._replaying = replaying

    @property
    def options(self) -> dict[str, Any]:
        """Keyword arguments for ``vcr.VCR``."""
        return {
            "before_record_request": self.request,
            "before_record_response": self.response,
            "decode_compressed_response": True,
            "match_on": ("method", "scheme", "host", "port", "path", "query", "body"),
        }

    def request(self, request: Any) -> Any:
        """The request as it is recorded and matched; None if it must not be recorded."""
        recorded: _Request = request
        parts = urlsplit(recorded.uri)
        if parts.path.rstrip("/").rpartition("/")[2] in _TOKEN_CALLS:
            if self._replaying:
                raise TokenCallError("Calls for tokens are in no cassette. Replay with an ApiKey.")
            return None
        kind = str(recorded.headers.get("content-type", ""))
        path = "/".join(step if _SEGMENT.fullmatch(step) else LEFT_OUT for step in parts.path.split("/"))
        query = self._params(parts.query)
        recorded.uri = f"{HOST}{quote(path)}" + (f"?{query}" if query else "")
        recorded.body = self._sent(recorded.body, kind)
        recorded.headers = _allowed(
            {str(name): [str(value)] for name, value in recorded.headers.items()}, _REQUEST_HEADERS
        )
        return recorded

    def response(self, response: dict[str, Any]) -> dict[str, Any]:
        """The response as it is recorded."""
        code = int(response["status"]["code"])
        return {
            "status": {"code": code, "message": HTTPStatus(code).phrase if code in set(HTTPStatus) else ""},
            "headers": _allowed(response["headers"], _ANSWER_HEADERS),
            "body": {"string": self._bodies.scrub(bytes(response["body"]["string"] or b""))},
        }

    def _sent(self, body: Any, kind: str) -> bytes | None:
        if not body:
            return None
        raw = body if isinstance(body, bytes) else str(body).encode()
        if "json" in kind:
            return _document(raw, self._keep)
        return self._params(raw.decode("utf-8", "replace")).encode()

    def _params(self, text: str) -> str:
        pairs = parse_qsl(text, keep_blank_values=True)
        return urlencode([(name, _left_out(name, value, self._keep)) for name, value in pairs])


def _document(raw: bytes, keep: frozenset[str]) -> bytes:
    try:
        read = json.loads(raw)
    except ValueError:
        return LEFT_OUT.encode()
    return json.dumps(_without(read, "", keep), sort_keys=True).encode()


def _without(value: Any, name: str, keep: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(each, key, keep) for key, each in value.items()}
    if isinstance(value, list):
        return [_without(each, name, keep) for each in value]
    return value if value is None or isinstance(value, bool) else _left_out(name, str(value), keep)


def _left_out(name: str, value: str, keep: frozenset[str]) -> str:
    if not value or is_kept(name, value, keep):
        return value
    return f"https://app.example/{LEFT_OUT}" if "://" in value else LEFT_OUT


def _allowed(headers: Any, allowed: dict[str, str]) -> dict[str, list[str]]:
    """The headers that are on the list and have the expected format."""
    kept: dict[str, list[str]] = {}
    for name, values in headers.items():
        pattern = allowed.get(name.lower())
        fitting = [value for value in map(str, values) if pattern and re.fullmatch(pattern, value)]
        if fitting:
            kept[name.lower()] = fitting
    return kept
