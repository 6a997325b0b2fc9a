"""Decides the day's odd errands, each of which looks for its room when its time has come."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from ..hotel.truth import HotelRoom, Stay
from .clerk import READY, Desk, Later, Skipped


def _first(rooms: list[HotelRoom], what: str) -> HotelRoom:
    if not rooms:
        raise Skipped(f"There is no {what}.")
    return rooms[0]


def swap_assignment(desk: Desk, segment_id: str) -> None:
    """An expected guest is given another ready room, which changes nothing in either room."""
    segment = desk.expected(segment_id)
    rooms = desk.free_rooms(ready=True, room_type_id=segment.room_type_id)
    desk.hotel.assign(segment_id, _first(rooms, "other ready room of the type").id)


def block_a_room(desk: Desk, later: Later, *, lifted_at: datetime, dirty: bool = False) -> None:
    """Maintenance takes a vacant room, and gives it back at `lifted_at`."""
    room = _first(desk.free_rooms(ready=not dirty), "room to block")
    today = desk.hotel.today()
    block_id = desk.hotel.block([room.id], today, today, kind="out_of_service", reason="Leaking tap")
    later(lifted_at, f"the block on {room.name} is lifted", partial(desk.hotel.remove_block, block_id))


def day_guest(desk: Desk, later: Later, *, at: datetime, leaves_at: datetime) -> None:
    """Somebody takes a ready room for the afternoon."""
    room = _first(desk.free_rooms(ready=True), "ready room for a day guest")
    today = desk.hotel.today()
    segment_id = desk.hotel.segments(desk.hotel.book(Stay(room.room_type_id, today, today, room_id=room.id)))[0]
    desk.hotel.check_in(segment_id)
    later(leaves_at, f"the day guest leaves {room.name}", partial(desk.check_out, segment_id, at=leaves_at))


def walk_in_on_dirty(desk: Desk, later: Later, *, at: datetime, until: datetime) -> None:
    """A new booking for tonight lands on a dirty room; its guest comes five hours later."""
    room = _first(desk.free_rooms(ready=False), "dirty room without an arrival")
    today = desk.hotel.today()
    stay = Stay(room.room_type_id, today, today + timedelta(days=1), room_id=room.id)
    segment_id = desk.hotel.segments(desk.hotel.book(stay))[0]
    comes = at + timedelta(hours=5)
    later(comes, f"{segment_id} arrives for {room.name}", partial(desk.arrive, segment_id, at=comes, until=until))


def check_in_somewhere_dirty(desk: Desk, day: date) -> None:
    """A guest whose room is left but not cleaned yet goes up all the same."""
    for segment in desk.hotel.arrivals(day):
        room = desk.hotel.room(segment.room_id) if segment.room_id else None
        if room is not None and not room.occupied and room.condition not in READY:
            desk.hotel.check_in(segment.id)
            return
    raise Skipped("Nobody's room is left and dirty.")
