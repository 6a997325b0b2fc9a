"""Facts about a directory of rooms that changed: one for each room and kind of change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..pms.model import Room
from .model import MapState, RoomMatch
from .names import room_named


class DriftKind(StrEnum):
    """What happened to a room. CHANGED: name or type, and nothing is known of what they were when it was confirmed."""

    RENAMED = "renamed"
    TYPE_CHANGED = "type_changed"
    CHANGED = "changed"
    VANISHED = "vanished"
    RETURNED = "returned"
    NEW = "new"
    REISSUED = "reissued"


@dataclass(frozen=True, kw_only=True, slots=True)
class DriftFact:
    """One change, and the `state` it left the room's row in. `sentence` ends with the next action.

    `was` and `now` are names, for TYPE_CHANGED ids of room types, empty where there is none or it is not known.
    `old_room_id` is what a REISSUED room was before; `room_id` is what it is now.
    """

    kind: DriftKind
    room_id: str
    state: MapState
    host_room_id: str | None
    was: str = ""
    now: str = ""
    old_room_id: str | None = None
    sentence: str


def renamed(row: RoomMatch, room: Room, *, was: Room) -> DriftFact:
    """The room has another name than the one it was confirmed with."""
    sentence = f"Room {room.id} was {was.name} and is now {room.name}. Accept the change, or confirm another pair."
    return _of(DriftKind.RENAMED, row, sentence, was=was.name, now=room.name)


def type_changed(row: RoomMatch, room: Room, *, was: Room) -> DriftFact:
    """The room has another type than the one it was confirmed with."""
    before, after = was.room_type_name or was.room_type_id, room.room_type_name or room.room_type_id
    change = f"was of the type {before} and is now of the type {after}"
    sentence = f"Room {room_named(room)} {change}. Accept the change, or confirm another pair."
    return _of(DriftKind.TYPE_CHANGED, row, sentence, was=was.room_type_id, now=room.room_type_id)


def changed(row: RoomMatch, room: Room) -> DriftFact:
    """The room is not what it was confirmed for; its former name and type are not known any more."""
    sentence = (
        f"Room {room_named(room)} had another name or type when it was confirmed. "
        "Accept the change, or confirm another pair."
    )
    return _of(DriftKind.CHANGED, row, sentence, now=room.name)


def vanished(row: RoomMatch, *, was: Room | None) -> DriftFact:
    """The room has left the directory."""
    name = room_named(was) if was is not None else row.room_id
    sentence = f"Room {name} has left the hotel system. Set it aside, or wait until it is shown again."
    return _of(DriftKind.VANISHED, row, sentence, was=was.name if was is not None else "")


def returned(row: RoomMatch, room: Room, *, kept: str | None) -> DriftFact:
    """A room that had left is shown again; `kept` is the host's room that it had."""
    action = _next_step(row)
    if row.state is MapState.NEEDS_REVIEW:
        action = "It may not be the same room: accept the change, or confirm another pair."
    elif row.state is MapState.CONFIRMED and row.host_room_id == kept:
        action = "Its pair holds again: nothing to do."
    return _of(DriftKind.RETURNED, row, f"Room {room_named(room)} is back. {action}", now=room.name)


def new(row: RoomMatch, room: Room) -> DriftFact:
    """The hotel system shows a room that the map does not have."""
    return _of(DriftKind.NEW, row, f"Room {room_named(room)} is new. {_next_step(row)}", now=room.name)


def reissued(row: RoomMatch, room: Room, *, was: Room) -> DriftFact:
    """The same room under a new id."""
    action = _next_step(row)
    if row.state is MapState.NEEDS_REVIEW and row.host_room_id is not None:
        action = "Accept the change, or confirm another pair."
    sentence = f"Room {was.name} had the id {was.id} and seems to be {room.id} now. {action}"
    return _of(DriftKind.REISSUED, row, sentence, was=was.name, now=room.name, old_room_id=was.id)


def _next_step(row: RoomMatch) -> str:
    if row.host_room_id is None:
        return "Confirm a room of the host, or set it aside."
    if row.state is MapState.CONFIRMED:
        return f"The policy confirmed the host's room {row.host_room_id}: nothing to do."
    return f"Confirm the host's room {row.host_room_id}, or choose another."


def _of(kind: DriftKind, row: RoomMatch, sentence: str, **names: str) -> DriftFact:
    return DriftFact(
        kind=kind, room_id=row.room_id, state=row.state, host_room_id=row.host_room_id, sentence=sentence, **names
    )
