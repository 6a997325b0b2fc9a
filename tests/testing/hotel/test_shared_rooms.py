"""Rooms that are sold in more ways than one: beds of a dorm, suites of two rooms, one room under two names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest

from cloudbeds_connector.testing import FrontDeskError, Ledger, Profile, Quirk, SimulatedHotel, Stay
from cloudbeds_connector.testing.hotel import BlockType, HotelRoom, HotelSegment

PLAIN = Profile.OBSERVED.value - {Quirk.READS_LAG_WRITES}


def numbered(hotel: SimulatedHotel) -> dict[str, HotelRoom]:
    return {room.name: room for room in hotel.rooms()}


def guest_of(hotel: SimulatedHotel, name: str) -> HotelSegment:
    room_id = numbered(hotel)[name].id
    return next(s for s in (*hotel.in_house(), *hotel.arrivals()) if s.room_id == room_id)


@pytest.fixture
def suites() -> SimulatedHotel:
    return SimulatedHotel.suites(quirks=PLAIN)


# -- dorms ---------------------------------------------------------------------------------------------------------


def test_t93_every_bed_is_a_room_with_the_name_of_its_dorm(open_api: Callable[..., Any]) -> None:
    hotel = SimulatedHotel.hostel(quirks=PLAIN)
    api = open_api(hotel)
    [of_property] = api.get("getRooms", pageSize=100).data
    beds = [row for row in of_property["rooms"] if row["dormRoomName"] == "Dorm A"]
    assert [row["roomName"] for row in beds] == [f"A-{n}" for n in range(1, 7)]
    assert {(row["isPrivate"], row["isVirtual"]) for row in beds} == {(False, False)}

    friend, other = hotel.departures()[:2]
    assert friend.reservation_id == other.reservation_id, "two beds on one booking"
    hotel.check_out(friend.id)  # T140: one of them leaves
    state = {row["roomName"]: row["roomOccupied"] for row in api.get("getHousekeepingStatus").data}
    assert (state["A-1"], state["A-2"]) == (False, True)
    assert api.get("getReservation", reservationID=friend.reservation_id).data["status"] == "checked_in"


def test_t94_the_last_guest_of_a_dorm_leaves_and_t140_another_changes_beds() -> None:
    hotel = SimulatedHotel.hostel()
    hotel.observe(ledger := Ledger())
    hotel.assign(guest_of(hotel, "A-3").id, numbered(hotel)["A-6"].id)
    hotel.check_out(guest_of(hotel, "B-1").id)
    assert [(vacate.unit, vacate.cause) for vacate in ledger.vacates()] == [
        (numbered(hotel)["A-3"].id, "room_move"),
        (numbered(hotel)["B-1"].id, "check_out"),
    ]
    assert not any(room.occupied for room in hotel.rooms() if room.dorm_name == "Dorm B")


# -- suites --------------------------------------------------------------------------------------------------------


def test_room_relations_are_listed_only_on_request_and_include_nested_ones(
    suites: SimulatedHotel, open_api: Callable[..., Any]
) -> None:
    api, rooms = open_api(suites), numbered(suites)
    floor = suites.add_room_type("Whole Floor", "WF", virtual=True)
    suites.add_room("Floor 1", floor, linked=(rooms["Suite 1"].id,))
    rooms = numbered(suites)

    assert "linkedRoomIDs" not in api.get("getRooms").data[0]["rooms"][0]
    rows = {row["roomName"]: row for row in api.get("getRooms", includeRoomRelations=1).data[0]["rooms"]}
    assert set(rows["101"]["linkedRoomIDs"]) == {rooms["Suite 1"].id, rooms["Floor 1"].id}
    assert set(rows["Floor 1"]["linkedRoomIDs"]) == {rooms[name].id for name in ("Suite 1", "101", "102")}
    assert rows["Suite 1"]["isVirtual"] is True
    assert rows["Floor 1"]["linkedRoomTypeQty"] == [
        {"roomTypeId": rooms["101"].room_type_id, "roomQty": 2},
        {"roomTypeId": rooms["Suite 1"].room_type_id, "roomQty": 1},
    ]
    assert suites.units_of(rooms["Floor 1"].id) == (rooms["101"].id, rooms["102"].id)


def test_t96_the_guest_of_a_suite_occupies_and_vacates_each_of_its_rooms(suites: SimulatedHotel) -> None:
    suites.observe(ledger := Ledger())
    rooms, guest = numbered(suites), guest_of(suites, "Suite 1")
    assert [rooms[name].occupied_by for name in ("Suite 1", "101", "102")] == [guest.id] * 3

    suites.check_out(guest.id)

    rooms = numbered(suites)
    assert [(v.unit, v.segment) for v in ledger.vacates()] == [(rooms[n].id, guest.id) for n in ("101", "102")]
    assert {rooms[n].condition for n in ("101", "102")} == {"dirty"}
    assert not any(rooms[n].occupied for n in ("Suite 1", "101", "102"))


def test_linked_rooms_cannot_be_sold_for_the_same_nights(suites: SimulatedHotel) -> None:
    rooms, today = numbered(suites), suites.today()
    deluxe, whole = rooms["101"].room_type_id, rooms["Suite 1"].room_type_id
    night = timedelta(days=1)
    with pytest.raises(FrontDeskError, match=r"202 .* is linked with Suite 2"):
        suites.book(Stay(deluxe, today + night, today + 2 * night, rooms["202"].id))
    with pytest.raises(FrontDeskError, match=r"Suite 1 .* is linked with 10"):
        suites.book(Stay(whole, today, today + night, rooms["Suite 1"].id))
    with pytest.raises(FrontDeskError, match="Suite 1"):  # T54: the suite is not free to stay on in
        suites.change_dates(guest_of(suites, "Suite 1").id, end=today + night)
    later = today + 20 * night
    with pytest.raises(FrontDeskError, match="same booking"):
        suites.book(*(Stay(rooms[n].room_type_id, later, later + night, rooms[n].id) for n in ("Suite 1", "101")))
    with pytest.raises(FrontDeskError, match=r"201 .* is occupied"):  # T99: who is in 201 has not left yet
        suites.check_in(guest_of(suites, "Suite 2").id)
    with pytest.raises(FrontDeskError, match="part of Suite 1"):
        suites.remove_room(rooms["101"].id)
    with pytest.raises(FrontDeskError, match="is virtual"):
        suites.set_condition(rooms["Suite 1"].id, "clean")


def test_a_cancelled_suite_is_reinstated_only_while_its_rooms_are_free(suites: SimulatedHotel) -> None:
    rooms, today = numbered(suites), suites.today()
    suite = guest_of(suites, "Suite 2").reservation_id
    suites.cancel(suite)
    suites.book(Stay(rooms["202"].room_type_id, today, today + timedelta(days=1), rooms["202"].id))
    with pytest.raises(FrontDeskError, match="linked with 202"):
        suites.reinstate(suite)


def test_a_move_from_a_room_to_its_suite_vacates_nothing_and_back_vacates_the_other_room(
    suites: SimulatedHotel,
) -> None:
    rooms, guest = numbered(suites), guest_of(suites, "201")
    suites.cancel(guest_of(suites, "Suite 2").reservation_id)
    suites.observe(ledger := Ledger())

    suites.assign(guest.id, rooms["Suite 2"].id)
    assert ledger.vacates() == ()
    assert numbered(suites)["202"].occupied_by == guest.id
    suites.assign(guest.id, rooms["201"].id)

    assert [(vacate.unit, vacate.cause) for vacate in ledger.vacates()] == [(rooms["202"].id, "room_move")]
    assert numbered(suites)["201"].occupied_by == guest.id
    assert not numbered(suites)["Suite 2"].occupied


def test_t97_a_virtual_room_without_parts_is_never_vacated(suites: SimulatedHotel) -> None:
    name = suites.add_room("Garden Package", suites.add_room_type("Package", "PKG", virtual=True))
    today = suites.today()
    guest = suites.book(Stay(numbered(suites)["Garden Package"].room_type_id, today, today + timedelta(days=1), name))
    suites.observe(ledger := Ledger())
    suites.check_in(guest)
    suites.check_out(guest)
    assert ledger.vacates() == ()


def test_t98_t99_a_part_shows_the_front_desk_status_of_its_suite(
    suites: SimulatedHotel, open_api: Callable[..., Any]
) -> None:
    state = {row["roomName"]: row for row in open_api(suites).get("getHousekeepingStatus").data}
    assert {name: row["frontdeskStatus"] for name, row in state.items()} == {
        "101": "turnover",  # the suite leaves, 101 is sold alone
        "102": "check-out",
        "Suite 1": "check-out",
        "201": "turnover",  # the guest of 201 leaves, the suite arrives
        "202": "check-in",
        "Suite 2": "check-in",
    }


def test_rooms_of_a_taken_suite_are_not_available(suites: SimulatedHotel, open_api: Callable[..., Any]) -> None:
    start, end = suites.today() + timedelta(days=1), suites.today() + timedelta(days=2)
    [of_property] = open_api(suites).get("getRooms", startDate=start, endDate=end).data
    assert [row["roomName"] for row in of_property["rooms"]] == ["101"]


def test_t92_a_block_includes_linked_rooms_and_marks_the_requested_one(
    suites: SimulatedHotel, open_api: Callable[..., Any]
) -> None:
    api, rooms, today = open_api(suites), numbered(suites), suites.today()
    suites.observe(ledger := Ledger())
    with pytest.raises(FrontDeskError, match="linked"):
        suites.block([rooms["Suite 1"].id, rooms["101"].id], today, today)
    suites.block([rooms["Suite 2"].id], today, today)

    [block] = api.get("getRoomBlocks").data["roomBlocks"]
    source, first, second = block["rooms"]
    assert [row["roomID"] for row in block["rooms"]] == [rooms[n].id for n in ("Suite 2", "201", "202")]
    assert (source["isSource"], source["sourceEventIds"]) == (True, None)
    assert source["linkedEventIds"] == [first["eventID"], second["eventID"]]
    assert (first["isSource"], first["sourceEventIds"], first["linkedEventIds"]) == (False, [source["eventID"]], None)
    assert [len(ledger.blocks(rooms[n].id)) for n in ("Suite 2", "201", "202")] == [0, 1, 1]


def test_t118_a_part_of_another_type_stays_part_of_its_suite_and_its_blocks_follow(suites: SimulatedHotel) -> None:
    rooms, today = numbered(suites), suites.today()
    block = suites.block([rooms["202"].id], today, today + timedelta(days=1))
    new_id = suites.retype_room(rooms["202"].id, suites.add_room_type("Twin", "TW"))

    assert suites.units_of(rooms["Suite 2"].id) == (rooms["201"].id, new_id)
    assert suites.room(new_id).linked == (rooms["Suite 2"].id,)
    assert rooms["202"].id not in suites.room(rooms["Suite 2"].id).linked
    [kept] = suites.blocks()
    assert (kept.id, kept.room_ids, kept.added) == (block, (new_id, rooms["Suite 2"].id), (rooms["Suite 2"].id,))


# -- courtesy holds ------------------------------------------------------------------------------------------------


def test_t91_a_courtesy_hold_ends_by_itself_by_hand_or_in_a_booking() -> None:
    hotel = SimulatedHotel.small(profile=Profile.DOCUMENTED)
    today, tomorrow = hotel.today(), hotel.today() + timedelta(days=1)
    free = [room.id for room in hotel.rooms()[2:5]]

    hotel.hold(free[:1], today, tomorrow, hours=3)
    by_hand = hotel.hold(free[1:2], today, tomorrow)
    turned = hotel.hold(free[2:3], tomorrow, tomorrow, hours=48)
    assert {block.kind for block in hotel.blocks()} == {BlockType.COURTESY_HOLD}
    hotel.remove_block(by_hand)
    hotel.clock.advance(timedelta(hours=2, minutes=59))
    assert len(hotel.blocks()) == 2
    hotel.clock.advance(60)
    assert [block.id for block in hotel.blocks()] == [turned]

    segment = hotel.segment(hotel.confirm_hold(turned))
    assert (segment.room_id, segment.start, segment.end) == (free[2], tomorrow, tomorrow + timedelta(days=1))
    assert hotel.blocks() == ()
    with pytest.raises(FrontDeskError, match="over already"):
        hotel.hold(free[:1], today - timedelta(days=1), today)


def test_t16_a_day_use_is_a_hold_of_one_day_that_ends_at_midnight_at_the_latest() -> None:
    hotel = SimulatedHotel.small(profile=Profile.DOCUMENTED)
    hotel.hold([hotel.rooms()[2].id], hotel.today(), hotel.today(), hours=72, reason="Day use")
    day = hotel.local(hotel.clock.now()).date()
    while hotel.blocks():
        hotel.clock.advance(timedelta(minutes=30))
    ended = hotel.local(hotel.clock.now())
    assert (ended.date(), ended.time()) == (day + timedelta(days=1), time(0))
