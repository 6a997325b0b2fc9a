"""What Cloudbeds shows becomes the neutral vocabulary, and nothing of a guest but a name."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cloudbeds_connector.cloudbeds import mapping
from cloudbeds_connector.cloudbeds.models.hotels import Hotel, HotelDetails
from cloudbeds_connector.cloudbeds.models.housekeeping import RoomStatus
from cloudbeds_connector.cloudbeds.models.reservations import ReservationWithRates
from cloudbeds_connector.cloudbeds.models.rooms import Room as WireRoom
from cloudbeds_connector.cloudbeds.models.rooms import RoomBlock
from cloudbeds_connector.cloudbeds.stay_mapping import to_reservation
from cloudbeds_connector.http.call import MisshapenError
from cloudbeds_connector.pms.model import BlockKind, Condition, Reservation, StayState

NEW_YORK = ZoneInfo("America/New_York")

ROOM = {
    "roomTypeID": 601917,
    "subReservationID": "R1",
    "guestID": "900",
    "guestName": "Ana Alvarez",
    "roomID": "601917-0",
    "roomCheckIn": "2026-11-21",
    "roomCheckOut": "2026-11-23",
    "roomStatus": "in_house",
}
STAY = {
    "reservationID": "R1",
    "status": "checked_in",
    "guestID": "900",
    "isDeleted": False,
    "reservationCheckIn": "2026-11-21",
    "reservationCheckOut": "2026-11-25",
    "estimatedArrivalTime": "16:45:00",
    "dateModified": "2026-11-22 20:00:00",
    "dateModifiedUTC": "2026-11-23 01:00:00",
}


def reservation(*rooms: dict[str, Any], zone: ZoneInfo | None = NEW_YORK, **fields: Any) -> Reservation:
    body = json.dumps({**STAY, **fields, "rooms": list(rooms)})
    return to_reservation(ReservationWithRates.model_validate_json(body), zone=zone)


def state(status: str, room_status: str | None, **fields: Any) -> StayState:
    return reservation({**ROOM, "roomStatus": room_status}, status=status, **fields).segments[0].state


@pytest.mark.parametrize("room", [{"subReservationID": "R1"}, {**dict.fromkeys(ROOM), "subReservationID": "R1"}])
def test_a_room_that_shows_nothing_but_its_id_is_no_guest_who_lost_the_room(room: dict[str, Any]) -> None:
    with pytest.raises(MisshapenError, match="roomStatus"):
        reservation(room)
    unassigned = reservation({**ROOM, "roomID": None}).segments[0]
    assert (unassigned.room_id, unassigned.state) == (None, StayState.IN_HOUSE)


def test_each_room_of_a_reservation_is_a_segment_of_its_own() -> None:
    other = {**ROOM, "subReservationID": "R1-2", "roomID": "", "roomStatus": "not_checked_in", "guestID": "901"}
    mapped = reservation(ROOM, {**other, "roomCheckIn": "2026-11-23", "roomCheckOut": "2026-11-25"})
    here, next_room = mapped.segments
    assert (here.id, here.room_id, here.state, here.party_id) == ("R1", "601917-0", StayState.IN_HOUSE, "900")
    assert (here.start_date, here.end_date, here.eta) == (date(2026, 11, 21), date(2026, 11, 23), time(16, 45))
    assert (next_room.id, next_room.room_id, next_room.state) == ("R1-2", None, StayState.EXPECTED)
    assert (mapped.check_in, mapped.check_out) == (date(2026, 11, 21), date(2026, 11, 25))
    assert mapped.modified_at == datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "room_status", "expected"),
    [
        ("checked_in", "in_house", StayState.IN_HOUSE),
        ("checked_in", "checked_out", StayState.DEPARTED),
        ("checked_in", "not_checked_in", StayState.EXPECTED),
        ("checked_in", "cancelled", StayState.CANCELLED),
        ("checked_in", "canceled", StayState.CANCELLED),
        ("checked_in", None, StayState.IN_HOUSE),
        ("checked_out", "a new word", StayState.DEPARTED),
        ("a new word", "a new word", StayState.EXPECTED),
        ("confirmed", "not_checked_in", StayState.EXPECTED),
        ("canceled", "not_checked_in", StayState.CANCELLED),
        ("cancelled", "in_house", StayState.CANCELLED),
        ("canceled", "checked_out", StayState.DEPARTED),
        ("no_show", "not_checked_in", StayState.NO_SHOW),
        ("no_show", "cancelled", StayState.CANCELLED),
    ],
)
def test_the_rooms_own_status_counts_unless_the_booking_is_off(
    status: str, room_status: str | None, expected: StayState
) -> None:
    assert state(status, room_status) is expected


def test_a_deleted_booking_holds_no_room_but_a_departure_stays_one() -> None:
    assert reservation(ROOM, isDeleted=True).deleted
    assert state("confirmed", "not_checked_in", isDeleted=1) is StayState.CANCELLED
    assert state("checked_out", "checked_out", isDeleted="true") is StayState.DEPARTED


def test_a_booking_whose_deletion_or_state_cannot_be_read_is_not_guessed() -> None:
    with pytest.raises(MisshapenError, match="isDeleted"):
        reservation(ROOM, isDeleted="maybe")
    with pytest.raises(MisshapenError, match="status"):
        reservation({**ROOM, "roomStatus": None}, status="")
    assert reservation(ROOM, isDeleted="").deleted is False


def test_a_booking_without_any_day_is_not_guessed_unless_it_is_deleted() -> None:
    blank = {"reservationID": "R1", "reservationCheckIn": "", "rooms": [], "status": "confirmed"}
    with pytest.raises(MisshapenError, match="reservationCheckIn"):
        to_reservation(ReservationWithRates.model_validate(blank), zone=None)
    deleted = {**blank, "isDeleted": True, "dateModified": "2026-11-20 08:00:00"}
    gone = to_reservation(ReservationWithRates.model_validate(deleted), zone=None)
    assert (gone.deleted, gone.check_out) == (True, date(2026, 11, 20))


def with_rooms(rooms: object, **fields: object) -> Reservation | None:
    row = {**STAY, **fields} if rooms is ... else {**STAY, **fields, "rooms": rooms}
    return to_reservation(ReservationWithRates.model_validate_json(json.dumps(row)), zone=NEW_YORK)


@pytest.mark.parametrize("rooms", [[], {}, ...])
def test_a_booking_shown_without_rooms_does_not_change_them(rooms: object) -> None:
    for status in ("confirmed", "checked_out"):
        mapped = with_rooms(rooms, status=status)
        assert mapped is not None
        assert not mapped.segments_shown
    assert reservation(ROOM).segments_shown


@pytest.mark.parametrize("rooms", [None, "", "-", False])
def test_a_booking_whose_list_of_rooms_is_none_cannot_be_read(rooms: object) -> None:
    with pytest.raises(MisshapenError):
        with_rooms(rooms)


@pytest.mark.parametrize("rooms", [None, "", "-", [], {}, False, ...])
@pytest.mark.parametrize("off", [{"status": "canceled"}, {"isDeleted": True}])
def test_a_booking_that_is_off_has_no_rooms_to_show(rooms: object, off: dict[str, object]) -> None:
    mapped = with_rooms(rooms, **off)
    assert mapped is not None
    assert mapped.segments_shown


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
@pytest.mark.parametrize("moment", ["0001-01-01 00:00:00", "9999-12-31 23:59:59", "9999-12-31T23:59:59-14:00"])
def test_dates_at_the_ends_of_the_calendar_are_replaced(moment: str, zone: str) -> None:
    day: dict[str, Any] = {"reservationCheckIn": moment[:10], "reservationCheckOut": moment[:10]}
    room = {**ROOM, "roomCheckIn": moment[:10], "roomCheckOut": "9999-12-31"}
    for field in ("dateModified", "dateModifiedUTC", "dateCreated", "dateCreatedUTC"):
        stay = reservation(
            room, zone=ZoneInfo(zone), **{"dateModifiedUTC": "", "dateModified": "", field: moment, **day}
        )
        assert stay.modified_at is stay.created_at is None
    for end in (stay.check_in, stay.check_out, stay.segments[0].start_date, stay.segments[0].end_date):
        assert 2000 <= end.year < 2100


@pytest.mark.parametrize(
    ("sent", "eta"),
    [
        ("15:00Z", time(15)),
        ("15:00:00+02:00", time(15)),
        (54000, None),
        ("54000", None),
        ("1500", None),
        ("3 pm", None),
        (True, None),
        ("24:00", None),
    ],
)
def test_an_arrival_time_is_the_hotels_own_or_none(sent: object, eta: time | None) -> None:
    found = reservation(ROOM, estimatedArrivalTime=sent).segments[0].eta
    assert found == eta
    assert found is None or found.tzinfo is None


def test_an_unconfirmed_booking_is_tentative() -> None:
    assert reservation({**ROOM, "roomStatus": "not_checked_in"}, status="not_confirmed").segments[0].tentative


def test_two_rooms_with_one_id_do_not_hide_each_other() -> None:
    mapped = reservation({**ROOM, "reservationRoomID": "5"}, {**ROOM, "reservationRoomID": "6", "roomID": "601917-1"})
    assert [segment.id for segment in mapped.segments] == ["R1", "R1@6"]


def test_a_room_without_an_id_is_numbered_as_cloudbeds_does() -> None:
    nameless = {**ROOM, "subReservationID": None}
    assert [segment.id for segment in reservation(nameless, nameless).segments] == ["R1", "R1-2"]


def test_an_offset_is_not_believed() -> None:
    assert reservation(dateModifiedUTC="2026-11-23T01:00:00-05:00").modified_at == datetime(2026, 11, 23, 1, tzinfo=UTC)
    local = reservation(dateModifiedUTC="", dateModified="2026-11-22T20:00:00Z")
    assert local.modified_at == datetime(2026, 11, 23, 1, tzinfo=UTC)
    assert reservation(dateModifiedUTC="", zone=None).modified_at is None


def test_the_name_is_the_main_guests() -> None:
    other = {**ROOM, "guestID": "901", "guestName": "Ben Brown"}
    assert reservation(other, ROOM).guest_name == "Ana Alvarez"
    assert reservation({**ROOM, "guestName": "Anonymized Anonymized"}).guest_name is None
    assert reservation().guest_name is None


def test_nothing_else_of_a_guest_comes_through() -> None:
    canaries: dict[str, Any] = {
        "guestEmail": "canary@example.com",
        "guestCountry": "CANARY",
        "guestList": {"900": {"guestID": "900", "guestDocumentNumber": "CANARY", "guestFirstName": "CANARY"}},
        "customFields": [{"customFieldValue": "CANARY"}],
        "cardsOnFile": [{"cardNumber": "CANARY"}],
        "thirdPartyIdentifier": "CANARY",
    }
    kept = repr(dataclasses.asdict(reservation({**ROOM, "guestEmail": "canary@example.com"}, **canaries)))
    assert "canary" not in kept.lower()
    assert "Alvarez" not in repr(reservation(ROOM))


@pytest.mark.parametrize(
    ("word", "condition"),
    [("dirty", "dirty"), ("Clean", "clean"), ("inspected", "inspected"), ("spotless", "unknown"), (None, "unknown")],
)
def test_a_rooms_axes_are_kept_apart(word: str | None, condition: str) -> None:
    flags = {"roomOccupied": "true", "roomBlocked": 1, "doNotDisturb": True, "refusedService": True, "vacantPickup": 1}
    state = mapping.to_room_state(RoomStatus.model_validate({"roomID": "1-0", "roomCondition": word, **flags}))
    assert (state.condition, state.raw_condition) == (Condition(condition), word or "")
    assert all((state.occupied, state.blocked, state.do_not_disturb, state.refused_service, state.pickup))


def test_an_old_rooms_row_is_a_real_room() -> None:
    room = mapping.to_room(WireRoom.model_validate({"roomID": "544559-2", "roomName": "DQ(3)"}))
    assert (room.id, room.name, room.room_type_id, room.virtual, room.private) == (
        "544559-2",
        "DQ(3)",
        "544559",
        False,
        True,
    )


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("blocked_dates", BlockKind.OUT_OF_ORDER),
        ("out_of_service", BlockKind.OUT_OF_ORDER),
        ("courtesy_hold", BlockKind.COURTESY_HOLD),
        ("something_new", BlockKind.OUT_OF_ORDER),
    ],
)
def test_a_block_is_one_for_each_of_its_rooms(word: str, kind: BlockKind) -> None:
    rooms = [{"roomID": "1-0", "isSource": True}, {"roomID": "1-1", "isSource": False}]
    dates = {"startDate": "2026-11-23", "endDate": "2026-11-25"}
    block = RoomBlock.model_validate({"roomBlockID": 7, "roomBlockType": word, "rooms": rooms, **dates})
    blocks = list(mapping.to_room_blocks(block))
    assert [(each.id, each.room_id, each.kind) for each in blocks] == [("7", "1-0", kind), ("7", "1-1", kind)]
    assert blocks[0].end_inclusive is None, "nobody has documented it"


def test_a_property_has_its_zone_from_one_method_and_its_times_from_another() -> None:
    hotel = Hotel.model_validate({"propertyID": 1, "propertyName": "Grand", "propertyTimezone": "Europe/Rome"})
    policy = {"propertyCheckInTime": "14:00:00", "propertyCheckOutTime": "10:30"}
    listed = mapping.to_listed_property(hotel)
    times = mapping.to_property_times(HotelDetails.model_validate({"propertyPolicy": policy}))
    assert (listed.pms_property_id, listed.name, listed.timezone) == ("1", "Grand", "Europe/Rome")
    assert (times.check_in, times.check_out) == (time(14), time(10, 30))


@pytest.mark.parametrize("zone", ["", "Mars/Olympus"])
def test_a_zone_that_is_missing_or_unknown_is_listed_as_it_is(zone: str) -> None:
    listed = mapping.to_listed_property(Hotel.model_validate({"propertyID": 1, "propertyTimezone": zone}))
    assert (listed.name, listed.timezone) == ("1", zone)
