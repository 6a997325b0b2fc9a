"""What automation may write into a map: open rows only, and no confirmation against a person's decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..pms.model import Room
from ..pms.ports import HostRoom
from .evidence import nothing
from .model import MAPPED_STATES, OPEN_STATES, MapState, RoomMatch
from .names import host_named, normalized
from .policy import MapPolicy
from .suggestion import suggest


def fill(
    matches: Iterable[RoomMatch], *, rooms: Sequence[Room], host_rooms: Sequence[HostRoom], policy: MapPolicy
) -> dict[str, RoomMatch]:
    """The map by room id, with a fresh suggestion for every room that is new or open. Decided rows stay as they are.

    If the host shows no rooms, new rooms get no suggestion and open ones keep theirs.
    """
    rows = {match.room_id: match for match in sorted(matches, key=lambda match: match.room_id)}
    pending = [room for room in rooms if _pending(room, rows.get(room.id), keep_suggestions=not host_rooms)]
    former = {row.host_room_id: row.room_id for row in rows.values() if row.state is MapState.ORPHANED}
    held = _holders(rows.values())
    fresh = {
        match.room_id: _careful(match, former)
        for match in suggest(pending, [host for host in host_rooms if host.id not in held], policy=policy)
    }
    for room in pending:
        match = fresh.get(room.id) or nothing(room, reason="A virtual room is never cleaned itself.")
        rows[room.id] = _undone(match, rows.get(room.id))
    return rows | _explained(rows, pending, host_rooms)


def _holders(rows: Iterable[RoomMatch]) -> dict[str | None, str]:
    return {row.host_room_id: row.room_id for row in rows if row.state in MAPPED_STATES}


def _pending(room: Room, row: RoomMatch | None, *, keep_suggestions: bool) -> bool:
    if row is None:
        return not room.virtual
    return row.state in OPEN_STATES and not keep_suggestions


def _careful(match: RoomMatch, former: dict[str | None, str]) -> RoomMatch:
    """A pair that another room once had is never confirmed automatically; the reason mentions it."""
    if match.host_room_id is None or match.host_room_id not in former:
        return match
    reason = f"{match.reason} It was mapped to room {former[match.host_room_id]}, which is gone."
    return replace(match, state=MapState.SUGGESTED, reason=reason)


def _undone(match: RoomMatch, row: RoomMatch | None) -> RoomMatch:
    """No policy confirms again what a person has re-opened; the row remembers who did."""
    if row is None or not row.decided_by:
        return match
    state = MapState.SUGGESTED if match.state is MapState.CONFIRMED else match.state
    return replace(match, state=state, decided_by=row.decided_by, decided_at=row.decided_at)


def _explained(
    rows: dict[str, RoomMatch], pending: Sequence[Room], host_rooms: Sequence[HostRoom]
) -> dict[str, RoomMatch]:
    """The rows without a host room because the one that fits is taken, with that as their reason."""
    held = _holders(rows.values())
    taken = {normalized(host.number): host for host in host_rooms if host.id in held}
    explained = {}
    for room in pending:
        word = normalized(room.name)
        host = taken.get(word) if word else None
        open_row = rows[room.id].host_room_id is None and not rows[room.id].candidates and not room.virtual
        if host is not None and open_row:
            reason = f"The host's {host_named(host)} fits, but is mapped to room {held[host.id]}."
            explained[room.id] = replace(rows[room.id], reason=reason)
    return explained
