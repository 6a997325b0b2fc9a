"""Decides which room of the host a room of the hotel system probably is. Pure; a person has the last word.

Exact ids and numbers come first, then numbers that are equal once case, spaces, leading zeros and words like
"Room" are taken away. Names that merely resemble each other are never matched. Nothing is confirmed by itself
unless the policy says that exact, unique matches may be.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .pms.model import Room
from .pms.ports import HostRoom


class MapState(StrEnum):
    """The verification state of a pair."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    SET_ASIDE = "set_aside"
    NEEDS_REVIEW = "needs_review"
    ORPHANED = "orphaned"
    CONFLICT = "conflict"


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomMatch:
    """One suggestion: the hotel system's `room_id` and the host's room, or None if no room fits. `reason` says why."""

    room_id: str
    host_room_id: str | None
    state: MapState
    reason: str
    fingerprint: str


def fingerprint(room: Room) -> str:
    """What a confirmed pair was confirmed for: the room's name and type. It changes when either does."""
    return hashlib.sha256(f"{room.name}\x1f{room.room_type_id}".encode()).hexdigest()[:32]


def normalized(number: str) -> str:
    """A room number without case, spaces, leading zeros, and words like "Room" or "No."."""
    text = re.sub(r"\b(room|rm|no|nr|unit|apt)\b\.?", " ", number.casefold())
    text = re.sub(r"[\s#._-]+", "", text)
    return re.sub(r"(?<!\d)0+(?=\d)", "", text)


def suggest(
    rooms: Iterable[Room], host_rooms: Sequence[HostRoom], *, confirm_exact: bool = False
) -> tuple[RoomMatch, ...]:
    """One match for every physical room, in the order given. One host room is offered to one room only."""
    physical = [room for room in rooms if not room.virtual]
    by_id = {host.id: host for host in host_rooms}
    exact = _unique((host.number, host) for host in host_rooms)
    loose = _unique((normalized(host.number), host) for host in host_rooms)
    found = [_best(room, by_id, exact, loose) for room in physical]
    offered = Counter(host.id for host, _, _ in found if host is not None)
    matches = []
    for room, (host, reason, sure) in zip(physical, found, strict=True):
        if host is not None and offered[host.id] > 1:
            state, reason = MapState.CONFLICT, f"several rooms fit the host's room {host.number}"
        else:
            state = MapState.CONFIRMED if sure and confirm_exact else MapState.SUGGESTED
        matches.append(
            RoomMatch(
                room_id=room.id,
                host_room_id=host.id if host is not None and state is not MapState.CONFLICT else None,
                state=state,
                reason=reason,
                fingerprint=fingerprint(room),
            )
        )
    return tuple(matches)


def _unique(pairs: Iterable[tuple[str, HostRoom]]) -> dict[str, HostRoom]:
    """The pairs whose word stands for one room only; an ambiguous word decides nothing."""
    items = list(pairs)
    counts = Counter(word for word, _ in items)
    return {word: host for word, host in items if counts[word] == 1 and word}


def _best(
    room: Room, by_id: dict[str, HostRoom], exact: dict[str, HostRoom], loose: dict[str, HostRoom]
) -> tuple[HostRoom | None, str, bool]:
    if room.id in by_id:
        return by_id[room.id], "the host's room has the same id", True
    if room.name in exact:
        return exact[room.name], "the room number is the same", True
    if normalized(room.name) in loose:
        return loose[normalized(room.name)], "the room number is the same but for its spelling", False
    return None, "no room of the host has this number", False
