"""Cursors: where each recurring piece of work of a connection stands, and the lease that one worker has on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from ..stores.leases import lease_runs
from ..stores.port import Transaction
from ..stores.records import SYNC_CURSORS, SyncCursor
from .runtime import Runtime

#: The cursor whose `due_at` is when the clock alone may change the plan.
REPLAN = "replan"
#: The cursor whose `value` is when the newest snapshot of room states was requested.
ROOM_STATES = "room_states"
#: The cursor whose `value` has the rooms that the newest snapshot did not show, each with the last one that did.
ROOMS_NOT_SHOWN = "rooms_not_shown"
#: The cursor whose `value` is when the newest listing of blocks was requested, and whose `due_at` is when to request
#: another, because the newest did not show a block that is known.
BLOCKS = "blocks"
#: The cursor whose `value` has ids of rooms that the store did not know, and when the rooms were read because of each.
UNKNOWN_ROOMS = "unknown_rooms"


def cursor_of(tx: Transaction, connection_id: str, name: str) -> SyncCursor:
    """The stored cursor, or a new one that is not stored yet."""
    return tx.get(SYNC_CURSORS, connection_id, name) or SyncCursor(connection_id=connection_id, name=name)


def cursor_instant(tx: Transaction, connection_id: str, name: str) -> datetime | None:
    """The instant that is the cursor's value (UTC), None if it has none yet."""
    value = cursor_of(tx, connection_id, name).value
    return datetime.fromisoformat(value) if value else None


def rooms_not_shown(tx: Transaction, connection_id: str) -> dict[str, datetime]:
    """The rooms that the newest snapshot did not show, each with the instant of the last one that did (UTC)."""
    value = cursor_of(tx, connection_id, ROOMS_NOT_SHOWN).value
    return {room: datetime.fromisoformat(at) for room, at in json.loads(value).items()} if value else {}


def plan_again_at(tx: Transaction, connection_id: str, at: datetime | None) -> None:
    """Plan the connection's turnovers again at this instant; None: when something changes."""
    tx.put(SYNC_CURSORS, SyncCursor(connection_id=connection_id, name=REPLAN, due_at=at))


@contextmanager
def leased(runtime: Runtime, connection_id: str, name: str) -> Iterator[Callable[[datetime], None] | datetime]:
    """The lease on a cursor: a function that moves the cursor to a time; or until when another worker has the lease.

    If the lease was lost, the function does nothing: another worker took over, and its snapshot is newer.
    """
    longest = runtime.settings.sync_lease
    with runtime.store.transaction(lock=connection_id) as tx:
        now = runtime.clock.now()  # under the lock: waiting for it may take longer than a lease
        cursor = cursor_of(tx, connection_id, name)
        busy = cursor.lease_until if lease_runs(cursor.lease_until, now=now, longest=longest) else None
        if busy is None:
            cursor = replace(cursor, lease_until=now + longest, fence=cursor.fence + 1)
            tx.put(SYNC_CURSORS, cursor)
    if busy is not None:
        yield busy
        return

    def move(to: datetime | None = None) -> None:
        with runtime.store.transaction(lock=connection_id) as tx:
            held = cursor_of(tx, connection_id, name)
            if held.fence == cursor.fence:
                value = held.value if to is None else to.isoformat()
                tx.put(SYNC_CURSORS, replace(held, value=value, lease_until=None))

    try:
        yield move
    finally:
        move()
