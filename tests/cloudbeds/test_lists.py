"""Whatever a list says, in whatever shape, is read without loss.

Thousands of bodies for each method are made from the official description and the oddities that integrators have seen
(they need `CLOUDBEDS_OPENAPI`, see `tests/openapi/description.py`); some are written out and need nothing.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from random import Random
from typing import Any

import pytest

from cloudbeds_connector.cloudbeds.groups.client_groups import Operations
from cloudbeds_connector.cloudbeds.models.rows import row_keys
from cloudbeds_connector.cloudbeds.operation import Operation

from ..openapi.description import VARIABLE, load
from .bodies import Odd, Writer
from .read_back import as_rows, check

BODIES = 3000
DAY = date(2026, 11, 23)
CALLS = Operations()


@dataclass(frozen=True)
class Listed:
    """A method that lists. `needed` are the fields without which a row is nothing; `groups` holds the rows of one."""

    operation: Operation[Any]
    needed: str = ""
    groups: str | None = None
    alone: bool = False

    @property
    def path(self) -> str:
        return self.operation.bound_to("297652").path.strip("/").replace("297652", "{propertyId}")


METHODS = {
    each.operation.method: each
    for each in (
        Listed(CALLS.hotels.list()[0].call, "propertyID"),
        Listed(CALLS.hotels.custom_fields()),
        Listed(CALLS.room_types.list()[0].call, "roomTypeID"),
        Listed(CALLS.room_types.available(DAY, end=DAY)[0].call, "roomTypeID propertyRooms", "propertyRooms"),
        Listed(CALLS.rooms.list()[0].call, "roomID rooms", "rooms"),
        Listed(CALLS.rooms.unassigned()[0].call, "roomID rooms", "rooms"),
        Listed(CALLS.room_blocks.list(DAY, DAY)[0].call, "roomBlockID roomID roomBlocks", "roomBlocks"),
        Listed(CALLS.reservations.list()[0].call, "reservationID"),
        Listed(CALLS.reservations.with_rate_details()[0].call, "reservationID"),
        Listed(CALLS.reservations.get("R1"), "reservationID", alone=True),
        Listed(CALLS.reservations.assignments(), "reservationID"),
        Listed(CALLS.reservation_notes.list("R1"), "reservationNoteID"),
        Listed(CALLS.guests.list()[0].call, "guestID"),
        Listed(CALLS.guests.modified()[0].call, "guestID"),
        Listed(CALLS.guests.by_status("in_house")[0].call, "guestID"),
        Listed(CALLS.housekeeping.list()[0].call, "roomID"),
        Listed(CALLS.housekeeping.housekeepers()[0].call, "housekeeperID"),
        Listed(CALLS.housekeeping.inspections("297652")[0].call, "roomId"),
        Listed(CALLS.webhooks.list(), "id"),
        Listed(CALLS.integration_events.list()[0].call, "id"),
    )
}


def oddities(number: int, chance: Random) -> Sequence[Odd]:
    """None, then each alone, then each pair, then several: over and over."""
    kinds: list[tuple[Odd, ...]] = [(), *((odd,) for odd in Odd), *combinations(Odd, 2)]
    place = number % (len(kinds) + 20)
    return kinds[place] if place < len(kinds) else chance.sample(list(Odd), k=chance.randint(3, len(Odd)))


def read(listed: Listed, body: Any) -> None:
    """Read a body, and hold what came of it against it."""
    result = listed.operation.parse(json.dumps(body).encode())
    data = body["data"]
    if listed.alone:
        check(data, result)
        return
    expected = list(_ungrouped(listed, data))
    assert len(result) == len(expected)
    for (row, filled, beside), model in zip(expected, result, strict=True):
        check(row, model, filled=filled, beside=beside)


def _ungrouped(listed: Listed, data: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    for each in as_rows(data):
        if listed.groups is None:
            yield each, {}, {}
            continue
        known = {"property_id": each.get("propertyID"), "property_currency": each.get("propertyCurrency")}
        of_group = ("propertyID", "propertyCurrency", listed.groups)
        for row in as_rows(each[listed.groups]):
            yield row, known, {name: value for name, value in each.items() if name not in of_group}


@pytest.mark.parametrize("method", METHODS)
def test_a_list_is_read_without_loss(method: str) -> None:
    description = load()
    if description is None:
        pytest.skip(f"{VARIABLE} does not name a copy of the official description (pms-v1.3-openapi.yaml)")
    listed = METHODS[method]
    operation = description.operation("GET", listed.path)
    schema = operation.answers[200]
    assert schema is not None
    seed = zlib.crc32(method.encode())
    chance, writer = Random(seed), Writer(schema, seed=seed, needed=("success", "data", *listed.needed.split()))
    for number in range(BODIES):
        writer.odd = oddities(number, chance)
        body = writer.write()
        try:
            read(listed, body)
            assert number or operation.problems_of_answer(body) == [], "the first body has no oddities"
        except Exception as error:
            error.add_note(f"body {number} of {method}, with {writer.odd}:\n{json.dumps(body)[:3000]}")
            raise


# what follows needs no description

STAY = {"subReservationID": "R1-2", "roomID": 601917, "roomStatus": "cancelled", "adults": "2", "roomTotal": "88.8355"}
ROW = {"reservationID": "R1", "status": "canceled", "balance": "0.1", "zUnknown": {"deep": [1]}}
GUEST = {"guestID": 7, "guestEmail": "N/A", "isMainGuest": "1", "rooms": {"1": STAY}}
EXAMPLES: list[tuple[str, Any]] = [
    ("getHotels", [{"propertyID": 1, "propertyCurrency": {"currencyCode": "USD"}}]),
    ("getHotels", {"propertyID": 1, "propertyCurrency": [{"currencyCode": "USD", "currencySymbol": "-"}]}),
    ("getRooms", {"0": {"propertyID": 1, "rooms": {"0": {"roomID": "1-0"}, "5": {"roomID": 2, "maxGuests": "2"}}}}),
    ("getRooms", [{"propertyID": "1", "rooms": []}, {"propertyID": "", "rooms": [{"roomID": "1-0", "x": [1]}]}]),
    ("getRoomBlocks", {"propertyID": 1, "roomBlocks": {"roomBlockID": 1, "rooms": {"roomID": 2, "roomTypeID": 7}}}),
    ("getRoomBlocks", {"propertyID": 1, "roomBlocks": [{"roomBlockID": 1, "sourceEventIds": None, "rooms": ""}]}),
    (
        "getRooms",
        [{"propertyID": "1", "region": "eu", "rooms": [{"roomID": "1-0"}, {"roomID": "1-1", "region": "us"}]}],
    ),
    ("getRoomBlocks", {"propertyID": 1, "lockedBy": 7, "roomBlocks": [{"roomBlockID": 1, "rooms": []}]}),
    ("getAvailableRoomTypes", [{"propertyID": 1, "nights": 2, "propertyRooms": {"1": {"roomTypeID": 2}}}]),
    ("getAvailableRoomTypes", [{"propertyID": 1, "propertyRooms": {"1": {"roomTypeID": 2, "adultsExtraCharge": {}}}}]),
    ("getReservations", [{**ROW, "rooms": [STAY], "guestList": {"7": GUEST}}, {**ROW, "rooms": "", "guestList": []}]),
    ("getReservations", {"0": {**ROW, "rooms": {"1": STAY}, "guestList": None}}),
    ("getReservationsWithRateDetails", [{**ROW, "detailedRates": [], "balanceDetailed": [{"paid": 1}]}]),
    ("getReservationsWithRateDetails", [{**ROW, "detailedRates": {"2026-11-23": "88.8355"}, "balanceDetailed": []}]),
    ("getReservationsWithRateDetails", [{**ROW, "detailedRates": [12.5, 13], "balanceDetailed": {"paid": "7.1"}}]),
    ("getReservation", {**ROW, "assigned": {"1": STAY}, "unassigned": "", "guestList": {"7": GUEST, "8": {}}}),
    ("getReservation", {**ROW, "assigned": None, "cancellation": {"canceled_by": "Ana", "by_employee": None}}),
    ("getReservationAssignments", [{"reservationID": 1, "unassigned": "2", "assigned": None}]),
    ("getGuestList", {"7": {"guestID": 7, "guestNotes": [{"ID": 1, "note": "-"}]}, "8": {"guestID": "8"}}),
    ("getGuestList", []),
    ("getHousekeepingStatus", {"roomID": "1-0", "date": "2026-11-23 08:00:00", "roomOccupied": "false"}),
    ("getWebhooks", [{"id": "s1", "key": {"type": "property", "id": 12}, "subscriptionData": {"url": "https://h"}}]),
]


@pytest.mark.parametrize(("method", "data"), EXAMPLES)
def test_what_has_been_seen_is_read_without_loss(method: str, data: Any) -> None:
    read(METHODS[method], {"success": True, "data": data})


def test_the_keys_of_a_list_that_came_as_a_map_are_kept() -> None:
    parse = METHODS["getReservations"].operation.parse
    (row,) = parse(
        json.dumps({"success": True, "data": [{**ROW, "rooms": [STAY], "guestList": {"7": GUEST}}]}).encode()
    )
    assert row_keys(row.guest_list) == ("7",)
    assert row_keys(row.rooms) is None
    assert row.guest_list == tuple(row.guest_list)


def test_users_come_by_property() -> None:
    body = {"success": True, "data": {"1": [{"userID": 7, "firstName": "Ana"}], "2": {"userID": 8}, "3": []}}
    found = CALLS.users.list().parse(json.dumps(body).encode())
    assert [(user.user_id, user.property_id) for user in found] == [("7", "1"), ("8", "2")]
