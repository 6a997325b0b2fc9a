"""The inbox: how stored webhooks lead to a look. Any number of them leads to one look, and their content is not used.

A hint is settled only by a look that was sent after the hint was committed, and late enough that the hotel system's
reads show what its message announced (`Capabilities.read_lag`). Until then there is a look now and one more later: the
first makes the connector quick, the second makes it right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..errors import ConnectorError
from ..pms.model import Entity, RoomState
from ..pms.parts import Part
from ..pms.ports import Lane
from ..stores import records as r
from .access.degraded import PartReads, note_degraded
from .failures import Failure, as_connector_error, has_outside_cause
from .observe.block_reads import read_blocks
from .observe.look import Look, Seen, Source, look_at_stays
from .observe.set_aside import note_set_aside
from .planning.apply import apply_look
from .runtime import Runtime
from .schedule import make_due
from .sync import SyncKind

#: How long a hint waits for its property's first full sync.
BASELINE_WAIT = timedelta(seconds=15)
#: How often a batch that fails is halved to find the hint that causes it.
TRIES_OF_A_BATCH = 20


@dataclass(frozen=True, slots=True)
class InboxReport:
    """How many hints were claimed, how many of them are settled, and the failures by connection."""

    claimed: int = 0
    settled: int = 0
    failures: tuple[Failure, ...] = ()


def process_inbox(runtime: Runtime) -> InboxReport:
    """Process the hints that are due. The failure of one connection does not stop the others."""
    settings = runtime.settings
    with runtime.store.transaction() as tx:
        claimed = tx.claim(r.WEBHOOK_EVENTS, limit=settings.inbox_batch, lease=settings.lease, now=runtime.clock.now())
        properties = {row.id: row.property_id for row in tx.select(r.CONNECTIONS)} if claimed else {}
    by_connection: dict[str, list[r.WebhookEvent]] = defaultdict(list)
    for hint in claimed:
        by_connection[hint.connection_id].append(hint)
    settled, failures = 0, []
    for connection_id, hints in by_connection.items():
        done, errors = _process_batch(runtime, connection_id, hints)
        settled += done
        property_id = properties.get(connection_id, connection_id)
        failures += [Failure(property_id=property_id, work="webhooks", error=error) for error in errors]
    return InboxReport(len(claimed), settled, tuple(failures))


def _process_batch(
    runtime: Runtime, connection_id: str, hints: Sequence[r.WebhookEvent]
) -> tuple[int, list[ConnectorError]]:
    """Process all hints with one look; the number settled, and the errors.

    If that fails, and the cause is not outside, the batch is halved until the hint that causes it is alone, so that it
    delays no other.
    """
    settled, errors, batches, tries = 0, list[ConnectorError](), [list(hints)], 0
    while batches:
        batch = batches.pop()
        tries += 1
        try:
            settled += _process(runtime, connection_id, batch)
        except Exception as error:  # the other connections' hints are still processed
            known = as_connector_error(error)
            if has_outside_cause(known) or len(batch) == 1 or tries >= TRIES_OF_A_BATCH:
                _postpone(runtime, batch, known, counts=len(batch) == 1)
                errors.append(known)
            else:
                middle = len(batch) // 2
                batches += [batch[middle:], batch[:middle]]
    return settled, errors


def _process(runtime: Runtime, connection_id: str, hints: Sequence[r.WebhookEvent]) -> int:
    with runtime.store.transaction() as tx:
        connection = tx.get(r.CONNECTIONS, connection_id)
    if connection is None or connection.status != "active":
        return _settle(runtime, hints, note="the connection is not active")
    now = runtime.clock.now()
    if connection.baseline_at is None:
        _settle(runtime, hints, retry_at=now + BASELINE_WAIT, note="waiting for the first full sync")
        return 0
    reservations = _reservations(runtime, connection, hints)
    try:
        look = _look(runtime, connection, hints, reservations)
    except ConnectorError as error:
        runtime.session_failed(connection, error)
        raise
    if look.reservations or look.room_states or look.blocks is not None or look.set_aside:
        apply_look(runtime, connection_id, look)
        note_set_aside(runtime, connection, look)
    if _names_no_stay(hints, reservations):
        make_due(runtime, connection_id, SyncKind.CHANGES, now)  # the change feed shows what the hint did not name
    return _settle_by_age(runtime, hints, now)


def _reservations(runtime: Runtime, connection: r.Connection, hints: Sequence[r.WebhookEvent]) -> dict[str, str]:
    """The reservation each hint is about, by hint id; a segment's is looked up in the store."""
    named = {h.id: h.reservation_id for h in hints if h.reservation_id}
    segments = {h.segment_id for h in hints if h.segment_id and not h.reservation_id}
    if segments:
        where = {"connection_id": connection.id, "id": tuple(segments)}
        with runtime.store.transaction() as tx:
            known = {row.id: row.reservation_id for row in tx.select(r.STAY_SEGMENTS, where=where)}
        named |= {h.id: known[h.segment_id] for h in hints if h.segment_id in known and not h.reservation_id}
    return named


def _look(
    runtime: Runtime, connection: r.Connection, hints: Sequence[r.WebhookEvent], reservations: dict[str, str]
) -> Look:
    session, reads = runtime.session(connection), PartReads(connection)
    stays = look_at_stays(session, sorted(set(reservations.values())), aside=reads.aside)
    about = {hint.entity for hint in hints}
    states: tuple[Seen[RoomState], ...] = ()
    if reservations or about & {Entity.STAY, Entity.ROOM, Entity.PROPERTY}:
        states = reads.rows(Part.ROOM_STATES, lambda: session.room_states.snapshot(lane=Lane.REALTIME)) or ()
    blocks = read_blocks(runtime, connection, session, reads) if Entity.BLOCK in about else None
    note_degraded(runtime, connection, reads)
    return Look(
        source=Source.WEBHOOK,
        reservations=stays,
        room_states=states,
        blocks=blocks,
        reported=reported_instants(hints),
        set_aside=tuple(reads.aside),
    )


def reported_instants(hints: Iterable[r.WebhookEvent]) -> dict[str, datetime]:
    """The earliest instant (UTC) that messages name for each reservation."""
    earliest: dict[str, datetime] = {}
    for hint in hints:
        at = hint.reported_at
        if hint.reservation_id and at is not None:
            earliest[hint.reservation_id] = min(at, earliest.get(hint.reservation_id, at))
    return earliest


def _names_no_stay(hints: Sequence[r.WebhookEvent], reservations: dict[str, str]) -> bool:
    """Whether a hint is about a stay and names none that is known, or could not be read."""
    return any(h.id not in reservations and (h.entity is Entity.STAY or h.event == "unreadable") for h in hints)


def _settle_by_age(runtime: Runtime, hints: Sequence[r.WebhookEvent], looked_at: datetime) -> int:
    """Settle the hints whose message is older than the read lag; process the others again when they are."""
    lag = runtime.connector.capabilities.read_lag
    settled = 0
    with runtime.store.transaction() as tx:
        for hint in hints:
            caught_up = hint.received_at + lag
            if caught_up <= looked_at:
                settled += tx.settle(r.WEBHOOK_EVENTS, hint, status=r.DONE, now=looked_at)
            else:
                note = "looked at; once more when reads have caught up"
                tx.settle(r.WEBHOOK_EVENTS, hint, status=r.PENDING, now=looked_at, retry_at=caught_up, note=note)
    return settled


def _settle(runtime: Runtime, hints: Sequence[r.WebhookEvent], *, retry_at: datetime | None = None, note: str) -> int:
    now = runtime.clock.now()
    status = r.DONE if retry_at is None else r.PENDING
    with runtime.store.transaction() as tx:
        return sum(
            tx.settle(r.WEBHOOK_EVENTS, hint, status=status, now=now, retry_at=retry_at, note=note) for hint in hints
        )


def _postpone(runtime: Runtime, hints: Sequence[r.WebhookEvent], error: ConnectorError, *, counts: bool) -> None:
    """Try again later. A hint is given up only after failures of its own (`counts`), never for an outside cause."""
    settings, now = runtime.settings, runtime.clock.now()
    retries_forever = has_outside_cause(error) or not counts
    for hint in hints:
        dead = not retries_forever and hint.attempts >= settings.hint_tries
        status, retry_at = r.DEAD if dead else r.PENDING, now + settings.retry_delay(hint.attempts)
        with runtime.store.transaction() as tx:
            tx.settle(r.WEBHOOK_EVENTS, hint, status=status, now=now, retry_at=retry_at, note=type(error).__name__)
