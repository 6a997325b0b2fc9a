"""Queues: claiming and settling items, once for every store.

`attempts` is the fence: it grows with every claim, so a worker whose item has another number has lost its claim.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from ..pms.hotel_time import require_aware
from .declare import Table
from .records import DEAD, DONE, PENDING, QueueItem
from .selection import Selection, selection

R = TypeVar("R")


class QueueVerbs:
    """`Transaction.claim` and `Transaction.settle`, over three verbs of the store."""

    def put(self, table: Table[R], *records: R) -> None:
        """Insert, or replace by key."""
        raise NotImplementedError

    def _select_unlocked(self, table: Table[R], query: Selection) -> Sequence[R]:
        """The selected records, without those that another transaction has locked; they are locked here."""
        raise NotImplementedError

    def _get_locked(self, table: Table[R], key: tuple[Any, ...]) -> R | None:
        """The record with this key, locked."""
        raise NotImplementedError

    def claim(
        self,
        table: Table[R],
        *,
        limit: int,
        lease: timedelta,
        now: datetime,
        where: Mapping[str, Any] | None = None,
    ) -> list[R]:
        """See `stores.port.Transaction.claim`."""
        _require_queue(table)
        due_at = require_aware(now, "now") + lease
        which = {**(where or {}), "status": PENDING}
        query = selection(table, where=which, at_most={"due_at": now}, order=("sequence",), limit=limit)
        taken = [
            replace(item, due_at=due_at, attempts=_queue_item(item).attempts + 1)  # type: ignore[type-var]
            for item in self._select_unlocked(table, query)
        ]
        self.put(table, *taken)
        return taken

    def settle(
        self, table: Table[R], item: R, *, status: str, now: datetime, retry_at: datetime | None = None, note: str = ""
    ) -> bool:
        """See `stores.port.Transaction.settle`."""
        _require_queue(table)
        if status not in (DONE, DEAD, PENDING):
            raise ValueError(f"An item is settled as {DONE!r}, {DEAD!r} or {PENDING!r}, not {status!r}")
        held = self._get_locked(table, table.key_of(item))
        if held is None:
            return False
        current, claim = _queue_item(held), _queue_item(item)
        if current.status != PENDING or current.attempts != claim.attempts:
            return False
        again = status == PENDING
        ended = replace(
            held,  # type: ignore[type-var]
            status=status,
            due_at=(retry_at or now) if again else current.due_at,
            settled_at=None if again else now,
            note=note,
        )
        self.put(table, ended)
        return True


def _require_queue(table: Table[R]) -> None:
    if not table.queue:
        raise ValueError(f"{table.name} is not a queue")


def _queue_item(item: object) -> QueueItem:
    if not isinstance(item, QueueItem):
        raise TypeError(f"{type(item).__name__} is not a queue item")
    return item
