"""Writes through the API, and what the hotel, its reads and its webhooks show of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from cloudbeds_connector.testing import Profile, Quirk, SimulatedHotel, Stay

TODAY = date(2026, 11, 23)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def hotel() -> SimulatedHotel:
    return SimulatedHotel.small(profile=Profile.DOCUMENTED)


@pytest.fixture
def api(hotel: SimulatedHotel, open_api: Callable[..., Any]) -> Any:
    return open_api(hotel)


def block(api: Any, *room_ids: str, kind: str = "out_of_service", **other: Any) -> Any:
    rooms = {f"rooms[{n}][roomID]": room_id for n, room_id in enumerate(room_ids)}
    asked = {"roomBlockType": kind, "startDate": TODAY, "endDate": TOMORROW, **rooms, **other}
    return api.post("postRoomBlock", **asked).json


def test_blocks_are_created_changed_and_removed(
    hotel: SimulatedHotel, api: Any, receiver: Any, subscribe: Callable[..., None]
) -> None:
    subscribe(api, receiver, "roomblock/created", "roomblock/details_changed", "roomblock/removed")
    one, other, third = (room.id for room in hotel.rooms()[2:5])
    placed = block(api, one, other, roomBlockReason="Leak")
    assert [room["roomID"] for room in placed["rooms"]] == [one, other]

    changed = api.put("putRoomBlock", roomBlockID=placed["roomBlockID"], endDate=TODAY, **{"rooms[0][roomID]": third})
    assert (changed.json["endDate"], changed.json["roomBlockReason"]) == ("2026-11-23", "Leak")
    [listed] = api.get("getRoomBlocks").data["roomBlocks"]
    assert [room["roomID"] for room in listed["rooms"]] == [third]

    assert api.post("deleteRoomBlock", roomBlockID=placed["roomBlockID"]).json == {"success": True}
    assert hotel.blocks() == ()
    assert api.post("deleteRoomBlock", roomBlockID=placed["roomBlockID"]).json["success"] is False
    hotel.clock.advance(10)
    assert set(receiver.events) == {"roomblock/created", "roomblock/details_changed", "roomblock/removed"}


def test_where_a_blocks_end_is_the_day_after_a_write_means_the_same_as_a_read(open_api: Callable[..., Any]) -> None:
    for quirks, last in (({Quirk.BLOCK_END_INCLUSIVE}, TOMORROW), (set[Quirk](), TODAY)):
        hotel = SimulatedHotel.small(quirks=quirks)
        api = open_api(hotel)
        block(api, hotel.rooms()[2].id)
        assert hotel.blocks()[0].end == last
        assert api.get("getRoomBlocks").data["roomBlocks"][0]["endDate"] == "2026-11-24"


def test_a_courtesy_hold_of_some_hours_ends_by_itself(hotel: SimulatedHotel, api: Any) -> None:
    room = hotel.rooms()[2]
    block(api, room.id, kind="courtesy_hold", lengthOfHoldInHours=2)
    assert api.get("getHousekeepingStatus", roomIDs=room.id).data[0]["roomBlocked"] is True
    hotel.clock.advance(timedelta(hours=2))
    assert api.get("getHousekeepingStatus", roomIDs=room.id).data[0]["roomBlocked"] is False


def test_a_block_includes_linked_rooms_and_refuses_to_name_both(
    open_api: Callable[..., Any],
) -> None:
    hotel = SimulatedHotel.suites(profile=Profile.DOCUMENTED)
    api, rooms = open_api(hotel), {room.name: room.id for room in hotel.rooms()}
    assert block(api, rooms["Suite 1"], rooms["101"])["success"] is False
    placed = block(api, rooms["Suite 1"])
    assert [room["isSource"] for room in placed["rooms"]] == [True, False, False]


def test_a_block_without_rooms_or_of_another_type_is_refused(hotel: SimulatedHotel, api: Any) -> None:
    room = hotel.rooms()[2]
    assert block(api)["message"] == "Parameter rooms is required"
    assert block(api, "1-1")["success"] is False
    assert block(api, room.id, **{"rooms[0][roomTypeID]": "1"})["message"] == "Invalid roomTypeID"
    assert block(api, room.id, kind="maintenance")["success"] is False
    assert hotel.blocks() == ()


def test_a_note_is_written_rewritten_and_archived(
    hotel: SimulatedHotel, api: Any, receiver: Any, subscribe: Callable[..., None]
) -> None:
    subscribe(api, receiver, "reservation/notes_changed")
    of = {"reservationID": hotel.reservations()[0].id}
    maid = hotel.users()[1]
    note = {
        **of,
        "reservationNoteID": api.post(
            "postReservationNote", reservationNote="Cot", userID=maid.id, dateCreated="2026-11-22 21:00:00", **of
        ).json["reservationNoteID"],
    }
    hotel.clock.advance(3600)
    assert api.put("putReservationNote", reservationNote="Two cots", **note).json == {"success": True}

    [data] = api.get("getReservationNotes", **of).data
    assert (data["reservationNote"], data["userName"]) == ("Two cots", maid.name)
    assert (data["dateCreated"], data["dateModified"]) == ("2026-11-22 21:00:00", "2026-11-23 07:00:00")
    assert api.delete("deleteReservationNote", **note).json == {"success": True}
    assert api.get("getReservationNotes", **of).data == []
    assert api.put("putReservationNote", reservationNote="Three", **note).json["success"] is False
    assert api.post("postReservationNote", reservationNote="", **of).json["success"] is False
    assert api.post("postReservationNote", reservationNote="By whom?", userID="7", **of).json["success"] is False
    hotel.clock.advance(10)
    assert len(receiver.got) == 3


def test_rooms_are_assigned_to_a_housekeeper_and_unassigned(hotel: SimulatedHotel, api: Any) -> None:
    keeper = api.get("getHousekeepers").data[0]
    rooms = [room.id for room in hotel.rooms()[:2]]

    def cleaned_by(keeper_id: str) -> list[str]:
        return [row["roomID"] for row in api.get("getHousekeepingStatus", housekeeperIDs=keeper_id).data]

    assign = {"roomIDs": ",".join(rooms), "housekeeperID": keeper["housekeeperID"]}
    assert api.post("postHousekeepingAssignment", **assign).json == {"success": True}
    assert cleaned_by(keeper["housekeeperID"]) == rooms
    assert api.get("getHousekeepingStatus").data[0]["housekeeper"] == keeper["name"]
    for wrong in ({"roomIDs": f"{rooms[0]},nowhere"}, {"housekeeperID": "7"}):
        assert api.post("postHousekeepingAssignment", **(assign | wrong)).json["success"] is False
    assert api.post("postHousekeepingAssignment", **(assign | {"housekeeperID": "0"})).json["success"] is True
    assert cleaned_by(keeper["housekeeperID"]) == []
    assert len(cleaned_by("0")) == 8


def test_a_disabled_app_loses_access_at_once(
    hotel: SimulatedHotel, api: Any, receiver: Any, subscribe: Callable[..., None]
) -> None:
    subscribe(api, receiver, "integration/appstate_changed")
    assert api.get("getAppState").data == {"app_state": "enabled"}
    assert api.post("postAppState", app_state="on").json["success"] is False
    assert api.post("postAppState", app_state="disabled").json == {"success": True}

    assert api.get("getAppState").status == 401
    hotel.clock.advance(10)
    assert [(body["oldState"], body["newState"]) for body in receiver.bodies("integration/appstate_changed")] == [
        ("enabled", "disabled")
    ]


def test_an_error_that_the_app_reports_is_recorded(hotel: SimulatedHotel, api: Any) -> None:
    report = {"timestamp": "2026-11-23 06:00:00", "eventType": "sync", "errorMessage": "No such room"}
    error_id = api.post("postAppError", **report).data["errorID"]

    assert [(error.id, error.message) for error in hotel.app_errors()] == [(error_id, "No such room")]
    assert api.post("postAppError", **{**report, "eventType": "party"}).json["success"] is False


def test_available_rooms_are_neither_taken_nor_blocked(hotel: SimulatedHotel, api: Any) -> None:
    def free(nights: int = 1) -> dict[str, int]:
        end = TODAY + timedelta(days=nights)
        asked = api.get("getAvailableRoomTypes", startDate=TODAY, endDate=end, rooms=1, adults=2, children=0).json
        rows = [row for each in asked["data"] for row in each["propertyRooms"]]
        return {row["roomTypeNameShort"]: row["roomsAvailable"] for row in rows}

    # three queens are empty; of two empty kings one is owed to a guest who has no room yet
    assert free() == {"DQ": 3, "DK": 1}
    block(api, hotel.rooms()[2].id, hotel.rooms()[6].id)
    assert free() == {"DQ": 2}
    hotel.book(Stay(hotel.room_types()[0].id, TOMORROW, TOMORROW + timedelta(days=1)))
    assert free(nights=2) == {"DQ": 1}
    assert api.get("getAvailableRoomTypes", startDate=TODAY, endDate=TODAY, rooms=1, adults=2, children=0).json == {
        "success": False,
        "message": "Parameter endDate is invalid",
    }
    names = [room["roomName"] for room in api.get("getRoomsUnassigned").data[0]["rooms"]]
    assert names == ["103", "104", "105", "202", "203"]


def test_assignments_and_room_details_show_which_reservation_has_which_room(hotel: SimulatedHotel, api: Any) -> None:
    [waiting] = [segment for segment in hotel.arrivals() if segment.room_id is None]
    rows = {row["reservationID"]: row for row in api.get("getReservationAssignments").data}
    assert rows[waiting.reservation_id]["unassigned"] == 1
    assert "assigned" not in rows[waiting.reservation_id]
    assert hotel.departures()[0].reservation_id not in rows

    room = hotel.rooms()[6].id
    hotel.assign(waiting.id, room)
    hotel.check_in(waiting.id)
    [there] = api.get("getReservationAssignments", date=TODAY).data[-1]["assigned"]
    assert (there["roomID"], there["subReservationID"]) == (room, waiting.id)
    data = api.get("getReservationRoomDetails", subReservationID=waiting.id).data
    assert (data["roomID"], data["roomStatus"], data["adults"]) == (room, "in_house", 2)
    assert api.get("getReservationRoomDetails", subReservationID="NOSUCH").json["success"] is False


def test_the_dashboard_counts_the_day(hotel: SimulatedHotel, api: Any) -> None:
    before = api.get("getDashboard").data
    hotel.check_out(hotel.departures()[0].id)
    assert before == {"roomsOccupied": 3, "percentageOccupied": 38, "arrivals": 2, "departures": 1, "inHouse": 2}
    after = {**before, "roomsOccupied": 2, "percentageOccupied": 25, "departures": 0}
    assert api.get("getDashboard").data == after


def test_custom_fields_are_listed(hotel: SimulatedHotel, api: Any) -> None:
    for name in ("VIP", "Late check-out"):
        hotel.set_custom_field(hotel.reservations()[0].id, name, "yes")
    assert [row["shortcode"] for row in api.get("getCustomFields").data] == ["vip", "late_check-out"]
    field_id = hotel.custom_field_id("VIP")
    assert [row["name"] for row in api.get("getCustomFields", customFieldID=field_id).data] == ["VIP"]
