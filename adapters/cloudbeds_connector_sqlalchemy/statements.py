"""Decides the statements that never change for a table, so that they are built once and not per call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from cloudbeds_connector.stores.declare import Table
from cloudbeds_connector.stores.values import canonical_key

from .dialects import Database
from .schema import sql_table


@dataclass(frozen=True)
class TableStatements:
    """One table's fixed statements. Keys are bound by the names of `key_parameters`."""

    declared: Table[Any]
    table: sa.Table
    by_key: sa.Select[Any]
    by_key_locked: sa.Select[Any]
    upsert: sa.Insert
    insert_new: sa.Insert
    delete: sa.Delete

    def key_parameters(self, key: tuple[Any, ...]) -> dict[str, Any]:
        """A key's values under the names that the statements bind; `ValueError` or `TypeError` if it is no key."""
        kept = canonical_key(self.declared, key)
        return {f"key_{name}": value for name, value in zip(self.declared.key, kept, strict=True)}


class Statements:
    """The fixed statements of every table under one prefix, on one kind of database."""

    def __init__(self, database: Database, prefix: str) -> None:
        self._database = database
        self._prefix = prefix
        self._built: dict[str, TableStatements] = {}

    def of(self, table: Table[Any]) -> TableStatements:
        """The statements of one table."""
        built = self._built.get(table.name)
        if built is None:
            built = self._built[table.name] = self._build(table, sql_table(table, self._prefix))
        return built

    def _build(self, declared: Table[Any], table: sa.Table) -> TableStatements:
        key = list(table.primary_key)
        at_key = [column == sa.bindparam(f"key_{column.name}", type_=column.type) for column in key]
        insert = self._database.insert(table)
        rest = {column.name: insert.excluded[column.name] for column in table.c if not column.primary_key}
        select = sa.select(table).where(*at_key)
        return TableStatements(
            declared=declared,
            table=table,
            by_key=select,
            by_key_locked=select.with_for_update(),
            upsert=insert.on_conflict_do_update(index_elements=key, set_=rest),
            # the count of an INSERT is forgotten unless asked for, which shows on PostgreSQL only
            insert_new=insert.on_conflict_do_nothing().execution_options(preserve_rowcount=True),
            delete=sa.delete(table).where(*at_key),
        )
