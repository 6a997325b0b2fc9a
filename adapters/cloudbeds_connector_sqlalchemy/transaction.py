"""Decides how each verb of a store is carried out in SQL, on one open connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.engine import Connection, CursorResult, Result

from cloudbeds_connector.errors import StoreError, UniqueViolationError
from cloudbeds_connector.stores.declare import Table
from cloudbeds_connector.stores.queue import claimed, require_queue, settled
from cloudbeds_connector.stores.records import PENDING
from cloudbeds_connector.stores.selection import selection
from cloudbeds_connector.stores.values import canonical

from .failures import translate
from .queries import query_of
from .statements import Statements

R = TypeVar("R")


class SqlTransaction:
    """The verbs on one open connection. Made by `SqlAlchemyStore.transaction`."""

    def __init__(self, connection: Connection, statements: Statements) -> None:
        self._connection = connection
        self._statements = statements

    def get(self, table: Table[R], *key: Any) -> R | None:
        """The record with this key, or None."""
        of = self._statements.of(table)
        rows = self._records(table, self._run(of.by_key, of.key_parameters(key)))
        return rows[0] if rows else None

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
        return self._records(table, self._run(query_of(self._statements.of(table).table, asked)))

    def put(self, table: Table[R], *records: R) -> None:
        """Insert, or replace by key; all of them or, with `UniqueViolationError`, none."""
        if not records:
            return
        rows = [_row(table, record) for record in records]
        upsert = self._statements.of(table).upsert
        if not table.unique:  # nothing but the key can be taken, and that is replaced
            self._run(upsert, rows)
            return
        savepoint = self._connection.begin_nested()  # PostgreSQL ends a transaction at the first error without one
        try:
            self._run(upsert, rows)
        except UniqueViolationError:
            savepoint.rollback()
            raise
        savepoint.commit()

    def put_new(self, table: Table[R], record: R) -> bool:
        """Insert; False, and nothing changed, if the key or a unique index is taken."""
        return _count(self._run(self._statements.of(table).insert_new, _row(table, record))) == 1

    def delete(self, table: Table[R], *key: Any) -> bool:
        """Remove the record with this key; False if there was none."""
        of = self._statements.of(table)
        return _count(self._run(of.delete, of.key_parameters(key))) == 1

    def claim(self, table: Table[R], *, limit: int, lease: timedelta, now: datetime) -> list[R]:
        """Take due items for `lease`; items that another worker is taking at this moment are passed over."""
        require_queue(table)
        asked = selection(table, where={"status": PENDING}, at_most={"due_at": now}, order=("sequence",), limit=limit)
        due = query_of(self._statements.of(table).table, asked).with_for_update(skip_locked=True)
        taken = [claimed(item, now=now, lease=lease) for item in self._records(table, self._run(due))]
        self.put(table, *taken)
        return taken

    def settle(
        self, table: Table[R], item: R, *, status: str, now: datetime, retry_at: datetime | None = None, note: str = ""
    ) -> bool:
        """End a claim; False if it was lost."""
        require_queue(table)
        of = self._statements.of(table)
        locked = self._records(table, self._run(of.by_key_locked, of.key_parameters(table.key_of(item))))
        held = locked[0] if locked else None
        ended = settled(held, item, status=status, now=now, retry_at=retry_at, note=note)
        if ended is not None:
            self.put(table, ended)
        return ended is not None

    def _records(self, table: Table[R], result: Result[Any]) -> list[R]:
        make, names = table.record, [column.name for column in table.columns]
        return [make(**dict(zip(names, row, strict=True))) for row in result]

    def _run(self, statement: sa.Executable, parameters: Any = None) -> CursorResult[Any]:
        problem: StoreError
        try:
            return self._connection.execute(statement, parameters)
        except exc.ResourceClosedError:
            raise RuntimeError("This transaction has ended; begin another.") from None
        except exc.SQLAlchemyError as error:
            problem = translate(error)
        raise problem  # outside the except: the driver's error carries values, and must not hang on to ours


def _row(table: Table[R], record: R) -> dict[str, Any]:
    kept = canonical(table, record)
    return {column.name: getattr(kept, column.name) for column in table.columns}


def _count(result: CursorResult[Any]) -> int:
    return result.rowcount
