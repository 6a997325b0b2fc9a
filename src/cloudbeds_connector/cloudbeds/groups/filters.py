"""Filters of listings: how they are declared, and how they become wire parameters.

The filters of a method are a `TypedDict`, which the method takes as ``**filters: Unpack[...]``. So each is written
once, with its type for editors and type checkers, and with a `Param` where Cloudbeds' name or way of writing differs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin, get_type_hints

from ...errors import ConfigurationError
from ..models.wire import wire_name
from ..operation import Wire, hotel_day, wire_instant, wire_params

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

#: Cloudbeds' id for none, such as no housekeeper.
NOBODY = "0"


@dataclass(frozen=True, slots=True)
class Param:
    """How a filter is sent.

    `names` are Cloudbeds' names of the parameter, with a space between if it has two; "" is the filter's own name in
    camel case. `default` is sent where the filter is left out; None sends nothing. `kind` says how it is written:

    - ``value``: a text, number or flag as it is
    - ``day``: a hotel day; every filter whose type is a date
    - ``instant``: an aware instant, as the property's wall time
    - ``option``: a flag that is only sent if it is True, because Cloudbeds' default is false; ``option_1`` is sent as 1
    - ``one_of``: a list, with commas. A row must have one of its values, so no row fits an empty list
    - ``none_of``: a list, with commas. A row must have none of its values, so every row fits an empty list

    `none` is what None in a list is sent as; without it, None is no value of the list.
    """

    names: str = ""
    default: Wire = None
    none: str | None = None
    kind: Literal["value", "day", "instant", "option", "option_1", "one_of", "none_of"] = "value"


def filter_params(
    declared: type, filters: Mapping[str, Any], *, zone: ZoneInfo | None, method: str
) -> dict[str, str] | None:
    """Wire parameters for filters that a `TypedDict` declares; None if no row can fit them.

    `TypeError` for a filter that is not declared: Cloudbeds ignores unknown parameters and sends every row.
    `ConfigurationError` for what is no list of texts where one is needed, and for what is no hotel day, and for an
    instant while the property's zone is unknown.
    """
    fields = _fields(declared)
    for name in filters.keys() - fields.keys():
        known = ", ".join(fields)
        raise TypeError(f"{method}() got an unexpected keyword argument {name!r}. Its filters are: {known}.")
    params: dict[str, Wire] = {}
    for name, param in fields.items():
        value = filters.get(name)
        if value is None:
            value = param.default
        elif param.kind == "day":
            value = hotel_day(name, value)
        elif param.kind == "instant":
            value = wire_instant(value, zone)
        elif param.kind in ("option", "option_1"):
            value = (1 if param.kind == "option_1" else True) if value else None
        elif param.kind != "value":
            value = joined(name, value, none=param.none) or None
            if value is None and param.kind == "one_of":
                return None
        for wire in param.names.split():
            params[wire] = value
    return wire_params(params)


def joined(name: str, values: Collection[str | None], *, none: str | None = None) -> str:
    """A list as Cloudbeds takes it, with commas; None in it is sent as `none`. `ConfigurationError` for no list."""
    if isinstance(values, str | bytes):
        raise ConfigurationError(
            f"{name} is a text; it would be sent letter by letter.", next_action="Give a list, even for a single value."
        )
    if not isinstance(values, Collection):  # the rows are compared with it later, so a generator would be used up
        raise ConfigurationError(f"{name} is no list.", next_action="Give a list, even for a single value.")
    texts = [none if value is None else value for value in values]
    if not all(isinstance(text, str) for text in texts):
        raise ConfigurationError(f"{name} holds a value that is no text.", next_action="Give ids and words as texts.")
    return ",".join(text for text in texts if text is not None)


def _is_day(hint: Any) -> bool:
    kind = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    return kind is date or date in get_args(kind)


@cache
def _fields(declared: type) -> dict[str, Param]:
    """How each filter is sent, in the order of their declaration, with its wire names filled in."""
    fields = {}
    for name, hint in get_type_hints(declared, include_extras=True).items():
        param = next((each for each in getattr(hint, "__metadata__", ()) if isinstance(each, Param)), Param())
        kind = "day" if param.kind == "value" and _is_day(hint) else param.kind
        fields[name] = replace(param, names=param.names or wire_name(name), kind=kind)
    return fields
