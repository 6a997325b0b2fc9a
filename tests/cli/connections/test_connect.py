"""A person connects a hotel and disconnects it, and reads what the account refuses."""

from __future__ import annotations

import pytest

from ..conftest import Terminal
from ..conftest import terminal as terminal


@pytest.fixture
def refusing(terminal: Terminal) -> Terminal:
    terminal.hotel.hotel.faults.missing_scopes |= {"read:roomblock", "read:housekeeping"}
    return terminal


def test_what_is_refused_is_said_with_the_scope_to_grant(refusing: Terminal) -> None:
    output = refusing.good("connect", "--property-id", "mine")
    assert "Connected" in output
    assert "refused: Blocks are not read" in output
    assert "Grant read:housekeeping" in output
    document = refusing.json("connect")
    assert document["property_id"] == "mine"
    assert {part["part"] for part in document["degraded"]} == {"blocks", "room_states"}
    assert "refused: Blocks are not read" in refusing.good("sync")
    assert refusing.json("sync")["degraded"] == ["blocks", "room_states"]
    refusing.hotel.hotel.faults.missing_scopes.clear()
    assert "refused" not in refusing.good("connect")


def test_nothing_works_without_reservations(terminal: Terminal) -> None:
    terminal.hotel.hotel.faults.missing_scopes.add("read:reservation")
    assert "nothing works without them" in terminal.refused("connect", code=3)


def test_a_zone_of_the_host_is_kept(terminal: Terminal) -> None:
    assert terminal.json("connect", "--timezone", "US/Eastern")["timezone"] == "US/Eastern"
    terminal.good("sync")
    assert terminal.json("connect")["timezone"] == "US/Eastern"
    assert "not a time zone" in terminal.refused("connect", "--timezone", "Mars/Olympus", code=2)


def test_a_disconnected_hotel_keeps_its_rooms_and_can_be_connected_again(terminal: Terminal) -> None:
    terminal.good("sync", "--property-id", "mine")
    output = terminal.good("disconnect")
    assert "Disconnected mine: " in output
    assert "delete it there" in output
    assert len(terminal.json("rooms", "--property-id", "mine")) == 24
    assert "No property is connected" in terminal.refused("worker", "--once", code=2)
    assert terminal.json("disconnect", "--property-id", "mine")["removed"] == []
    assert "24 rooms" in terminal.good("sync", "--property-id", "mine")


def test_what_could_not_be_ended_is_no_success(terminal: Terminal) -> None:
    terminal.good("sync", "--property-id", "mine")
    terminal.hotel.hotel.faults.revoked_keys.add("cbat_simulated")
    assert "left: The subscriptions could not be removed" in terminal.refused("disconnect", code=1)
    assert terminal.json("status", "--property-id", "mine")["connection_status"] == "disconnected"


def test_a_probe_of_a_hotel_system_that_is_down_is_no_success(terminal: Terminal) -> None:
    terminal.good("sync", "--property-id", "mine")
    faults = terminal.hotel.hotel.faults
    faults.every, faults.kinds = 1, ["502"]
    assert "Cloudbeds" in terminal.refused("probe", "mine", code=4)
    faults.clear()
    faults.every, faults.kinds, faults.only = 1, ["502"], frozenset({"getRoomBlocks"})
    output = terminal.refused("probe", "mine", code=4)
    assert "not asked to the end: Cloudbeds failed meanwhile (block_end). Probe again later." in output
