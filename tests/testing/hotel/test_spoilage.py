"""Rows that cannot be read: which rows are spoilt, how, and that everything else of the answer stays."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cloudbeds_connector.testing import Ledger, SimulatedHotel, Spoilage, Stay, draw_spoilage
from cloudbeds_connector.testing.hotel.api.direct import DirectApi

LISTING = "getReservationsWithRateDetails"
DAMAGE = {
    Spoilage.NULL_ROW: b"null",
    Spoilage.NO_SUCH_DAY: b'"reservationCheckIn": "2026-02-30"',
    Spoilage.EMPTY_PHP_DAY: b'"dateModifiedUTC": "-0001-11-30 ',
    Spoilage.ZERO_DAY: b'"roomCheckOut": "0000-00-00"',
    Spoilage.NULL_ROOM: b'"rooms": [null]',
    Spoilage.ROOMS_AS_TEXT: b'"rooms": "n/a"',
    Spoilage.HALF_EMOJI: rb"\ud83d",
    Spoilage.BROKEN_BYTE: b"\xff",
    Spoilage.WRONG_TYPES: b'"status": ["checked_in"]',
    Spoilage.NULL_VALUES: b'"status": null',
}


class Direct:
    def __init__(self, hotel: SimulatedHotel) -> None:
        self._api = DirectApi(hotel)

    def body(self, method: str, **params: str) -> bytes:
        query = "&".join(f"{name}={value}" for name, value in params.items())
        target = method if method.startswith("/") else f"/api/v1.3/{method}"
        headers = {"x-api-key": "cbat_simulated", "x-property-id": "297652"}
        return self._api.answer("GET", f"{target}?{query}", headers).body

    def data(self, method: str, **params: str) -> Any:
        return json.loads(self.body(method, **params).decode(errors="replace"))["data"]


@pytest.fixture
def hotel() -> SimulatedHotel:
    return SimulatedHotel.small(quirks=())


@pytest.fixture
def api(hotel: SimulatedHotel) -> Direct:
    return Direct(hotel)


@pytest.mark.parametrize(("kind", "damage"), DAMAGE.items())
def test_one_row_is_spoilt_and_all_others_stay(hotel: SimulatedHotel, api: Direct, kind: str, damage: bytes) -> None:
    before = api.data(LISTING)
    spoilt = hotel.in_house()[0].reservation_id
    hotel.faults.spoil(spoilt, kind)

    assert damage in api.body(LISTING)
    after = api.data(LISTING)
    assert len(after) == len(before)
    changed = [row["reservationID"] for row, now in zip(before, after, strict=True) if row != now]
    assert changed == [spoilt]

    hotel.faults.clear()
    assert api.data(LISTING) == before


@pytest.mark.parametrize("kind", [kind for kind in Spoilage if "room" not in kind])
def test_every_listing_can_have_spoilt_rows(hotel: SimulatedHotel, api: Direct, kind: str) -> None:
    guest, room = hotel.in_house()[0], hotel.rooms()[0]
    hotel.set_flags(room.id, comments="Extra towels")
    block = hotel.block([room.id], hotel.today(), hotel.today(), reason="Leak")
    listings = {
        "getReservations": guest.reservation_id,
        "getRoomBlocks": block,
        "getHousekeepingStatus": room.id,
        "getRooms": room.id,
        "getRoomTypes": room.room_type_id,
        "getHotels": hotel.property_id,
        "getGuestList": guest.reservation_id,
        "/housekeeping/v1/inspections/297652": room.id,
    }
    for method, row_id in listings.items():
        before = api.body(method)
        hotel.faults.spoil(row_id, kind)
        after = api.body(method)
        untouched = kind in {Spoilage.NO_SUCH_DAY, Spoilage.EMPTY_PHP_DAY, Spoilage.ZERO_DAY} and b"2026-" not in before
        assert (after == before) is untouched, method
        hotel.faults.clear()


def test_one_room_of_a_booking_is_spoilt_by_its_own_id(hotel: SimulatedHotel, api: Direct) -> None:
    room_type_id = hotel.rooms()[0].room_type_id
    stay = Stay(room_type_id, hotel.today(), hotel.today().replace(day=25))
    booking = hotel.book(stay, stay)
    hotel.faults.spoil(f"{booking}-2", Spoilage.NULL_ROW)
    [row] = api.data(LISTING, reservationID=booking)
    assert [room and room["subReservationID"] for room in row["rooms"]] == [booking, None]


def test_a_spoilage_may_be_limited_to_fields(hotel: SimulatedHotel, api: Direct) -> None:
    guest = hotel.in_house()[0]
    hotel.faults.spoil(guest.reservation_id, Spoilage.ZERO_DAY, "roomCheckIn")
    [row] = api.data(LISTING, reservationID=guest.reservation_id)
    assert row["rooms"][0]["roomCheckIn"] == "0000-00-00"
    assert row["rooms"][0]["roomCheckOut"] == guest.end.isoformat()
    assert row["reservationCheckIn"] == guest.start.isoformat()


def test_spoilage_is_drawn_from_a_seed(hotel: SimulatedHotel, api: Direct) -> None:
    ids = [reservation.id for reservation in hotel.reservations()]
    drawn = draw_spoilage(ids, seed=3, share=0.5)
    assert drawn == draw_spoilage(ids, seed=3, share=0.5) != draw_spoilage(ids, seed=4, share=0.5)
    assert 0 < len(drawn) < len(ids)

    bodies = []
    for _ in range(2):
        same = SimulatedHotel.small(quirks=())
        same.faults.spoilt_rows = 0.3
        direct = Direct(same)
        bodies.append([direct.body(LISTING) for _ in range(4)])
    assert bodies[0] == bodies[1]
    assert len(set(bodies[0])) > 1


@pytest.mark.parametrize(
    ("kind", "shown"),
    [(Spoilage.NULL_ROW, False), (Spoilage.NULL_ROOM, False), (Spoilage.NO_ID, False), (Spoilage.HALF_EMOJI, True)],
)
def test_the_ledger_counts_only_what_could_be_read_as_shown(hotel: SimulatedHotel, kind: str, shown: bool) -> None:
    hotel.observe(ledger := Ledger())
    guest, other = hotel.in_house()[:2]
    hotel.faults.spoil(guest.reservation_id, kind)
    hotel.faults.spoil(guest.room_id or "", kind)
    api = Direct(hotel)
    api.body(LISTING)
    api.body("getHousekeepingStatus")
    assert bool(ledger.stays_shown(guest.id)) is shown
    assert bool(ledger.rooms_shown(guest.room_id or "")) is (shown or kind is Spoilage.NULL_ROOM)
    assert ledger.stays_shown(other.id)
