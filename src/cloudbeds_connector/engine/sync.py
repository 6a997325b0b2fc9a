"""Syncs: which looks make up a full sync, a reconcile, and a sync of changes. One of a kind at a time per connection.

A cursor never passes the time its sync started. A sync that fails changes nothing that it has not seen: an error, an
empty page or a revoked key cancels no task and deletes no row.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from ..errors import ConnectorError
from ..pms.parts import Part
from ..stores import records as r
from .access.degraded import PartReads, note_degraded
from .access.trial import try_again
from .cursors import leased
from .failures import Failure, as_connector_error, call_host, failure_of, summary_of
from .fields import shared_fields
from .looks.kinds import SyncKind as SyncKind
from .looks.runs import interrupted_runs
from .looks.sync_reading import SyncReading
from .observe.block_reads import read_blocks
from .observe.look import Look, Progress, Source
from .observe.set_aside import BLOCK, RESERVATION, ROOM, ROOM_STATE, forget_set_aside, how_many, note_set_aside
from .planning.apply import Outcome, apply_look
from .runtime import Runtime


@dataclass(frozen=True, kw_only=True, slots=True)
class SyncReport:
    """What a sync saw and what followed: numbers of rows, and its `run_id` in `sync_runs`.

    `set_aside` is how many rows could not be read: what they are about stays as it was. `degraded` names the parts that
    the account refuses; see `Integration.status`. `failures` are rows and plans of rooms that could not be stored, and
    functions of the host that failed.
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
    failures: tuple[Failure, ...] = ()
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
    with runtime.failure_log.collected() as failures:
        report = _sync(runtime, connection, kind, _guarded(runtime, connection, progress))
    return replace(report, failures=tuple(dict.fromkeys(failures)))


def _sync(runtime: Runtime, connection: r.Connection, kind: SyncKind, progress: Progress | None) -> SyncReport:
    with leased(runtime, connection.id, kind) as move_cursor:
        if isinstance(move_cursor, datetime):
            return SyncReport(kind=kind, busy_until=move_cursor)
        run = _begun(runtime, connection, kind)
        reading = SyncReading(runtime, connection, kind, progress)
        try:
            connection = _tried_again(runtime, connection, kind)
            reading = SyncReading(runtime, connection, kind, progress)
            reading.read()
            connection = note_degraded(runtime, connection, reading.parts)
            done, outcome = _apply(runtime, connection, run, reading)
            if reading.error is not None:
                raise reading.error
        except Exception as error:
            _failed(runtime, connection, run, reading, error)
            raise
        _put_run(runtime, done)
        _forget_set_aside(runtime, connection, kind, reading.parts, run.started_at)
        if Part.STAYS not in reading.parts.missing:
            move_cursor(run.started_at)  # else what changed since is read when the account may read it again
        runtime.credential_accepted(connection)
    numbers = shared_fields(outcome, SyncReport) | shared_fields(done, SyncReport)
    return SyncReport(run_id=run.id, degraded=tuple(sorted(connection.degraded)), **numbers)


def _guarded(runtime: Runtime, connection: r.Connection, progress: Progress | None) -> Progress | None:
    """The host's function, whose failure stops no sync; it is not called again then."""
    if progress is None:
        return None
    failed: list[ConnectorError] = []

    def report(label: str, rows: int) -> None:
        if failed:
            return
        try:
            call_host("The function given as progress=", lambda: progress(label, rows))
        except ConnectorError as error:
            failed.append(error)
            runtime.failure_log.failed(failure_of(error, property_id=connection.property_id, work="progress"))

    return report


def _apply(
    runtime: Runtime, connection: r.Connection, run: r.SyncRun, reading: SyncReading
) -> tuple[r.SyncRun, Outcome]:
    """Apply what was read: the run with its numbers, and what followed from all pieces together."""
    look, changes, events = reading.rest, reading.recorded.changes, len(reading.recorded.events)
    outcome = apply_look(runtime, connection.id, look, recorded=reading.recorded)
    note_set_aside(runtime, connection, look)
    outcome = replace(outcome, changes=outcome.changes + changes, events=outcome.events + events)
    done = replace(
        run,
        finished_at=runtime.clock.now(),
        status="done",
        reservations=reading.reservations,
        rooms=reading.rooms or len(look.room_states),
        changes=outcome.changes,
        set_aside=how_many(look.set_aside),
    )
    return done, outcome


def _failed(runtime: Runtime, connection: r.Connection, run: r.SyncRun, reading: SyncReading, error: Exception) -> None:
    """Store the failure, and apply what was read before it: it may be undone before the next sync.

    A baseline must be complete. What failed in one part only was applied with the others already.
    """
    runtime.session_failed(connection, error)
    text = summary_of(as_connector_error(error))
    _put_run(runtime, replace(run, finished_at=runtime.clock.now(), status="failed", error=text))
    if connection.baseline_at is None or error is reading.error:
        return
    _apply(runtime, connection, run, reading)


def _tried_again(runtime: Runtime, connection: r.Connection, kind: SyncKind) -> r.Connection:
    """The connection after its degraded parts were tried again, so that a reconcile makes good what was missed."""
    if kind is SyncKind.CHANGES:
        return connection
    return try_again(runtime, connection, rooms=kind is SyncKind.FULL)


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


def _begun(runtime: Runtime, connection: r.Connection, kind: SyncKind) -> r.SyncRun:
    """A new run, stored. Those of workers that were killed are closed."""
    now = runtime.clock.now()
    run = r.SyncRun(connection_id=connection.id, id=uuid.uuid4().hex, kind=kind, started_at=now)
    with runtime.store.transaction(lock=connection.id) as tx:
        ended = interrupted_runs(tx, runtime, connection.id, now, current=run)
        tx.put(r.SYNC_RUNS, run, *(replace(each, finished_at=now) for each in ended))
    return run


def _put_run(runtime: Runtime, run: r.SyncRun) -> None:
    with runtime.store.transaction() as tx:
        tx.put(r.SYNC_RUNS, run)


def look_again_at_blocks(runtime: Runtime, connection: r.Connection) -> int:
    """Read the blocks once more: the newest look did not show one that is known, and one answer may be short.

    Returns how many rows could not be read.
    """
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
    return how_many(look.set_aside)
