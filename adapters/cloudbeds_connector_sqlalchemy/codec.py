"""From records to the driver's rows and back: column by column, not value by value.

A column's values go through its type's conversion, or through none where driver and record agree. SQLAlchemy does that
for each value of each row, which is most of the cost of a look at a hotel with hundreds of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from cloudbeds_connector.stores.declare import Column, Table
from cloudbeds_connector.stores.values import canonical_column

R = TypeVar("R")
_Convert = Callable[[Any], Any] | None

# Every driver takes and returns these unchanged; SQLite returns a bool as a number
_TAKEN = (str, bool, int, float)
_RETURNED = (str, int, float)


class Codec(Generic[R]):
    """The conversions of one table's columns for one driver."""

    def __init__(self, declared: Table[R], table: sa.Table, dialect: Dialect) -> None:
        self._declared = declared
        self._make = _maker(declared.record, tuple(declared.named))
        self._bind: Mapping[str, _Convert] = {
            column.name: _to_driver(column, table, dialect) for column in declared.columns
        }
        self._results = [_from_driver(column, table, dialect) for column in declared.columns]

    def columns(self, records: Sequence[R]) -> dict[str, Sequence[Any]]:
        """What is bound to write these records, by column; `ValueError` or `TypeError` if a value does not fit."""
        columns: dict[str, Sequence[Any]] = {}
        for column in self._declared.columns:
            given = list(map(attrgetter(column.name), records))
            values = canonical_column(self._declared, column, given)
            convert = self._bind[column.name]
            columns[column.name] = values if convert is None else list(map(convert, values))
        return columns

    def bound(self, name: str, value: Any) -> Any:
        """A canonical value that is compared with the column `name`, as the driver takes it."""
        convert = self._bind[name]
        return value if convert is None else convert(value)

    def records(self, rows: Sequence[Sequence[Any]]) -> list[R]:
        """The records of rows that have the table's columns in order."""
        if not rows:
            return []
        columns = [
            values if convert is None else map(convert, values)
            for convert, values in zip(self._results, zip(*rows, strict=True), strict=True)
        ]
        return self._make(zip(*columns, strict=True))


def _to_driver(column: Column, table: sa.Table, dialect: Dialect) -> _Convert:
    if column.enum is None and column.kind in _TAKEN:
        return None
    return table.c[column.name].type.dialect_impl(dialect).bind_processor(dialect)


def _from_driver(column: Column, table: sa.Table, dialect: Dialect) -> _Convert:
    if column.enum is None and column.kind in _RETURNED:
        return None
    return table.c[column.name].type.dialect_impl(dialect).result_processor(dialect, None)


def _maker(record: type[R], names: tuple[str, ...]) -> Callable[[Any], list[R]]:
    """Makes records of complete rows.

    A frozen dataclass sets its fields one by one through `object.__setattr__`; where setting fields is all that its
    constructor does, filling the instance's dictionary is the same in less than half the time.
    """
    if record.__dictoffset__ == 0 or hasattr(record, "__post_init__"):
        return lambda rows: [record(**dict(zip(names, row, strict=True))) for row in rows]

    def filled(rows: Any) -> list[R]:
        made: list[R] = []
        for row in rows:
            one = object.__new__(record)
            one.__dict__.update(zip(names, row, strict=True))
            made.append(one)
        return made

    return filled
