"""Reading what the hints of a batch are about: reservations by id, room states, blocks. Each part by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from ...errors import (
    AuthenticationError,
    CircuitOpenError,
    ConnectorError,
    MissingScopeError,
    RateLimitedError,
    StoreError,
)
from ...pms.model import Entity, Reservation, Segment
from ...pms.parts import Part
from ...stores import records as r
from ..access.degraded import PartReads, note_degraded
from ..failures import as_connector_error
from ..observe.block_reads import read_blocks
from ..observe.by_id import read_by_id
from ..observe.look import Seen
from ..observe.read_lag import LagSample
from ..runtime import Runtime
from .batch import Batch, BatchLook, age
from .ladder import give_up_after
from .proof import is_shown, sample_of

T = TypeVar("T")

#: From so many looks on, room states are read only if a stay has changed.
LOOKS_WITH_ROOMS = 2


def read_batch(runtime: Runtime, batch: Batch) -> BatchLook:
    """Look at what the batch is about. A part that fails does not take the others with it."""
    session, started_at = runtime.session(batch.connection), runtime.clock.now()
    reads = PartReads(batch.connection)
    waiting = [hint for hint in batch.hints if not batch.settled_before(hint)]
    ids = sorted({each for hint in waiting for each in batch.targets.ids[hint.id]})
    controls = _controls(runtime, batch.connection.id, ids) if ids else []
    reading = read_by_id(session, ids, suspects=batch.targets.suspects, controls=controls, aside=reads.aside)
    rows = {seen.row.id: seen for seen in reading.rows}
    if isinstance(reading.error, MissingScopeError):
        reads.failed(Part.STAYS, reading.error)  # told, and tried again by the syncs
    shown = {hint.id: row for hint in waiting if (row := batch.targets.shown(hint, rows)) is not None}
    seen = BatchLook(started_at=started_at, reading=reading, shown=shown)
    if not _ends_all(reading.error):
        if _wants_rooms(runtime, batch, waiting, reading.rows):
            states, error = _read(lambda: reads.rows(Part.ROOM_STATES, lambda: session.room_states.snapshot()))
            seen = replace(seen, states=states or (), states_error=error)
        if any(hint.entity is Entity.BLOCK for hint in waiting):
            blocks, error = _read(lambda: read_blocks(runtime, batch.connection, session, reads))
            seen = replace(seen, blocks=blocks, blocks_error=error)
    note_degraded(runtime, batch.connection, reads)
    return _judged(runtime, batch, waiting, replace(seen, set_aside=tuple(reads.aside)))


def _read(part: Callable[[], T]) -> tuple[T | None, ConnectorError | None]:
    try:
        return part(), None
    except StoreError:
        raise
    except Exception as error:
        return None, as_connector_error(error)


def _ends_all(error: ConnectorError | None) -> bool:
    """Whether every further request would fail too."""
    if isinstance(error, MissingScopeError):
        return False
    return isinstance(error, AuthenticationError | CircuitOpenError | RateLimitedError)


def _controls(runtime: Runtime, connection_id: str, ids: Sequence[str]) -> list[str]:
    """A reservation outside of `ids` that was seen lately, another one at another time."""
    where, most = {"connection_id": connection_id, "deleted": False}, len(ids) + 20
    with runtime.store.transaction() as tx:
        heads = tx.select(r.RESERVATIONS, where=where, order=("-observed_at",), limit=most)
    known = [head.id for head in heads]
    others = [each for each in known if each not in set(ids)]
    return [others[int(runtime.clock.now().timestamp()) % len(others)]] if others else []


def _wants_rooms(
    runtime: Runtime, batch: Batch, hints: Sequence[r.WebhookEvent], rows: Sequence[Seen[Reservation]]
) -> bool:
    if any(batch.is_about_rooms(hint) for hint in hints):
        return True
    named = [hint for hint in hints if batch.targets.ids[hint.id]]
    if any(hint.looks < LOOKS_WITH_ROOMS for hint in named):
        return True
    return bool(named) and _is_news(runtime, batch.connection.id, [seen.row for seen in rows])


def _is_news(runtime: Runtime, connection_id: str, rows: Sequence[Reservation]) -> bool:
    """Whether a row differs from what is stored."""
    where = {"connection_id": connection_id, "reservation_id": tuple(row.id for row in rows)}
    with runtime.store.transaction() as tx:
        stored = tx.select(r.STAY_SEGMENTS, where=where)
    shown = [segment for row in rows for segment in row.segments]
    return _stays(stored) != _stays(shown)


def _stays(rows: Iterable[Segment | r.StaySegment]) -> set[tuple[object, ...]]:
    """What is compared of stays. Their ids are not: the stored one may be another (see `observe.segment_ids`)."""
    return {(x.reservation_id, x.room_id, x.state, x.start_date, x.end_date) for x in rows}


def _judged(runtime: Runtime, batch: Batch, hints: Sequence[r.WebhookEvent], seen: BatchLook) -> BatchLook:
    """With the hints whose change is shown, and what that says about the lag."""
    longest, proven, samples = runtime.connector.capabilities.read_lag, list[str](), list[LagSample]()
    for hint in hints:
        row = seen.shown.get(hint.id)
        if row is None:
            continue
        if _is_certain(hint, row.row, batch) and is_shown(hint, row.row.modified_at, seen_at=row.sent_at):
            proven.append(hint.id)
            sample = sample_of(hint, row, batch.targets.heads.get(row.row.id))
            samples += [sample] if sample is not None else []
        elif batch.is_provable(hint, seen):
            end = give_up_after(batch.lag, longest=longest, is_provable=True)
            if end < longest and age(hint, seen.started_at) >= end:
                samples.append(LagSample(end.total_seconds(), None))
    return replace(seen, proven=frozenset(proven), samples=tuple(samples))


def _is_certain(hint: r.WebhookEvent, row: Reservation, batch: Batch) -> bool:
    """Whether the row is the one that the hint names, and not only perhaps."""
    names = {hint.reservation_id, hint.segment_id}
    return row.id == batch.targets.ids[hint.id][0] or any(segment.id in names for segment in row.segments)
