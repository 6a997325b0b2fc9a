"""Rooms on both sides, rows of a map, and a person who decides: what the sentences of these tests speak of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from cloudbeds_connector.pms.model import Room
from cloudbeds_connector.pms.ports import HostRoom
from cloudbeds_connector.roommap import (
    Basis,
    Drift,
    MapPolicy,
    MapState,
    RoomMatch,
    confirm,
    drift,
    fingerprint,
    set_aside,
    suggest,
)

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)


def room(room_id: str, name: str, *, type_id: str = "9", type_name: str = "", virtual: bool = False) -> Room:
    return Room(id=room_id, name=name, room_type_id=type_id, room_type_name=type_name, virtual=virtual)


def pms(*names: str) -> list[Room]:
    return [room(f"9-{i}", name) for i, name in enumerate(names)]


def host(*numbers: str) -> list[HostRoom]:
    return [HostRoom(id=f"h{number}", number=number) for number in numbers]


def only(rooms: Iterable[Room], hosts: Iterable[HostRoom], *, policy: MapPolicy | None = None) -> RoomMatch:
    [match] = suggest(rooms, hosts, policy=policy)
    return match


def evidence(match: RoomMatch) -> tuple[str | None, str, float, str]:
    return match.host_room_id, match.basis.value, match.score, match.reason


def mapped(
    room: Room, host_room_id: str | None, *, state: MapState = MapState.CONFIRMED, by: str = "maria"
) -> RoomMatch:
    """A row that Maria decided on Monday."""
    return RoomMatch(
        room_id=room.id,
        host_room_id=host_room_id,
        state=state,
        reason="",
        fingerprint=fingerprint(room),
        decided_by=by,
        decided_at=MONDAY if by else None,
    )


def confirmed(rooms: Sequence[Room], hosts: Sequence[HostRoom]) -> tuple[RoomMatch, ...]:
    """A map in which Maria confirmed every room with the host's room next to it."""
    rows: list[RoomMatch] = []
    for ours, theirs in zip(rooms, hosts, strict=True):
        rows.append(confirm(rows, room=ours, host_room=theirs, by="maria", at=MONDAY))
    return tuple(rows)


def with_row(matches: Iterable[RoomMatch], row: RoomMatch) -> tuple[RoomMatch, ...]:
    return tuple({**{match.room_id: match for match in matches}, row.room_id: row}.values())


def aside(matches: Iterable[RoomMatch], room_id: str) -> tuple[RoomMatch, ...]:
    rows = tuple(matches)
    return with_row(rows, set_aside(rows, room_id=room_id, by="maria", at=MONDAY))


def look(
    matches: Iterable[RoomMatch],
    before: Iterable[Room],
    now: Sequence[Room],
    hosts: Sequence[HostRoom] = (),
    *,
    policy: MapPolicy | None = None,
) -> Drift:
    """A look at the directory, which said twice says no more, whether or not the look before was kept."""
    old = list(before)
    seen = drift(matches, before=old, now=now, host_rooms=hosts, policy=policy)
    for last in (old, now):
        assert drift(seen.matches, before=last, now=now, host_rooms=hosts, policy=policy) == Drift((), seen.matches)
    return seen


def row_of(seen: Drift, room_id: str) -> RoomMatch:
    [row] = [match for match in seen.matches if match.room_id == room_id]
    return row


def stands(row: RoomMatch) -> tuple[str | None, str]:
    return row.host_room_id, row.state.value


def untouched(row: RoomMatch) -> bool:
    return (row.basis, row.score, row.candidates) == (Basis.NONE, 0.0, ())
