"""Decides how a selection is said in SQL, with the same nulls and the same order on every database."""

from __future__ import annotations

import operator
from functools import reduce
from typing import Any

import sqlalchemy as sa

from cloudbeds_connector.stores.selection import OneOf, Range, Selection


def query_of(table: sa.Table, asked: Selection) -> sa.Select[Any]:
    """The SELECT that asks it."""
    conditions = [_equals(table.c[each.column], each) for each in asked.equal]
    for span in asked.ranges:
        conditions.extend(_bounds(table.c[span.column], span))
    query = sa.select(table).where(*conditions)
    for by in asked.order:
        column = table.c[by.column]
        ordered = column.desc() if by.descending else column.asc()
        query = query.order_by(ordered.nulls_first() if column.nullable else ordered)
    return query if asked.limit is None else query.limit(asked.limit)


def _equals(column: sa.Column[Any], asked: OneOf) -> sa.ColumnElement[bool]:
    arms: list[sa.ColumnElement[bool]] = [column.is_(None)] if asked.null else []
    if len(asked.values) == 1:
        arms.append(column == next(iter(asked.values)))
    elif asked.values:
        arms.append(column.in_(asked.values))
    return reduce(operator.or_, arms) if arms else sa.false()


def _bounds(column: sa.Column[Any], span: Range) -> list[sa.ColumnElement[bool]]:
    least = [] if span.least is None else [column >= span.least]
    most = [] if span.most is None else [column <= span.most]
    return [*least, *most]
