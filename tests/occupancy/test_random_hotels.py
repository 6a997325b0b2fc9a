"""What must hold for every hotel: F14 for a thousand of them, F22 for a thousand histories."""

from __future__ import annotations

from collections import Counter

import pytest

from cloudbeds_connector.occupancy import check_identity

from .random_hotels import Hotel, is_plain, slow_count

COUNTS = (
    "out_of_order",
    "house_use",
    "on_the_books",
    "tentative",
    "arrivals",
    "departures",
    "stayovers",
    "day_use",
    "no_shows",
    "cancellations",
    "guests",
    "conflicts",
)
HOTELS, HISTORIES, PARTS = 1000, 1000, 4


@pytest.mark.parametrize("part", range(PARTS))
def test_F14_the_identity_holds_in_a_thousand_hotels(part: int) -> None:
    for seed in range(part, HOTELS, PARTS):
        hotel = Hotel.of(seed)
        found = hotel.in_full()
        for before, night in zip(found.nights, found.nights[1:], strict=False):
            check_identity(night, before=before)
            for kind, line in (("room", night.rooms), ("bed", night.beds)):
                last = before.rooms if kind == "room" else before.beds
                own = [each for each in night.types if each.kind.value == kind]
                assert line.on_the_books == last.on_the_books - line.departures + line.arrivals, seed
                for name in ("physical", *COUNTS):
                    assert getattr(line, name) == sum(getattr(each, name) for each in own), (seed, name)
            house, earlier = night.house, before.house
            assert house.stays == earlier.stays - house.departures + house.arrivals, seed
            if not any(room.virtual for room in hotel.rooms.values()):
                assert house.arrivals <= night.rooms.arrivals + night.beds.arrivals, seed
                assert house.stays == night.rooms.on_the_books + night.beds.on_the_books, seed


def test_F14_a_slow_count_of_the_booking_sheet_says_the_same() -> None:
    plain = [hotel for hotel in map(Hotel.of, range(HOTELS)) if is_plain(hotel)]
    assert len(plain) > 80
    for hotel in plain[:100]:
        found = hotel.in_full()
        for night in found.nights[::3]:
            both = Counter({name: getattr(night.rooms, name) + getattr(night.beds, name) for name in COUNTS})
            assert {name: number for name, number in both.items() if number} == slow_count(
                hotel, night.night, today=found.business_date
            )


@pytest.mark.parametrize("part", range(PARTS))
def test_F22_counting_again_agrees_with_counting_in_full_over_a_thousand_histories(part: int) -> None:
    for seed in range(part, HISTORIES, PARTS):
        hotel = Hotel.of(10_000 + seed)
        last = hotel.in_full()
        for step in range(4):
            last = hotel.updated(last)
            assert last == hotel.in_full(), (seed, step)
