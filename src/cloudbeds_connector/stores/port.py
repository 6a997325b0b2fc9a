"""Decides the verbs of a store. Few, so that a new store is an afternoon, and a new table costs no store anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from .declare import Table

R = TypeVar("R")


class Transaction(Protocol):
    """Work that happens entirely or not at all. Reads see the transaction's own writes.

    Every store answers alike: `cloudbeds_connector.testing.contracts.StoreContract` is the proof. `StoreError` for a
    store that is not migrated, full, locked too long, or gone.
    """

    def get(self, table: Table[R], *key: Any) -> R | None:
        """The record with this key (values in the order of `table.key`), or None."""
        ...

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
        """Records whose columns equal `where` (a list, tuple or set means "one of"; None means null), lie in the
        ranges (inclusive; null is in no range), in `order` (``-name`` descends; nulls first), at most `limit`.
        Ties are in the order of the key, so that the same question has the same answer in every store.
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

    def claim(self, table: Table[R], *, limit: int, lease: timedelta, now: datetime) -> list[R]:
        """Take up to `limit` pending items of a queue that are due, oldest `sequence` first, for `lease`.

        A claimed item is due again when its lease ends (a killed worker's work comes back); `attempts` has grown
        by one and fences the old claim. Two workers never hold the same claim.
        """
        ...

    def settle(
        self, table: Table[R], item: R, *, status: str, now: datetime, retry_at: datetime | None = None, note: str = ""
    ) -> bool:
        """End a claim: `status` ``done``, ``dead``, or ``pending`` again at `retry_at`. False if the claim was lost."""
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
