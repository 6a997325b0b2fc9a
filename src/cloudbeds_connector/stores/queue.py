"""Decides what claiming and settling do to a queue item, once for every store.

`attempts` is the fence: it grows with every claim, so whoever holds an item with another number has lost it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from ..pms.hotel_time import require_aware
from .declare import Table
from .records import DEAD, DONE, PENDING, QueueItem

R = TypeVar("R")


def claimed(item: R, *, now: datetime, lease: timedelta) -> R:
    """`item` in the hands of a worker until the lease ends, when it is due again."""
    queued = _queue_item(item)
    return replace(
        item,  # type: ignore[type-var]
        due_at=require_aware(now, "now") + lease,
        attempts=queued.attempts + 1,
    )


def settled(held: R | None, item: R, *, status: str, now: datetime, retry_at: datetime | None, note: str) -> R | None:
    """`held` (what the store has) with the claim on it ended, or None if `item` is no longer the claim on it."""
    if status not in (DONE, DEAD, PENDING):
        raise ValueError(f"An item is settled as {DONE!r}, {DEAD!r} or {PENDING!r}, not {status!r}")
    if held is None:
        return None
    current, claim = _queue_item(held), _queue_item(item)
    if current.status != PENDING or current.attempts != claim.attempts:
        return None
    again = status == PENDING
    return replace(
        held,  # type: ignore[type-var]
        status=status,
        due_at=(retry_at or now) if again else current.due_at,
        settled_at=None if again else now,
        note=note,
    )


def require_queue(table: Table[R]) -> None:
    """`ValueError` if nothing can be claimed from this table."""
    if not table.queue:
        raise ValueError(f"{table.name} is not a queue")


def _queue_item(item: object) -> QueueItem:
    if not isinstance(item, QueueItem):
        raise TypeError(f"{type(item).__name__} is not a queue item")
    return item
