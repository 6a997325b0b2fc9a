"""The guests in house at the start of a scripted day, so that every kind of departure and arrival can happen.

The hotel's own guests stay. More are added until there are enough of each kind, in proportion to its rooms.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from random import Random

from ..hotel.desk.stays import StayDesk
from ..hotel.state import Condition, HotelRoom, Stay
from .clerk import natural

#: Shares of the rooms: guests due out, guests who stay, arrivals of the day, arrivals still due the evening before.
DUE_OUT, STAYING, ARRIVING, ARRIVING_TONIGHT = 0.5, 0.22, 0.4, 0.05
#: Rooms of one reservation that are due out together.
PARTIES = (3, 2)
_SOME_ETAS = (None, None, time(13, 30), time(16), time(18, 30), time(20, 45), time(1, 30))


def fill_hotel(hotel: StayDesk, *, seed: int, day: date) -> None:
    """Add guests and bookings for `day` and the night before, without webhooks."""
    rng = Random(f"{seed}:opening")
    eve = day - timedelta(days=1)
    with hotel.opening():
        if hotel.today() < day:
            _until_evening(hotel, rng, hotel.today())
        total = len([room for room in hotel.rooms() if hotel.sold_apart(room)])
        for rooms in PARTIES:
            _in_house(hotel, rng, day, rooms=rooms, end=day)
        _set_departures(hotel, day, due_out=round(total * DUE_OUT), staying=round(total * STAYING))
        for _ in range(round(total * DUE_OUT) - len(hotel.departures(day))):
            _in_house(hotel, rng, day, rooms=1, end=day)
        staying = sum(segment.end > day for segment in hotel.in_house())
        for _ in range(round(total * STAYING) - staying):
            _in_house(hotel, rng, day, rooms=1, end=day + timedelta(days=rng.choice((1, 1, 2, 4))))
        for _ in range(round(total * ARRIVING_TONIGHT) - len(hotel.arrivals(eve))):
            _expected(hotel, rng, eve, _free(hotel, eve, day))
        _add_arrivals(hotel, rng, day, count=round(total * ARRIVING))
        for room in _free(hotel, eve, day)[:2]:
            hotel.set_condition(room.id, Condition.DIRTY, by="desk")


def _set_departures(hotel: StayDesk, day: date, *, due_out: int, staying: int) -> None:
    """Let some guests leave on the day if too many of them stay longer."""
    longer = sorted((s for s in hotel.in_house() if s.end > day), key=lambda segment: (segment.end, segment.id))
    spare = min(due_out - len(hotel.departures(day)), len(longer) - staying)
    for segment in longer[: max(0, spare)]:
        hotel.change_dates(segment.id, end=day)


def _add_arrivals(hotel: StayDesk, rng: Random, day: date, *, count: int) -> None:
    """Add arrivals, two of three in rooms that are vacated on the same day."""
    eve = day - timedelta(days=1)
    for n in range(count - len(hotel.arrivals(day))):
        due_out = {segment.room_id for segment in hotel.departures(day)} - _reserved(hotel, day)
        turning = [room for room in hotel.rooms() if room.id in due_out]
        _expected(hotel, rng, day, turning if n % 3 else _free(hotel, eve, day))


def _until_evening(hotel: StayDesk, rng: Random, today: date) -> None:
    """Bring the hotel to the evening: today's departures have left clean rooms, and most arrivals are checked in."""
    for segment in hotel.departures(today):
        hotel.check_out(segment.id)
        if segment.room_id is not None:
            hotel.set_condition(segment.room_id, Condition.INSPECTED)
    for segment in hotel.arrivals(today):
        room = hotel.room(segment.room_id) if segment.room_id else next(iter(_free(hotel, today)), None)
        if room is not None and not room.occupied and rng.random() > ARRIVING_TONIGHT * 2:
            hotel.assign(segment.id, room.id)
            hotel.check_in(segment.id)


def _in_house(hotel: StayDesk, rng: Random, day: date, *, rooms: int, end: date) -> None:
    eve = day - timedelta(days=1)
    free = _free(hotel, eve) if end == day else _free(hotel, eve, day)
    if len(free) < rooms + 4:  # moves during the day need some empty rooms
        return
    start = day - timedelta(days=rng.choice((1, 1, 2, 3)))
    first = rng.randrange(len(free) - rooms + 1)
    taken = free[first : first + rooms]
    stays = [Stay(room.room_type_id, start, end, room_id=room.id) for room in taken]
    for segment_id in hotel.segments(hotel.book(*stays)):
        hotel.check_in(segment_id)


def _expected(hotel: StayDesk, rng: Random, start: date, rooms: Sequence[HotelRoom]) -> None:
    if not rooms:
        return
    room = rng.choice(rooms)
    assigned = room.id if rng.random() < 0.8 else None
    end = start + timedelta(days=rng.choice((1, 2, 2, 3)))
    hotel.book(Stay(room.room_type_id, start, end, room_id=assigned), eta=rng.choice(_SOME_ETAS))


def _free(hotel: StayDesk, *days: date) -> list[HotelRoom]:
    """Ready, vacant rooms that no arrival has on any of these days."""
    reserved = _reserved(hotel, *days)
    blocks = hotel.blocks()
    return sorted(
        (
            room
            for room in hotel.rooms()
            if not room.occupied
            and hotel.sold_apart(room)
            and room.condition is not Condition.DIRTY
            and room.id not in reserved
            and not any(hotel.blocked(room.id, day, blocks) for day in days)
        ),
        key=lambda room: natural(room.name),
    )


def _reserved(hotel: StayDesk, *days: date) -> set[str | None]:
    return {segment.room_id for day in days for segment in hotel.arrivals(day)}
