"""The requests and the replies of the API as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .call import Shown
from .encoding import as_json

#: Where v1.3 is served; v2 begins at the origin.
PREFIX = "/api/v1.3/"
_PAGE = b"<!DOCTYPE html>\n<html><head><title>Hospitality software</title></head><body><h1>%s</h1></body></html>\n"


@dataclass(frozen=True, slots=True)
class Request:
    """A request. Header names are lower case; `origin` is the address it was sent to, ``http://host:port``.

    `method` is the path below ``/api/v1.3/``; with `is_v2`, it is a path of the v2 API, which begins at the origin.
    """

    verb: str
    method: str
    params: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)
    origin: str = ""
    is_v2: bool = False
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply. If `dropped`, the connection is closed without one. `shown` counts only when the reply is written."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    dropped: bool = False
    shown: Sequence[Shown] = ()
    read_at: datetime | None = None


def json_reply(status: int, body: Mapping[str, Any]) -> Reply:
    """A reply in JSON."""
    return Reply(status, as_json(body))


def page_reply(status: int, title: bytes) -> Reply:
    """An HTML page in the place of JSON."""
    return Reply(status, _PAGE % title, content_type="text/html; charset=utf-8")
