"""The map after a look at the hotel system's rooms: what changed, and the state of each row.

A person's decision is never overwritten: it is kept, put up for review, or carried along with its room.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..pms.model import Room
from ..pms.ports import HostRoom
from . import facts
from .facts import DriftFact
from .filling import fill
from .model import MAPPED_STATES, OPEN_STATES, MapState, RoomMatch, fingerprint, without_pair
from .policy import MapPolicy
from .reissue import carry, find_reissued, is_carried, left_behind


@dataclass(frozen=True, slots=True)
class Drift:
    """What changed, and the whole map as it is now, ordered by room id. Keep every row; none is ever taken away."""

    facts: tuple[DriftFact, ...]
    matches: tuple[RoomMatch, ...]


def drift(
    matches: Iterable[RoomMatch],
    *,
    before: Iterable[Room],
    now: Iterable[Room],
    host_rooms: Iterable[HostRoom],
    policy: MapPolicy | None = None,
) -> Drift:
    """The map after a look at the directory. `before` is the directory as the look before showed it, `now` as it is.

    A renamed or type-changed pair needs review (T117), a room that left is orphaned, one that is back stands again if
    it is the same and needs review if not, a new one is suggested, and an id that was issued anew takes its pair along
    (T118). Open rows get fresh suggestions. An empty `now` changes nothing: it is no proof that rooms are gone. The
    result as input changes nothing more.
    """
    known, shown, was = tuple(matches), _by_id(now), _by_id(before)
    if not shown:
        return Drift((), known)
    rows = {row.room_id: row for row in known}
    moved = find_reissued(rows, before=was, now=shown)
    carried = _carry(rows, moved)
    free = _free(rows | carried, shown)
    settled = {row.room_id: _look(row, shown.get(row.room_id), free) for row in rows.values()} | carried
    hosts = sorted(host_rooms, key=lambda host: host.id)
    after = fill(settled.values(), rooms=list(shown.values()), host_rooms=hosts, policy=policy or MapPolicy())
    found = [fact for key in sorted(after) for fact in _facts(rows.get(key), after[key], was, shown, moved)]
    return Drift(tuple(found), tuple(after[key] for key in sorted(after)))


def _free(rows: Mapping[str, RoomMatch], shown: Mapping[str, Room]) -> frozenset[str]:
    """The host's rooms that a room which comes back may have again: those that one room alone has or claims."""
    standing = MAPPED_STATES | {MapState.ORPHANED}
    here = [row for row in rows.values() if row.room_id in shown and row.state in standing]
    claims = Counter(row.host_room_id for row in here if row.host_room_id is not None)
    return frozenset(host_room_id for host_room_id, count in claims.items() if count == 1)


def _look(row: RoomMatch, room: Room | None, free: frozenset[str]) -> RoomMatch:
    """A row after the look, its suggestion apart."""
    if room is None:
        return _orphan(row)
    if row.state is MapState.ORPHANED:
        return _return(row, room, free)
    if row.state is MapState.CONFIRMED and row.fingerprint != fingerprint(room):
        reason = "Its name or type has changed since it was confirmed."
        return replace(row, state=MapState.NEEDS_REVIEW, reason=reason, fingerprint="")
    return row


def _orphan(row: RoomMatch) -> RoomMatch:
    if row.state in (MapState.ORPHANED, MapState.SET_ASIDE):
        return row
    reason = "The room has left the hotel system."
    if row.state in OPEN_STATES:  # a mere suggestion is not kept for a room that is gone
        return without_pair(row, state=MapState.ORPHANED, reason=reason)
    return replace(row, state=MapState.ORPHANED, reason=reason)


def _return(row: RoomMatch, room: Room, free: frozenset[str]) -> RoomMatch:
    if row.host_room_id not in free:
        return without_pair(row, state=MapState.SUGGESTED, reason="The room is back, and has no room of the host.")
    if row.fingerprint == fingerprint(room):
        return replace(row, state=MapState.CONFIRMED, reason="The room is back as it was confirmed.")
    reason = "The room is back, but not as it was confirmed."
    return replace(row, state=MapState.NEEDS_REVIEW, reason=reason, fingerprint="")


def _carry(rows: Mapping[str, RoomMatch], moved: Mapping[str, str]) -> dict[str, RoomMatch]:
    """The rows at both ends of every id that was issued anew."""
    result = {}
    for new_id, old_id in moved.items():
        row = rows.get(old_id)
        if row is None:
            continue
        if is_carried(row):
            result[old_id], result[new_id] = carry(row, room_id=new_id)
        else:  # filled with a fresh suggestion; what a person undid stays undone
            result[old_id] = left_behind(row, room_id=new_id)
            result[new_id] = replace(row, room_id=new_id)
    return result


def _facts(
    row: RoomMatch | None,
    after: RoomMatch,
    was: Mapping[str, Room],
    shown: Mapping[str, Room],
    moved: Mapping[str, str],
) -> Sequence[DriftFact]:
    """The facts about one room: how its row got from `row` to `after`."""
    room, former = shown.get(after.room_id), was.get(after.room_id)
    if room is None:
        already_reported = after.room_id in moved.values() or row is None or row.state is after.state
        return [] if already_reported else [facts.vanished(after, was=former)]
    if after.room_id in moved:
        return [facts.reissued(after, room, was=was[moved[after.room_id]])]
    if row is None:
        return [facts.new(after, room)]
    if row.state is MapState.ORPHANED:
        return [facts.returned(after, room, kept=row.host_room_id)]
    if row.state is MapState.CONFIRMED and after.state is MapState.NEEDS_REVIEW:
        return _changes(row, after, room, former)
    return []


def _changes(row: RoomMatch, after: RoomMatch, room: Room, former: Room | None) -> list[DriftFact]:
    if former is None or fingerprint(former) != row.fingerprint:
        return [facts.changed(after, room)]
    found = []
    if former.name != room.name:
        found.append(facts.renamed(after, room, was=former))
    if former.room_type_id != room.room_type_id:
        found.append(facts.type_changed(after, room, was=former))
    return found


def _by_id(rooms: Iterable[Room]) -> dict[str, Room]:
    return {room.id: room for room in sorted(rooms, key=lambda room: (room.id, room.name, room.room_type_id))}
