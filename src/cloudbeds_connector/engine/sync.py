"""Syncs: which looks make up a full sync, a reconcile, and a sync of changes. One of a kind at a time per connection.

A cursor never passes the time its sync started. A sync that fails changes nothing that it has not seen: an error, an
empty page or a revoked key cancels no task and deletes no row.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from ..pms.model import Reservation, StayState
from ..pms.ports import Lane, PmsSession
from ..stores import records as r
from .cursors import cursor_instant, leased
from .directory import refresh_directory
from .failures import as_connector_error, summary_of
from .fields import shared_fields
from .observe.look import Look, Progress, Seen, Source, collect, look_at_stays
from .planning.apply import apply_look
from .runtime import Runtime

#: The reservations that a sync has seen so far.
Stays = list[Seen[Reservation]]


class SyncKind(StrEnum):
    """What a sync reads.

    FULL: rooms, and everything that a reconcile reads. RECONCILE: every stay around today, blocks, and every room's
    state. CHANGES: the stays that the hotel system says changed since the last time, and every room's state.
    """

    FULL = "full"
    CHANGES = "changes"
    RECONCILE = "reconcile"


@dataclass(frozen=True, kw_only=True, slots=True)
class SyncReport:
    """What a sync saw and what followed: numbers of rows, and its `run_id` in `sync_runs`.

    `busy_until` (UTC): another worker is doing the same sync, and may hold its lease until then.
    """

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
        """Whether nothing was read because another worker was doing the same."""
        return self.busy_until is not None


def sync(runtime: Runtime, connection: r.Connection, kind: SyncKind, *, progress: Progress | None = None) -> SyncReport:
    """Read and apply. The first sync of a connection is a full one, whatever `kind` says, and the baseline."""
    connection = runtime.reload(connection)
    if connection.baseline_at is None:
        kind = SyncKind.FULL
    with leased(runtime, connection.id, kind) as move_cursor:
        if isinstance(move_cursor, datetime):
            return SyncReport(kind=kind, busy_until=move_cursor)
        run = r.SyncRun(connection_id=connection.id, id=uuid.uuid4().hex, kind=kind, started_at=runtime.clock.now())
        _put_run(runtime, run)
        stays: Stays = []
        try:
            look, rooms = _read(runtime, connection, kind, progress, stays)
            outcome = apply_look(runtime, connection.id, look)
        except Exception as error:
            runtime.session_failed(connection, error)
            text = summary_of(as_connector_error(error))
            _put_run(runtime, replace(run, finished_at=runtime.clock.now(), status="failed", error=text))
            _apply_partial(runtime, connection, stays)
            raise
        done = replace(
            run,
            finished_at=runtime.clock.now(),
            status="done",
            reservations=len(look.reservations),
            rooms=rooms or len(look.room_states),
            changes=outcome.changes,
        )
        _put_run(runtime, done)
        move_cursor(run.started_at)
        runtime.credential_accepted(connection)
    numbers = shared_fields(outcome, SyncReport) | shared_fields(done, SyncReport)
    return SyncReport(run_id=run.id, **numbers)


def _read(
    runtime: Runtime, connection: r.Connection, kind: SyncKind, progress: Progress | None, stays: Stays
) -> tuple[Look, int]:
    """The look, and the number of rooms if the directory was read. `stays` has what was read if this fails."""
    session, rooms = runtime.session(connection), 0
    if kind is SyncKind.CHANGES:
        collect(session.stays.changed(_since(runtime, connection)), progress, "reservations", into=stays)
        states = collect(session.room_states.snapshot(lane=Lane.BULK), progress, "room states")
        return Look(source=Source.CHANGE_FEED, reservations=tuple(stays), room_states=states), 0
    if kind is SyncKind.FULL:
        rooms = refresh_directory(runtime, connection)
        if progress is not None:
            progress("rooms", rooms)
    return _window_look(runtime, connection, session, progress, stays), rooms


def _since(runtime: Runtime, connection: r.Connection) -> datetime:
    with runtime.store.transaction() as tx:
        started = cursor_instant(tx, connection.id, SyncKind.CHANGES) or connection.baseline_at
    return (started or runtime.clock.now()) - runtime.settings.change_feed_overlap


def _window_look(
    runtime: Runtime, connection: r.Connection, session: PmsSession, progress: Progress | None, stays: Stays
) -> Look:
    """Departures of the window's days, the stays of `_missing_stays`, blocks, and room states.

    A room of a longer booking that leaves earlier is among those in house or due, and so is always seen.
    """
    settings, today = runtime.settings, runtime.business_date(connection)
    start = today - timedelta(days=settings.sweep_back_days)
    window = session.stays.window(start, today + timedelta(days=settings.sweep_ahead_days))
    collect(window, progress, "reservations", into=stays)
    stays += _missing_stays(runtime, connection, session, stays, start, today)
    blocks_window = settings.block_window(today)
    blocks = collect(session.blocks.window(*blocks_window), progress, "blocks")
    states = collect(session.room_states.snapshot(lane=Lane.BULK), progress, "room states")
    return Look(
        source=Source.BASELINE if connection.baseline_at is None else Source.SWEEP,
        reservations=tuple(stays),
        room_states=states,
        blocks=blocks,
        blocks_window=blocks_window,
    )


def _missing_stays(
    runtime: Runtime, connection: r.Connection, session: PmsSession, seen: Stays, start: date, today: date
) -> tuple[Seen[Reservation], ...]:
    """Stays that the store knows and the window did not show, read by id.

    Those in house or due by now, whatever their dates, and those that were to leave within the window: they were
    moved out of it, stayed longer than booked, or fell between two pages.
    """
    shown = {item.row.id for item in seen}
    own = {"connection_id": connection.id}
    with runtime.store.transaction() as tx:
        in_house = tx.select(r.STAY_SEGMENTS, where={**own, "state": StayState.IN_HOUSE})
        due = tx.select(r.STAY_SEGMENTS, where={**own, "state": StayState.EXPECTED}, at_most={"start_date": today})
        heads = tx.select(r.RESERVATIONS, where={**own, "deleted": False}, at_least={"check_out": start})
    known = {row.reservation_id for row in (*in_house, *due)} | {head.id for head in heads}
    return look_at_stays(session, sorted(known - shown), lane=Lane.BULK)


def _apply_partial(runtime: Runtime, connection: r.Connection, stays: Stays) -> None:
    """Apply what was read before the failure: it may be undone before the next sync. A baseline must be complete."""
    if stays and connection.baseline_at is not None:
        apply_look(runtime, connection.id, Look(source=Source.SWEEP, reservations=tuple(stays)))


def _put_run(runtime: Runtime, run: r.SyncRun) -> None:
    with runtime.store.transaction() as tx:
        tx.put(r.SYNC_RUNS, run)
