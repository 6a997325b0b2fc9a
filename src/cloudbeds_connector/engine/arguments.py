"""Arguments of public methods: each is checked by its annotation, before anything is read, written or requested.

An argument of another kind would otherwise fail far from the call, as a `TypeError` of some library, or be stored.
"""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from ..errors import ConfigurationError
from ..pms.address import check_base_url, is_loopback, server_of
from ..pms.webhooks import WebhookRequest

C = TypeVar("C", bound=type)

#: Texts that may be empty: the empty time zone takes a given one back.
MAY_BE_EMPTY = frozenset({"timezone"})


def checked(kind: C) -> C:
    """A class decorator: all public methods raise `ConfigurationError` for an argument that cannot be right."""
    for name, function in list(vars(kind).items()):
        if inspect.isfunction(function) and not name.startswith("_"):
            setattr(kind, name, _checked(function))
    return kind


def _checked(function: Callable[..., Any]) -> Callable[..., Any]:
    signature = inspect.signature(function)

    @functools.lru_cache(maxsize=1)
    def kinds() -> dict[str, tuple[type, ...]]:
        return {name: kinds_of(hint) for name, hint in get_type_hints(function).items()}

    @functools.wraps(function)
    def call(*args: Any, **named: Any) -> Any:
        given = signature.bind(*args, **named).arguments
        for name, value in given.items():
            if name in kinds():
                _check(name, value, kinds()[name])
        return function(*args, **named)

    return call


def kinds_of(hint: Any) -> tuple[type, ...]:
    """The classes of the values that an annotation allows."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return tuple(kind for each in get_args(hint) for kind in kinds_of(each))
    if origin is Literal:
        return tuple({type(each) for each in get_args(hint)})
    if hint is float:
        return (float, int)
    return (origin or hint,)


def _check(name: str, value: object, kinds: tuple[type, ...]) -> None:
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        wanted = " or ".join(dict.fromkeys("None" if kind is type(None) else kind.__name__ for kind in kinds))
        raise ConfigurationError(
            f"The argument {name} is of the type {type(value).__name__}.", next_action=f"Give a value of {wanted}."
        )
    problem = next(
        (problem for kind, rule in _RULES.items() if isinstance(value, kind) and (problem := rule(value))), ""
    )
    if problem and not (value == "" and name in MAY_BE_EMPTY):
        raise ConfigurationError(f"The argument {name} {problem}.", next_action="Correct it in the call.")


def _of_text(text: str) -> str:
    if not text.strip():
        return "is empty"
    if "\0" in text:
        return "holds a null character, which no database stores"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "holds half a character, which no database stores"
    return ""


def _of_time(span: timedelta) -> str:
    return "is negative" if span < timedelta() else ""


def _of_settings(settings: Mapping[object, object]) -> str:
    for key, value in settings.items():
        if not isinstance(key, str):
            return f"has a key of the type {type(key).__name__}, and keys must be texts"
        try:
            json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
        except (TypeError, ValueError, RecursionError):
            return f"has a value for {key!r} that cannot be stored as JSON"
    return ""


def _of_request(request: WebhookRequest) -> str:
    if not isinstance(request.body, bytes):
        return "has a body that is not bytes"
    if not isinstance(request.headers, Mapping):
        return "has headers that are no mapping"
    return "" if isinstance(request.token, str | None) else "has a token that is no text"


#: By kind of value, what is wrong with one: the end of a sentence, empty if nothing is.
_RULES: dict[type, Callable[[Any], str]] = {
    str: _of_text,
    timedelta: _of_time,
    Mapping: _of_settings,
    WebhookRequest: _of_request,
}


def check_webhook_url(name: str, url: str, *, connector: object, settings: Mapping[str, Any]) -> str:
    """An address for webhooks in its plainest form, with a trailing slash.

    It carries a secret token, so it must be HTTPS. Only a hotel system on this machine reaches an address on it.
    """
    server = urlsplit(server_of(connector, settings)).hostname
    local = server is None or is_loopback(server)
    try:
        plain = check_base_url(url, example="https://host.example")
    except ConfigurationError:
        plain = ""
    if plain and (local or not is_loopback(urlsplit(plain).hostname or "")):
        return plain
    raise ConfigurationError(
        f"The argument {name} must be an https:// address that the hotel system reaches, without a user, a query or a "
        "fragment.",
        next_action="Give the public address of your application, such as https://host.example. Only a simulated hotel "
        "sends to an address on this machine.",
    )
