"""Calls cannot be made in a way that Cloudbeds takes for something else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cloudbeds_connector.cloudbeds import CloudbedsClient
from cloudbeds_connector.cloudbeds.groups.client_groups import Operations
from cloudbeds_connector.cloudbeds.groups.room_blocks import CourtesyHold
from cloudbeds_connector.cloudbeds.operation import Listing
from cloudbeds_connector.errors import BadRequestError, ConfigurationError, UnexpectedAnswerError

from .conftest import ScriptedCloudbeds, ok, refused

TODAY = date(2026, 11, 23)
ROOT = Path(__file__).resolve().parents[2]
Call = Callable[[CloudbedsClient], Any]


def test_no_call_switches_a_room_to_its_other_condition(client: CloudbedsClient, cloudbeds: ScriptedCloudbeds) -> None:
    for word in ("", " ", "claen", "unknown"):
        with pytest.raises(ConfigurationError, match="switches"):
            client.housekeeping.set_status("601917-0", condition=word, comments="Window")
    bare: dict[str, str]
    for bare in ({}, {"roomID": "601917-0"}, {"roomCondition": " "}, {"roomcondition": "clean"}):
        for method in ("postHousekeepingStatus", "posthousekeepingstatus"):
            with pytest.raises(ConfigurationError, match=r"housekeeping\.set_status"):
                client.call(method, bare, verb="POST")
    assert cloudbeds.requests == []


def test_a_condition_goes_out_as_cloudbeds_writes_it(client: CloudbedsClient, cloudbeds: ScriptedCloudbeds) -> None:
    cloudbeds.will_answer(ok({"roomID": "601917-0"}))
    client.housekeeping.set_status("601917-0", condition=" Clean ")
    assert cloudbeds.form()["roomCondition"] == "clean"
    client.call("postHousekeepingStatus", {"roomID": "601917-0", "roomCondition": "dirty"}, verb="POST")
    assert cloudbeds.form()["roomCondition"] == "dirty"


WRONG: list[Call] = [
    lambda client: client.rooms.assign("R1", new_room_id=None),
    lambda client: client.rooms.list(free_from=TODAY),
    lambda client: client.rooms.list(free_to=TODAY),
    lambda client: client.room_blocks.create("out_of_service", start=TODAY, end=TODAY, rooms={}, reason="Paint"),
    lambda client: client.housekeeping.assign([], housekeeper_id="4"),
    lambda client: client.guests.get(),
    lambda client: client.webhooks.subscribe("reservation", action="created", url="app.example/t"),
    lambda client: client.integration_events.create("invoice", system="gov", status="open", result="failure"),
]


@pytest.mark.parametrize("call", WRONG)
def test_what_cloudbeds_would_misunderstand_is_not_sent(
    call: Call, client: CloudbedsClient, cloudbeds: ScriptedCloudbeds
) -> None:
    with pytest.raises(ConfigurationError):
        call(client)
    assert cloudbeds.requests == []


#: One letter each, and nothing.
CHOSEN: list[Callable[[CloudbedsClient, Any], Any]] = [
    lambda client, ids: client.hotels.list(property_ids=ids),
    lambda client, ids: client.rooms.list(room_type_ids=ids),
    lambda client, ids: client.room_types.list(room_type_ids=ids),
    lambda client, ids: client.housekeeping.list(room_ids=ids),
    lambda client, ids: client.housekeeping.list(room_type_ids=ids),
    lambda client, ids: client.housekeeping.list(housekeeper_ids=ids),
    lambda client, ids: client.reservations.with_rate_details(reservation_ids=ids),
    lambda client, ids: client.guests.list(statuses=ids),
]


@pytest.mark.parametrize("call", CHOSEN)
def test_a_text_is_no_list_and_an_empty_list_fits_nothing(
    call: Callable[[CloudbedsClient, Any], Any], client: CloudbedsClient, cloudbeds: ScriptedCloudbeds
) -> None:
    with pytest.raises(ConfigurationError, match="letter by letter"):
        list(call(client, "12345"))
    assert list(call(client, [])) == []
    assert cloudbeds.requests == []


@pytest.mark.parametrize("call", CHOSEN)
@pytest.mark.parametrize("ids", [iter(["1"]), 1, [1]])
def test_a_filter_by_several_values_needs_a_list_of_texts(
    call: Callable[[CloudbedsClient, Any], Any], ids: Any, client: CloudbedsClient, cloudbeds: ScriptedCloudbeds
) -> None:
    with pytest.raises(ConfigurationError, match=r"is no list|is no text"):
        list(call(client, ids))
    assert cloudbeds.requests == []


def test_none_is_no_room(client: CloudbedsClient, cloudbeds: ScriptedCloudbeds) -> None:
    with pytest.raises(ConfigurationError, match="is no text"):
        client.housekeeping.assign([None], housekeeper_id="4")  # type: ignore[list-item]
    with pytest.raises(ConfigurationError, match="is no text"):
        list(client.reservations.with_rate_details(reservation_ids=[None]))  # type: ignore[list-item]
    assert cloudbeds.requests == []


def test_there_is_no_operation_for_an_empty_list(client: CloudbedsClient, cloudbeds: ScriptedCloudbeds) -> None:
    assert Operations().reservations.with_rate_details(reservation_ids=[]) == ()
    with pytest.raises(ConfigurationError, match="letter by letter"):
        client.housekeeping.assign("601917-0", housekeeper_id="4")
    with pytest.raises(ConfigurationError, match="letter by letter"):
        list(client.reservations.with_rate_details(excluded_statuses="canceled"))
    assert cloudbeds.requests == []
    cloudbeds.will_answer(ok([]))
    assert list(client.reservations.with_rate_details(excluded_statuses=[])) == []
    assert "excludeStatuses" not in cloudbeds.query(0)


def test_rooms_and_rates_that_have_no_id_yet_are_distinguished(
    client: CloudbedsClient, cloudbeds: ScriptedCloudbeds
) -> None:
    stay = {"guestID": 1, "reservationID": "R1", "roomID": None}
    rows = [{**stay, "roomTypeID": 1}, {**stay, "roomTypeID": 2}, {**stay, "roomTypeID": 2, "startDate": "2026-12-24"}]
    rates = [{"roomTypeID": 1, "ratePlanNamePublic": name, "roomRate": 90} for name in ("Flexible", "Early bird")]
    available = json.dumps({"success": True, "data": [{"propertyID": 1, "propertyRooms": rates}]}).encode()
    guests_of = json.dumps({"success": True, "data": rows}).encode()
    (listing,) = Operations().room_types.available(TODAY, end=TODAY)
    assert len({listing.key(row) for row in listing.call.parse(available)}) == 2
    both: list[Listing[Any]] = [
        *Operations().guests.by_status("in_house"),
        *Operations().guests.modified(),
    ]
    for asked in both:
        assert len({asked.key(row) for row in asked.call.parse(guests_of)}) == 3
    cloudbeds.will_answer(ok(rows))
    assert len(list(client.guests.modified())) == 3


def test_a_subscription_that_is_gone_already_is_gone(client: CloudbedsClient, cloudbeds: ScriptedCloudbeds) -> None:
    unknown = refused("Subscription not found")
    cloudbeds.will_answer(unknown, ok([]))
    client.webhooks.unsubscribe("s1")
    cloudbeds.will_answer(ok(None), ok([{"id": "s1"}]), ok([{"id": "s2"}]))
    client.webhooks.unsubscribe("s1")
    cloudbeds.will_answer(unknown, ok([{"id": "s1"}]))
    with pytest.raises(UnexpectedAnswerError, match="still lists"):
        client.webhooks.unsubscribe("s1")


def test_a_hold_does_not_show_for_whom_it_is() -> None:
    assert "Ana" not in repr(CourtesyHold(first_name="Ana"))


def test_inspections_need_a_property_and_go_to_version_2(cloudbeds: ScriptedCloudbeds, client: CloudbedsClient) -> None:
    with pytest.raises(ConfigurationError, match="property"):
        CloudbedsClient(client._auth, transport=cloudbeds).housekeeping.inspections()
    answer = ok(None)
    answer._content = b'{"limit": 500, "offset": 0, "data": [{"roomId": 7, "roomNote": "-", "doNotDisturb": "1"}]}'
    cloudbeds.will_answer(answer)
    (found,) = client.housekeeping.inspections()
    assert (found.room_id, found.room_note, found.do_not_disturb) == ("7", None, True)
    assert str(cloudbeds.requests[0].url) == (
        "https://api.cloudbeds.com/housekeeping/v1/inspections/297652?offset=0&limit=500"
    )


def test_fields_beside_success_are_read_and_a_refusal_is_one(
    client: CloudbedsClient, cloudbeds: ScriptedCloudbeds
) -> None:
    cloudbeds.will_answer(ok(None, reservationNoteID=7))
    assert client.reservation_notes.add("R1", text="Quiet room").reservation_note_id == "7"
    cloudbeds.will_answer(
        ok(None, roomBlockID="B7", startDate="2026-11-23", rooms={"1": {"roomID": "1-0", "isSource": "1"}})
    )
    made = client.room_blocks.create("out_of_service", start=TODAY, end=TODAY, rooms={"1-0": "1"}, reason="Paint")
    assert (made.room_block_id, made.start_date, made.rooms[0].is_source) == ("B7", TODAY, True)
    cloudbeds.will_answer(refused("The room is taken"))
    with pytest.raises(BadRequestError, match="refused the call") as caught:
        client.room_blocks.create("out_of_service", start=TODAY, end=TODAY, rooms={"1-0": "1"}, reason="Paint")
    assert caught.value.pms_text == "The room is taken"


def test_the_page_of_operations_is_current() -> None:
    tool = [sys.executable, str(ROOT / "tools/operations_table.py"), "--check"]
    done = subprocess.run(tool, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
