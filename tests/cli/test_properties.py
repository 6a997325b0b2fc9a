"""A hotel is connected once, and a person with one hotel never has to name it."""

from __future__ import annotations

import pytest

from .conftest import Terminal


def test_the_only_property_need_not_be_named(terminal: Terminal) -> None:
    first = terminal.good("sync", "--property-id", "my-hotel")
    assert "as my-hotel: " in first
    assert "24 rooms" in first
    assert terminal.json("sync")["property_id"] == "my-hotel"
    assert terminal.json("sync", "--pms-property-id", terminal.hotel.hotel.property_id)["property_id"] == "my-hotel"
    assert len(terminal.json("rooms")) == 24


def test_the_first_property_has_a_name_if_nobody_gives_one(terminal: Terminal) -> None:
    assert terminal.json("sync")["property_id"] == "default"


@pytest.mark.parametrize("property_id", ["", " "])
def test_an_empty_name_is_none(terminal: Terminal, property_id: str) -> None:
    assert "property_id is empty." in terminal.refused("sync", "--property-id", property_id, code=2)


def test_a_hotel_is_not_connected_twice(terminal: Terminal) -> None:
    terminal.good("sync", "--property-id", "my-hotel")
    output = terminal.refused("sync", "--property-id", "again", code=2)
    assert "is connected as 'my-hotel' already" in output
    assert "not connected" in terminal.refused("tasks", "--property-id", "again", code=2)


def test_tasks_have_a_number_and_a_name_of_their_priority(terminal: Terminal) -> None:
    terminal.good("sync")
    terminal.hotel.hotel.clock.advance(15 * 3600)  # from the evening to eleven in the morning
    terminal.good("worker", "--once")
    tasks = terminal.json("tasks")
    assert tasks
    assert {(task["priority"], task["priority_name"]) for task in tasks} <= {
        (1, "urgent"),
        (2, "high"),
        (3, "normal"),
        (4, "low"),
    }
    table = terminal.good("tasks")
    assert max(map(len, table.splitlines())) <= 80
    assert tasks[0]["room_number"] in table
    assert "guest_waiting" not in table
