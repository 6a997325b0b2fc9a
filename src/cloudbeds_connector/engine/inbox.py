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

from ..errors import ConnectorError
from ..pms.model import Entity, RoomBlock, RoomState
from ..pms.ports import Lane, PmsSession
from ..stores import records as r
from .failures import Failure, is_patient, of_the_family
from .integration import Integration
from .observe.look import Look, Seen, Source, collect, look_at_stays
from .observe.stays import reported_instants
from .planning.apply import apply_look
from .schedule import make_due
from .sync import SyncKind, today_of

#: How long a hint waits for its property's first full look.
BASELINE_WAIT = timedelta(seconds=15)
#: How often a batch that fails for a reason of our own is halved to find the guilty hint.
TRIES_OF_A_BATCH = 20


@dataclass(frozen=True, slots=True)
class InboxReport:
    """How many hints were claimed, how many of them are settled, and the failures by connection."""

    claimed: int = 0
    settled: int = 0
    failures: tuple[Failure, ...] = ()


def process_inbox(integration: Integration) -> InboxReport:
    """Work off the hints that are due. A failing connection does not keep the others from being worked on."""
    now = integration.clock.now()
    settings = integration.settings
    with integration.store.transaction() as tx:
        claimed = tx.claim(r.WEBHOOK_EVENTS, limit=settings.inbox_batch, lease=settings.lease, now=now)
        properties = {row.id: row.property_id for row in tx.select(r.CONNECTIONS)} if claimed else {}
    by_connection: dict[str, list[r.WebhookEvent]] = defaultdict(list)
    for hint in claimed:
        by_connection[hint.connection_id].append(hint)
    settled, failures = 0, []
    for connection_id, hints in by_connection.items():
        done, errors = _work_off(integration, connection_id, hints)
        settled += done
        property_id = properties.get(connection_id, connection_id)
        failures += [Failure(property_id=property_id, work="webhooks", error=error) for error in errors]
    return InboxReport(len(claimed), settled, tuple(failures))


def _work_off(
    integration: Integration, connection_id: str, hints: Sequence[r.WebhookEvent]
) -> tuple[int, list[ConnectorError]]:
    """Look at all hints at once; if that fails for a reason of our own, find the guilty one by halves, so that it
    holds up no other. A hotel system that fails or refuses us holds up all of them, and patience is all there is.
    """
    settled, errors, heaps, tries = 0, list[ConnectorError](), [list(hints)], 0
    while heaps:
        heap = heaps.pop()
        tries += 1
        try:
            settled += _process(integration, connection_id, heap)
        except Exception as error:  # whatever it is, the other connections' hints go on
            known = of_the_family(error)
            if is_patient(known) or len(heap) == 1 or tries >= TRIES_OF_A_BATCH:
                _put_off(integration, heap, known, counts=len(heap) == 1)
                errors.append(known)
            else:
                middle = len(heap) // 2
                heaps += [heap[middle:], heap[:middle]]
    return settled, errors


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
    except ConnectorError as error:
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


def _put_off(integration: Integration, hints: Sequence[r.WebhookEvent], error: ConnectorError, *, counts: bool) -> None:
    """Try again later. A hint dies only of failures of its own (`counts`), never of a hotel system that fails us."""
    settings, now = integration.settings, integration.clock.now()
    patient = is_patient(error) or not counts
    for hint in hints:
        wait = min(settings.retry_first * 2 ** min(hint.attempts, 8), settings.retry_most)
        dead = not patient and hint.attempts >= settings.hint_tries
        status = r.DEAD if dead else r.PENDING
        with integration.store.transaction() as tx:
            tx.settle(r.WEBHOOK_EVENTS, hint, status=status, now=now, retry_at=now + wait, note=type(error).__name__)
