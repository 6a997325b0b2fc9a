"""The store in memory: the reference that every other store is compared with.

For tests, demos and a single process without a database. Transactions run one at a time, so every lock is held by
every transaction. Nothing survives the process.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from typing import Any, Generic, TypeVar, Unpack

from ..errors import UniqueViolationError
from ..secrecy import NotPickled
from .declare import Table, Unique
from .queue import QueueVerbs
from .selection import OrderBy, Query, Selection, selection
from .values import canonical, canonical_key

R = TypeVar("R")
_Key = tuple[Any, ...]


class MemoryStore(NotPickled):
    """A `Store` in this process's memory. Safe to share between threads; not between processes."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._owner: int | None = None
        self._tables: dict[str, _Rows[Any]] = {}

    @contextmanager
    def transaction(self, lock: str | None = None) -> Iterator[_Transaction]:
        """Begin; commit at the end, roll back on an exception. Transactions do not nest (`RuntimeError`)."""
        if self._owner == threading.get_ident():
            raise RuntimeError("A transaction is open in this thread; use it instead of beginning another.")
        with self._mutex:
            self._owner = threading.get_ident()
            tx = _Transaction(self._tables)
            try:
                yield tx
            except BaseException:
                tx.roll_back()
                raise
            finally:
                tx.end()
                self._owner = None


class _Rows(Generic[R]):
    """One table: its records by key, and one map per unique index from the indexed values to the key."""

    def __init__(self, table: Table[R]) -> None:
        self.records: dict[_Key, R] = {}
        self._table = table
        self._taken: list[tuple[Callable[[Any], _Key | None], dict[_Key, _Key]]] = [
            (_indexed(unique), {}) for unique in table.unique
        ]

    def conflicts(self, key: _Key, record: R) -> bool:
        """Whether another record holds a place in a unique index that `record` needs."""
        return any(taken.get(values, key) != key for taken, values in self._places(record))

    def replace(self, key: _Key, record: R | None) -> R | None:
        """Put (or with None remove) the record at `key`; the record that was there."""
        before = self.records.pop(key, None)
        if before is not None:
            for taken, values in self._places(before):
                del taken[values]
        if record is not None:
            self.records[key] = record
            for taken, values in self._places(record):
                taken[values] = key
        return before

    def _places(self, record: R) -> Iterator[tuple[dict[_Key, _Key], _Key]]:
        for indexed, taken in self._taken:
            values = indexed(record)
            if values is not None:
                yield taken, values


def _indexed(unique: Unique) -> Callable[[Any], _Key | None]:
    """The values of a record in a unique index; None where it is not in it (null values, or outside the partial)."""

    def values(record: Any) -> _Key | None:
        if unique.where is not None and getattr(record, unique.where[0]) not in unique.where[1]:
            return None
        found = tuple(getattr(record, name) for name in unique.columns)
        return None if None in found else found

    return values


class _Transaction(QueueVerbs):
    """The verbs, and how to undo them."""

    def __init__(self, tables: dict[str, _Rows[Any]]) -> None:
        self._tables = tables
        self._undo: list[tuple[_Rows[Any], _Key, Any]] = []
        self._open = True

    def roll_back(self) -> None:
        for rows, key, before in reversed(self._undo):
            rows.replace(key, before)

    def end(self) -> None:
        self._open = False

    def get(self, table: Table[R], *key: Any) -> R | None:
        return self._rows(table).records.get(canonical_key(table, key))

    def select(self, table: Table[R], **query: Unpack[Query]) -> list[R]:
        return self._select_unlocked(table, selection(table, **query))

    def put(self, table: Table[R], *records: R) -> None:
        rows, mark = self._rows(table), len(self._undo)
        for record in canonical(table, records):
            key = table.key_of(record)
            if rows.conflicts(key, record):
                for _, changed, before in reversed(self._undo[mark:]):  # this put changes all or nothing
                    rows.replace(changed, before)
                del self._undo[mark:]
                raise UniqueViolationError(
                    f"A record of {table.name} breaks a unique index.",
                    next_action="Read the records again, and repeat what you did.",
                )
            self._replace(rows, key, record)

    def put_new(self, table: Table[R], record: R) -> bool:
        rows, (record,) = self._rows(table), canonical(table, (record,))
        key = table.key_of(record)
        if key in rows.records or rows.conflicts(key, record):
            return False
        self._replace(rows, key, record)
        return True

    def delete(self, table: Table[R], *key: Any) -> bool:
        rows, at = self._rows(table), canonical_key(table, key)
        if at not in rows.records:
            return False
        self._replace(rows, at, None)
        return True

    def _select_unlocked(self, table: Table[R], query: Selection) -> list[R]:
        found = _matching(list(self._rows(table).records.values()), query)
        _sort(table, found, query.order)
        return found[: query.limit]

    def _get_locked(self, table: Table[R], keys: Sequence[_Key]) -> list[R]:
        found = [self.get(table, *key) for key in keys]
        return [record for record in found if record is not None]

    def _rows(self, table: Table[R]) -> _Rows[R]:
        if not self._open:
            raise RuntimeError("This transaction has ended; begin another.")
        rows = self._tables.get(table.name)
        if rows is None:
            rows = self._tables[table.name] = _Rows(table)
        return rows

    def _replace(self, rows: _Rows[R], key: _Key, record: R | None) -> None:
        self._undo.append((rows, key, rows.replace(key, record)))


def _sort(table: Table[R], found: list[R], order: Sequence[OrderBy]) -> None:
    if not any(by.descending or table.named[by.column].optional for by in order):
        found.sort(key=attrgetter(*(by.column for by in order)))
        return
    for by in reversed(order):  # sorting is stable: the least significant column first
        found.sort(key=_sort_key(by), reverse=by.descending)


def _sort_key(by: OrderBy) -> Callable[[Any], tuple[bool, Any]]:
    value = attrgetter(by.column)

    def key(record: Any) -> tuple[bool, Any]:
        found = value(record)
        return ((found is None) == by.descending, 0 if found is None else found)  # nulls first both ways

    return key


def _matching(found: list[R], query: Selection) -> list[R]:
    for condition in query.equal:
        value = attrgetter(condition.column)
        values = {*condition.values, None} if condition.null else condition.values
        if len(values) == 1:
            (only,) = values
            found = [record for record in found if value(record) == only]
        else:
            found = [record for record in found if value(record) in values]
    for span in query.ranges:
        value, minimum, maximum = attrgetter(span.column), span.minimum, span.maximum
        found = [record for record in found if value(record) is not None]
        if minimum is not None:
            found = [record for record in found if value(record) >= minimum]
        if maximum is not None:
            found = [record for record in found if value(record) <= maximum]
    return found
