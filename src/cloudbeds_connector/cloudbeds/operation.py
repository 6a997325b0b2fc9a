"""Decides what a call of Cloudbeds is before anybody makes it: a value with a request and a parser.

The sync and the async client are two interpreters of these values; neither knows a single method. Parameters carry
their wire names and wire text already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar
from urllib.parse import quote
from zoneinfo import ZoneInfo

from ..errors import ConfigurationError
from ..pms.hotel_time import require_aware

T = TypeVar("T")

#: What a parameter may be before it is written as wire text. None leaves the parameter out.
Wire = str | bool | int | float | Decimal | date | None

_METHOD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}(/[a-z]{1,32})?")


class Verb(StrEnum):
    """The HTTP verb. Version 1.3 takes parameters of POST and PUT as a form and refuses JSON; others are queries."""

    GET = "GET"
    POST = "POST"
    PUT = "PUT"
    PATCH = "PATCH"
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Endpoint:
    """A method of Cloudbeds' API: what is the same in every call of it. The one place of its wire name.

    `name` is the method of version 1.3 and its path under the base URL; methods of version 2 have a `path` from the
    root of the server, in which ``{property_id}`` and the like are filled in by the call. `permission` is the scope
    that the credential must have been granted, None where the official description asks for none. `used_as` is how
    the clients offer it: ``rooms.list``.
    """

    name: str
    verb: Verb = Verb.GET
    path: str | None = None
    permission: str | None = None
    repeat: Repeat = Repeat.SAFE
    scope: Scope = Scope.ONE
    used_as: str = ""

    def __post_init__(self) -> None:
        if not _METHOD.fullmatch(self.name):
            raise ConfigurationError(
                "That is not the name of a method.", next_action="Give one such as 'getSources', without a slash."
            )

    @property
    def docs(self) -> str:
        """Its page in Cloudbeds' reference."""
        page = "" if self.path is not None else f"/{self.verb.lower()}_{self.name.lower().replace('/', '-')}-2"
        return f"https://developers.cloudbeds.com/reference{page}"


@dataclass(frozen=True, kw_only=True)
class Operation(Generic[T]):
    """One call. `parse` turns a successful body into a result, and raises what `envelope` documents otherwise.

    `params` go where the verb says; `document` is the JSON body of the methods of version 2 that take one; `places`
    fill the gaps of the endpoint's path.
    """

    endpoint: Endpoint
    parse: Callable[[bytes], T] = field(repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    document: Mapping[str, Any] | None = field(default=None, repr=False)
    places: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def method(self) -> str:
        """Cloudbeds' name of the method."""
        return self.endpoint.name

    @property
    def path(self) -> str:
        """The path: relative to the base URL, or with a slash in front from the root of the server."""
        path = self.endpoint.path
        if path is None:
            return self.endpoint.name
        if any(value in ("", ".", "..") for value in self.places.values()):
            raise ConfigurationError("That is no id.", next_action="Give one that a listing tells.")
        return path.format_map({name: quote(value, safe="") for name, value in self.places.items()})

    def with_params(self, params: Mapping[str, str]) -> Operation[T]:
        """The same call with further parameters."""
        return replace(self, params={**self.params, **params})


@dataclass(frozen=True, slots=True)
class Check(Generic[T]):
    """How to see on a page of rows that Cloudbeds ignored a filter, as it does without a word.

    `parameter` is the filter's wire name. `ignored` is True only if the rows certainly contradict it.
    """

    parameter: str
    ignored: Callable[[Sequence[T]], bool] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Listing(Generic[T]):
    """A call whose answer comes in pages.

    `key` tells rows apart, since a row may appear on two pages while they are read. `page_size` is asked for;
    `default_size` is what the official description says is sent when nothing is asked for.
    `expects` are the keys after which no further page is needed, where the caller asked for certain rows.
    `by_offset`: pages are asked for by ``offset`` and ``limit``, as version 2 has it. `checks` tell
    whether the filters were heeded.
    """

    operation: Operation[tuple[T, ...]]
    key: Callable[[T], str] = field(repr=False)
    page_size: int = 100
    default_size: int = 20
    expects: frozenset[str] | None = None
    by_offset: bool = False
    checks: tuple[Check[T], ...] = ()

    def page(self, number: int) -> Operation[tuple[T, ...]]:
        """The call for one page, numbered from 1."""
        if self.by_offset:
            offset = (number - 1) * self.page_size
            return self.operation.with_params({"offset": str(offset), "limit": str(self.page_size)})
        return self.operation.with_params({"pageNumber": str(number), "pageSize": str(self.page_size)})


def wire_params(params: Mapping[str, Wire]) -> dict[str, str]:
    """Parameters as wire text: ``true``/``false``, ``YYYY-MM-DD``, ``YYYY-MM-DD HH:MM:SS``; None is left out."""
    return {name: _text(value) for name, value in params.items() if value is not None}


def wire_instant(instant: datetime | None, zone: ZoneInfo | None) -> str | None:
    """An aware instant as Cloudbeds takes it: a wall time without offset, in the property's zone.

    ISO 8601 with T and Z is refused. In which zone Cloudbeds reads ``modifiedFrom`` and its like is not documented:
    presumably the property's. Overlap accordingly. `ConfigurationError` without a zone: another one would ask for hours
    that nobody meant, and get an answer that looks right.
    """
    if instant is None:
        return None
    moment = require_aware(instant, "instant")
    if zone is None:
        raise ConfigurationError(
            "Cloudbeds takes instants as the property's wall time, and its zone is not known.",
            next_action="Give the client timezone=, the property_timezone that client.hotels.list() tells.",
        )
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def _text(value: Wire) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        raise ConfigurationError(
            "A date with a time needs the property's zone.", next_action="Write it with wire_instant()."
        )
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)  # never 1E+2
