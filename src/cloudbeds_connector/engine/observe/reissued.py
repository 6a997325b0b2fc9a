"""Rooms whose id changed (T118): what the store knows under the old id is moved to the new one.

Some hotel systems build a room's id of its type's id and a number, so a room that changes its type gets another id.
Nobody moved, and it is one room: its stays, state and blocks go along here, its tasks when the hotel is planned next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from ...pms.model import Reservation, Room, RoomBlock, RoomState, Segment
from ...roommap import MapState, RoomMatch
from ...roommap.reissue import carry, find_reissued, is_carried, left_behind
from ...stores import records as r
from ...stores.port import Transaction
from ..fields import shared_fields
from .look import Look

Row = TypeVar("Row", Segment, RoomState, RoomBlock)


def find_new_ids(
    tx: Transaction, connection: r.Connection, *, before: Iterable[Room], now: Iterable[Room]
) -> dict[str, str]:
    """The new id of each room that left the directory under the old one in the look in which it came back."""
    matches = {row.room_id: _match(row) for row in tx.select(r.ROOM_MAP, where={"connection_id": connection.id})}
    found = find_reissued(matches, before={room.id: room for room in before}, now={room.id: room for room in now})
    return {old: new for new, old in found.items()}


def move_to_new_ids(tx: Transaction, connection: r.Connection, new_ids: Mapping[str, str], *, at: datetime) -> None:
    """Move what is stored under the old ids; the mapping waits for review."""
    own = {"connection_id": connection.id}
    for old, new in new_ids.items():
        segments = tx.select(r.STAY_SEGMENTS, where={**own, "room_id": old})
        tx.put(r.STAY_SEGMENTS, *(replace(row, room_id=new) for row in segments))
        segments = tx.select(r.STAY_SEGMENTS, where={**own, "last_room_id": old})
        tx.put(r.STAY_SEGMENTS, *(replace(row, last_room_id=new) for row in segments))
        bookings = tx.select(r.RESERVATIONS, where={**own, "room_id": old})
        tx.put(r.RESERVATIONS, *(replace(row, room_id=new) for row in bookings))
        _move_state(tx, connection, old, new)
        for block in tx.select(r.ROOM_BLOCKS, where={**own, "room_id": old}):
            tx.put_new(r.ROOM_BLOCKS, replace(block, room_id=new))
            tx.delete(r.ROOM_BLOCKS, connection.id, block.id, old)
        _move_pair(tx, connection, old, new, at)


def ids_now(rows: Sequence[r.PmsRoom]) -> dict[str, str]:
    """For each id that a room had, the id it has now."""
    replaced = {row.id: row.replaced_by for row in rows if row.replaced_by is not None and row.gone_at is not None}
    found = {}
    for old in replaced:
        seen, new = {old}, old
        while new in replaced and (after := replaced[new]) is not None and after not in seen:
            new = after
            seen.add(new)
        found[old] = new
    return found


def with_ids_now(tx: Transaction, connection: r.Connection, look: Look) -> Look:
    """The look with the ids that rooms have now: reads of stays may show the old id for longer than those of rooms."""
    gone = tx.select(r.PMS_ROOMS, where={"connection_id": connection.id}, at_least={"gone_at": connection.created_at})
    new_ids = ids_now(gone)
    if not new_ids:
        return look
    shown = {seen.row.room_id for seen in look.room_states}
    states = [seen for seen in look.room_states if new_ids.get(seen.row.room_id) not in shown]
    blocks = look.blocks
    if blocks is not None:
        blocks = replace(blocks, rows=tuple(replace(seen, row=_renamed(seen.row, new_ids)) for seen in blocks.rows))
    return replace(
        look,
        reservations=tuple(replace(seen, row=_with_rooms(seen.row, new_ids)) for seen in look.reservations),
        room_states=tuple(replace(seen, row=_renamed(seen.row, new_ids)) for seen in states),
        blocks=blocks,
    )


def _with_rooms(booking: Reservation, new_ids: Mapping[str, str]) -> Reservation:
    if not any(segment.room_id in new_ids for segment in booking.segments):
        return booking
    return replace(booking, segments=tuple(_renamed(segment, new_ids) for segment in booking.segments))


def _renamed(row: Row, new_ids: Mapping[str, str]) -> Row:
    new = new_ids.get(row.room_id or "")
    return row if new is None else replace(row, room_id=new)


def _move_state(tx: Transaction, connection: r.Connection, old: str, new: str) -> None:
    state = tx.get(r.ROOM_STATES, connection.id, old)
    if state is not None:
        tx.put_new(r.ROOM_STATES, replace(state, room_id=new))
        tx.delete(r.ROOM_STATES, connection.id, old)


def _move_pair(tx: Transaction, connection: r.Connection, old: str, new: str, at: datetime) -> None:
    row = tx.get(r.ROOM_MAP, connection.id, old)
    if row is None:
        return
    match = _match(row)
    after = carry(match, room_id=new) if is_carried(match) else (left_behind(match, room_id=new),)
    for each in after:  # the old row first: a host's room is confirmed once
        values = shared_fields(each, r.RoomMapping)
        tx.put(r.ROOM_MAP, r.RoomMapping(connection_id=connection.id, updated_at=at, **values))


def _match(row: r.RoomMapping) -> RoomMatch:
    return RoomMatch(**{**shared_fields(row, RoomMatch), "state": MapState(row.state)})
