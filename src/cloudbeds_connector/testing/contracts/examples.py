"""Example records for contracts: of any table, made from its declaration, with awkward values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from ...stores.declare import Column, Table

R = TypeVar("R")

#: An instant with every microsecond digit in use.
NOON = datetime(2026, 11, 23, 17, 0, 0, 123456, tzinfo=UTC)


def example(table: Table[R], n: int) -> R:
    """The `n`-th example of a table's record: each `n` has its own key and unique values; some values are None."""
    values = {column.name: _value(table, column, n, place) for place, column in enumerate(table.columns)}
    return table.record(**values)


def _value(table: Table[Any], column: Column, n: int, place: int) -> Any:
    if column.optional and (n + place) % 3 == 0:
        return None
    if column.enum is not None:
        members = list(column.enum)
        return members[(n + place) % len(members)]
    if column.kind is str and column.name in table.key:
        return f"{column.name}-{n}"
    return _PLAIN[column.kind](column.name, n)


def _text(name: str, n: int) -> str:
    return ("", f"{name} {n}", f"Zoë's 'suite' \"№ {n}\" 日本 \U0001f6cf", f"{n}%\\ \n\t;--")[n % 4] + f"#{n}"


_PLAIN: Mapping[type, Any] = {
    str: _text,
    bool: lambda _name, n: n % 2 == 0,
    int: lambda _name, n: n * 2**40 - 1,
    float: lambda _name, n: n / 3,
    datetime: lambda _name, n: NOON + timedelta(days=97 * n, microseconds=n),
    date: lambda _name, n: date(2024, 2, 29) + timedelta(days=97 * n),
    time: lambda _name, n: time(n % 24, 59, 58, n),
    tuple: lambda name, n: tuple(f"{name}#{each}" for each in range(n % 3)),
    Mapping: lambda name, n: {name: [n, None, True, 0.5, {"ü": "日本"}]} if n % 2 else {},
}
