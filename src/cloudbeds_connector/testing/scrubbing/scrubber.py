"""Decides what of a call gets into a cassette, as the two functions that vcrpy has a hook for.

What a request carries is replaced by one constant, so that a replay asks for what was recorded whatever the value was;
what an answer carries, by pseudonyms, so that it still parses. Calls for tokens are never recorded. This module knows
nothing of vcrpy: it is handed its requests and responses.
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

#: What stands for a value that a request carried.
LEFT_OUT = "scrubbed"
#: Where every cassette says that it was recorded.
HOST = "https://api.cloudbeds.com"

_REQUEST_HEADERS = {"accept": r"[\w/.+*,; =-]{1,80}", "content-type": r"[\w/.+; =-]{1,80}"}
_ANSWER_HEADERS = {"content-type": _REQUEST_HEADERS["content-type"], "retry-after": r"\d{1,5}"} | {
    "x-request-id": r"[\w.:-]{1,64}",
    "content-encoding": r"br|deflate|zstd",  # what vcrpy has not unpacked
}
_TOKEN_CALLS = frozenset({"access_token", "oauth", "token"})
_SEGMENT = re.compile(r"[\w.~-]{0,64}")


class TokenCallError(AssertionError):
    """A replay asked for a token, and those calls are in no cassette: replay with an `ApiKey`."""


class _Request(Protocol):
    """The part of vcrpy's requests that is looked at."""

    method: str
    uri: str
    body: Any
    headers: Any


class Scrubber:
    """Scrubs one cassette: give its `options` to ``vcr.VCR``, and take a new one for each cassette.

    `keep` are names of further fields and parameters that may stay as they are. With `replaying`, a call for a token is
    a `TokenCallError`; otherwise it passes, and is not recorded.
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
        """The request as it is recorded and looked for; None if it is not to be recorded."""
        asked: _Request = request
        parts = urlsplit(asked.uri)
        if parts.path.rstrip("/").rpartition("/")[2] in _TOKEN_CALLS:
            if self._replaying:
                raise TokenCallError("Calls for tokens are in no cassette. Replay with an ApiKey.")
            return None
        kind = str(asked.headers.get("content-type", ""))
        path = "/".join(step if _SEGMENT.fullmatch(step) else LEFT_OUT for step in parts.path.split("/"))
        query = self._params(parts.query)
        asked.uri = f"{HOST}{quote(path)}" + (f"?{query}" if query else "")
        asked.body = self._sent(asked.body, kind)
        asked.headers = _allowed({str(name): [str(value)] for name, value in asked.headers.items()}, _REQUEST_HEADERS)
        return asked

    def response(self, response: dict[str, Any]) -> dict[str, Any]:
        """The response as it is recorded."""
        code = int(response["status"]["code"])
        return {
            "status": {"code": code, "message": HTTPStatus(code).phrase if code in set(HTTPStatus) else ""},
            "headers": _allowed(response["headers"], _ANSWER_HEADERS),
            "body": {"string": self._bodies.answered(bytes(response["body"]["string"] or b""))},
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
    """The headers that are on the list, if they look as they should."""
    kept: dict[str, list[str]] = {}
    for name, values in headers.items():
        pattern = allowed.get(name.lower())
        fitting = [value for value in map(str, values) if pattern and re.fullmatch(pattern, value)]
        if fitting:
            kept[name.lower()] = fitting
    return kept
