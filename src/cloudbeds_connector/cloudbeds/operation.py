"""Operations: the calls of Cloudbeds' API as values, with their endpoints and parsers.

Both clients send these values, and know no single method. Parameters carry their wire names and wire text already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import MAXYEAR, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar
from urllib.parse import quote
from zoneinfo import ZoneInfo

from ..errors import ConfigurationError
from ..http import paging as http_paging
from ..http.call import Call, Repeat
from ..http.paging import offsets, page_numbers

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


_FORM_VERBS = (Verb.POST, Verb.PUT)


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
    that the credential must have been granted, None where the official description names none. `used_as` is how
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
    """One call, before the property is known. `parse` turns a successful body into a result; see `http.call.Call`.

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

    def with_params(self, params: Mapping[str, str]) -> Operation[T]:
        """The same call with further parameters."""
        return replace(self, params={**self.params, **params})

    def bound_to(self, property_id: str | None) -> Call[T]:
        """The call for a property; None for the only one of the credential.

        `ConfigurationError` if the method must name the property, and for an id that would change the path.
        """
        endpoint, params = self.endpoint, dict(self.params)
        if property_id is not None and endpoint.scope is not Scope.NONE:
            params.setdefault(endpoint.scope.value, property_id)
        selected = self._selected(params, property_id)
        as_form = endpoint.path is None and endpoint.verb in _FORM_VERBS
        return Call(
            method=endpoint.name,
            verb=endpoint.verb.value,
            path=endpoint.name if endpoint.path is None else self._path(endpoint.path, selected),
            query={} if as_form else params,
            form=params if as_form else None,
            document=self.document,
            headers={} if selected is None else {"x-property-id": selected},
            parse=self.parse,
            repeat=endpoint.repeat,
            scope=endpoint.permission,
        )

    def _selected(self, params: Mapping[str, str], property_id: str | None) -> str | None:
        """The property that the call is about, for the header by which version 2 selects it; None for several."""
        named = self.places.get("property_id") or params.get("propertyID") or params.get("propertyIDs")
        if named is not None:
            return named if is_property_id(named) and "," not in named else None
        endpoint = self.endpoint
        return property_id if endpoint.path is not None or endpoint.scope is not Scope.NONE else None

    def _path(self, path: str, selected: str | None) -> str:
        if selected is None:
            raise ConfigurationError(
                f"{self.endpoint.used_as} must name the property.", next_action="Give property_id to the client."
            )
        if any(value in ("", ".", "..") for value in self.places.values()):
            raise ConfigurationError("That is no id.", next_action="Give one that a listing returned.")
        return path.format_map({name: quote(value, safe="") for name, value in self.places.items()})


#: Pages of version 1.3, from 1, and of version 2.
PAGE_NUMBERS = page_numbers("pageNumber", "pageSize")
OFFSETS = offsets()


@dataclass(frozen=True, kw_only=True)
class Listing(http_paging.Listing[T]):
    """A call whose answer comes in pages. `default_size` is as Cloudbeds' official description has it."""

    call: Operation[tuple[T, ...]]
    paging: http_paging.Paging = PAGE_NUMBERS
    default_size: int | None = 20


def is_property_id(text: str) -> bool:
    """Whether it is one that can be sent in a header."""
    return text != "" and text.isascii() and text.isprintable() and " " not in text


def wire_params(params: Mapping[str, Wire]) -> dict[str, str]:
    """Parameters as wire text: ``true``/``false``, ``YYYY-MM-DD``, ``YYYY-MM-DD HH:MM:SS``; None is left out."""
    return {name: _text(value) for name, value in params.items() if value is not None}


def hotel_day(name: str, day: Any, *, required: bool = False) -> date | None:
    """The argument `name`, a hotel day, or None where it is not required; `ConfigurationError` for anything else."""
    if (day is None and not required) or (isinstance(day, date) and not isinstance(day, datetime)):
        return day
    raise ConfigurationError(
        f"{name} is no hotel day.",
        next_action="Give a date without a time, such as datetime.now(the property's zone).date().",
    )


def wire_instant(instant: datetime | None, zone: ZoneInfo | None) -> str | None:
    """An aware instant as Cloudbeds takes it: a wall time without offset, in the property's zone.

    ISO 8601 with T and Z is refused. In which zone Cloudbeds reads ``modifiedFrom`` and its like is not documented:
    presumably the property's. Overlap accordingly. `ConfigurationError` without a zone: in another zone, the
    filter would select the wrong hours.
    """
    if instant is None:
        return None
    if not isinstance(instant, datetime) or instant.utcoffset() is None or not 1 < instant.year < MAXYEAR:
        raise ConfigurationError(
            "An instant is needed, and a day, a text or a time without its zone was given.",
            next_action="Give an aware datetime, such as datetime.now(UTC) - timedelta(days=1).",
        )
    if zone is None:
        raise ConfigurationError(
            "Cloudbeds takes instants as the property's wall time, and its zone is not known.",
            next_action="Give the client timezone=, the property_timezone that client.hotels.list() returns.",
        )
    return instant.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def _text(value: Wire) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        raise ConfigurationError(
            "A date with a time was given where Cloudbeds takes a hotel day.",
            next_action="Give a date without a time, such as datetime.now(the property's zone).date().",
        )
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)  # never 1E+2
