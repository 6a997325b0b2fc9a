"""Decides in what form a store keeps a record, so that every store gives back the same value.

Instants come back in UTC, JSON columns as JSON can say them, text without the two things a database may refuse.
What does not fit its column is refused here, before a store sees it, and the message names the column, not the value.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, TypeVar

from ..pms.hotel_time import require_aware
from .declare import Column, Table

R = TypeVar("R")


def canonical(table: Table[R], record: R) -> R:
    """`record` as it reads back from any store; `TypeError` or `ValueError` if a value does not fit its column."""
    changed: dict[str, Any] = {}
    for column in table.columns:
        value = getattr(record, column.name)
        kept = canonical_value(table, column, value)
        if kept is not value:
            changed[column.name] = kept
    return replace(record, **changed) if changed else record  # type: ignore[type-var]


def canonical_key(table: Table[Any], key: Sequence[Any]) -> tuple[Any, ...]:
    """A key's values as the table keeps them; `ValueError` or `TypeError` if it is no key of this table."""
    if len(key) != len(table.key):
        raise ValueError(f"A key of {table.name} is ({', '.join(table.key)}), not {len(key)} values")
    columns = {column.name: column for column in table.columns}
    return tuple(canonical_value(table, columns[name], value) for name, value in zip(table.key, key, strict=True))


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
        return tuple(_as_json(list(value)))
    if kind is Mapping:
        return _as_json(dict(value))
    return value


def _fits(kind: type, value: object) -> bool:
    return isinstance(value, kind) and not (kind is date and isinstance(value, datetime))


def _text(value: str) -> str:
    """Text without NUL and lone surrogates: PostgreSQL refuses the one, every UTF-8 database the other.

    A guest may type anything into a name; it must not keep the hotel from being synced.
    """
    if value.isascii() and "\x00" not in value:
        return value
    clean = value.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
    return value if clean == value else clean


def _as_json(value: Any) -> Any:
    return json.loads(json.dumps(value)) if value else value
