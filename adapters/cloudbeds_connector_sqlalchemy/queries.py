"""Selections in SQL, with the same nulls and the same order on every database.

A selection has a shape, which becomes a statement, and values, which are bound. The engine uses the same few shapes
thousands of times, so a statement is built once for a shape.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from typing import Any

import sqlalchemy as sa

from cloudbeds_connector.stores.selection import OneOf, OrderBy, Selection

#: Up to this number, the count of values in "one of" is rounded up to a power of two, so that there are few shapes.
_MAX_ROUNDED = 1024


class Lock(Enum):
    """Whether selected rows are locked, and whether those that another transaction has locked are left out."""

    NONE = "none"
    WAIT = "wait"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a selection's statement depends on. `equal`: column, number of values, and whether null is one of them.

    `ranges`: column, and whether it has a lower and an upper end.
    """

    equal: tuple[tuple[str, int, bool], ...]
    ranges: tuple[tuple[str, bool, bool], ...]
    order: tuple[OrderBy, ...]
    limited: bool
    lock: Lock


def shape_of(selected: Selection, *, lock: Lock = Lock.NONE) -> Shape:
    """The shape of a selection."""
    return Shape(
        equal=tuple((each.column, _padded_count(len(each.values)), each.null) for each in selected.equal),
        ranges=tuple((span.column, span.minimum is not None, span.maximum is not None) for span in selected.ranges),
        order=selected.order,
        limited=selected.limit is not None,
        lock=lock,
    )


def query_of(table: sa.Table, shape: Shape) -> sa.Select[Any]:
    """The SELECT for a shape. Its parameters are those of `bound_values`, by the same names."""
    conditions = [_equals(table.c[name], place, count, null) for place, (name, count, null) in enumerate(shape.equal)]
    for place, (name, minimum, maximum) in enumerate(shape.ranges):
        column = table.c[name]
        conditions += [column >= _parameter(f"minimum_{place}", column)] if minimum else []
        conditions += [column <= _parameter(f"maximum_{place}", column)] if maximum else []
    query = sa.select(table).where(*conditions)
    for by in shape.order:
        ordered = table.c[by.column].desc() if by.descending else table.c[by.column].asc()
        query = query.order_by(ordered.nulls_first() if table.c[by.column].nullable else ordered)
    if shape.limited:
        query = query.limit(sa.bindparam("limit", type_=sa.Integer()))
    return query if shape.lock is Lock.NONE else query.with_for_update(skip_locked=shape.lock is Lock.SKIP)


def bound_values(selected: Selection) -> Iterator[tuple[str, str | None, Any]]:
    """Of each parameter: its name, the column that it is compared with (None for a limit), and its value."""
    for place, each in enumerate(selected.equal):
        values = _padded(each)
        yield from ((f"equal_{place}_{n}", each.column, value) for n, value in enumerate(values))
    for place, span in enumerate(selected.ranges):
        if span.minimum is not None:
            yield f"minimum_{place}", span.column, span.minimum
        if span.maximum is not None:
            yield f"maximum_{place}", span.column, span.maximum
    if selected.limit is not None:
        yield "limit", None, selected.limit


def _equals(column: sa.Column[Any], place: int, count: int, null: bool) -> sa.ColumnElement[bool]:
    arms: list[sa.ColumnElement[bool]] = [column.is_(None)] if null else []
    parameters = [_parameter(f"equal_{place}_{n}", column) for n in range(count)]
    if count == 1:
        arms.append(column == parameters[0])
    elif parameters:
        arms.append(column.in_(parameters))
    return reduce(operator.or_, arms) if arms else sa.false()


def _parameter(name: str, column: sa.Column[Any]) -> sa.BindParameter[Any]:
    return sa.bindparam(name, type_=column.type)


def _padded_count(count: int) -> int:
    if count == 0 or count > _MAX_ROUNDED:
        return count
    return 1 << (count - 1).bit_length()


def _padded(condition: OneOf) -> list[Any]:
    """The values, the last one repeated until there are as many as the shape has places."""
    values = list(condition.values)
    return values + values[-1:] * (_padded_count(len(values)) - len(values))
