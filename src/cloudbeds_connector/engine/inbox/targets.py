"""Targets: which reservations a webhook is about.

A message may name a room of a reservation (``31415926-2``) where a reservation's id is expected. The store's segments
tell whose it is. Where they do not, the id itself is read, together with the part before its last hyphen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ...pms.model import Entity, Reservation
from ...stores import records as r
from ...stores.port import Transaction
from ..observe.look import Seen

#: Several hotel systems number the rooms of a reservation so.
_SEGMENT_ID = re.compile(r"(?P<reservation>.+)-\d{1,4}")


@dataclass(frozen=True, kw_only=True)
class Targets:
    """`ids`: by hint, the ids to read, the likeliest first. `heads`: the stored reservations among them.

    `suspects`: ids that could not be read before although others could.
    """

    ids: Mapping[str, tuple[str, ...]]
    heads: Mapping[str, r.Reservation]
    suspects: frozenset[str]

    def shown(self, hint: r.WebhookEvent, rows: Mapping[str, Seen[Reservation]]) -> Seen[Reservation] | None:
        """The row of a look that the hint is about, None if the look did not show it."""
        return next((rows[each] for each in self.ids.get(hint.id, ()) if each in rows), None)


def targets_of(tx: Transaction, connection_id: str, hints: Sequence[r.WebhookEvent]) -> Targets:
    """The targets of these hints of one connection."""
    own = {"connection_id": connection_id}
    named = {each for hint in hints for each in (hint.reservation_id, hint.segment_id) if each}
    segments: dict[str, str] = {}
    heads: dict[str, r.Reservation] = {}
    suspects: set[str] = set()
    if named:
        segments = {x.id: x.reservation_id for x in tx.select(r.STAY_SEGMENTS, where={**own, "id": tuple(named)})}
        around = named.union(segments.values(), *map(_before_hyphen, named))
        heads = {head.id: head for head in tx.select(r.RESERVATIONS, where={**own, "id": tuple(around)})}
        failing = tx.select(r.WEBHOOK_EVENTS, where={**own, "status": r.PENDING, "isolated": True})
        suspects = {each for hint in failing for each in (hint.reservation_id, hint.segment_id) if each}
    ids = {hint.id: tuple(dict.fromkeys(_ids(hint, segments, heads))) for hint in hints}
    return Targets(ids=ids, heads=heads, suspects=frozenset(suspects))


def _ids(hint: r.WebhookEvent, segments: Mapping[str, str], heads: Mapping[str, r.Reservation]) -> Iterator[str]:
    names = [each for each in (hint.reservation_id, hint.segment_id) if each]
    # the segment says whose it is, unless it was seen with another booking than the message names
    likeliest = names if hint.reservation_id in heads else names[::-1]
    known = [segments.get(each, each) for each in likeliest if each in segments or each in heads]
    yield from known
    for unknown in () if known else names:
        yield unknown
        yield from _before_hyphen(unknown)


def _before_hyphen(name: str) -> Iterable[str]:
    match = _SEGMENT_ID.fullmatch(name)
    return (match["reservation"],) if match else ()


def names_no_stay(hint: r.WebhookEvent, targets: Targets) -> bool:
    """Whether a hint is about a stay and names none, or could not be read."""
    return not targets.ids[hint.id] and (hint.entity is Entity.STAY or hint.event == "unreadable")


def reported_instants(
    hints: Iterable[r.WebhookEvent], shown: Mapping[str, Seen[Reservation]]
) -> dict[str, tuple[datetime, ...]]:
    """The instants (UTC) that messages name for each reservation; `shown` by hint id."""
    found: dict[str, list[datetime]] = {}
    for hint in hints:
        seen = shown.get(hint.id)
        if seen is not None and hint.reported_at is not None:
            found.setdefault(seen.row.id, []).append(hint.reported_at)
    return {name: tuple(sorted(instants)) for name, instants in found.items()}
