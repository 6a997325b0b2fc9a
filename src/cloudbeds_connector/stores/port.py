"""The port of a store, and its verbs. They are few, so that a new store is little work, and a new table none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar, Unpack

from .declare import Table
from .queue import Ending
from .selection import Query

R = TypeVar("R")


class Transaction(Protocol):
    """Work that happens entirely or not at all. Reads see the transaction's own writes.

    Every store behaves the same, which `cloudbeds_connector.testing.contracts.StoreContract` tests. `StoreError` for a
    store that is not migrated, full, locked for too long, or unreachable.
    """

    def get(self, table: Table[R], *key: Any) -> R | None:
        """The record with this key (values in the order of `table.key`), or None."""
        ...

    def select(self, table: Table[R], **query: Unpack[Query]) -> list[R]:
        """The records that the query selects. The same query has the same result in every store.

        A row that cannot be read, because another version wrote it, is left out and noted in `records.SET_ASIDE`.
        """
        ...

    def put(self, table: Table[R], *records: R) -> None:
        """Insert, or replace by key. Breaking a unique index raises `UniqueViolationError`."""
        ...

    def put_new(self, table: Table[R], record: R) -> bool:
        """Insert; False, and nothing changed, if the key or a unique index is taken."""
        ...

    def delete(self, table: Table[R], *key: Any) -> bool:
        """Remove the record with this key; False if there was none."""
        ...

    def claim(
        self,
        table: Table[R],
        *,
        limit: int,
        lease: timedelta,
        now: datetime,
        where: Mapping[str, Any] | None = None,
    ) -> list[R]:
        """Take up to `limit` pending items of a queue that are due, oldest `sequence` first, for `lease`.

        `where` restricts them by columns, as in `select`.

        A claimed item is due again when its lease ends (a killed worker's work comes back); `attempts` has grown
        by one and fences the old claim. Two workers never hold the same claim.
        """
        ...

    def settle(
        self, table: Table[R], item: R, *, status: str, now: datetime, retry_at: datetime | None = None, note: str = ""
    ) -> bool:
        """End a claim: `status` ``done``, ``dead``, or ``pending`` again at `retry_at`. False if the claim was lost."""
        ...

    def settle_many(self, table: Table[R], endings: Sequence[Ending[R]], *, now: datetime) -> int:
        """End many claims with few statements, each in its way; the number of those that were not lost."""
        ...


class Store(Protocol):
    """A place for records."""

    def transaction(self, lock: str | None = None) -> AbstractContextManager[Transaction]:
        """Begin; commit at the end, roll back on an exception.

        `lock` is a name, most often a connection's id: two transactions with the same lock exclude each other, across
        threads and processes, whether or not there is a row of that name yet. Never make a network call inside, and
        do not begin a second transaction inside the first (`RuntimeError`).
        """
        ...
