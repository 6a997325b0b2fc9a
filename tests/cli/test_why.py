"""Somebody stands in front of a room and asks why."""

from __future__ import annotations

from .conftest import Terminal


def test_a_room_is_found_by_its_number(terminal: Terminal) -> None:
    terminal.good("sync")
    rooms = terminal.json("rooms")
    with_task = next(room for room in rooms if room["task_id"])
    document = terminal.json("why", with_task["room_number"])
    assert (document["answer"], document["task_id"], document["unit_id"]) == (
        "task",
        with_task["task_id"],
        with_task["room_id"],
    )
    assert document["sentence"].startswith(f"Room {with_task['room_number']}: ")
    taken = next(room for room in rooms if room["occupied"])
    output = terminal.good("why", taken["room_id"])
    assert output.startswith(f"Room {taken['room_number']} has no turnover. ")
    assert "guest" in output


def test_a_room_that_nobody_knows(terminal: Terminal) -> None:
    terminal.good("sync")
    assert "No room is called '9999'. Give a room's number" in terminal.refused("why", "9999", code=2)
