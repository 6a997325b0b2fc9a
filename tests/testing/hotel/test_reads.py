"""What the API answers about a hotel on an ordinary morning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest

from cloudbeds_connector.testing import Profile, SimulatedHotel, Stay

TODAY = date(2026, 11, 23)


@pytest.fixture
def hotel() -> SimulatedHotel:
    return SimulatedHotel.small(profile=Profile.DOCUMENTED)


@pytest.fixture
def api(hotel: SimulatedHotel, open_api: Callable[..., Any]) -> Any:
    return open_api(hotel)


def stay_rows(api: Any, **params: Any) -> dict[str, Any]:
    return {row["reservationID"]: row for row in api.get("getReservationsWithRateDetails", **params).data}


def test_get_hotels_has_the_time_zone_and_get_hotel_details_the_times(api: Any) -> None:
    [hotel] = api.get("getHotels").data
    details = api.get("getHotelDetails", propertyID=hotel["propertyID"]).data

    assert hotel["propertyTimezone"] == "America/New_York"
    assert "propertyTimezone" not in details
    assert details["propertyPolicy"]["propertyCheckInTime"] == "15:00:00"
    assert details["propertyPolicy"]["propertyCheckOutTime"] == "11:00:00"


def test_every_room_is_listed_with_its_type(hotel: SimulatedHotel, api: Any) -> None:
    types = {row["roomTypeID"]: row["roomTypeNameShort"] for row in api.get("getRoomTypes").data}
    [of_property] = api.get("getRooms").data

    assert [room["roomName"] for room in of_property["rooms"]] == [room.name for room in hotel.rooms()]
    assert {types[room["roomTypeID"]] for room in of_property["rooms"]} == {"DQ", "DK"}


def test_rooms_with_dates_are_those_that_are_free_then(hotel: SimulatedHotel, api: Any) -> None:
    [of_property] = api.get("getRooms", startDate="2026-11-23", endDate="2026-11-24").data

    free = {room["roomName"] for room in of_property["rooms"]}
    assert free == {"103", "104", "105", "202", "203"}


def test_housekeeping_shows_departures_arrivals_and_stayovers(hotel: SimulatedHotel, api: Any) -> None:
    state = {row["roomName"]: row for row in api.get("getHousekeepingStatus").data}

    assert {name: row["frontdeskStatus"] for name, row in state.items() if row["frontdeskStatus"] != "unused"} == {
        "101": "turnover",
        "102": "stayover",
        "201": "stayover",
    }
    assert [name for name, row in state.items() if row["roomOccupied"]] == ["101", "102", "201"]
    assert state["101"]["roomCondition"] == "dirty"
    assert state["202"]["roomCondition"] == "inspected"


def test_housekeeping_can_be_filtered(hotel: SimulatedHotel, api: Any) -> None:
    room_id = hotel.rooms()[3].id

    assert [row["roomID"] for row in api.get("getHousekeepingStatus", roomIDs=room_id).data] == [room_id]
    assert len(api.get("getHousekeepingStatus", roomCondition="dirty", roomOccupied="true").data) == 3
    assert api.get("getHousekeepingStatus", roomIDs="';--").status == 400


def test_a_stay_is_listed_per_room_with_status_and_arrival_time(hotel: SimulatedHotel, api: Any) -> None:
    [arrival] = [segment for segment in hotel.arrivals() if segment.room_id]
    row = stay_rows(api)[arrival.reservation_id]

    [room] = row["rooms"]
    assert (room["roomStatus"], room["roomID"]) == ("not_checked_in", arrival.room_id)
    assert (room["roomCheckIn"], room["roomCheckOut"]) == ("2026-11-23", "2026-11-25")
    assert row["estimatedArrivalTime"] == "16:30:00"
    assert row["dateModifiedUTC"] == "2026-11-23 11:00:00"
    assert row["dateModified"] == "2026-11-23 06:00:00"


def test_a_room_not_assigned_yet_has_no_id_and_no_name(hotel: SimulatedHotel, api: Any) -> None:
    [arrival] = [segment for segment in hotel.arrivals() if not segment.room_id]
    [room] = stay_rows(api)[arrival.reservation_id]["rooms"]

    assert room["roomID"] is None
    assert "roomName" not in room


def test_one_call_reads_several_reservations_by_id(hotel: SimulatedHotel, api: Any) -> None:
    ids = [reservation.id for reservation in hotel.reservations()[:2]]

    assert set(stay_rows(api, reservationID=",".join([*ids, "NOSUCH1"]))) == set(ids)


def test_reservations_are_found_by_departure_and_by_modification(hotel: SimulatedHotel, api: Any) -> None:
    [leaving] = hotel.departures()
    assert leaving.reservation_id in stay_rows(api, reservationCheckOutFrom=TODAY, reservationCheckOutTo=TODAY)
    assert leaving.reservation_id not in stay_rows(api, reservationCheckOutFrom=TODAY + timedelta(days=1))

    hotel.clock.advance(3600)
    [arriving] = [segment for segment in hotel.arrivals() if segment.room_id]
    modified: list[str] = []
    while not modified:  # some modifications leave no trace in dateModified
        hotel.clock.advance(60)
        hotel.set_eta(arriving.reservation_id, time(18))
        modified = list(stay_rows(api, modifiedFrom="2026-11-23 06:30:00"))
    assert modified == [arriving.reservation_id]


def test_a_deleted_reservation_is_listed_only_on_request_and_never_alone(hotel: SimulatedHotel, api: Any) -> None:
    reservation_id = hotel.arrivals()[0].reservation_id
    hotel.delete(reservation_id)

    assert reservation_id not in stay_rows(api)
    assert stay_rows(api, includeDeleted="true")[reservation_id]["isDeleted"] is True
    assert api.get("getReservation", reservationID=reservation_id).json["success"] is False


def test_guest_details_are_listed_only_on_request(hotel: SimulatedHotel, api: Any) -> None:
    reservation = hotel.reservations()[0]
    guest = hotel.guest(reservation.guest_id)

    assert guest.document_number not in api.get("getReservationsWithRateDetails").raw.decode()
    assert guest.document_number in api.get("getReservationsWithRateDetails", includeGuestsDetails="true").raw.decode()
    alone = api.get("getReservation", reservationID=reservation.id)
    assert guest.document_number in alone.raw.decode()
    assert alone.data["cardsOnFile"][0]["cardNumber"] == guest.card_digits
    assert "roomStatus" not in alone.raw.decode()


def test_a_split_stay_is_found_by_its_rooms_dates(hotel: SimulatedHotel, api: Any) -> None:
    queen, king = (kind.id for kind in hotel.room_types())
    first, second = date(2026, 12, 1), date(2026, 12, 3)
    split = hotel.book(Stay(queen, first, second), Stay(king, second, date(2026, 12, 6)))

    def found(**params: Any) -> list[str]:
        return [row["reservationID"] for row in api.get("getReservations", **params).data]

    assert hotel.segments(split) == (split, f"{split}-2")
    assert found(checkOutFrom=second, checkOutTo=second) == []
    assert found(checkOutFrom=second, checkOutTo=second, datesQueryMode="rooms") == [split]


def test_a_list_ends_with_a_short_page(hotel: SimulatedHotel, api: Any) -> None:
    pages = [api.get("getReservations", pageSize=4, pageNumber=n).json for n in (1, 2, 3)]

    assert [len(page["data"]) for page in pages] == [4, 2, 0]
    assert [page["total"] for page in pages] == [6, 6, 6]


def test_blocks_are_listed_for_a_window_of_five_weeks(hotel: SimulatedHotel, api: Any) -> None:
    room = hotel.rooms()[4]
    block_id = hotel.block([room.id], TODAY, TODAY + timedelta(days=1), reason="Leak")

    [block] = api.get("getRoomBlocks").data["roomBlocks"]
    assert (block["roomBlockID"], block["roomBlockType"]) == (block_id, "out_of_service")
    assert [entry["roomID"] for entry in block["rooms"]] == [room.id]
    assert api.get("getHousekeepingStatus", roomIDs=room.id).data[0]["roomBlocked"] is True
    assert api.get("getRoomBlocks", startDate="2026-11-01", endDate="2026-12-20").json["success"] is False

    hotel.remove_block(block_id)
    assert api.get("getRoomBlocks").data["roomBlocks"] == []


def test_the_api_can_check_in_check_out_and_assign(hotel: SimulatedHotel, api: Any) -> None:
    [leaving] = hotel.departures()
    [arriving] = [segment for segment in hotel.arrivals() if segment.room_id == leaving.room_id]

    early = api.post("postRoomCheckIn", reservationID=arriving.reservation_id)
    assert early.status == 200
    assert "occupied" in early.json["message"]
    assert api.post("postRoomCheckOut", reservationID=leaving.reservation_id).json == {"success": True}
    assert api.post("postRoomCheckIn", reservationID=arriving.reservation_id).json == {"success": True}
    other = hotel.rooms()[2].id
    moved = api.post(
        "postRoomAssign", reservationID=arriving.reservation_id, oldRoomID=arriving.room_id, newRoomID=other
    )
    assert moved.json == {"success": True}
    assert hotel.room(other).occupied_by == arriving.id


def test_housekeeping_writes_and_a_call_without_a_condition_switches_it(hotel: SimulatedHotel, api: Any) -> None:
    room_id = hotel.rooms()[0].id

    changed = api.post("postHousekeepingStatus", roomID=room_id, roomCondition="clean", doNotDisturb="true").data
    assert (changed["roomCondition"], changed["doNotDisturb"]) == ("clean", True)
    flipped = [api.post("postHousekeepingStatus", roomID=room_id).data["roomCondition"] for _ in range(2)]
    assert flipped == ["dirty", "clean"]
    assert api.post("postHousekeepingStatus", roomID="1-1").json == {"success": False, "message": "Invalid roomID"}
    assert api.post("postHousekeepingStatus").json["message"] == "Parameter roomID is required"


def test_a_large_hotel_is_busy_and_consistent(open_api: Callable[..., Any]) -> None:
    hotel = SimulatedHotel.city(rooms=64, profile=Profile.DOCUMENTED)
    rooms = {room.id: room for room in hotel.rooms()}

    assert len(rooms) == 64
    assert {segment.room_id for segment in hotel.in_house()} == {key for key, room in rooms.items() if room.occupied}
    assert len(hotel.in_house()) > 40
    assert len(hotel.departures()) > 10
    assert len(hotel.arrivals()) > 10
    listed = open_api(hotel).get("getHousekeepingStatus").data
    assert sum(row["roomOccupied"] for row in listed) == len(hotel.in_house())
