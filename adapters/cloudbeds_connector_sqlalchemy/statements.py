"""The statements of a table, each compiled once to the text that the driver takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from cloudbeds_connector.stores.declare import Table
from cloudbeds_connector.stores.records import DEAD
from cloudbeds_connector.stores.selection import Selection
from cloudbeds_connector.stores.values import canonical_key

from .codec import Codec
from .dialects import Database
from .queries import Lock, Shape, bound_values, query_of, shape_of
from .schema import sql_table

R = TypeVar("R")

#: More shapes than a program uses; beyond it they are compiled again.
_SHAPES = 256


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement as the driver takes it. `order` is the order of its parameters, None where the driver names them.

    `fixed` are parameters that SQLAlchemy added itself, such as SQLite's OFFSET of 0.
    """

    text: str
    order: tuple[str, ...] | None
    fixed: Mapping[str, Any]

    def bind(self, values: Mapping[str, Any]) -> Any:
        """Parameters by name, as the driver takes them."""
        named = {**self.fixed, **values} if self.fixed else values
        return named if self.order is None else tuple(map(named.__getitem__, self.order))

    def bind_rows(self, columns: Mapping[str, Sequence[Any]]) -> Any:
        """The parameters of one execution for each row of these columns."""
        if self.order is not None:
            return list(zip(*map(columns.__getitem__, self.order), strict=True))
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


class TableStatements(Generic[R]):
    """One table's statements, and how their parameters and results are converted."""

    def __init__(self, declared: Table[R], table: sa.Table, database: Database, dialect: Dialect) -> None:
        self._declared = declared
        self._table = table
        self._dialect = dialect
        self._queries: dict[Shape, Prepared] = {}
        self.codec = Codec(declared, table, dialect)
        key = list(table.primary_key)
        at_key = [column == sa.bindparam(f"key_{column.name}", type_=column.type) for column in key]
        insert = database.insert(table)
        rest = {column.name: insert.excluded[column.name] for column in table.c if not column.primary_key}
        self.by_key = self._prepared(sa.select(table).where(*at_key))
        self.upsert = self._prepared(insert.on_conflict_do_update(index_elements=key, set_=rest))
        self.insert_new = self._prepared(insert.on_conflict_do_nothing())
        self.delete = self._prepared(sa.delete(table).where(*at_key))
        if declared.queue:  # an item that cannot be read, so that it cannot be settled either
            ended = {"status": sa.literal_column(f"'{DEAD}'"), "note": sa.bindparam("note", type_=table.c.note.type)}
            self.bury = self._prepared(sa.update(table).where(*at_key).values(ended))

    def at_key(self, key: tuple[Any, ...]) -> dict[str, Any]:
        """What `by_key` and `delete` bind; `ValueError` or `TypeError` if it is no key."""
        names, bound = self._declared.key, self.codec.bound
        kept = canonical_key(self._declared, key)
        return {f"key_{name}": bound(name, value) for name, value in zip(names, kept, strict=True)}

    def query(self, selected: Selection, *, lock: Lock = Lock.NONE) -> tuple[Prepared, dict[str, Any]]:
        """The statement of a selection, and what it binds."""
        shape = shape_of(selected, lock=lock)
        query = self._queries.get(shape)
        if query is None:
            if len(self._queries) >= _SHAPES:
                self._queries.clear()
            query = self._queries[shape] = self._prepared(query_of(self._table, shape))
        bound = self.codec.bound
        return query, {
            name: value if column is None else bound(column, value) for name, column, value in bound_values(selected)
        }

    def _prepared(self, statement: sa.ClauseElement) -> Prepared:
        compiled: Any = statement.compile(dialect=self._dialect)
        return Prepared(
            text=str(compiled),
            order=tuple(compiled.positiontup) if compiled.positional else None,
            fixed={name: value for name, value in compiled.params.items() if value is not None},
        )


class Statements:
    """The statements of every table under one prefix, on one kind of database."""

    def __init__(self, database: Database, dialect: Dialect, prefix: str) -> None:
        self._database = database
        self._dialect = dialect
        self._prefix = prefix
        self._built: dict[str, TableStatements[Any]] = {}

    def of(self, table: Table[R]) -> TableStatements[R]:
        """The statements of one table."""
        built = self._built.get(table.name)
        if built is None:
            sql = sql_table(table, self._prefix)
            built = self._built[table.name] = TableStatements(table, sql, self._database, self._dialect)
        return built
