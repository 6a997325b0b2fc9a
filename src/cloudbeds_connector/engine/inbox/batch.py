"""A batch: the hints of one connection that are processed together, and the look at what they are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ...errors import ConnectorError
from ...pms.model import Entity, Reservation, RoomState
from ...pms.pages import SetAside
from ...stores import records as r
from ..observe.by_id import Reading
from ..observe.look import Look, Seen, SeenBlocks, Source
from ..observe.read_lag import AccountLag, LagSample
from .proof import is_shown
from .targets import Targets, names_no_stay, reported_instants


@dataclass(frozen=True, kw_only=True)
class BatchLook:
    """What one look for a batch saw. `started_at` is before its first request.

    `shown`: by hint, the row that it is about. `proven`: the hints whose change a row shows. An error is that of a part
    that could not be read; the other parts count.
    """

    started_at: datetime
    reading: Reading
    shown: Mapping[str, Seen[Reservation]]
    proven: frozenset[str] = frozenset()
    samples: tuple[LagSample, ...] = ()
    states: tuple[Seen[RoomState], ...] = ()
    states_error: ConnectorError | None = None
    blocks: SeenBlocks | None = None
    blocks_error: ConnectorError | None = None
    set_aside: tuple[SetAside, ...] = ()

    @property
    def errors(self) -> tuple[ConnectorError, ...]:
        """Every failure, once."""
        found = (self.reading.error, *self.reading.failed.values(), self.states_error, self.blocks_error)
        return tuple(dict.fromkeys(error for error in found if error is not None))


@dataclass(frozen=True)
class Batch:
    """The hints of one connection, what they are about, and how late its reads are known to be."""

    connection: r.Connection
    hints: Sequence[r.WebhookEvent]
    targets: Targets
    lag: AccountLag

    def settled_before(self, hint: r.WebhookEvent) -> bool:
        """Whether a look that was sent after the hint came, for whatever reason, has shown its change.

        Only after a look of its own, because room states are read with that.
        """
        ids = self.targets.ids[hint.id]
        stored = self.targets.heads.get(ids[0]) if ids else None
        if stored is None or not hint.looks or stored.observed_at < hint.received_at:
            return False
        return is_shown(hint, stored.modified_at, seen_at=stored.observed_at)

    def is_about_rooms(self, hint: r.WebhookEvent) -> bool:
        """Whether the hint is a reason to read room states, whatever stays show."""
        return hint.entity is Entity.ROOM or (hint.entity is Entity.PROPERTY and hint.event != "unreadable")

    def says_nothing(self, hint: r.WebhookEvent) -> bool:
        """Whether there is nothing to look at for this hint."""
        return not self.targets.ids[hint.id] and hint.entity in (Entity.GUEST, Entity.OTHER)

    def is_provable(self, hint: r.WebhookEvent, seen: BatchLook) -> bool:
        """Whether a row will show by its modification time that it has what the hint announced."""
        row = seen.shown.get(hint.id)
        return (
            bool(self.targets.ids[hint.id])
            and hint.announced_at is not None
            and (row is None or row.row.modified_at is not None)
        )

    def needs_change_feed(self, seen: BatchLook) -> bool:
        """Whether a hint is about a stay that it does not name, or names in a way that is not known."""
        unread = seen.reading.unread.union(seen.reading.failed)
        return any(
            names_no_stay(hint, self.targets)
            or (
                self.targets.ids[hint.id]
                and hint.id not in seen.shown
                and not hint.looks
                and unread.isdisjoint(self.targets.ids[hint.id])
                and not self.settled_before(hint)
            )
            for hint in self.hints
        )

    def look(self, seen: BatchLook) -> Look:
        """The look to apply."""
        return Look(
            source=Source.WEBHOOK,
            reservations=seen.reading.rows,
            room_states=seen.states,
            blocks=seen.blocks,
            reported=reported_instants(self.hints, seen.shown),
            set_aside=seen.set_aside,
        )


def age(hint: r.WebhookEvent, at: datetime) -> timedelta:
    """How long ago the hint came."""
    return at - hint.received_at
