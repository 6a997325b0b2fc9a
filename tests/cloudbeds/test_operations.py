"""Calls cannot be made in a way that Cloudbeds takes for something else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cloudbeds_connector.cloudbeds import CloudbedsClient
from cloudbeds_connector.errors import BadRequestError, ConfigurationError

from .conftest import ScriptedCloudbeds, ok, refused

TODAY = date(2026, 11, 23)
ROOT = Path(__file__).resolve().parents[2]
Call = Callable[[CloudbedsClient], Any]


def test_no_call_switches_a_room_to_its_other_condition(client: CloudbedsClient, cloudbeds: ScriptedCloudbeds) -> None:
    for blank in ("", " "):
        with pytest.raises(ConfigurationError, match="switches"):
            client.housekeeping.set_status("601917-0", condition=blank, comments="Window")
    assert cloudbeds.requests == []


WRONG: list[Call] = [
    lambda client: client.rooms.assign("R1", new_room_id=None),
    lambda client: client.rooms.list(free_from=TODAY),
    lambda client: client.rooms.list(free_to=TODAY),
    lambda client: client.room_blocks.create("out_of_service", TODAY, TODAY, rooms={}, reason="Paint"),
    lambda client: client.housekeeping.assign([], housekeeper_id="4"),
    lambda client: client.guests.get(),
    lambda client: client.webhooks.subscribe("reservation", "created", "app.example/t"),
    lambda client: client.integration_events.create("invoice", system="gov", status="open", result="failure"),
]


@pytest.mark.parametrize("call", WRONG)
def test_what_cloudbeds_would_misunderstand_is_not_sent(
    call: Call, client: CloudbedsClient, cloudbeds: ScriptedCloudbeds
) -> None:
    with pytest.raises(ConfigurationError):
        call(client)
    assert cloudbeds.requests == []


def test_inspections_need_a_property_and_go_to_version_2(cloudbeds: ScriptedCloudbeds, client: CloudbedsClient) -> None:
    with pytest.raises(ConfigurationError, match="property"):
        CloudbedsClient(client._auth, transport=cloudbeds).housekeeping.inspections()
    answer = ok(None)
    answer._content = b'{"limit": 500, "offset": 0, "data": [{"roomId": 7, "roomNote": "-", "doNotDisturb": "1"}]}'
    cloudbeds.says(answer)
    (found,) = client.housekeeping.inspections()
    assert (found.room_id, found.room_note, found.do_not_disturb) == ("7", None, True)
    assert str(cloudbeds.requests[0].url) == (
        "https://api.cloudbeds.com/housekeeping/v1/inspections/297652?offset=0&limit=500"
    )


def test_fields_beside_success_are_read_and_a_refusal_is_one(
    client: CloudbedsClient, cloudbeds: ScriptedCloudbeds
) -> None:
    cloudbeds.says(ok(None, reservationNoteID=7))
    assert client.reservation_notes.add("R1", "Quiet room").reservation_note_id == "7"
    cloudbeds.says(ok(None, roomBlockID="B7", startDate="2026-11-23", rooms={"1": {"roomID": "1-0", "isSource": "1"}}))
    made = client.room_blocks.create("out_of_service", TODAY, TODAY, rooms={"1-0": "1"}, reason="Paint")
    assert (made.room_block_id, made.start_date, made.rooms[0].is_source) == ("B7", TODAY, True)
    cloudbeds.says(refused("The room is taken"))
    with pytest.raises(BadRequestError, match="taken"):
        client.room_blocks.create("out_of_service", TODAY, TODAY, rooms={"1-0": "1"}, reason="Paint")


def test_the_page_of_operations_is_current() -> None:
    tool = [sys.executable, str(ROOT / "tools/operations_table.py"), "--check"]
    done = subprocess.run(tool, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
