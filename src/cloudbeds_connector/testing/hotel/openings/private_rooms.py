"""The small hotel and the city hotel on the morning they open: rooms, guests in house, arrivals, bookings.

Nothing in it sends a webhook, and every read shows it at once.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from ..state import Condition, Stay

if TYPE_CHECKING:
    from ..desk.front_desk import FrontDesk

#: Name, short name, guests, rate, and the share of a city hotel's rooms.
_CITY_TYPES = (
    ("Deluxe Queen", "DQ", 2, 140, 0.4),
    ("Deluxe King", "DK", 2, 160, 0.3),
    ("Double Twin", "DT", 4, 150, 0.2),
    ("Junior Suite", "JS", 4, 260, 0.1),
)
_ROOMS_PER_FLOOR = 16
_WEEKS_BEHIND, _DAYS_AHEAD = 2, 14


def open_small_hotel(hotel: FrontDesk) -> None:
    """Rooms 101 to 105 (queen) and 201 to 203 (king). The guest of 101 leaves today, and it is sold again tonight."""
    with hotel.opening():
        today = hotel.today()
        queen = hotel.add_room_type("Deluxe Queen", "DQ", rate=140)
        king = hotel.add_room_type("Deluxe King", "DK", rate=160)
        queens = [hotel.add_room(str(101 + n), queen) for n in range(5)]
        kings = [hotel.add_room(str(201 + n), king, condition=Condition.INSPECTED) for n in range(3)]
        hotel.record_past(Stay(queen, today - timedelta(days=2), today, queens[0]))
        hotel.record_past(Stay(queen, today - timedelta(days=1), today + timedelta(days=2), queens[1]))
        hotel.record_past(Stay(king, today - timedelta(days=3), today + timedelta(days=1), kings[0]))
        hotel.book(Stay(queen, today, today + timedelta(days=2), queens[0]), eta=time(16, 30))
        hotel.book(Stay(king, today, today + timedelta(days=1)))
        hotel.book(Stay(queen, today + timedelta(days=2), today + timedelta(days=4), queens[1]))


def open_city_hotel(hotel: FrontDesk, *, rooms: int) -> None:
    """`rooms` rooms on floors of sixteen, each with plausible stays in the two weeks before and after today."""
    rng = Random(f"{hotel.seed}:opening")
    with hotel.opening():
        for room_id in _build(hotel, rooms):
            _fill(hotel, room_id, rng)
        _book_groups(hotel, rng)


def _build(hotel: FrontDesk, rooms: int) -> list[str]:
    kinds = [
        hotel.add_room_type(name, short, max_guests=guests, rate=rate) for name, short, guests, rate, _ in _CITY_TYPES
    ]
    shares = [share for *_, share in _CITY_TYPES]
    bounds = [rooms * sum(shares[: n + 1]) for n in range(len(shares))]
    built = []
    for n in range(rooms):
        kind = next(kind for kind, bound in zip(kinds, bounds, strict=True) if n < bound + 1e-9 or kind == kinds[-1])
        number = str(100 * (1 + n // _ROOMS_PER_FLOOR) + 1 + n % _ROOMS_PER_FLOOR)
        built.append(hotel.add_room(number, kind))
    return built


def _fill(hotel: FrontDesk, room_id: str, rng: Random) -> None:
    """Fill one room with successive stays: past ones departed, at most one in house."""
    today, kind = hotel.today(), hotel.room(room_id).room_type_id
    day = today - timedelta(days=7 * _WEEKS_BEHIND - rng.randrange(4))
    while day <= today + timedelta(days=_DAYS_AHEAD):
        leave = day + timedelta(days=rng.choice((1, 1, 2, 2, 3, 4)))
        assigned = day < today or rng.random() < 0.8
        stay = Stay(kind, day, leave, room_id if assigned else None, adults=rng.choice((1, 2, 2)))
        if leave < today:
            hotel.record_past(stay, departed=True)
        elif day < today:
            hotel.record_past(stay)
        else:
            hotel.book(stay, eta=rng.choice((None, None, time(14), time(16), time(19, 30), time(23, 15))))
        day = leave + timedelta(days=rng.choice((0, 0, 0, 0, 1, 2)))
    room = hotel.room(room_id)
    if not room.occupied:
        hotel.set_condition(room_id, rng.choice((Condition.CLEAN, Condition.CLEAN, Condition.INSPECTED)))


def _book_groups(hotel: FrontDesk, rng: Random) -> None:
    """Book some groups of several rooms, not assigned yet."""
    kinds = [kind.id for kind in hotel.room_types()]
    for n in range(3):
        day: date = hotel.today() + timedelta(days=n)
        hotel.book(*(Stay(rng.choice(kinds), day, day + timedelta(days=2)) for _ in range(2 + n)))
