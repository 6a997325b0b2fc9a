"""Queues: claiming and settling items, once for every store.

`attempts` is the fence: it grows with every claim, so a worker whose item has another number has lost its claim.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from ..pms.hotel_time import require_aware
from .declare import Table
from .records import DEAD, DONE, PENDING, QueueItem
from .selection import Selection, selection

R = TypeVar("R")


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending(Generic[R]):
    """How a claim ends: `status` ``done``, ``dead``, or ``pending`` again at `retry_at`.

    `changes` are values of other columns of the item.
    """

    item: R = field(kw_only=False)
    status: str
    retry_at: datetime | None = None
    note: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)


class QueueVerbs:
    """`Transaction.claim`, `Transaction.settle` and `Transaction.settle_many`, over three verbs of the store."""

    def put(self, table: Table[R], *records: R) -> None:
        """Insert, or replace by key."""
        raise NotImplementedError

    def _select_unlocked(self, table: Table[R], query: Selection) -> Sequence[R]:
        """The selected records, without those that another transaction has locked; they are locked here."""
        raise NotImplementedError

    def _get_locked(self, table: Table[R], keys: Sequence[tuple[Any, ...]]) -> Sequence[R]:
        """The records with these keys, locked. Others may be among them."""
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
        return self.settle_many(table, [Ending(item, status=status, retry_at=retry_at, note=note)], now=now) == 1

    def settle_many(self, table: Table[R], endings: Sequence[Ending[R]], *, now: datetime) -> int:
        """See `stores.port.Transaction.settle_many`."""
        _require_queue(table)
        for each in endings:
            if each.status not in (DONE, DEAD, PENDING):
                raise ValueError(f"An item is settled as {DONE!r}, {DEAD!r} or {PENDING!r}, not {each.status!r}")
        keys = [table.key_of(each.item) for each in endings]
        held = {table.key_of(record): record for record in self._get_locked(table, keys)}
        ended: dict[tuple[Any, ...], R] = {}
        count = 0
        for key, each in zip(keys, endings, strict=True):
            current = ended.get(key, held.get(key))
            if current is not None and _has_claim(current, each.item):
                ended[key] = _ended(current, each, now)
                count += 1
        self.put(table, *ended.values())
        return count


def _has_claim(held: object, item: object) -> bool:
    current, claim = _queue_item(held), _queue_item(item)
    return current.status == PENDING and current.attempts == claim.attempts


def _ended(held: R, ending: Ending[R], now: datetime) -> R:
    again = ending.status == PENDING
    return replace(
        held,  # type: ignore[type-var]
        status=ending.status,
        due_at=(ending.retry_at or now) if again else _queue_item(held).due_at,
        settled_at=None if again else now,
        note=ending.note,
        **ending.changes,
    )


def _require_queue(table: Table[R]) -> None:
    if not table.queue:
        raise ValueError(f"{table.name} is not a queue")


def _queue_item(item: object) -> QueueItem:
    if not isinstance(item, QueueItem):
        raise TypeError(f"{type(item).__name__} is not a queue item")
    return item
