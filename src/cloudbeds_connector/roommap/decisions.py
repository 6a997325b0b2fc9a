"""Decisions of people about rows of the map: confirm, accept, set aside, re-open.

Each function takes the whole map and returns the one row that changed; who decided and when are values passed in.
Suggestions of other rooms follow with the next `drift`, for which the directory as it is known will do.
A decision that cannot stand is refused with a `ConfigurationError` that says what to do instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from ..errors import ConfigurationError
from ..pms.model import Room
from ..pms.ports import HostRoom
from .model import MAPPED_STATES, Basis, MapState, RoomMatch, fingerprint, without_pair


def confirm(matches: Iterable[RoomMatch], *, room: Room, host_room: HostRoom, by: str, at: datetime) -> RoomMatch:
    """`by` confirms that `room` is `host_room`. Settles suggestions, conflicts and reviews; corrects a confirmed pair.

    Refused for a virtual room, for one that is set aside or gone, and for a host room that another room holds. A pair
    whose room is gone holds nothing, so that a stale pair never prevents its own repair.
    """
    rows = _signed(matches, by=by, at=at)
    row = rows.get(room.id)
    if room.virtual:
        raise _refused(f"Room {room.id} is virtual and has no bed to make.", "Confirm the rooms that it consists of.")
    if row is not None and row.state is MapState.SET_ASIDE:
        raise _refused(f"Room {room.id} is set aside.", "Re-open it first.")
    if row is not None and row.state is MapState.ORPHANED:
        raise _refused(f"Room {room.id} has left the hotel system.", "Set it aside, or wait until it is shown again.")
    _check_free(rows, room, host_room)
    evidence = row if row is not None and row.host_room_id == host_room.id else None
    return RoomMatch(
        room_id=room.id,
        host_room_id=host_room.id,
        state=MapState.CONFIRMED,
        reason="A person confirmed it.",
        fingerprint=fingerprint(room),
        basis=evidence.basis if evidence else Basis.NONE,
        score=evidence.score if evidence else 0.0,
        decided_by=by,
        decided_at=at,
    )


def accept(matches: Iterable[RoomMatch], *, room: Room, by: str, at: datetime) -> RoomMatch:
    """The pair still holds for the `room` as it is called now: confirmed with its new fingerprint.

    Refused where no review is due, and for a room that was set aside under a former id: it has no host room yet.
    """
    row = _row(_signed(matches, by=by, at=at), room.id)
    if row.state is not MapState.NEEDS_REVIEW:
        raise _refused(
            f"Room {room.id} is {row.state.value}, not under review.", "Confirm it with a host room instead."
        )
    if row.host_room_id is None:
        raise _refused(f"Room {room.id} has no room of the host.", "Confirm it with one, or set it aside.")
    return replace(
        row,
        state=MapState.CONFIRMED,
        reason="A person accepted the change.",
        fingerprint=fingerprint(room),
        decided_by=by,
        decided_at=at,
    )


def set_aside(matches: Iterable[RoomMatch], *, room_id: str, by: str, at: datetime) -> RoomMatch:
    """Nobody turns this room over: no task, no suggestion, no review, until it is re-opened. Frees the host's room.

    Refused for a room that is not in the map. A room that is set aside already stays as it was decided.
    """
    row = _row(_signed(matches, by=by, at=at), room_id)
    if row.state is MapState.SET_ASIDE:
        return row
    return _emptied(row, state=MapState.SET_ASIDE, reason="A person set it aside.", by=by, at=at)


def reopen(matches: Iterable[RoomMatch], *, room_id: str, by: str, at: datetime) -> RoomMatch:
    """Undo a decision: the room waits for a suggestion again, and no policy confirms what a person has re-opened.

    Refused for a room that is not in the map, or gone. A room that is open already stays as it is.
    """
    row = _row(_signed(matches, by=by, at=at), room_id)
    if row.state is MapState.ORPHANED:
        raise _refused(f"Room {room_id} has left the hotel system.", "Set it aside, or wait until it is shown again.")
    if row.state not in MAPPED_STATES | {MapState.SET_ASIDE}:
        return row
    return _emptied(row, state=MapState.SUGGESTED, reason="A person re-opened it.", by=by, at=at)


def _check_free(rows: dict[str, RoomMatch], room: Room, host_room: HostRoom) -> None:
    for other in rows.values():
        if other.room_id != room.id and other.host_room_id == host_room.id and other.state in MAPPED_STATES:
            raise _refused(
                f"The host's room {host_room.number} is mapped to room {other.room_id} already.",
                f"Re-open room {other.room_id} first, or choose another room of the host.",
            )


def _emptied(row: RoomMatch, *, state: MapState, reason: str, by: str, at: datetime) -> RoomMatch:
    return replace(without_pair(row, state=state, reason=reason), decided_by=by, decided_at=at)


def _signed(matches: Iterable[RoomMatch], *, by: str, at: datetime) -> dict[str, RoomMatch]:
    if not by:
        raise _refused("The decision does not name the person who made it.", "Give the person's id as `by`.")
    if at.tzinfo is None:
        raise _refused("The instant of a decision has no time zone.", "Give an aware instant, such as the clock's now.")
    return {match.room_id: match for match in matches}


def _row(rows: dict[str, RoomMatch], room_id: str) -> RoomMatch:
    if room_id not in rows:
        raise _refused(f"Room {room_id} is not in the map.", "Read the hotel system's rooms first.")
    return rows[room_id]


def _refused(message: str, next_action: str) -> ConfigurationError:
    return ConfigurationError(message, next_action=next_action)
