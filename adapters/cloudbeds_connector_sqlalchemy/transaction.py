"""The verbs of a store in SQL, on one open connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar, Unpack

from sqlalchemy import exc
from sqlalchemy.engine import Connection, CursorResult
from sqlalchemy.engine.interfaces import CoreExecuteOptionsParameter

from cloudbeds_connector.errors import StoreError, UniqueViolationError
from cloudbeds_connector.stores.declare import Table
from cloudbeds_connector.stores.queue import QueueVerbs
from cloudbeds_connector.stores.records import SET_ASIDE
from cloudbeds_connector.stores.selection import Query, Selection, selection

from .failures import translate
from .queries import Lock
from .statements import Prepared, Statements
from .unreadable import UnreadableRow, UnreadableRows, key_of

R = TypeVar("R")

#: As many as every database takes in one statement.
_KEYS_AT_ONCE = 500


class SqlTransaction(QueueVerbs):
    """The verbs on one open connection. Made by `SqlAlchemyStore.transaction`.

    A selected row that this version cannot read is left out, and noted in `unreadable` and among the rows set aside.
    """

    def __init__(self, connection: Connection, statements: Statements, unreadable: UnreadableRows) -> None:
        self._connection = connection
        self._statements = statements
        self._unreadable = unreadable

    def get(self, table: Table[R], *key: Any) -> R | None:
        """The record with this key, or None. `StoreError` if there is one that cannot be read."""
        of = self._statements.of(table)
        rows = self._run(of.by_key, of.by_key.bind(of.at_key(key))).fetchall()
        found = self._records(table, rows)
        if rows and not found:
            raise StoreError(
                f"A row of {table.name} cannot be read: another version wrote it.",
                next_action="Run the version that wrote it, or correct the row; 'status' shows it.",
            )
        return found[0] if found else None

    def select(self, table: Table[R], **query: Unpack[Query]) -> list[R]:
        """See `stores.port.Transaction.select`."""
        of = self._statements.of(table)
        return self._read(table, *of.query(selection(table, **query)))

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
        return self._read(table, *of.query(query, lock=Lock.SKIP))

    def _get_locked(self, table: Table[R], keys: Sequence[tuple[Any, ...]]) -> list[R]:
        of, found = self._statements.of(table), list[R]()
        for start in range(0, len(keys), _KEYS_AT_ONCE):
            columns = zip(table.key, zip(*keys[start : start + _KEYS_AT_ONCE], strict=True), strict=True)
            query = selection(table, where={name: tuple(dict.fromkeys(values)) for name, values in columns})
            found += self._read(table, *of.query(query, lock=Lock.WAIT))
        return found

    def _read(self, table: Table[R], statement: Prepared, values: Mapping[str, Any]) -> list[R]:
        return self._records(table, self._run(statement, statement.bind(values)).fetchall())

    def _records(self, table: Table[R], rows: Sequence[Any]) -> list[R]:
        codec = self._statements.of(table).codec
        try:
            return codec.records(rows)
        except Exception:  # a value that this version cannot read: it costs its own row only
            found: list[R] = []
        for row in rows:
            try:
                found += codec.records([row])
            except Exception as error:
                self._set_aside(UnreadableRow(table, key_of(table, row), type(error).__name__))
        return found

    def _set_aside(self, row: UnreadableRow) -> None:
        now = self._unreadable.met(row)
        if now is None:
            return
        fresh = row.noted(now)
        known = self.get(SET_ASIDE, fresh.connection_id, fresh.kind, fresh.id)
        if known is not None:
            fresh = replace(fresh, first_seen_at=known.first_seen_at, times=known.times + 1)
        self.put(SET_ASIDE, fresh)
        if row.table.queue:
            of = self._statements.of(row.table)
            self._run(of.bury, of.bury.bind({**of.at_key(tuple(row.key.values())), "note": f"unreadable: {row.error}"}))

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
