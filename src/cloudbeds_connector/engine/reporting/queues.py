"""How the queues of a property stand: what waits and why, since when, and what was given up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...escapes import printable
from ...stores import records as r
from ...stores.port import Transaction

#: How many of a queue's newest dead letters are shown.
DEAD_LETTERS_SHOWN = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """Items that wait for the same reason: `note`, their number, and when the oldest came (UTC, and in seconds ago)."""

    note: str
    count: int
    oldest_at: datetime
    oldest_age: float


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadLetter:
    """A webhook or a delivery that was given up, or cannot be read: `id` and `about` name it, `note` says why.

    `came_at` and `given_up_at` are UTC, `age` is in seconds since it came. `Integration.replay` puts it back.
    """

    id: str
    about: str
    note: str
    tries: int
    came_at: datetime
    given_up_at: datetime | None
    age: float


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueStatus:
    """What is in a queue: `pending` items, the oldest of them (UTC, and in seconds ago), and `dead` letters.

    `put_off` are the pending ones that were tried, or wait for others, by reason. `dead_letters` are the newest.
    """

    pending: int
    oldest_at: datetime | None
    oldest_age: float | None
    put_off: tuple[Waiting, ...]
    dead: int
    dead_letters: tuple[DeadLetter, ...]


def inbox_status(tx: Transaction, connection_id: str, now: datetime) -> QueueStatus:
    """The webhooks that wait, and those that were given up."""
    return _status(_rows(tx, r.WEBHOOK_EVENTS, connection_id), now, came=_received, about=about_hint)


def outbox_status(tx: Transaction, connection_id: str, now: datetime) -> QueueStatus:
    """The deliveries that wait, and those that were given up."""
    return _status(_rows(tx, r.OUTBOX, connection_id), now, came=_created, about=about_delivery)


def about_hint(hint: r.WebhookEvent) -> str:
    """What a webhook is about, in words."""
    named = (("reservation", hint.reservation_id or hint.segment_id), ("room", hint.room_id))
    ids = ", ".join(f"{name} {value}" for name, value in named if value)
    return printable(f"{hint.event} ({ids})" if ids else hint.event, longest=300)


def about_delivery(item: r.OutboxItem) -> str:
    """What a delivery is about, in words, as far as its payload can be read."""
    task, payload = part_of(item.payload, "task"), item.payload
    if item.kind == "task":
        room = text_of(task, "room_number") or "?"
        return printable(f"{text_of(payload, 'action') or 'change'} of the task of room {room}", longest=300)
    stay = text_of(payload, "reservation_id") or "?"
    return printable(f"{text_of(payload, 'type') or item.kind} of reservation {stay}", longest=300)


def part_of(payload: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object inside a payload, empty if there is none."""
    found = payload.get(name)
    return found if isinstance(found, Mapping) else {}


def text_of(payload: Mapping[str, Any], name: str) -> str:
    """A text inside a payload, empty if there is none."""
    found = payload.get(name)
    return found if isinstance(found, str) else ""


def _received(hint: r.WebhookEvent) -> datetime:
    return hint.received_at


def _created(item: r.OutboxItem) -> datetime:
    return item.created_at


def _rows(tx: Transaction, table: Any, connection_id: str) -> list[Any]:
    return tx.select(table, where={"connection_id": connection_id, "status": (r.PENDING, r.DEAD)}, order=("sequence",))


def _status(
    rows: Sequence[Any], now: datetime, *, came: Callable[[Any], datetime], about: Callable[[Any], str]
) -> QueueStatus:
    pending = [row for row in rows if row.status == r.PENDING]
    dead = [row for row in rows if row.status == r.DEAD]
    oldest = min(map(came, pending), default=None)
    by_note: dict[str, list[datetime]] = defaultdict(list)
    for row in pending:
        if row.note:
            by_note[row.note].append(came(row))
    put_off = [
        Waiting(note=note, count=len(times), oldest_at=min(times), oldest_age=_age(min(times), now))
        for note, times in by_note.items()
    ]
    newest = sorted(dead, key=lambda row: row.settled_at or came(row), reverse=True)[:DEAD_LETTERS_SHOWN]
    return QueueStatus(
        pending=len(pending),
        oldest_at=oldest,
        oldest_age=None if oldest is None else _age(oldest, now),
        put_off=tuple(sorted(put_off, key=lambda each: (-each.count, each.note))),
        dead=len(dead),
        dead_letters=tuple(_letter(row, came(row), about(row), now) for row in newest),
    )


def _letter(row: Any, came: datetime, about: str, now: datetime) -> DeadLetter:
    return DeadLetter(
        id=row.id,
        about=about,
        note=row.note,
        tries=getattr(row, "tries", row.attempts),
        came_at=came,
        given_up_at=row.settled_at,
        age=_age(came, now),
    )


def _age(at: datetime, now: datetime) -> float:
    return round((now - at).total_seconds(), 3)
