"""Replaying dead letters: webhooks and deliveries that were given up are put back, to be looked at and delivered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..errors import ConfigurationError
from ..escapes import quoted
from ..stores import records as r
from ..stores.port import Transaction
from .dispatching import notify_worker
from .outbox import WAITS_FOR_DEAD
from .reporting.queues import part_of, text_of
from .runtime import Runtime

#: The note of what was put back, until it is tried.
REPLAYED = "replayed"
#: So many characters of an id name it.
_SHORTEST_ID = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplayReport:
    """What was put back: numbers of webhooks and deliveries, and their ids. The next round of a worker takes them."""

    webhooks: int = 0
    deliveries: int = 0
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplayFilter:
    """Which dead letters are meant; see `Integration.replay`. Without any condition, all."""

    id: str | None = None
    room: str | None = None
    reservation: str | None = None
    older_than: timedelta | None = None
    newer_than: timedelta | None = None

    def __post_init__(self) -> None:
        if self.id is not None and len(self.id) < _SHORTEST_ID:
            raise ConfigurationError(
                f"The id {quoted(self.id)} is too short to name a dead letter.",
                next_action=f"Give at least {_SHORTEST_ID} characters of an id that 'status' shows.",
            )


def replay(runtime: Runtime, connection: r.Connection, wanted: ReplayFilter) -> ReplayReport:
    """See `Integration.replay`."""
    own = {"connection_id": connection.id}
    with runtime.store.transaction(lock=connection.id) as tx:
        now = runtime.clock.now()
        match = _Match(wanted, _Rooms(tx, own, wanted.room), _Stays(tx, own, wanted.reservation), now)
        hints = [row for row in tx.select(r.WEBHOOK_EVENTS, where={**own, "status": r.DEAD}) if match.hint(row)]
        items = [row for row in tx.select(r.OUTBOX, where={**own, "status": r.DEAD}) if match.delivery(row)]
        for hint in hints:
            tx.put(r.WEBHOOK_EVENTS, _hint_again(hint, now))
        for item in items:
            tx.put(r.OUTBOX, _delivery_again(item, now))
        _wake(tx, connection.id, {item.topic for item in items}, now)
    if hints or items:
        notify_worker(runtime, connection.id)
    ids = tuple(row.id for row in (*hints, *items))
    return ReplayReport(webhooks=len(hints), deliveries=len(items), ids=ids)


def _hint_again(hint: r.WebhookEvent, now: datetime) -> r.WebhookEvent:
    fresh = replace(hint, status=r.PENDING, due_at=now, attempts=0, settled_at=None, note=REPLAYED)
    return replace(fresh, failures=0, refusals=0, isolated=False)


def _delivery_again(item: r.OutboxItem, now: datetime) -> r.OutboxItem:
    fresh = replace(item, status=r.PENDING, due_at=now, attempts=0, settled_at=None, note=REPLAYED)
    return replace(fresh, tries=0, failing_since=None)


def _wake(tx: Transaction, connection_id: str, topics: Collection[str], now: datetime) -> None:
    """Make due what waited for the dead letters of these topics. A worker that holds one right now only waits, too."""
    where = {"connection_id": connection_id, "topic": tuple(topics), "status": r.PENDING, "note": WAITS_FOR_DEAD}
    if topics:
        for item in tx.select(r.OUTBOX, where=where):
            tx.put(r.OUTBOX, replace(item, due_at=now, attempts=item.attempts + 1))


class _Rooms:
    """The ids and numbers of one room, and the reservations in it; everything if no room is named."""

    def __init__(self, tx: Transaction, own: dict[str, str], room: str | None) -> None:
        self.wanted = room is not None
        self.names: set[str] = set()
        self.reservations: set[str] = set()
        if room is None:
            return
        called = room.strip().casefold()
        hosts = {row.id for row in tx.select(r.PROPERTY_ROOMS, where=own) if row.room_number.casefold() == called}
        mapped = {row.room_id for row in tx.select(r.ROOM_MAP, where=own) if row.host_room_id in hosts}
        ids = {
            row.id
            for row in tx.select(r.PMS_ROOMS, where=own)
            if row.id == room or row.name.casefold() == called or row.id in mapped
        }
        if not (ids or hosts):
            raise ConfigurationError(
                f"No room is called {quoted(room)}.", next_action="Give a room's number or id; 'rooms' lists them."
            )
        self.names = {called, *(each.casefold() for each in ids)}
        stays = tx.select(r.STAY_SEGMENTS, where={**own, "room_id": tuple(ids)})
        self.reservations = {row.reservation_id for row in stays}

    def named(self, *texts: str | None) -> bool:
        """Whether one of these is the room."""
        return any(text and text.casefold() in self.names for text in texts)


class _Stays:
    """The ids of one reservation and of its segments; everything if none is named."""

    def __init__(self, tx: Transaction, own: dict[str, str], reservation: str | None) -> None:
        self.wanted = reservation is not None
        self.ids: set[str] = set()
        if reservation is None:
            return
        segment = tx.get(r.STAY_SEGMENTS, own["connection_id"], reservation)
        whole = segment.reservation_id if segment is not None else reservation
        rows = tx.select(r.STAY_SEGMENTS, where={**own, "reservation_id": whole})
        self.ids = {reservation, whole, *(row.id for row in rows)}

    def named(self, *texts: str | None) -> bool:
        """Whether one of these is the reservation or one of its segments."""
        return any(text in self.ids for text in texts if text)


@dataclass(frozen=True, slots=True)
class _Match:
    """Whether a dead letter meets every condition."""

    wanted: ReplayFilter
    rooms: _Rooms
    stays: _Stays
    now: datetime

    def hint(self, row: r.WebhookEvent) -> bool:
        """Of a webhook."""
        in_room = self.rooms.named(row.room_id) or row.reservation_id in self.rooms.reservations
        of_stay = self.stays.named(row.reservation_id, row.segment_id)
        return self._both(row.id, row.received_at, in_room=in_room, of_stay=of_stay)

    def delivery(self, row: r.OutboxItem) -> bool:
        """Of a delivery, as far as its payload can be read."""
        payload, task = row.payload, part_of(row.payload, "task")
        in_room = self.rooms.named(
            text_of(task, "unit_id"),
            text_of(task, "room_number"),
            text_of(payload, "room_id"),
            text_of(payload, "to_room_id"),
        )
        vacates = task.get("carries")
        carried = [str(each).rpartition("#")[0] for each in vacates] if isinstance(vacates, list | tuple) else []
        origin = text_of(task, "origin").removeprefix("segment:")
        of_stay = self.stays.named(text_of(payload, "reservation_id"), text_of(payload, "segment_id"), origin, *carried)
        return self._both(row.id, row.created_at, in_room=in_room, of_stay=of_stay)

    def _both(self, id_: str, came: datetime, *, in_room: bool, of_stay: bool) -> bool:
        wanted, age = self.wanted, self.now - came
        return (
            (wanted.id is None or id_.startswith(wanted.id))
            and (in_room or not self.rooms.wanted)
            and (of_stay or not self.stays.wanted)
            and (wanted.older_than is None or age >= wanted.older_than)
            and (wanted.newer_than is None or age <= wanted.newer_than)
        )
