"""The schedule: when each recurring look of a connection is due. One row per look, in `sync_cursors`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..pms.hotel_time import load_zone, resolve
from ..stores import records as r
from .cursors import BLOCKS, REPLAN, cursor_of
from .runtime import Runtime
from .sync import SyncKind

#: A kind reads everything that the kinds after it read, and makes them unnecessary.
KINDS: tuple[SyncKind, ...] = (SyncKind.FULL, SyncKind.RECONCILE, SyncKind.CHANGES)
#: No look is scheduled further ahead than this: such a time was written by a clock that ran ahead.
TOO_FAR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class DueWork:
    """One piece of work that is due, and the due times by name when it was found."""

    name: str
    known: dict[str, datetime | None]


def due_work(runtime: Runtime, connection: r.Connection) -> DueWork | None:
    """The look that is due (of several, the one that reads most), or planning again, or None.

    Blocks are read again by themselves only where no larger look is due.
    """
    now = runtime.clock.now()
    with runtime.store.transaction() as tx:
        rows = {row.name: row for row in tx.select(r.SYNC_CURSORS, where={"connection_id": connection.id})}
    known = {name: row.due_at for name, row in rows.items()}
    for kind in KINDS:
        at = known.get(kind)
        if at is None or at <= now or at > now + TOO_FAR:
            return DueWork(kind, known)
    for name in (BLOCKS, REPLAN):
        at = known.get(name)
        if at is not None and at <= now:
            return DueWork(name, known)
    return None


def work_done(runtime: Runtime, connection: r.Connection, work: DueWork) -> None:
    """Set the next due times, except where a new look was requested meanwhile: it must be sent after the request."""
    if work.name in (BLOCKS, REPLAN):
        return  # what was done has set its next time
    now, settings = runtime.clock.now(), runtime.settings
    due = {
        SyncKind.FULL: nightly_after(runtime, connection, now),
        SyncKind.RECONCILE: now + settings.sweep_every,
        SyncKind.CHANGES: now + settings.change_feed_every,
    }
    with runtime.store.transaction(lock=connection.id) as tx:
        for kind in KINDS[KINDS.index(SyncKind(work.name)) :]:
            row = cursor_of(tx, connection.id, kind)
            if row.due_at == work.known.get(kind):
                tx.put(r.SYNC_CURSORS, replace(row, due_at=due[kind]))


def nightly_after(runtime: Runtime, connection: r.Connection, instant: datetime) -> datetime:
    """When the next nightly sync is due (UTC): a little after the property's next business day begins."""
    tomorrow = runtime.business_date(connection, instant) + timedelta(days=1)
    begins = resolve(tomorrow, runtime.rollover_of(connection), load_zone(connection.timezone))
    return begins + runtime.settings.full_delay


def postpone(runtime: Runtime, connection: r.Connection, work: DueWork, until: datetime) -> None:
    """Make the work due later: it failed, or another worker is doing it."""
    with runtime.store.transaction(lock=connection.id) as tx:
        tx.put(r.SYNC_CURSORS, replace(cursor_of(tx, connection.id, work.name), due_at=until))


def make_due(runtime: Runtime, connection_id: str, kind: SyncKind, at: datetime) -> None:
    """Request a look: a worker takes it as soon as it can, and once more if it is taking one right now."""
    with runtime.store.transaction(lock=connection_id) as tx:
        row = cursor_of(tx, connection_id, kind)
        due_at = at if row.due_at != at else at + timedelta(microseconds=1)  # so that a running look sees the request
        tx.put(r.SYNC_CURSORS, replace(row, due_at=due_at))
