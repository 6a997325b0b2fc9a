"""Cursors: where each recurring piece of work of a connection stands, and the lease that one worker has on it."""

from __future__ import annotations

from collections.abc import Iterator
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


def cursor_of(tx: Transaction, connection_id: str, name: str) -> SyncCursor:
    """The cursor, or a new one that was never put."""
    return tx.get(SYNC_CURSORS, connection_id, name) or SyncCursor(connection_id=connection_id, name=name)


def cursor_instant(tx: Transaction, connection_id: str, name: str) -> datetime | None:
    """The instant that is the cursor's value (UTC), None if it has none yet."""
    value = cursor_of(tx, connection_id, name).value
    return datetime.fromisoformat(value) if value else None


def plan_again_at(tx: Transaction, connection_id: str, at: datetime | None) -> None:
    """Plan the connection's turnovers again at this instant; None: when something changes."""
    tx.put(SYNC_CURSORS, SyncCursor(connection_id=connection_id, name=REPLAN, due_at=at))


class Lease:
    """A claim on one cursor of one connection. `complete` moves the cursor, unless the claim was lost."""

    def __init__(self, runtime: Runtime, cursor: SyncCursor) -> None:
        self._runtime = runtime
        self._cursor = cursor

    def complete(self, started_at: datetime) -> None:
        """Set the cursor to the time at which its work started, and end the lease."""
        self._end(value=started_at.isoformat())

    def release(self) -> None:
        """End the lease."""
        self._end()

    def _end(self, value: str | None = None) -> None:
        with self._runtime.store.transaction(lock=self._cursor.connection_id) as tx:
            now = tx.get(SYNC_CURSORS, self._cursor.connection_id, self._cursor.name)
            if now is None or now.fence != self._cursor.fence:
                return  # another worker took over; what it has seen is newer
            tx.put(SYNC_CURSORS, replace(now, value=now.value if value is None else value, lease_until=None))


@contextmanager
def leased(runtime: Runtime, connection_id: str, name: str) -> Iterator[Lease | datetime]:
    """The lease on a cursor, or until when another worker has it."""
    now, longest = runtime.clock.now(), runtime.settings.sync_lease
    with runtime.store.transaction(lock=connection_id) as tx:
        cursor = cursor_of(tx, connection_id, name)
        busy = cursor.lease_until if lease_runs(cursor.lease_until, now=now, longest=longest) else None
        if busy is None:
            cursor = replace(cursor, lease_until=now + longest, fence=cursor.fence + 1)
            tx.put(SYNC_CURSORS, cursor)
    if busy is not None:
        yield busy
        return
    lease = Lease(runtime, cursor)
    try:
        yield lease
    finally:
        lease.release()
