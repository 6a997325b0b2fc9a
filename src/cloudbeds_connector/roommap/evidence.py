"""Rows of the map before a person has decided: a suggestion, none, or a conflict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..pms.model import Room
from ..pms.ports import HostRoom
from .model import Basis, MapState, RoomMatch, fingerprint
from .names import host_named, listed, room_named

#: What a room gets that nothing fits.
NOTHING_FITS = "No room of the host has this number."


@dataclass(frozen=True, slots=True)
class Round:
    """What one kind of evidence settled: rows, and the host's rooms that weaker evidence may not touch any more."""

    matches: tuple[RoomMatch, ...]
    host_ids: frozenset[str]


def suggested(
    room: Room, host: HostRoom, *, basis: Basis, percent: int, reason: str, candidates: Iterable[HostRoom] = ()
) -> RoomMatch:
    """A suggestion for a person to confirm. `percent` is its score in hundredths."""
    row = nothing(room, reason=reason, candidates=candidates)
    return replace(row, host_room_id=host.id, basis=basis, score=percent / 100)


def nothing(
    room: Room, *, reason: str, candidates: Iterable[HostRoom] = (), state: MapState = MapState.SUGGESTED
) -> RoomMatch:
    """No suggestion; a person chooses from the `candidates`, or from all rooms."""
    return RoomMatch(
        room_id=room.id,
        host_room_id=None,
        state=state,
        reason=reason,
        fingerprint=fingerprint(room),
        candidates=_ids(candidates),
    )


def unclear(room: Room, *, rooms: list[Room], hosts: list[HostRoom], how: str) -> RoomMatch:
    """Rooms that no evidence separates: a conflict if several rooms fit, else no suggestion. The reason names all."""
    theirs = listed([host_named(host) for host in hosts])
    if len(rooms) == 1:
        return nothing(room, reason=f"Several rooms of the host {how}: {theirs}.", candidates=hosts)
    ours = listed([room_named(other) for other in rooms])
    reason = f"Several rooms {how} the host's {theirs}: {ours}."
    return nothing(room, reason=reason, candidates=hosts, state=MapState.CONFLICT)


def _ids(hosts: Iterable[HostRoom]) -> tuple[str, ...]:
    return tuple(sorted(host.id for host in hosts))
