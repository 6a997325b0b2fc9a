"""The values of the turnover rules as JSON that any language reads, without defaults.

Instants are ISO 8601 in UTC with a ``Z``, days ``2026-11-20``, wall times ``15:00``, a priority its number. A field
that equals its default is left out. Reading gives the same values back.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints


def written(value: Any) -> Any:
    """A value of the rules as JSON holds it."""
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat(timespec="auto" if value.second or value.microsecond else "minutes")
        case Mapping():
            return _written_mapping(value)
        case frozenset() | set():
            return sorted(written(each) for each in value)
        case tuple() | list():
            return [written(each) for each in value]
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return fields_of(value)
    return value


def fields_of(record: Any, *, leave_out: Collection[str] = ()) -> dict[str, Any]:
    """A record's fields as JSON holds them, without those that equal their defaults, or are None."""
    values = {field: getattr(record, field.name) for field in dataclasses.fields(record)}
    return {
        field.name: written(value)
        for field, value in values.items()
        if field.name not in leave_out and value is not None and value != _default(field)
    }


def read_fields(kind: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """What `fields_of` wrote of a record of this kind, as arguments for it; `KeyError` for a field it has not."""
    hints = _hints(kind)
    needed = (field.name for field in dataclasses.fields(kind) if _default(field) is dataclasses.MISSING)
    return {name: None for name in needed if name not in values and type(None) in get_args(hints[name])} | {
        name: read(hints[name], value) for name, value in values.items()
    }


def patched(before: Any, patch: Any) -> Any:
    """What `before` is after a JSON merge patch (RFC 7396): null takes a member away, lists are given anew."""
    if not isinstance(patch, Mapping):
        return patch
    kept = before if isinstance(before, Mapping) else {}
    merged = {name: patched(kept.get(name), value) for name, value in patch.items() if value is not None}
    return {name: value for name, value in kept.items() if name not in patch} | merged


def patch_for(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The merge patch that makes `after` of `before`."""
    patch: dict[str, Any] = {name: None for name in before if name not in after}
    for name, value in after.items():
        known = before.get(name)
        if isinstance(value, Mapping) and isinstance(known, Mapping):
            if inner := patch_for(known, value):
                patch[name] = inner
        elif value != known:
            patch[name] = value
    return patch


def read(kind: Any, value: Any) -> Any:
    """The value of this kind that `written` wrote."""
    arguments = get_args(kind)
    if get_origin(kind) in (Union, UnionType):
        (kind,) = (each for each in arguments if each is not type(None))
        return None if value is None else read(kind, value)
    match get_origin(kind):
        case None:
            return _read_plain(kind, value)
        case origin if origin is tuple:
            if arguments[-1] is Ellipsis:
                return tuple(read(arguments[0], each) for each in value)
            return tuple(read(part, each) for part, each in zip(arguments, value, strict=True))
        case origin if origin is frozenset:
            return frozenset(read(arguments[0], each) for each in value)
    key, inner = arguments
    if get_origin(key) is tuple:
        return {read(key, row[:-1]): read(inner, row[-1]) for row in value}
    return {read(key, name): read(inner, each) for name, each in value.items()}


def _read_plain(kind: Any, value: Any) -> Any:
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return kind(**read_fields(kind, value))
    if kind in (datetime, date, time):
        return kind.fromisoformat(value)
    return kind(value) if isinstance(kind, type) and issubclass(kind, Enum) else value


def _written_mapping(values: Mapping[Any, Any]) -> Any:
    if any(isinstance(key, tuple) for key in values):  # JSON has no such keys: each row ends with its value
        return [[*key, written(values[key])] for key in sorted(values)]
    return {str(key): written(values[key]) for key in sorted(values)}


def _default(field: dataclasses.Field[Any]) -> Any:
    return field.default if field.default_factory is dataclasses.MISSING else field.default_factory()


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
