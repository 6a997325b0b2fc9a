"""The verbs of a store in SQL, on one open connection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, Unpack

from sqlalchemy import exc
from sqlalchemy.engine import Connection, CursorResult
from sqlalchemy.engine.interfaces import CoreExecuteOptionsParameter

from cloudbeds_connector.errors import StoreError, UniqueViolationError
from cloudbeds_connector.stores.declare import Table
from cloudbeds_connector.stores.queue import QueueVerbs
from cloudbeds_connector.stores.selection import Query, Selection, selection

from .failures import translate
from .statements import Prepared, Statements, TableStatements

R = TypeVar("R")


class SqlTransaction(QueueVerbs):
    """The verbs on one open connection. Made by `SqlAlchemyStore.transaction`."""

    def __init__(self, connection: Connection, statements: Statements) -> None:
        self._connection = connection
        self._statements = statements

    def get(self, table: Table[R], *key: Any) -> R | None:
        """The record with this key, or None."""
        of = self._statements.of(table)
        found = self._read(of, of.by_key, of.at_key(key))
        return found[0] if found else None

    def select(self, table: Table[R], **query: Unpack[Query]) -> list[R]:
        """See `stores.port.Transaction.select`."""
        of = self._statements.of(table)
        return self._read(of, *of.query(selection(table, **query)))

    def put(self, table: Table[R], *records: R) -> None:
        """Insert, or replace by key; all of them or, with `UniqueViolationError`, none."""
        if not records:
            return
        of = self._statements.of(table)
        rows = of.upsert.bind_rows(of.codec.columns(records))
        if not table.unique:  # only the key can be taken, and that row is replaced
            self._run(of.upsert, rows)
            return
        savepoint = self._connection.begin_nested()  # without one, PostgreSQL ends a transaction at the first error
        try:
            self._run(of.upsert, rows)
        except UniqueViolationError:
            savepoint.rollback()
            raise
        savepoint.commit()

    def put_new(self, table: Table[R], record: R) -> bool:
        """Insert; False, and nothing changed, if the key or a unique index is taken."""
        of = self._statements.of(table)
        (row,) = of.insert_new.bind_rows(of.codec.columns((record,)))
        return self._changed(of.insert_new, row)

    def delete(self, table: Table[R], *key: Any) -> bool:
        """Remove the record with this key; False if there was none."""
        of = self._statements.of(table)
        return self._changed(of.delete, of.delete.bind(of.at_key(key)))

    def _select_unlocked(self, table: Table[R], query: Selection) -> list[R]:
        of = self._statements.of(table)
        return self._read(of, *of.query(query, locked=True))

    def _get_locked(self, table: Table[R], key: tuple[Any, ...]) -> R | None:
        of = self._statements.of(table)
        found = self._read(of, of.by_key_locked, of.at_key(key))
        return found[0] if found else None

    def _read(self, of: TableStatements[R], statement: Prepared, values: Mapping[str, Any]) -> list[R]:
        return of.codec.records(self._run(statement, statement.bind(values)).fetchall())

    def _changed(self, statement: Prepared, parameters: Any) -> bool:
        # PostgreSQL's driver drops the count of an INSERT otherwise
        return self._run(statement, parameters, preserve_rowcount=True).rowcount == 1

    def _run(self, statement: Prepared, parameters: Any, *, preserve_rowcount: bool = False) -> CursorResult[Any]:
        options: CoreExecuteOptionsParameter | None = {"preserve_rowcount": True} if preserve_rowcount else None
        problem: StoreError
        try:
            return self._connection.exec_driver_sql(statement.text, parameters, options)
        except exc.ResourceClosedError:
            raise RuntimeError("This transaction has ended; begin another.") from None
        except exc.SQLAlchemyError as error:
            problem = translate(error, url=self._connection.engine.url)
        raise problem  # outside the except: the driver's error holds values, and must not be the context of ours
