"""Selections: the arguments of `select`, checked, once for every store. Columns, values, and a total order.

A misspelled column or a value of another type is a mistake in the caller's code, and raises, instead of finding no
rows in one store and some in another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypedDict, Unpack

from .declare import Column, Table
from .values import canonical_value


class Query(TypedDict, total=False):
    """What `Transaction.select` takes. Ties are in the order of the key.

    `where`: columns and their values; a list, tuple or set means "one of", None means null. `at_least`, `at_most`:
    ranges, both ends included; null is in no range. `order`: names of columns, ``-name`` descends, nulls come first.
    `limit`: the greatest number of records.
    """

    where: Mapping[str, Any] | None
    at_least: Mapping[str, Any] | None
    at_most: Mapping[str, Any] | None
    order: Sequence[str]
    limit: int | None


@dataclass(frozen=True, slots=True)
class OneOf:
    """The column equals one of `values`, or is null if `null`."""

    column: str
    values: frozenset[Any]
    null: bool


@dataclass(frozen=True, slots=True)
class Range:
    """The column is not null and between `minimum` and `maximum`, both included; None is an open end."""

    column: str
    minimum: Any = None
    maximum: Any = None


@dataclass(frozen=True, slots=True)
class OrderBy:
    """Order by this column, nulls first in both directions."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """A query of one table. `order` ends with the key, so it is total."""

    equal: tuple[OneOf, ...]
    ranges: tuple[Range, ...]
    order: tuple[OrderBy, ...]
    limit: int | None


def selection(table: Table[Any], **query: Unpack[Query]) -> Selection:
    """The arguments of `Transaction.select`, checked; `ValueError` or `TypeError` for a mistake."""
    limit = query.get("limit")
    if limit is not None and limit < 0:
        raise ValueError("limit is a number of records: 0 or more")
    ranges: dict[str, Range] = {}
    for name, bound in (query.get("at_least") or {}).items():
        ranges[name] = Range(name, minimum=_bound(table, name, bound))
    for name, bound in (query.get("at_most") or {}).items():
        ranges[name] = replace(ranges.get(name, Range(name)), maximum=_bound(table, name, bound))
    return Selection(
        equal=tuple(_one_of(table, name, value) for name, value in (query.get("where") or {}).items()),
        ranges=tuple(ranges.values()),
        order=_total_order(table, query.get("order", ())),
        limit=limit,
    )


def _column(table: Table[Any], name: str) -> Column:
    column = table.named.get(name)
    if column is None:
        raise ValueError(f"{table.name} has no column {name!r}; it has {', '.join(table.named)}")
    if column.kind in (tuple, Mapping):
        raise TypeError(f"{table.name}.{name} is kept as JSON: it can be neither compared nor ordered")
    return column


def _one_of(table: Table[Any], name: str, value: Any) -> OneOf:
    column = _column(table, name)
    values = value if isinstance(value, (list, tuple, set, frozenset)) else (value,)
    known = frozenset(canonical_value(table, column, each) for each in values if each is not None)
    return OneOf(name, known, null=any(each is None for each in values))


def _bound(table: Table[Any], name: str, bound: Any) -> Any:
    if bound is None:
        raise ValueError(f"{table.name}.{name}: leave a bound out for an open range, do not give None")
    return canonical_value(table, _column(table, name), bound)


def _total_order(table: Table[Any], order: Sequence[str]) -> tuple[OrderBy, ...]:
    named = [OrderBy(name.removeprefix("-"), descending=name.startswith("-")) for name in order]
    for by in named:
        _column(table, by.column)
    columns = {by.column for by in named}
    return (*named, *(OrderBy(name) for name in table.key if name not in columns))
