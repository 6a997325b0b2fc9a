"""Checks of a whole map: where it is not one room of the hotel system for one room of the host."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ..pms.model import Room
from ..pms.ports import HostRoom
from .model import MAPPED_STATES, MapState, RoomMatch
from .names import host_named, listed, room_named


class Flaw(StrEnum):
    """What can be wrong with a map."""

    HOST_ROOM_TWICE = "host_room_twice"
    ROOM_TWICE = "room_twice"
    ROOM_MISSING = "room_missing"
    HOST_ROOM_MISSING = "host_room_missing"
    ROOM_UNMAPPED = "room_unmapped"
    HOST_ROOM_UNMAPPED = "host_room_unmapped"
    VIRTUAL_ROOM_MAPPED = "virtual_room_mapped"


@dataclass(frozen=True, kw_only=True, slots=True)
class MapFinding:
    """One flaw, the ids on both sides that it is about, and a `sentence` that ends with the next action."""

    flaw: Flaw
    room_ids: tuple[str, ...] = ()
    host_room_ids: tuple[str, ...] = ()
    sentence: str


def check_map(
    matches: Iterable[RoomMatch], *, rooms: Iterable[Room], host_rooms: Iterable[HostRoom]
) -> tuple[MapFinding, ...]:
    """Everything that keeps the map from being one to one, in the order of `Flaw`, then of ids.

    `rooms` are all rooms of the hotel system, virtual ones included. If one side is empty, nothing is
    reported as missing or unmapped because of it. A room that is set aside is not unmapped.
    """
    rows = tuple(matches)
    ours, theirs = {room.id: room for room in rooms}, {host.id: host for host in host_rooms}
    pairs = [(row.room_id, row.host_room_id) for row in rows if row.host_room_id and row.state in MAPPED_STATES]
    aside = {row.room_id for row in rows if row.state is MapState.SET_ASIDE}
    findings = [*_twice(pairs), *_missing(pairs, ours, theirs), *_virtual(pairs, ours)]
    if ours and theirs:
        findings += _unmapped(pairs, aside, ours, theirs)
    order = list(Flaw)
    return tuple(sorted(findings, key=lambda found: (order.index(found.flaw), found.room_ids, found.host_room_ids)))


def _twice(pairs: list[tuple[str, str]]) -> Iterator[MapFinding]:
    by_host, by_room = defaultdict(set), defaultdict(set)
    for room_id, host_id in pairs:
        by_host[host_id].add(room_id)
        by_room[room_id].add(host_id)
    for host_id, rooms in by_host.items():
        if len(rooms) > 1:
            sentence = f"The host's room {host_id} is mapped to rooms {listed([*rooms])}. Re-open all but one."
            yield _finding(Flaw.HOST_ROOM_TWICE, sentence, rooms=sorted(rooms), hosts=[host_id])
    for room_id, hosts in by_room.items():
        if len(hosts) > 1:
            sentence = f"Room {room_id} is mapped to the host's rooms {listed([*hosts])}. Confirm it with one."
            yield _finding(Flaw.ROOM_TWICE, sentence, rooms=[room_id], hosts=sorted(hosts))


def _missing(pairs: list[tuple[str, str]], ours: dict[str, Room], theirs: dict[str, HostRoom]) -> Iterator[MapFinding]:
    for room_id, host_id in pairs:
        if ours and room_id not in ours:
            sentence = f"The hotel system has no room {room_id}. Read its rooms again, or set the pair aside."
            yield _finding(Flaw.ROOM_MISSING, sentence, rooms=[room_id], hosts=[host_id])
        if theirs and host_id not in theirs:
            sentence = f"The host has no room {host_id}. Confirm room {room_id} with another, or set it aside."
            yield _finding(Flaw.HOST_ROOM_MISSING, sentence, rooms=[room_id], hosts=[host_id])


def _virtual(pairs: list[tuple[str, str]], ours: dict[str, Room]) -> Iterator[MapFinding]:
    for room_id, host_id in pairs:
        room = ours.get(room_id)
        if room is not None and room.virtual:
            sentence = f"Room {room_named(room)} is virtual and never cleaned itself. Set it aside."
            yield _finding(Flaw.VIRTUAL_ROOM_MAPPED, sentence, rooms=[room_id], hosts=[host_id])


def _unmapped(
    pairs: list[tuple[str, str]], aside: set[str], ours: dict[str, Room], theirs: dict[str, HostRoom]
) -> Iterator[MapFinding]:
    mapped, taken = {room_id for room_id, _ in pairs}, {host_id for _, host_id in pairs}
    for room in ours.values():
        if not room.virtual and room.id not in mapped | aside:
            sentence = f"Room {room_named(room)} has no room of the host. Confirm one, or set it aside."
            yield _finding(Flaw.ROOM_UNMAPPED, sentence, rooms=[room.id])
    for host in theirs.values():
        if host.id not in taken:
            sentence = f"No room is mapped to the host's {host_named(host)}. Confirm one, or leave it."
            yield _finding(Flaw.HOST_ROOM_UNMAPPED, sentence, hosts=[host.id])


def _finding(flaw: Flaw, sentence: str, *, rooms: Iterable[str] = (), hosts: Iterable[str] = ()) -> MapFinding:
    return MapFinding(flaw=flaw, room_ids=tuple(rooms), host_room_ids=tuple(hosts), sentence=sentence)
