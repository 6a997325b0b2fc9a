"""Decides when each recurring look of a connection is due. One row per look, in `sync_cursors`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..stores import records as r
from ..stores.port import Transaction
from .integration import REPLAN, Integration
from .sync import SyncKind, nightly_after

#: What reads more stands before what reads less, and makes it unnecessary.
KINDS: tuple[SyncKind, ...] = (SyncKind.FULL, SyncKind.RECONCILE, SyncKind.CHANGES)
#: A time further off than any look is ever put: a clock ran ahead when it was written.
TOO_FAR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class DueWork:
    """One piece of work whose time has come, and what the schedule said when it was found."""

    name: str
    known: dict[str, datetime | None]


def due_work(integration: Integration, connection: r.Connection) -> DueWork | None:
    """The look that is due, the one that reads most; or planning anew; or nothing."""
    now = integration.clock.now()
    with integration.store.transaction() as tx:
        rows = {row.name: row for row in tx.select(r.SYNC_CURSORS, where={"connection_id": connection.id})}
    known = {name: row.due_at for name, row in rows.items()}
    for kind in KINDS:
        at = known.get(kind)
        if at is None or at <= now or at > now + TOO_FAR:
            return DueWork(kind, known)
    at = known.get(REPLAN)
    return DueWork(REPLAN, known) if at is not None and at <= now else None


def work_done(integration: Integration, connection: r.Connection, work: DueWork) -> None:
    """Set the next times, except where somebody asked for a new look meanwhile: they want one sent after they asked."""
    if work.name == REPLAN:
        return
    now, settings = integration.clock.now(), integration.settings
    due = {
        SyncKind.FULL: nightly_after(integration, connection, now),
        SyncKind.RECONCILE: now + settings.sweep_every,
        SyncKind.CHANGES: now + settings.change_feed_every,
    }
    with integration.store.transaction(lock=connection.id) as tx:
        for kind in KINDS[KINDS.index(SyncKind(work.name)) :]:
            row = _cursor(tx, connection.id, kind)
            if row.due_at == work.known.get(kind):
                tx.put(r.SYNC_CURSORS, replace(row, due_at=due[kind]))


def put_off(integration: Integration, connection: r.Connection, work: DueWork, until: datetime) -> None:
    """Try again later: the work failed, or another worker is at it."""
    if work.name != REPLAN:
        with integration.store.transaction(lock=connection.id) as tx:
            tx.put(r.SYNC_CURSORS, replace(_cursor(tx, connection.id, work.name), due_at=until))


def make_due(integration: Integration, connection_id: str, name: str, at: datetime) -> None:
    """Ask for a look: a worker takes it as soon as it can, and again if it is taking one right now."""
    with integration.store.transaction(lock=connection_id) as tx:
        row = _cursor(tx, connection_id, name)
        asked = at if row.due_at != at else at + timedelta(microseconds=1)  # so that a running look sees it was asked
        tx.put(r.SYNC_CURSORS, replace(row, due_at=asked))


def _cursor(tx: Transaction, connection_id: str, name: str) -> r.SyncCursor:
    return tx.get(r.SYNC_CURSORS, connection_id, name) or r.SyncCursor(connection_id=connection_id, name=name)
