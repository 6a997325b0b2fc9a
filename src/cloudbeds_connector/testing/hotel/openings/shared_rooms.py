"""The hostel and the hotel of suites on the morning they open. Nothing in it sends a webhook."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from ..state import Stay

if TYPE_CHECKING:
    from datetime import date

    from ..desk.front_desk import FrontDesk


def open_hostel(hotel: FrontDesk, *, dorms: int, beds: int, privates: int) -> None:
    """Dorms A, B, ... with beds A-1, A-2, ..., and private rooms 101, 102, ...

    In dorm A all beds but the last are occupied: the first two by friends on one booking, who leave today; the other
    guests stay. In every further dorm the only guest leaves today, and the second bed is sold for tonight. One guest
    stays in the first private room.
    """
    with hotel.opening():
        today = hotel.today()
        yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
        bed = hotel.add_room_type(f"{beds}-Bed Dorm", "BED", max_guests=1, private=False, rate=35)
        double = hotel.add_room_type("Private Double", "PD", rate=90)
        rooms = [_beds(hotel, bed, dorm=chr(ord("A") + n), beds=beds) for n in range(dorms)]
        private = [hotel.add_room(str(101 + n), double) for n in range(privates)]
        _in_house(hotel, *(_bed(bed, yesterday, today, room_id) for room_id in rooms[0][:2]))
        for room_id in rooms[0][2:-1]:
            hotel.record_past(_bed(bed, yesterday, tomorrow, room_id))
        for dorm in rooms[1:]:
            hotel.record_past(_bed(bed, today - timedelta(days=2), today, dorm[0]))
            hotel.book(_bed(bed, today, tomorrow, dorm[1]), eta=time(17))
        for room_id in private[:1]:
            hotel.record_past(Stay(double, yesterday, tomorrow, room_id))


def _beds(hotel: FrontDesk, room_type_id: str, *, dorm: str, beds: int) -> list[str]:
    return [hotel.add_room(f"{dorm}-{n}", room_type_id, dorm_name=f"Dorm {dorm}") for n in range(1, beds + 1)]


def _bed(room_type_id: str, start: date, end: date, room_id: str) -> Stay:
    return Stay(room_type_id, start, end, room_id, adults=1)


def _in_house(hotel: FrontDesk, *stays: Stay) -> None:
    for segment_id in hotel.segments(hotel.book(*stays)):
        hotel.check_in(segment_id)


def open_suites(hotel: FrontDesk, *, suites: int) -> None:
    """Suites 1, 2, ..., each virtual and made of two rooms that are also sold singly: 101 and 102, 201 and 202, ...
    Every odd suite is occupied as a whole until today; its first room is sold singly from today, its second from
    tomorrow. Of every even suite, the first room is occupied singly until today, and the suite is sold from today.
    """
    with hotel.opening():
        today = hotel.today()
        yesterday, tomorrow, later = (today + timedelta(days=n) for n in (-1, 1, 3))
        deluxe = hotel.add_room_type("Deluxe King", "DK", rate=160)
        whole = hotel.add_room_type("Two-Room Suite", "TRS", max_guests=4, virtual=True, rate=300)
        for n in range(1, suites + 1):
            first, second = (hotel.add_room(f"{n}0{k}", deluxe) for k in (1, 2))
            suite = hotel.add_room(f"Suite {n}", whole, linked=(first, second))
            if n % 2:
                hotel.record_past(Stay(whole, yesterday, today, suite, adults=4))
                hotel.book(Stay(deluxe, today, tomorrow, first), eta=time(16))
                hotel.book(Stay(deluxe, tomorrow, later, second))
            else:
                hotel.record_past(Stay(deluxe, yesterday, today, first))
                hotel.book(Stay(whole, today, later, suite, adults=3), eta=time(15, 30))
