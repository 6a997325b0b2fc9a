"""A filter that Cloudbeds ignores is noticed by the rows that come; rows that may fit it are passed on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cloudbeds_connector.cloudbeds import CloudbedsClient
from cloudbeds_connector.errors import IgnoredFilterError, UnexpectedAnswerError

from .conftest import ScriptedCloudbeds, ok

TODAY = date(2026, 11, 23)
Call = Callable[[CloudbedsClient], Any]


def room(number: int, **fields: object) -> dict[str, object]:
    return {"roomID": f"601917-{number}", "roomTypeID": "601917", "roomCondition": "dirty", **fields}


def stay(number: int, **fields: object) -> dict[str, object]:
    return {"reservationID": f"R{number}", "status": "confirmed", "startDate": "2026-11-23", **fields}


def left(number: int, day: str) -> dict[str, object]:
    return stay(number, reservationCheckOut=day)


def in_room(number: int, room_id: str | None, **fields: object) -> dict[str, object]:
    return stay(number, rooms=[{"roomID": room_id, "roomTypeID": "601917", **fields}])


def block(number: int, room_id: str) -> dict[str, object]:
    return {"roomBlockID": f"B{number}", "rooms": [{"roomID": room_id, "roomTypeID": "601917"}]}


def guest(number: int, **fields: object) -> dict[str, object]:
    return {"guestID": str(number), "reservationID": "R1", **fields}


IGNORED: list[tuple[str, Call, Any]] = [
    ("propertyIDs", lambda c: c.hotels.list(property_ids=["1"]), [{"propertyID": 1}, {"propertyID": 2}]),
    ("roomTypeIDs", lambda c: c.room_types.list(room_type_ids=["601917"]), [{"roomTypeID": 601918}]),
    ("roomTypeID", lambda c: c.rooms.list(room_type_ids=["601918"]), [{"propertyID": 1, "rooms": [room(1)]}]),
    ("roomBlockID", lambda c: c.room_blocks.list(TODAY, TODAY, room_block_id="B7"), {"roomBlocks": [block(1, "1")]}),
    (
        "roomID",
        lambda c: c.room_blocks.list(TODAY, TODAY, room_id="601917-9"),
        {"roomBlocks": [block(number, f"601917-{number}") for number in range(3)]},
    ),
    ("roomIDs", lambda c: c.housekeeping.list(room_ids=["601917-1"]), [room(1), room(2)]),
    ("roomCondition", lambda c: c.housekeeping.list(condition="clean"), [room(n) for n in range(4)]),
    ("roomOccupied", lambda c: c.housekeeping.list(occupied=True), [room(n, roomOccupied="0") for n in range(3)]),
    (
        "housekeeperIDs",
        lambda c: c.housekeeping.list(housekeeper_ids=[None]),
        [room(n, housekeeperID=7) for n in "123"],
    ),
    ("status", lambda c: c.reservations.list(status="canceled"), [stay(n) for n in range(3)]),
    ("roomID", lambda c: c.reservations.list(room_id="601917-1"), [in_room(n, "601917-2") for n in range(3)]),
    ("roomTypeID", lambda c: c.reservations.list(room_type_id="7"), [in_room(n, None) for n in range(3)]),
    (
        "checkInFrom/To",
        lambda c: c.reservations.list(check_in_from=TODAY + timedelta(days=2)),
        [stay(number) for number in range(3)],
    ),
    (
        "checkOutFrom/To",
        lambda c: c.reservations.list(check_out_to=TODAY, dates_of="rooms"),
        [in_room(number, "601917-2", roomCheckOut="2026-12-24") for number in range(3)],
    ),
    ("reservationID", lambda c: c.reservations.with_rate_details(reservation_ids=["R1"]), [stay(1), stay(2)]),
    (
        "excludeStatuses",
        lambda c: c.reservations.with_rate_details(excluded_statuses=["cancelled"]),
        [stay(number, status="canceled") for number in range(3)],
    ),
    (
        "reservationCheckOutFrom/To",
        lambda c: c.reservations.with_rate_details(check_out_from=TODAY, check_out_to=TODAY),
        [left(number, "2026-11-25 11:00:00") for number in range(3)],
    ),
    (
        "excludeSecondaryGuests",
        lambda c: c.guests.list(main_guests_only=True),
        {str(number): guest(number, isMainGuest=False) for number in range(3)},
    ),
    ("status", lambda c: c.guests.list(statuses=["no_show"]), [guest(n, status="confirmed") for n in range(3)]),
    (
        "checkIn",
        lambda c: c.guests.modified(check_in_to=TODAY),
        [guest(number, startDate="2026-11-29 15:00:00") for number in range(3)],
    ),
]


@pytest.mark.parametrize(("parameter", "call", "data"), IGNORED)
def test_an_ignored_filter_is_noticed_and_named(
    parameter: str, call: Call, data: Any, client: CloudbedsClient, cloudbeds: ScriptedCloudbeds
) -> None:
    cloudbeds.will_answer(ok(data))
    with pytest.raises(IgnoredFilterError, match=parameter) as caught:
        tuple(call(client))
    assert isinstance(caught.value, UnexpectedAnswerError)
    assert caught.value.method == cloudbeds.methods[0]
    assert not any(value in str(caught.value) for value in ("601917", "R1", "2026", "no_show"))


HEEDED: list[tuple[Call, Any]] = [
    # a room may change while the page is made, a guest may check in, and zones move a day
    (
        lambda c: c.housekeeping.list(condition="clean"),
        [room(1), room(2), *(room(n, roomCondition="clean") for n in "34")],
    ),
    (
        lambda c: c.reservations.list(status="confirmed"),
        [stay(1, status="checked_in"), stay(2, status="canceled"), stay(3)],
    ),
    (lambda c: c.reservations.list(check_in_from=date(2026, 11, 24)), [stay(number) for number in range(9)]),
    # words that mean the same, and those that Cloudbeds does not distinguish
    (lambda c: c.reservations.list(status="cancelled"), [stay(n, status="Canceled") for n in range(9)]),
    (lambda c: c.housekeeping.list(condition="clean"), [room(n, roomCondition="inspected") for n in range(9)]),
    # what a row does not say
    (
        lambda c: c.housekeeping.list(housekeeper_ids=["7"], occupied=True),
        [room(n, housekeeperID="-") for n in range(9)],
    ),
    (lambda c: c.reservations.list(room_id="601917-1"), [in_room(n, None) for n in range(9)]),
    (lambda c: c.reservations.list(room_id="601917-1", include_all_rooms=False), [stay(n) for n in range(9)]),
    (lambda c: c.reservations.list(check_in_to=TODAY, dates_of="rooms"), [in_room(n, "1") for n in range(9)]),
    # one of several rooms is enough
    (
        lambda c: c.reservations.list(room_id="601917-1"),
        [stay(n, rooms=[{"roomID": "601917-8"}, {"roomID": "601917-1"}]) for n in range(9)],
    ),
    # what nothing can be said about: another guest's record may have been merged, and Cloudbeds says status may differ
    (lambda c: c.reservations.list(guest_id="5", modified_from=datetime(2026, 11, 23, tzinfo=UTC)), [stay(1)]),
    (lambda c: c.guests.by_status("in_house"), [guest(n, currentStatus="checked_out") for n in range(9)]),
]


@pytest.mark.parametrize(("call", "data"), HEEDED)
def test_rows_that_may_fit_are_passed_on(
    call: Call, data: Any, client: CloudbedsClient, cloudbeds: ScriptedCloudbeds
) -> None:
    cloudbeds.will_answer(ok(data))
    assert len(tuple(call(client))) == len(data)
