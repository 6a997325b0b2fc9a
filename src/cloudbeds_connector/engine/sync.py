"""Decides which looks make up a sync: everything, what changed, or a window of days. One at a time per connection.

A cursor never passes the time its sync started. A sync that fails changes nothing it has not seen: an error, an empty
page or a revoked key cancels no task and deletes no row.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from ..pms.hotel_time import business_date, resolve
from ..pms.model import Reservation, StayState
from ..pms.ports import Lane, PmsSession
from ..pms.zones import load_zone
from ..stores import records as r
from ..stores.port import Transaction
from .directory import refresh_directory
from .failures import for_the_record, of_the_family
from .integration import Integration
from .observe.look import Look, Progress, Seen, Source, collect, look_at_stays
from .planning.apply import Outcome, apply_look

#: The reservations that a sync has seen so far.
Stays = list[Seen[Reservation]]


class SyncKind(StrEnum):
    """What a sync reads."""

    FULL = "full"
    CHANGES = "changes"
    RECONCILE = "reconcile"


@dataclass(frozen=True, kw_only=True, slots=True)
class SyncReport:
    """What a sync saw and what followed. `busy_until`: another worker is doing the same, and holds it until then."""

    kind: SyncKind
    run_id: str = ""
    reservations: int = 0
    rooms: int = 0
    changes: int = 0
    events: int = 0
    commands: int = 0
    busy_until: datetime | None = None

    @property
    def skipped(self) -> bool:
        """Was another worker doing the same?"""
        return self.busy_until is not None


def full_sync(integration: Integration, connection: r.Connection, *, progress: Progress | None = None) -> SyncReport:
    """Read rooms, then everything a reconcile reads. The first one is the baseline: what it finds is no news."""
    connection = integration.reloaded(connection)

    def look(session: PmsSession, stays: Stays) -> tuple[Look, int]:
        rooms = refresh_directory(integration, connection)
        if progress is not None:
            progress("rooms", rooms)
        source = Source.BASELINE if connection.baseline_at is None else Source.SWEEP
        return _window_look(integration, connection, session, source, progress, stays), rooms

    return _run(integration, connection, SyncKind.FULL, look)


def reconcile(integration: Integration, connection: r.Connection, *, progress: Progress | None = None) -> SyncReport:
    """Read every stay around today and every room's state; whatever was lost before is made up for here."""
    connection = integration.reloaded(connection)
    if connection.baseline_at is None:
        return full_sync(integration, connection, progress=progress)

    def look(session: PmsSession, stays: Stays) -> tuple[Look, int]:
        return _window_look(integration, connection, session, Source.SWEEP, progress, stays), 0

    return _run(integration, connection, SyncKind.RECONCILE, look)


def sync_changes(integration: Integration, connection: r.Connection) -> SyncReport:
    """Read what the hotel system says changed since the last time, and every room's state."""
    connection = integration.reloaded(connection)
    if connection.baseline_at is None:
        return full_sync(integration, connection)

    def look(session: PmsSession, stays: Stays) -> tuple[Look, int]:
        collect(session.stays.changed(_since(integration, connection)), into=stays)
        states = collect(session.room_states.snapshot(lane=Lane.BULK))
        return Look(source=Source.CHANGE_FEED, reservations=tuple(stays), room_states=states), 0

    return _run(integration, connection, SyncKind.CHANGES, look)


def _since(integration: Integration, connection: r.Connection) -> datetime:
    with integration.store.transaction() as tx:
        cursor = tx.get(r.SYNC_CURSORS, connection.id, SyncKind.CHANGES)
    started = datetime.fromisoformat(cursor.value) if cursor and cursor.value else connection.baseline_at
    return (started or integration.clock.now()) - integration.settings.change_feed_overlap


def today_of(integration: Integration, connection: r.Connection) -> date:
    """The property's business date now."""
    rollover = integration.rollover_of(connection)
    return business_date(integration.clock.now(), rollover, load_zone(connection.timezone))


def nightly_after(integration: Integration, connection: r.Connection, instant: datetime) -> datetime:
    """When the next nightly sync is due: a little after the property's next business day begins."""
    zone, rollover = load_zone(connection.timezone), integration.rollover_of(connection)
    tomorrow = business_date(instant, rollover, zone) + timedelta(days=1)
    return resolve(tomorrow, rollover, zone) + integration.settings.full_delay


def _window_look(
    integration: Integration,
    connection: r.Connection,
    session: PmsSession,
    source: Source,
    progress: Progress | None,
    stays: Stays,
) -> Look:
    """Departures of the window's days, whoever else is in house or due or was expected in it, blocks, rooms.

    A room of a longer booking that leaves sooner is among those in house or due, and so is always seen.
    """
    settings, today = integration.settings, today_of(integration, connection)
    start = today - timedelta(days=settings.sweep_back_days)
    window = session.stays.window(start, today + timedelta(days=settings.sweep_ahead_days))
    collect(window, progress, "reservations", into=stays)
    stays += _unseen(integration, connection, session, stays, start, today)
    blocks_window = (today - timedelta(days=1), today + timedelta(days=settings.block_ahead_days))
    blocks = collect(session.blocks.window(*blocks_window), progress, "blocks")
    states = collect(session.room_states.snapshot(lane=Lane.BULK), progress, "room states")
    return Look(
        source=source, reservations=tuple(stays), room_states=states, blocks=blocks, blocks_window=blocks_window
    )


def _unseen(
    integration: Integration,
    connection: r.Connection,
    session: PmsSession,
    seen: Stays,
    start: date,
    today: date,
) -> tuple[Seen[Reservation], ...]:
    """Stays that the store knows and the window did not show: asked for by id.

    Those in house or due by now, whatever their dates, and those that were to leave within the window: they were
    moved out of it, overran their dates, or slipped between two pages.
    """
    shown = {item.row.id for item in seen}
    own = {"connection_id": connection.id}
    with integration.store.transaction() as tx:
        in_house = tx.select(r.STAY_SEGMENTS, where={**own, "state": StayState.IN_HOUSE})
        due = tx.select(r.STAY_SEGMENTS, where={**own, "state": StayState.EXPECTED}, at_most={"start_date": today})
        heads = tx.select(r.RESERVATIONS, where={**own, "deleted": False}, at_least={"check_out": start})
    known = {row.reservation_id for row in (*in_house, *due)} | {head.id for head in heads}
    missing = sorted(known - shown)
    return look_at_stays(session, missing, lane=Lane.BULK)


def _run(
    integration: Integration,
    connection: r.Connection,
    kind: SyncKind,
    take: Callable[[PmsSession, Stays], tuple[Look, int]],
) -> SyncReport:
    with _leased(integration, connection, kind) as lease:
        if isinstance(lease, datetime):
            return SyncReport(kind=kind, busy_until=lease)
        run = r.SyncRun(connection_id=connection.id, id=uuid.uuid4().hex, kind=kind, started_at=integration.clock.now())
        _put_run(integration, run)
        stays: Stays = []
        try:
            look, rooms = take(integration.session(connection), stays)
            outcome = apply_look(integration, connection.id, look)
        except Exception as error:
            integration.failed(connection, error)
            record = for_the_record(of_the_family(error))
            _put_run(integration, _finished(integration, run, "failed", error=record))
            _keep(integration, connection, stays)
            raise
        done = replace(
            _finished(integration, run, "done"),
            reservations=len(look.reservations),
            rooms=rooms or len(look.room_states),
            changes=outcome.changes,
        )
        _put_run(integration, done)
        lease.complete(run.started_at)
        integration.used(connection)
    return _report(kind, done, outcome)


def _keep(integration: Integration, connection: r.Connection, stays: Stays) -> None:
    """What was shown before a sync failed is known: it may be undone before the next one. A baseline must be whole."""
    if stays and connection.baseline_at is not None:
        apply_look(integration, connection.id, Look(source=Source.SWEEP, reservations=tuple(stays)))


def _report(kind: SyncKind, run: r.SyncRun, outcome: Outcome) -> SyncReport:
    return SyncReport(
        kind=kind,
        run_id=run.id,
        reservations=run.reservations,
        rooms=run.rooms,
        changes=run.changes,
        events=outcome.events,
        commands=outcome.commands,
    )


def _finished(integration: Integration, run: r.SyncRun, status: str, *, error: str = "") -> r.SyncRun:
    return replace(run, finished_at=integration.clock.now(), status=status, error=error)


def _put_run(integration: Integration, run: r.SyncRun) -> None:
    with integration.store.transaction() as tx:
        tx.put(r.SYNC_RUNS, run)


class _Lease:
    """A claim on one kind of sync of one connection; `complete` moves its cursor, unless the claim was lost."""

    def __init__(self, integration: Integration, cursor: r.SyncCursor) -> None:
        self._integration = integration
        self._cursor = cursor

    def complete(self, started_at: datetime) -> None:
        self._write(value=started_at.isoformat())

    def release(self) -> None:
        self._write()

    def _write(self, value: str | None = None) -> None:
        with self._integration.store.transaction(lock=self._cursor.connection_id) as tx:
            now = tx.get(r.SYNC_CURSORS, self._cursor.connection_id, self._cursor.name)
            if now is None or now.fence != self._cursor.fence:
                return  # another worker took over; what it has seen is newer
            tx.put(r.SYNC_CURSORS, replace(now, value=now.value if value is None else value, lease_until=None))


@contextmanager
def _leased(integration: Integration, connection: r.Connection, kind: SyncKind) -> Iterator[_Lease | datetime]:
    """The lease, or until when another worker has it. One that a clock far ahead has given counts as ended."""
    now, longest = integration.clock.now(), integration.settings.sync_lease
    with integration.store.transaction(lock=connection.id) as tx:
        cursor = _cursor(tx, connection, kind)
        busy = cursor.lease_until if cursor.lease_until and now < cursor.lease_until <= now + longest else None
        if busy is None:
            cursor = replace(cursor, lease_until=now + longest, fence=cursor.fence + 1)
            tx.put(r.SYNC_CURSORS, cursor)
    if busy is not None:
        yield busy
        return
    lease = _Lease(integration, cursor)
    try:
        yield lease
    finally:
        lease.release()


def _cursor(tx: Transaction, connection: r.Connection, name: str) -> r.SyncCursor:
    return tx.get(r.SYNC_CURSORS, connection.id, name) or r.SyncCursor(connection_id=connection.id, name=name)
