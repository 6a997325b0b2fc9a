"""Unusual events of the scripted day. Each chooses its room when it happens."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from ..hotel.state import HotelRoom, Stay
from .clerk import READY, AddStep, DeskClerk, Skipped


def _first(rooms: list[HotelRoom], what: str) -> HotelRoom:
    if not rooms:
        raise Skipped(f"There is no {what}.")
    return rooms[0]


def swap_assignment(clerk: DeskClerk, segment_id: str) -> None:
    """Assign another ready room to an expected guest. Neither room changes."""
    segment = clerk.expected(segment_id)
    rooms = clerk.free_rooms(ready=True, room_type_id=segment.room_type_id)
    clerk.hotel.assign(segment_id, _first(rooms, "other ready room of the type").id)


def block_a_room(clerk: DeskClerk, add_step: AddStep, *, lifted_at: datetime, dirty: bool = False) -> None:
    """Block a vacant room until `lifted_at`."""
    room = _first(clerk.free_rooms(ready=not dirty), "room to block")
    today = clerk.hotel.today()
    block_id = clerk.hotel.block([room.id], today, today, kind="out_of_service", reason="Leaking tap")
    add_step(lifted_at, f"the block on {room.name} is lifted", partial(clerk.hotel.remove_block, block_id))


def day_guest(clerk: DeskClerk, add_step: AddStep, *, at: datetime, leaves_at: datetime) -> None:
    """A day guest takes a ready room for the afternoon."""
    room = _first(clerk.free_rooms(ready=True), "ready room for a day guest")
    today = clerk.hotel.today()
    segment_id = clerk.hotel.segments(clerk.hotel.book(Stay(room.room_type_id, today, today, room_id=room.id)))[0]
    clerk.hotel.check_in(segment_id)
    add_step(leaves_at, f"the day guest leaves {room.name}", partial(clerk.check_out, segment_id, at=leaves_at))


def walk_in_on_dirty(clerk: DeskClerk, add_step: AddStep, *, at: datetime, until: datetime) -> None:
    """A new booking for tonight gets a dirty room; its guest arrives five hours later."""
    room = _first(clerk.free_rooms(ready=False), "dirty room without an arrival")
    today = clerk.hotel.today()
    stay = Stay(room.room_type_id, today, today + timedelta(days=1), room_id=room.id)
    segment_id = clerk.hotel.segments(clerk.hotel.book(stay))[0]
    comes = at + timedelta(hours=5)
    add_step(comes, f"{segment_id} arrives for {room.name}", partial(clerk.arrive, segment_id, at=comes, until=until))


def check_in_somewhere_dirty(clerk: DeskClerk, day: date) -> None:
    """Check a guest in to a vacated room that is not cleaned yet."""
    for segment in clerk.hotel.arrivals(day):
        room = clerk.hotel.room(segment.room_id) if segment.room_id else None
        if room is not None and not room.occupied and room.condition not in READY:
            clerk.hotel.check_in(segment.id)
            return
    raise Skipped("No arrival has a vacated, dirty room.")
