"""Decides how each verb of a store is carried out in SQL, on one open connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import exc
from sqlalchemy.engine import Connection, CursorResult
from sqlalchemy.engine.interfaces import CoreExecuteOptionsParameter

from cloudbeds_connector.errors import StoreError, UniqueViolationError
from cloudbeds_connector.stores.declare import Table
from cloudbeds_connector.stores.queue import claimed, require_queue, settled
from cloudbeds_connector.stores.records import PENDING
from cloudbeds_connector.stores.selection import selection

from .failures import translate
from .statements import Prepared, Statements, TableStatements

R = TypeVar("R")


class SqlTransaction:
    """The verbs on one open connection. Made by `SqlAlchemyStore.transaction`."""

    def __init__(self, connection: Connection, statements: Statements) -> None:
        self._connection = connection
        self._statements = statements

    def get(self, table: Table[R], *key: Any) -> R | None:
        """The record with this key, or None."""
        of = self._statements.of(table)
        found = self._read(of, of.by_key, of.at_key(key))
        return found[0] if found else None

    def select(
        self,
        table: Table[R],
        *,
        where: Mapping[str, Any] | None = None,
        at_least: Mapping[str, Any] | None = None,
        at_most: Mapping[str, Any] | None = None,
        order: Sequence[str] = (),
        limit: int | None = None,
    ) -> list[R]:
        """The records that the arguments ask for (see `stores.port.Transaction.select`)."""
        asked = selection(table, where=where, at_least=at_least, at_most=at_most, order=order, limit=limit)
        of = self._statements.of(table)
        return self._read(of, *of.query(asked))

    def put(self, table: Table[R], *records: R) -> None:
        """Insert, or replace by key; all of them or, with `UniqueViolationError`, none."""
        if not records:
            return
        of = self._statements.of(table)
        rows = of.upsert.bind_rows(of.codec.columns(records))
        if not table.unique:  # nothing but the key can be taken, and that is replaced
            self._run(of.upsert, rows)
            return
        savepoint = self._connection.begin_nested()  # PostgreSQL ends a transaction at the first error without one
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

    def claim(self, table: Table[R], *, limit: int, lease: timedelta, now: datetime) -> list[R]:
        """Take due items for `lease`; items that another worker is taking at this moment are passed over."""
        require_queue(table)
        asked = selection(table, where={"status": PENDING}, at_most={"due_at": now}, order=("sequence",), limit=limit)
        of = self._statements.of(table)
        due = self._read(of, *of.query(asked, locked=True))
        taken = [claimed(item, now=now, lease=lease) for item in due]
        self.put(table, *taken)
        return taken

    def settle(
        self, table: Table[R], item: R, *, status: str, now: datetime, retry_at: datetime | None = None, note: str = ""
    ) -> bool:
        """End a claim; False if it was lost."""
        require_queue(table)
        of = self._statements.of(table)
        locked = self._read(of, of.by_key_locked, of.at_key(table.key_of(item)))
        held = locked[0] if locked else None
        ended = settled(held, item, status=status, now=now, retry_at=retry_at, note=note)
        if ended is not None:
            self.put(table, ended)
        return ended is not None

    def _read(self, of: TableStatements[R], statement: Prepared, values: Mapping[str, Any]) -> list[R]:
        return of.codec.records(self._run(statement, statement.bind(values)).fetchall())

    def _changed(self, statement: Prepared, parameters: Any) -> bool:
        # the count of an INSERT is forgotten unless asked for, which shows on PostgreSQL only
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
        raise problem  # outside the except: the driver's error carries values, and must not hang on to ours
