"""The directory of rooms: what is stored of the hotel system's rooms, and how they are mapped to the host's."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ..errors import ConnectorError
from ..pms.model import Room
from ..pms.pages import Page
from ..pms.parts import Part
from ..pms.ports import HostRoom
from ..roommap import MapState, RoomMatch, fingerprint, suggest
from ..stores.port import Transaction
from ..stores.records import (
    CONNECTIONS,
    FAILURES,
    PMS_ROOMS,
    PROPERTY_ROOMS,
    ROOM_MAP,
    SYNC_CURSORS,
    Connection,
    PmsRoom,
    PropertyRoom,
    RoomMapping,
)
from .access.degraded import PartReads, note_degraded
from .cursors import UNKNOWN_ROOMS, cursor_of, plan_again_at
from .failures import call_host, failure_of
from .fields import shared_fields
from .observe.reissued import find_new_ids, move_to_new_ids
from .observe.set_aside import ROOM, log_new, record_set_aside
from .reporting.stored import store_failures
from .runtime import Runtime

#: How soon the rooms are read again because of the same unknown ids.
ASKED_AGAIN_AFTER = timedelta(minutes=10)
#: The work whose failure is the host's list of rooms.
HOST_ROOMS = "host rooms"
_CALLED = "The host's list of rooms, given as rooms=,"
#: The work whose failure is a reading of the rooms.
ROOMS = "rooms"


def refresh_directory(runtime: Runtime, connection: Connection, reads: PartReads) -> int:
    """Read the hotel system's rooms, store them, and suggest or keep their mapping. Returns how many there are.

    Rooms that could not be read stay as they are stored; all of them, if the account may not read them.
    """
    page = reads.page(Part.ROOMS, runtime.session(connection).directory.rooms)
    if page is None:
        return 0
    page = replace(page, items=tuple({room.id: room for room in page.items}.values()))  # a listing may repeat a row
    hosts = _host_rooms(runtime, connection)
    with runtime.store.transaction(lock=connection.id) as tx:
        page = _with_known_fields(tx, connection, page)
        kept = _rooms_set_aside(tx, connection, page)
        if _is_older(tx, connection, page):
            return len(page.items)
        _put_rooms(tx, connection, page, kept)
        rooms = (*page.items, *kept)
        if runtime.rooms is None:
            _mirror_rooms(tx, runtime, connection, rooms)
        elif hosts is not None:
            _suggest_rooms(tx, runtime, connection, rooms, hosts)
        record_set_aside(tx, connection.id, (), read={ROOM: {room.id for room in page.items}}, now=page.sent_at)
        # a renamed or newly mapped room changes tasks, although no stay changed
        plan_again_at(tx, connection.id, page.sent_at)
        tx.delete(FAILURES, connection.id, ROOMS)
    runtime.failure_log.worked([f"{connection.property_id}: {ROOMS}"])
    return len(page.items)


def _host_rooms(runtime: Runtime, connection: Connection) -> list[HostRoom] | None:
    """The host's rooms. None if it has no table of its own, or its code failed: the mapping stays as it is then."""
    source = runtime.rooms
    if source is None:
        return None
    ids = {connection.property_id: connection.id}
    try:
        listed = call_host(_CALLED, lambda: source.list(connection.property_id))
        hosts = call_host(_CALLED, lambda: [_host_room(each) for each in listed])
    except ConnectorError as error:
        failure = failure_of(error, property_id=connection.property_id, work=HOST_ROOMS)
        runtime.failure_log.failed(failure)
        store_failures(runtime, [failure], (), ids)
        return None
    runtime.failure_log.worked([f"{connection.property_id}: {HOST_ROOMS}"])
    store_failures(runtime, (), [(connection.id, HOST_ROOMS)], ids)
    return hosts


def _host_room(room: HostRoom) -> HostRoom:
    return HostRoom(id=str(room.id), number=str(room.number), type=str(room.type))


def read_unknown_rooms(runtime: Runtime, connection_id: str, shown: Iterable[str]) -> None:
    """Read the rooms if a look shows one that is not known: it may be new, or a known one with another id (T118).

    All are unknown after an empty answer. Ids that stay unknown are not asked for again for a while. If the reading
    fails, the look goes on without it.
    """
    with runtime.store.transaction() as tx:
        connection = tx.get(CONNECTIONS, connection_id)
        known = {row.id for row in tx.select(PMS_ROOMS, where={"connection_id": connection_id, "gone_at": None})}
        unknown = set(shown) - known
        if connection is None or not unknown:
            return
        if unknown <= _asked_for(tx, connection, runtime.clock.now()).keys():
            return
    reads = PartReads(connection)
    _read_again(runtime, connection, reads)
    with runtime.store.transaction(lock=connection.id) as tx:
        known = {row.id for row in tx.select(PMS_ROOMS, where={"connection_id": connection.id, "gone_at": None})}
        now = runtime.clock.now()
        new = record_set_aside(tx, connection.id, reads.aside, read={}, now=now)
        asked = {**_asked_for(tx, connection, now), **dict.fromkeys(unknown, now.isoformat())}
        value = json.dumps({id_: at for id_, at in sorted(asked.items()) if id_ not in known})
        tx.put(SYNC_CURSORS, replace(cursor_of(tx, connection.id, UNKNOWN_ROOMS), value=value))
    log_new(connection.property_id, new)


def _read_again(runtime: Runtime, connection: Connection, reads: PartReads) -> None:
    try:
        refresh_directory(runtime, connection, reads)
        note_degraded(runtime, connection, reads)
    except ConnectorError as error:
        failure = failure_of(error, property_id=connection.property_id, work=ROOMS)
        runtime.failure_log.failed(failure)
        store_failures(runtime, [failure], (), {connection.property_id: connection.id})


def _asked_for(tx: Transaction, connection: Connection, now: datetime) -> dict[str, str]:
    """The unknown ids for which the rooms were read a short while ago, each with that instant."""
    value = cursor_of(tx, connection.id, UNKNOWN_ROOMS).value
    asked: dict[str, str] = json.loads(value) if value else {}
    return {id_: at for id_, at in asked.items() if abs(now - datetime.fromisoformat(at)) < ASKED_AGAIN_AFTER}


def _with_known_fields(tx: Transaction, connection: Connection, page: Page[Room]) -> Page[Room]:
    """The page as it is, or completed: rooms that another call gave (`Page.refused`) have fewer fields."""
    if page.refused is None:
        return page
    known = {row.id: row for row in tx.select(PMS_ROOMS, where={"connection_id": connection.id, "gone_at": None})}
    return replace(page, items=tuple(_completed(room, known.get(room.id)) for room in page.items))


def _completed(room: Room, known: PmsRoom | None) -> Room:
    if known is None:
        return room
    return replace(
        room,
        virtual=known.virtual,
        private=known.private,
        dorm_name=known.dorm_name,
        linked_room_ids=known.linked_room_ids,
    )


def _rooms_set_aside(tx: Transaction, connection: Connection, page: Page[Room]) -> list[Room]:
    """The rooms that the answer may have had and could not be read, as they are stored: they are not gone.

    All of those that are missing, where a row without an id could not be read, or another call was used.
    """
    if not page.set_aside and page.refused is None:
        return []
    unreadable, shown = {row.id for row in page.set_aside}, {room.id for room in page.items}
    known = tx.select(PMS_ROOMS, where={"connection_id": connection.id, "gone_at": None})
    kept = [row for row in known if row.id not in shown and (page.refused or "" in unreadable or row.id in unreadable)]
    return [Room(**shared_fields(row, Room)) for row in kept]


def _put_rooms(tx: Transaction, connection: Connection, page: Page[Room], kept: Sequence[Room]) -> None:
    if not page.items:
        return  # an empty answer does not mean that the rooms are gone
    seen = {room.id for room in (*page.items, *kept)}
    rows = [
        PmsRoom(connection_id=connection.id, observed_at=page.sent_at, **shared_fields(room, PmsRoom))
        for room in page.items
    ]
    known = tx.select(PMS_ROOMS, where={"connection_id": connection.id, "gone_at": None})
    before = [Room(**shared_fields(row, Room)) for row in known]
    new_ids = find_new_ids(tx, connection, before=before, now=(*page.items, *kept))
    gone = [replace(row, gone_at=page.sent_at, replaced_by=new_ids.get(row.id)) for row in known if row.id not in seen]
    tx.put(PMS_ROOMS, *rows, *gone)
    move_to_new_ids(tx, connection, new_ids, at=page.sent_at)


def _is_older(tx: Transaction, connection: Connection, page: Page[Room]) -> bool:
    """Whether a newer directory was stored already: an older one overwrites nothing."""
    newest = tx.select(PMS_ROOMS, where={"connection_id": connection.id}, order=("-observed_at",), limit=1)
    return bool(newest) and newest[0].observed_at > page.sent_at


def _mirror_rooms(tx: Transaction, runtime: Runtime, connection: Connection, rooms: tuple[Room, ...]) -> None:
    """Map each room of the hotel system to itself: the host has no room table."""
    now = runtime.clock.now()
    physical = [room for room in rooms if not room.virtual]
    mirrored = [HostRoom(id=room.id, number=room.name, type=room.room_type_name) for room in physical]
    pairs = _pairs(tx, connection)
    elsewhere = {row.room_id for row in pairs if row.host_room_id not in (None, row.room_id)}  # it has a new id (T118)
    mirrored = [host for host in mirrored if host.id not in elsewhere]
    tx.put(PROPERTY_ROOMS, *(_property_room(connection, host, source="pms") for host in mirrored))
    removed = {row.room_id for row in pairs if row.state != MapState.CONFIRMED}
    matches = [
        RoomMatch(
            room_id=room.id,
            host_room_id=room.id,
            state=MapState.CONFIRMED,
            reason="The host has no rooms of its own.",
            fingerprint=fingerprint(room),
        )
        for room in physical
        if room.id not in removed  # a person took it out
    ]
    tx.put(ROOM_MAP, *(_mapping(connection, match, now) for match in matches))


def _suggest_rooms(
    tx: Transaction,
    runtime: Runtime,
    connection: Connection,
    rooms: tuple[Room, ...],
    hosts: list[HostRoom],
) -> None:
    """Suggest a host room for each room whose mapping no person has decided."""
    now = runtime.clock.now()
    tx.put(PROPERTY_ROOMS, *(_property_room(connection, host, source="host") for host in hosts))
    open_states = (MapState.SUGGESTED, MapState.CONFLICT)
    decided = {row.room_id: row for row in _pairs(tx, connection) if row.state not in open_states}
    taken = {row.host_room_id for row in decided.values()}
    matches = suggest(
        [room for room in rooms if room.id not in decided],
        [host for host in hosts if host.id not in taken],
        confirm_exact=runtime.settings.confirm_exact_rooms,
    )
    tx.put(ROOM_MAP, *(_mapping(connection, match, now) for match in matches))


def _pairs(tx: Transaction, connection: Connection) -> list[RoomMapping]:
    return tx.select(ROOM_MAP, where={"connection_id": connection.id})


def _property_room(connection: Connection, host: HostRoom, *, source: str) -> PropertyRoom:
    return PropertyRoom(
        connection_id=connection.id,
        id=host.id,
        property_id=connection.property_id,
        room_number=host.number,
        room_type=host.type,
        source=source,
    )


def _mapping(connection: Connection, match: RoomMatch, now: datetime) -> RoomMapping:
    return RoomMapping(connection_id=connection.id, updated_at=now, **shared_fields(match, RoomMapping))
