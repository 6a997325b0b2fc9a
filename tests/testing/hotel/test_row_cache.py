"""The cache of rows never shows in answers: every change is in the next answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cloudbeds_connector.testing import SimulatedHotel

from .conftest import Api


@pytest.fixture
def hotel() -> SimulatedHotel:
    return SimulatedHotel.small()


@pytest.fixture
def api(hotel: SimulatedHotel, open_api: Callable[..., Api]) -> Api:
    return open_api(hotel)


def _rooms(api: Api, reservation_id: str) -> list[dict[str, Any]]:
    (row,) = api.get("getReservationsWithRateDetails", reservationID=reservation_id).data
    rooms: list[dict[str, Any]] = row["rooms"]
    return rooms


def test_a_renamed_room_has_its_new_number_in_listings_that_were_read_before(hotel: SimulatedHotel, api: Api) -> None:
    segment = hotel.in_house()[0]
    assert segment.room_id is not None
    assert _rooms(api, segment.reservation_id)[0]["roomName"] == hotel.room(segment.room_id).name
    hotel.rename_room(segment.room_id, "Penthouse")
    assert _rooms(api, segment.reservation_id)[0]["roomName"] == "Penthouse"


def test_guests_are_listed_only_on_request_whatever_was_read_before(api: Api) -> None:
    def asked(**params: str) -> bool:
        return "guestList" in api.get("getReservationsWithRateDetails", **params).data[0]

    answers = [asked(), asked(includeGuestsDetails="true"), asked(), asked(includeGuestsDetails="true")]
    assert answers == [False, True, False, True]


def test_a_departure_shows_in_both_listings_once_reads_have_caught_up(hotel: SimulatedHotel, api: Api) -> None:
    segment = hotel.departures()[0]

    def listed() -> tuple[str, str, bool]:
        rows = {row["roomID"]: row for row in api.get("getHousekeepingStatus").data}
        room = rows[segment.room_id]
        status: str = _rooms(api, segment.reservation_id)[0]["roomStatus"]
        return status, room["frontdeskStatus"], room["roomOccupied"]

    assert listed() == ("in_house", "turnover", True)
    hotel.check_out(segment.id)
    hotel.clock.advance(timedelta(seconds=21))
    assert listed() == ("checked_out", "turnover", False)
