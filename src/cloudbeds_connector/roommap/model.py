"""Rows of the room map, their states, and the fingerprint of a confirmed pair."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ..pms.model import Room


class MapState(StrEnum):
    """The verification state of a pair.

    SUGGESTED and CONFLICT wait for a person. CONFIRMED stands. NEEDS_REVIEW stands too, tasks use it, until a person
    has looked at what changed. SET_ASIDE is a room nobody turns over. ORPHANED is a room that has left the directory.
    """

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    SET_ASIDE = "set_aside"
    NEEDS_REVIEW = "needs_review"
    ORPHANED = "orphaned"
    CONFLICT = "conflict"


class Basis(StrEnum):
    """What a suggestion rests on, the surest first. NONE: nothing is suggested."""

    ID = "id"
    NUMBER = "number"
    NORMALIZED = "normalized"
    SIMILAR = "similar"
    NONE = "none"


#: States in which the host's room is taken, and is what tasks are made for.
MAPPED_STATES = frozenset({MapState.CONFIRMED, MapState.NEEDS_REVIEW})
#: States that every look may fill anew.
OPEN_STATES = frozenset({MapState.SUGGESTED, MapState.CONFLICT})


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomMatch:
    """A row of the map: the hotel system's `room_id` and the host's room, None if no room fits. `reason` says why.

    `basis` and `score` (0 to 1, 1 exact) are the evidence of a suggestion. `candidates` are ids of the host's rooms
    that a person has to choose from. `fingerprint` is what the pair was confirmed for, see `fingerprint`;
    it is empty while a pair waits for review. `decided_by` is the person who decided last, empty if nobody has, and
    `decided_at` when (aware UTC).
    """

    room_id: str
    host_room_id: str | None
    state: MapState
    reason: str
    fingerprint: str
    basis: Basis = Basis.NONE
    score: float = 0.0
    candidates: tuple[str, ...] = ()
    decided_by: str = ""
    decided_at: datetime | None = None


def without_pair(row: RoomMatch, *, state: MapState, reason: str) -> RoomMatch:
    """The row without a room of the host, and without evidence for one. Who decided last stays."""
    return replace(row, host_room_id=None, state=state, reason=reason, basis=Basis.NONE, score=0.0, candidates=())


def fingerprint(room: Room) -> str:
    """What a confirmed pair was confirmed for: the room's name and type. It changes when either does."""
    return hashlib.sha256(f"{room.name}\x1f{room.room_type_id}".encode()).hexdigest()[:32]
