"""JSON for stored values: how a dataclass with its instants, days, enums and tuples is written, and read back."""

from __future__ import annotations

import dataclasses
import json
import typing
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def encode(value: Any) -> Any:
    """`value` as JSON holds it. Instants, days and wall times are ISO 8601, durations seconds, an enum is its value."""
    match value:
        case Enum():
            return value.value
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case Mapping():
            return {key: encode(each) for key, each in value.items()}
        case tuple() | list() | set() | frozenset():
            return [encode(each) for each in value]
        case _ if dataclasses.is_dataclass(value):
            return {field.name: encode(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value


def decode(kind: type[T], data: Any) -> T:
    """The value of this kind that `encode` wrote. Fields of a dataclass that this version does not know are dropped.

    `ValueError`, `TypeError` or `LookupError` for data that is not of this kind.
    """
    return _decode(kind, data)  # type: ignore[no-any-return]


def json_copy(value: Any) -> Any:
    """A copy of a JSON value, as it is read back: its tuples are lists."""
    return json.loads(json.dumps(value)) if value else value


def to_text(value: Any) -> str:
    """`value` as a JSON text."""
    return json.dumps(encode(value), ensure_ascii=False)


def from_text(kind: type[T], text: str) -> T:
    """The value of this kind that `to_text` wrote."""
    return decode(kind, json.loads(text))


def _decode(kind: Any, data: Any) -> Any:
    arms = typing.get_args(kind)
    if type(None) in arms:
        (kind,) = (arm for arm in arms if arm is not type(None))
        return None if data is None else _decode(kind, data)
    if typing.get_origin(kind) is tuple:
        _require(list | tuple, data)
        return tuple(_decode(arms[0], each) for each in data)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        _require(Mapping, data)
        hints = _hints(kind)
        return kind(**{name: _decode(hints[name], each) for name, each in data.items() if name in hints})
    if kind in (datetime, date, time):
        return kind.fromisoformat(data)
    if kind is timedelta:
        return timedelta(seconds=data)
    return kind(data) if isinstance(kind, type) and issubclass(kind, Enum) else data


def _require(kind: Any, data: Any) -> None:
    """`TypeError`, which names no value, for data of another kind."""
    if not isinstance(data, kind):
        raise TypeError(f"{type(data).__name__} is not what was written here")


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind) if field.init}
