"""One bad row costs that row: the page keeps the others, and the bad one is told with its id and a reason."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from cloudbeds_connector import ApiKey, AsyncCloudbedsClient, CloudbedsClient
from cloudbeds_connector.cloudbeds.api import CLOUDBEDS
from cloudbeds_connector.cloudbeds.groups.client_groups import Operations
from cloudbeds_connector.cloudbeds.operation import Operation
from cloudbeds_connector.errors import ConnectorError, UnexpectedAnswerError
from cloudbeds_connector.http.call import Answer
from cloudbeds_connector.pms.limiter import NoLimit

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CALLS = Operations("1")
STAYS = CALLS.reservations.with_rate_details()[0].call
ROOMS = CALLS.rooms.list()[0].call
STATES = CALLS.housekeeping.list()[0].call
BLOCKS = CALLS.room_blocks.list(NOW.date(), NOW.date())[0].call

ROOM = {"subReservationID": "R1", "roomID": "1-0", "roomStatus": "in_house", "roomCheckIn": "2026-11-21"}
STAY = {"reservationID": "R1", "status": "checked_in", "reservationCheckIn": "2026-11-21", "rooms": [ROOM]}
GOOD = {**STAY, "reservationID": "R9"}


def read(operation: Operation[Any], data: object, **headers: str) -> Any:
    raw = data if isinstance(data, bytes) else json.dumps({"success": True, "data": data}).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return CLOUDBEDS.read(operation.bound_to(None), Answer(status=200, headers=named, body=raw), now=NOW)


def aside(rows: Any) -> list[tuple[str, str]]:
    return [(row.id, row.reason) for row in rows.set_aside]


@pytest.mark.parametrize(
    ("bad", "id_", "reason"),
    [
        (None, "", "The row is null."),
        ([], "", "The row has no fields."),
        ("n/a", "", "The row has no fields."),
        ({"status": "confirmed"}, "", "Unreadable: reservationID."),
        ({**STAY, "reservationID": ""}, "", "Unreadable: reservationID."),
        ({**STAY, "reservationID": ["R1"]}, "", "Unreadable: reservationID."),
        ({**STAY, "reservationCheckIn": "2026-02-30"}, "R1", "Unreadable: reservationCheckIn."),
        ({**STAY, "rooms": [{**ROOM, "roomCheckIn": "-0001-11-30"}]}, "R1", "Unreadable: rooms.roomCheckIn."),
        ({**STAY, "rooms": [ROOM, None]}, "R1", "Unreadable: rooms."),
        ({**STAY, "rooms": 7}, "R1", "Unreadable: rooms."),
        ({**STAY, "rooms": [{**ROOM, "roomID": {"id": 1}}]}, "R1", "Unreadable: rooms.roomID."),
        ({**STAY, "rooms": [{**ROOM, "roomStatus": ["in_house"]}]}, "R1", "Unreadable: rooms.roomStatus."),
        ({**STAY, "status": {"Ana": "Alvarez"}}, "R1", "Unreadable: status."),
    ],
)
def test_a_bad_booking_is_set_aside_whole_and_the_others_are_read(bad: object, id_: str, reason: str) -> None:
    for data in ([bad, GOOD], [GOOD, bad], {"7": bad, "8": GOOD}):
        rows = read(STAYS, data)
        assert [row.reservation_id for row in rows] == ["R9"]
        assert aside(rows) == [(id_, reason)]
        assert rows.set_aside[0].kind == "reservation"
    assert aside(read(STAYS, [bad])) == [(id_, reason)]


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("guestName", {"first": "Ana"}),
        ("guestList", [None]),
        ("balanceDetailed", 7),
        ("sourceName", [1, 2]),
        ("estimatedArrivalTime", "25:99"),
        ("dateModified", "-0001-11-30 00:00:00"),
        ("total", "12 USD"),
    ],
)
def test_a_field_that_no_stay_depends_on_costs_only_itself(field: str, bad: object) -> None:
    [row] = read(STAYS, [{**STAY, field: bad}])
    assert row.reservation_id == "R1"
    assert row.unread.get(field, row.model_extra.get(field)) == bad


HALF = rb'{"success":true,"data":[{"reservationID":"R1","status":"confirmed","sourceName":"Ana \ud83d"},null]}'


@pytest.mark.parametrize("bad", [rb"\ud83d", rb"\ude00", b"\xe9", b"\xed\xa0\xbd", rb"\u0000", b"\x01", rb"\x41"])
def test_a_text_that_cannot_be_read_costs_its_characters(bad: bytes) -> None:
    rows = read(STAYS, HALF.replace(rb"\ud83d", bad))
    assert [(row.reservation_id, row.source_name.startswith("Ana \ufffd")) for row in rows] == [("R1", True)]
    assert aside(rows) == [("", "The row is null.")]
    assert read(STAYS, HALF.replace(rb"\ud83d", rb"\ud83d\ude00"))[0].source_name == "Ana \U0001f600"


@pytest.mark.parametrize(
    ("field", "where"),
    [
        (b'"reservationID":"R1', "reservationID"),
        (b'"status":"confirmed', "status"),
        (b'"roomID":"1-0', "rooms.roomID"),
        (b'"subReservationID":"R1', "rooms.subReservationID"),
        (b'"roomStatus":"in_house', "rooms.roomStatus"),
    ],
)
def test_an_id_or_a_state_with_an_unreadable_character_is_not_taken_for_another(field: bytes, where: str) -> None:
    stay = {"reservationID": "R1", "status": "confirmed", "rooms": [ROOM]}
    whole = json.dumps({"success": True, "data": [stay, GOOD]}, separators=(",", ":")).encode()
    for bad in (rb"\ud83d", b"\xff", rb"\ufffd"):
        rows = read(STAYS, whole.replace(field, field + bad, 1))
        assert [row.reservation_id for row in rows] == ["R9"]
        assert [row.reason for row in rows.set_aside] == [f"Unreadable: {where}."]


def test_rows_under_a_property_are_set_aside_one_by_one() -> None:
    group = {"propertyID": "1", "rooms": [{"roomID": "1-0"}, None, {"roomID": "1-1", "isVirtual": "maybe"}]}
    rows = read(ROOMS, [group, None])
    assert [(room.room_id, room.property_id) for room in rows] == [("1-0", "1")]
    assert aside(rows) == [
        ("", "The row is null."),
        ("1-1", "Unreadable: isVirtual."),
        ("", "The rooms of a property cannot be read."),
    ]
    block = {"roomBlockID": "B1", "startDate": "2026-11-23", "endDate": "0000-00-31", "rooms": [{"roomID": "1-0"}]}
    assert aside(read(BLOCKS, {"propertyID": "1", "roomBlocks": [block]})) == [("B1", "Unreadable: endDate.")]
    [state] = read(STATES, [{"roomID": "1-0", "date": "2026-02-30", "roomCondition": "dirty"}])
    assert (state.date, state.unread) == (None, {"date": "2026-02-30"})
    for rooms in ({"propertyID": "1"}, {"propertyID": "1", "rooms": 7}):
        with pytest.raises(UnexpectedAnswerError):
            read(ROOMS, [rooms])


def test_json_under_the_type_of_a_web_page_is_read() -> None:
    assert [row.reservation_id for row in read(STAYS, [GOOD], content_type="text/html; charset=UTF-8")] == ["R9"]
    with pytest.raises(UnexpectedAnswerError, match="web page"):
        read(STAYS, b"blocked", content_type="text/html")
    refused = b'\xef\xbb\xbf {"success": false, "message": "Reservation not found"}'
    with pytest.raises(ConnectorError, match="does not find"):
        read(STAYS, refused, content_type="text/html")


PAGES = {
    "1": [{**STAY, "reservationID": f"R{number}"} for number in range(98)] + [None, {"reservationID": "X\x1b[2J"}],
    "2": [GOOD | {"reservationID": "R200"}, {"reservationID": "R201", "rooms": [None]}],
}
PAGES["1"][99]["rooms"] = 7  # type: ignore[index]


def answered(request: httpx.Request) -> httpx.Response:
    data = PAGES.get(request.url.params["pageNumber"], [])
    return httpx.Response(200, json={"success": True, "data": data})


def test_a_script_gets_every_good_row_and_is_told_of_the_bad_ones(caplog: pytest.LogCaptureFixture) -> None:
    key, transport = ApiKey("cbat_1"), httpx.MockTransport(answered)
    expected = [("", "The row is null."), ("X\x1b[2J", "Unreadable: rooms."), ("R201", "Unreadable: rooms.")]
    with CloudbedsClient(key, transport=transport, limiter=NoLimit()) as client, caplog.at_level(logging.WARNING):
        rows = client.reservations.with_rate_details()
        assert len(list(rows)) == 99, "a page with bad rows is not taken for the last one"
        assert aside(rows) == expected
        lines = [record.getMessage() for record in caplog.records]
        assert len(lines) == 3
        assert all(line.startswith("getReservationsWithRateDetails: ") and line.isprintable() for line in lines)
        assert len(list(rows)) == 99
        assert aside(rows) == expected, "reading again begins anew"

    async def read_async() -> tuple[int, list[tuple[str, str]]]:
        async with AsyncCloudbedsClient(key, transport=transport, limiter=NoLimit()) as client:
            rows = client.reservations.with_rate_details()
            return len([row async for row in rows]), aside(rows)

    assert asyncio.run(read_async()) == (99, expected)


def test_a_list_without_pages_is_told_of_too(caplog: pytest.LogCaptureFixture) -> None:
    body = {"success": True, "data": [{"id": "s1"}, {"key": 7}]}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    with CloudbedsClient(ApiKey("cbat_1"), transport=transport, limiter=NoLimit()) as client:
        assert [row.id for row in client.webhooks.list()] == ["s1"]
    assert "getWebhooks: the webhook ''" in caplog.text
