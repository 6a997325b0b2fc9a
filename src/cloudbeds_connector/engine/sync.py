"""Syncs: which looks make up a full sync, a reconcile, and a sync of changes. One of a kind at a time per connection.

A cursor never passes the time its sync started. A sync that fails changes nothing that it has not seen: an error, an
empty page or a revoked key cancels no task and deletes no row.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from ..pms.model import Reservation, RoomState, StayState
from ..pms.pages import SetAside
from ..pms.parts import Part
from ..pms.ports import Lane, PmsSession
from ..stores import records as r
from .access.degraded import PartReads, note_degraded
from .access.trial import try_again
from .cursors import cursor_instant, leased
from .directory import refresh_directory
from .failures import as_connector_error, summary_of
from .fields import shared_fields
from .observe.block_reads import read_blocks
from .observe.look import Look, Progress, Seen, Source
from .observe.set_aside import (
    BLOCK,
    RESERVATION,
    ROOM,
    ROOM_STATE,
    forget_set_aside,
    how_many,
    note_set_aside,
    set_aside_ids,
)
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

    `set_aside` is how many rows could not be read: what they are about stays as it was. `degraded` names the parts that
    the account refuses; see `Integration.status`.
    `busy_until` (UTC): another worker is doing the same sync, and may hold its lease until then.
    """

    kind: SyncKind
    run_id: str = ""
    reservations: int = 0
    rooms: int = 0
    changes: int = 0
    events: int = 0
    commands: int = 0
    set_aside: int = 0
    degraded: tuple[str, ...] = ()
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
        reads = PartReads(connection)
        try:
            connection = _tried_again(runtime, connection, kind)
            reads = PartReads(connection)
            look, rooms = _read(runtime, connection, kind, progress, stays, reads)
            connection = note_degraded(runtime, connection, reads)
            outcome = apply_look(runtime, connection.id, look)
            note_set_aside(runtime, connection, look)
        except Exception as error:
            runtime.session_failed(connection, error)
            text = summary_of(as_connector_error(error))
            _put_run(runtime, replace(run, finished_at=runtime.clock.now(), status="failed", error=text))
            _apply_partial(runtime, connection, stays, reads.aside)
            raise
        done = replace(
            run,
            finished_at=runtime.clock.now(),
            status="done",
            reservations=len(look.reservations),
            rooms=rooms or len(look.room_states),
            changes=outcome.changes,
            set_aside=how_many(look.set_aside),
        )
        _put_run(runtime, done)
        _forget_set_aside(runtime, connection, kind, reads, run.started_at)
        if Part.STAYS not in reads.missing:
            move_cursor(run.started_at)  # else what changed since is read when the account may read it again
        runtime.credential_accepted(connection)
    numbers = shared_fields(outcome, SyncReport) | shared_fields(done, SyncReport)
    return SyncReport(run_id=run.id, degraded=tuple(sorted(connection.degraded)), **numbers)


def _tried_again(runtime: Runtime, connection: r.Connection, kind: SyncKind) -> r.Connection:
    """The connection after its degraded parts were tried again, so that a reconcile makes good what was missed."""
    if kind is SyncKind.CHANGES:
        return connection
    return try_again(runtime, connection, rooms=kind is SyncKind.FULL)


def _read(
    runtime: Runtime,
    connection: r.Connection,
    kind: SyncKind,
    progress: Progress | None,
    stays: Stays,
    reads: PartReads,
) -> tuple[Look, int]:
    """The look, and the number of rooms if the directory was read.

    `stays` and `reads` have what was read, and what could not be read, if this fails.
    """
    session, rooms = runtime.session(connection), 0
    if kind is SyncKind.CHANGES:
        since = _since(runtime, connection)
        reads.rows(Part.STAYS, lambda: session.stays.changed(since), progress, "reservations", into=stays)
        _read_by_id(session, _set_aside_before(runtime, connection, stays), reads, stays)
        return Look(
            source=Source.CHANGE_FEED,
            reservations=tuple(stays),
            room_states=_room_states(session, reads, progress),
            set_aside=tuple(reads.aside),
        ), 0
    if kind is SyncKind.FULL:
        rooms = refresh_directory(runtime, connection, reads)
        if progress is not None:
            progress("rooms", rooms)
    return _window_look(runtime, connection, session, progress, stays, reads), rooms


def _read_by_id(session: PmsSession, ids: list[str], reads: PartReads, stays: Stays) -> None:
    if ids:
        reads.rows(Part.STAYS, lambda: session.stays.get(ids, lane=Lane.BULK), into=stays)


def _room_states(session: PmsSession, reads: PartReads, progress: Progress | None) -> tuple[Seen[RoomState], ...]:
    """Every room's state; none if the account refuses them."""
    return (
        reads.rows(Part.ROOM_STATES, lambda: session.room_states.snapshot(lane=Lane.BULK), progress, "room states")
        or ()
    )


def _set_aside_before(runtime: Runtime, connection: r.Connection, seen: Stays) -> list[str]:
    """Reservations that an earlier look could not read and this one has not shown: the change feed may be past them."""
    shown = {item.row.id for item in seen}
    with runtime.store.transaction() as tx:
        return [id_ for id_ in set_aside_ids(tx, connection.id, RESERVATION) if id_ not in shown]


def _since(runtime: Runtime, connection: r.Connection) -> datetime:
    with runtime.store.transaction() as tx:
        started = cursor_instant(tx, connection.id, SyncKind.CHANGES) or connection.baseline_at
    return (started or runtime.clock.now()) - runtime.settings.change_feed_overlap


def _window_look(
    runtime: Runtime,
    connection: r.Connection,
    session: PmsSession,
    progress: Progress | None,
    stays: Stays,
    reads: PartReads,
) -> Look:
    """Departures of the window's days, the stays of `_missing_stays`, blocks, and room states.

    A room of a longer booking that leaves earlier is among those in house or due, and so is always seen. A first look
    without the stays would be no baseline, so their refusal is raised then.
    """
    settings, today = runtime.settings, runtime.business_date(connection)
    start, end = today - timedelta(days=settings.sweep_back_days), today + timedelta(days=settings.sweep_ahead_days)
    reads.rows(Part.STAYS, lambda: session.stays.window(start, end), progress, "reservations", into=stays)
    if connection.baseline_at is None and Part.STAYS in reads.errors:
        raise reads.errors[Part.STAYS]
    _read_by_id(session, _missing_stays(runtime, connection, stays, start, today), reads, stays)
    blocks = read_blocks(runtime, connection, session, reads, progress)
    states = _room_states(session, reads, progress)
    return Look(
        source=Source.BASELINE if connection.baseline_at is None else Source.SWEEP,
        reservations=tuple(stays),
        room_states=states,
        blocks=blocks,
        set_aside=tuple(reads.aside),
    )


def _missing_stays(runtime: Runtime, connection: r.Connection, seen: Stays, start: date, today: date) -> list[str]:
    """Reservations that the store knows and the window did not show, to be read by id.

    Those in house or due by now, whatever their dates, and those that were to leave within the window: they were
    moved out of it, stayed longer than booked, or fell between two pages. Those that an earlier look could not read,
    too.
    """
    shown = {item.row.id for item in seen}
    own = {"connection_id": connection.id}
    with runtime.store.transaction() as tx:
        in_house = tx.select(r.STAY_SEGMENTS, where={**own, "state": StayState.IN_HOUSE})
        due = tx.select(r.STAY_SEGMENTS, where={**own, "state": StayState.EXPECTED}, at_most={"start_date": today})
        heads = tx.select(r.RESERVATIONS, where={**own, "deleted": False}, at_least={"check_out": start})
        unreadable = set_aside_ids(tx, connection.id, RESERVATION)
    known = {row.reservation_id for row in (*in_house, *due)} | {head.id for head in heads} | set(unreadable)
    return sorted(known - shown)


def _apply_partial(runtime: Runtime, connection: r.Connection, stays: Stays, aside: list[SetAside]) -> None:
    """Apply what was read before the failure: it may be undone before the next sync. A baseline must be complete."""
    if (stays or aside) and connection.baseline_at is not None:
        look = Look(source=Source.SWEEP, reservations=tuple(stays), set_aside=tuple(aside))
        apply_look(runtime, connection.id, look)
        note_set_aside(runtime, connection, look)


def _forget_set_aside(
    runtime: Runtime, connection: r.Connection, kind: SyncKind, reads: PartReads, since: datetime
) -> None:
    """Forget rows of the kinds that this sync has read completely, if they were not met again."""
    whole = {Part.ROOM_STATES: ROOM_STATE}
    if kind is not SyncKind.CHANGES:
        whole |= {Part.STAYS: RESERVATION, Part.BLOCKS: BLOCK, Part.ROOMS: ROOM}
    kinds = {name for part, name in whole.items() if part in reads.read and part not in reads.refused}
    with runtime.store.transaction(lock=connection.id) as tx:
        forget_set_aside(tx, connection.id, kinds, met=reads.aside, since=since)


def _put_run(runtime: Runtime, run: r.SyncRun) -> None:
    with runtime.store.transaction() as tx:
        tx.put(r.SYNC_RUNS, run)


def look_again_at_blocks(runtime: Runtime, connection: r.Connection) -> None:
    """Read the blocks once more: the newest look did not show one that is known, and one answer may be short."""
    reads = PartReads(connection)
    try:
        blocks = read_blocks(runtime, connection, runtime.session(connection), reads)
        note_degraded(runtime, connection, reads)
    except Exception as error:
        runtime.session_failed(connection, error)
        raise
    look = Look(source=Source.SWEEP, blocks=blocks, set_aside=tuple(reads.aside))
    apply_look(runtime, connection.id, look)
    note_set_aside(runtime, connection, look)
