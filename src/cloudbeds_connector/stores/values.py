"""The canonical form of stored values, so that every store returns the same.

Instants are returned in UTC, JSON columns as JSON holds them, text without the two things that a database may refuse.
What does not fit its column is refused before a store sees it, and the message names the column, not the value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from operator import attrgetter
from types import NoneType
from typing import Any, TypeVar

from ..pms.hotel_time import require_aware
from .codec import json_copy
from .declare import Column, Table

R = TypeVar("R")


def canonical(table: Table[R], records: Sequence[R]) -> Sequence[R]:
    """`records` as they read back from any store; `TypeError` or `ValueError` if a value does not fit its column."""
    changed: dict[str, Sequence[Any]] = {}
    for column in table.columns:
        values = list(map(attrgetter(column.name), records))
        kept = canonical_column(table, column, values)
        if kept is not values:
            changed[column.name] = kept
    if not changed:
        return records
    rows = zip(*changed.values(), strict=True)
    return [
        replace(record, **dict(zip(changed, row, strict=True)))  # type: ignore[type-var]
        for record, row in zip(records, rows, strict=True)
    ]


def canonical_column(table: Table[Any], column: Column, values: Sequence[Any]) -> Sequence[Any]:
    """The values of one column of many records; `values` itself if all are canonical, which is the usual case."""
    if _all_canonical(column, values):
        return values
    return [canonical_value(table, column, value) for value in values]


def canonical_key(table: Table[Any], key: Sequence[Any]) -> tuple[Any, ...]:
    """A key's values as the table keeps them; `ValueError` or `TypeError` if it is no key of this table."""
    if len(key) != len(table.key):
        raise ValueError(f"A key of {table.name} is ({', '.join(table.key)}), not {len(key)} values")
    return tuple(canonical_value(table, table.named[name], value) for name, value in zip(table.key, key, strict=True))


def canonical_value(table: Table[Any], column: Column, value: Any) -> Any:
    """One value as `column` keeps it. None only where the column is optional."""
    if value is None:
        if not column.optional:
            raise ValueError(f"{table.name}.{column.name} is never null")
        return None
    kind = column.kind
    if not _fits(kind, value):
        raise TypeError(f"{table.name}.{column.name} holds {kind.__name__}, not {type(value).__name__}")
    if column.enum is not None:
        return column.enum(value)
    if kind is str:
        return _text(value)
    if kind is datetime:
        return require_aware(value, f"{table.name}.{column.name}")
    if kind is time and value.tzinfo is not None:
        raise ValueError(f"{table.name}.{column.name} is a wall time: it has no zone")
    if kind is tuple:
        return tuple(json_copy(list(value)))
    if kind is Mapping:
        return json_copy(dict(value))
    return value


def _all_canonical(column: Column, values: Sequence[Any]) -> bool:
    """Whether the values are certainly canonical. If False, each goes through `canonical_value`.

    A look at a hotel puts hundreds of records, so a whole column is checked at once, with functions that run in C.
    """
    found = set(map(type, values))
    if column.optional:
        found.discard(NoneType)
    kind = column.kind
    if found != {column.enum or kind}:
        return column.optional and not found
    if column.enum is not None or kind in (bool, int, float, date):
        return True
    if kind is str:
        text = "".join(filter(None, values))
        return text.isascii() and "\x00" not in text
    if kind is datetime:
        return all(value is None or value.tzinfo is UTC for value in values)
    if kind is time:
        return all(value is None or value.tzinfo is None for value in values)
    return kind is tuple and not any(values)  # other JSON is copied, so that the caller cannot change it later


def _fits(kind: type, value: object) -> bool:
    return isinstance(value, kind) and not (kind is date and isinstance(value, datetime))


def _text(value: str) -> str:
    """Text without NUL and lone surrogates: PostgreSQL refuses the one, every UTF-8 database the other.

    A guest may type anything into a name; it must not stop the hotel's sync.
    """
    if value.isascii() and "\x00" not in value:
        return value
    clean = value.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
    return value if clean == value else clean
