"""Decides how hints become a look. A burst of webhooks costs one look; none of them is believed.

A hint is settled only by a look that was sent after the hint was committed, and late enough that the hotel system's
reads have caught up with its message (`Capabilities.read_lag`). Until then it is looked at now, and once more later:
the first look makes the connector quick, the second makes it right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ..errors import AuthenticationError, CloudbedsError
from ..pms.model import Entity, RoomBlock, RoomState
from ..pms.ports import Lane, PmsSession
from ..stores import records as r
from .decide import apply_look
from .integration import Integration
from .look import Look, Seen, Source, collect, look_at_stays
from .observe import reported_instants
from .sync import SyncKind, today_of

#: How long a hint waits for its property's first full look.
BASELINE_WAIT = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class InboxReport:
    """How many hints were claimed, how many of them are settled, and the failures by connection."""

    claimed: int = 0
    settled: int = 0
    errors: tuple[str, ...] = ()


def process_inbox(integration: Integration) -> InboxReport:
    """Work off the hints that are due. A failing connection does not keep the others from being worked on."""
    now = integration.clock.now()
    settings = integration.settings
    with integration.store.transaction() as tx:
        claimed = tx.claim(r.WEBHOOK_EVENTS, limit=settings.inbox_batch, lease=settings.lease, now=now)
    by_connection: dict[str, list[r.WebhookEvent]] = defaultdict(list)
    for hint in claimed:
        by_connection[hint.connection_id].append(hint)
    settled, errors = 0, []
    for connection_id, hints in by_connection.items():
        try:
            settled += _process(integration, connection_id, hints)
        except CloudbedsError as error:
            _put_off(integration, hints, error)
            errors.append(f"{type(error).__name__}: {error}")
    return InboxReport(len(claimed), settled, tuple(errors))


def _process(integration: Integration, connection_id: str, hints: Sequence[r.WebhookEvent]) -> int:
    with integration.store.transaction() as tx:
        connection = tx.get(r.CONNECTIONS, connection_id)
    if connection is None or connection.status != "active":
        return _settle(integration, hints, note="the connection is not active")
    now = integration.clock.now()
    if connection.baseline_at is None:
        _settle(integration, hints, retry_at=now + BASELINE_WAIT, note="waiting for the first full look")
        return 0
    wanted = _reservations(integration, connection, hints)
    try:
        look = _look(integration, connection, hints, wanted)
    except CloudbedsError as error:
        integration.failed(connection, error)
        raise
    if look.reservations or look.room_states or look.blocks_window:
        apply_look(integration, connection_id, look)
    if _unplaced(hints, wanted):
        _ask_for_changes(integration, connection_id, now)
    return _settle_caught_up(integration, hints, now)


def _reservations(
    integration: Integration, connection: r.Connection, hints: Sequence[r.WebhookEvent]
) -> dict[str, str]:
    """The reservation each hint is about, by hint id; a segment's is looked up in the store."""
    named = {h.id: h.reservation_id for h in hints if h.reservation_id}
    segments = {h.segment_id for h in hints if h.segment_id and not h.reservation_id}
    if segments:
        where = {"connection_id": connection.id, "id": tuple(segments)}
        with integration.store.transaction() as tx:
            known = {row.id: row.reservation_id for row in tx.select(r.STAY_SEGMENTS, where=where)}
        named |= {h.id: known[h.segment_id] for h in hints if h.segment_id in known and not h.reservation_id}
    return named


def _look(
    integration: Integration,
    connection: r.Connection,
    hints: Sequence[r.WebhookEvent],
    wanted: dict[str, str],
) -> Look:
    session: PmsSession = integration.session(connection)
    stays = look_at_stays(session, sorted(set(wanted.values())))
    about = {hint.entity for hint in hints}
    states: tuple[Seen[RoomState], ...] = ()
    if wanted or about & {Entity.STAY, Entity.ROOM, Entity.PROPERTY}:
        states = collect(session.room_states.snapshot(lane=Lane.REALTIME))
    blocks: tuple[Seen[RoomBlock], ...] = ()
    window: tuple[date, date] | None = None
    if Entity.BLOCK in about:
        today = today_of(integration, connection)
        ahead = timedelta(days=integration.settings.block_ahead_days)
        window = (today - timedelta(days=1), today + ahead)
        blocks = collect(session.blocks.window(*window))
    return Look(
        source=Source.WEBHOOK,
        reservations=stays,
        room_states=states,
        blocks=blocks,
        blocks_window=window,
        reported=reported_instants(hints),
    )


def _unplaced(hints: Sequence[r.WebhookEvent], wanted: dict[str, str]) -> bool:
    """Is there a hint about a stay that names none we know, or one that could not be read?"""
    return any(h.id not in wanted and (h.entity is Entity.STAY or h.event == "unreadable") for h in hints)


def _ask_for_changes(integration: Integration, connection_id: str, now: datetime) -> None:
    """Have the change feed read soon: it shows what the hint could not name."""
    make_due(integration, connection_id, SyncKind.CHANGES, now)


def make_due(integration: Integration, connection_id: str, name: str, at: datetime) -> None:
    """Move a recurring look forward to `at`."""
    from dataclasses import replace

    with integration.store.transaction(lock=connection_id) as tx:
        cursor = tx.get(r.SYNC_CURSORS, connection_id, name) or r.SyncCursor(connection_id=connection_id, name=name)
        if cursor.due_at is None or cursor.due_at > at:
            tx.put(r.SYNC_CURSORS, replace(cursor, due_at=at))


def _settle_caught_up(integration: Integration, hints: Sequence[r.WebhookEvent], looked_at: datetime) -> int:
    """Settle the hints whose message is older than the read lag; look at the others once more when it is."""
    lag = integration.connector.capabilities.read_lag
    settled = 0
    with integration.store.transaction() as tx:
        for hint in hints:
            caught_up = hint.received_at + lag
            if caught_up <= looked_at:
                settled += tx.settle(r.WEBHOOK_EVENTS, hint, status=r.DONE, now=looked_at)
            else:
                note = "looked at; once more when reads have caught up"
                tx.settle(r.WEBHOOK_EVENTS, hint, status=r.PENDING, now=looked_at, retry_at=caught_up, note=note)
    return settled


def _settle(
    integration: Integration, hints: Sequence[r.WebhookEvent], *, retry_at: datetime | None = None, note: str
) -> int:
    now = integration.clock.now()
    status = r.DONE if retry_at is None else r.PENDING
    with integration.store.transaction() as tx:
        return sum(
            tx.settle(r.WEBHOOK_EVENTS, hint, status=status, now=now, retry_at=retry_at, note=note) for hint in hints
        )


def _put_off(integration: Integration, hints: Sequence[r.WebhookEvent], error: CloudbedsError) -> None:
    """Try again later. A hotel system that fails or refuses us never makes a hint dead; a hint that we fail does."""
    settings, now = integration.settings, integration.clock.now()
    patient = getattr(error, "retryable", False) or isinstance(error, AuthenticationError)
    for hint in hints:
        wait = min(settings.retry_first * 2 ** min(hint.attempts, 8), settings.retry_most)
        dead = not patient and hint.attempts >= settings.hint_tries
        status = r.DEAD if dead else r.PENDING
        with integration.store.transaction() as tx:
            tx.settle(r.WEBHOOK_EVENTS, hint, status=status, now=now, retry_at=now + wait, note=type(error).__name__)
