"""Decides what a call of Cloudbeds is before anybody makes it: a value with a request and a parser.

The sync and the async client are two interpreters of these values; neither knows a single method. Parameters carry
their wire names and wire text already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from ..errors import ConfigurationError
from ..pms.hotel_time import require_aware

T = TypeVar("T")

#: What a parameter may be before it is written as wire text. None leaves the parameter out.
Wire = str | bool | int | float | Decimal | date | None

_METHOD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


class Verb(StrEnum):
    """The HTTP verb. Parameters of POST and PUT go as a form (Cloudbeds refuses JSON bodies), others in the query."""

    GET = "GET"
    POST = "POST"
    PUT = "PUT"
    DELETE = "DELETE"


class Repeat(StrEnum):
    """Whether sending the same request again can do harm. Only SAFE operations are retried."""

    SAFE = "safe"
    ONCE = "once"


class Scope(StrEnum):
    """Which parameter names the property; Cloudbeds has two, depending on the method."""

    ONE = "propertyID"
    MANY = "propertyIDs"
    NONE = ""


@dataclass(frozen=True, kw_only=True)
class Operation(Generic[T]):
    """One call. `parse` turns a successful body into a result, and raises what `envelope` documents otherwise."""

    method: str
    parse: Callable[[bytes], T] = field(repr=False)
    verb: Verb = Verb.GET
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    repeat: Repeat = Repeat.SAFE
    scope: Scope = Scope.ONE

    def __post_init__(self) -> None:
        if not _METHOD.fullmatch(self.method):
            raise ConfigurationError(
                "That is not the name of a method.", next_action="Give one such as 'getSources', without a slash."
            )

    def with_params(self, params: Mapping[str, str]) -> Operation[T]:
        """The same call with further parameters."""
        return replace(self, params={**self.params, **params})


@dataclass(frozen=True, kw_only=True)
class Listing(Generic[T]):
    """A call whose answer comes in pages (`pageNumber` from 1).

    `key` tells rows apart, since a row may appear on two pages while they are read. `page_size` is asked for;
    `default_size` is what the official description says is sent when nothing is asked for.
    `expects` are the keys after which no further page is needed, where the caller asked for certain rows.
    """

    operation: Operation[tuple[T, ...]]
    key: Callable[[T], str] = field(repr=False)
    page_size: int = 100
    default_size: int = 20
    expects: frozenset[str] | None = None

    def page(self, number: int) -> Operation[tuple[T, ...]]:
        """The call for one page."""
        return self.operation.with_params({"pageNumber": str(number), "pageSize": str(self.page_size)})


def wire_params(params: Mapping[str, Wire]) -> dict[str, str]:
    """Parameters as wire text: ``true``/``false``, ``YYYY-MM-DD``, ``YYYY-MM-DD HH:MM:SS``; None is left out."""
    return {name: _text(value) for name, value in params.items() if value is not None}


def wire_instant(instant: datetime | None, zone: ZoneInfo | None) -> str | None:
    """An aware instant as Cloudbeds takes it: a wall time without offset, in the property's zone (UTC if unknown).

    ISO 8601 with T and Z is refused. In which zone Cloudbeds reads ``modifiedFrom`` and its like is not documented:
    presumably the property's. Overlap accordingly.
    """
    if instant is None:
        return None
    return require_aware(instant, "instant").astimezone(zone or UTC).strftime("%Y-%m-%d %H:%M:%S")


def _text(value: Wire) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        raise ConfigurationError(
            "A date with a time needs the property's zone.", next_action="Write it with wire_instant()."
        )
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
