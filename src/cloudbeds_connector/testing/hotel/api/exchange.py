"""Decides what a request is when it has come in, and what goes out as its reply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .call import Shown
from .encoding import as_json

_PAGE = b"<!DOCTYPE html>\n<html><head><title>Hospitality software</title></head><body><h1>%s</h1></body></html>\n"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came in. Header names are lower case; `origin` is where it was sent to, ``http://host:port``.

    `method` is the path below ``/api/v1.3/``; with `second`, it is a path of the v2 API, which begins at the origin.
    """

    verb: str
    method: str
    params: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)
    origin: str = ""
    second: bool = False
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes out: nothing at all if `dropped`. `shown` counts once every byte is written."""

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
    """A page for people, where a program expected JSON."""
    return Reply(status, _PAGE % title, content_type="text/html; charset=utf-8")
