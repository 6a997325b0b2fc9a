"""Sixty rooms and a handful of tasks fit on a terminal of 80 columns, in words."""

from __future__ import annotations

from typing import Any

import pytest
from rich.console import Console

from cloudbeds_connector import RoomStatus
from cloudbeds_connector.cli import grid, output
from cloudbeds_connector.cli.grid import show_grid
from cloudbeds_connector.cli.tables import show_rooms


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Console:
    console = Console(width=80, record=True, color_system=None)
    monkeypatch.setattr(output, "stdout", console)
    monkeypatch.setattr(grid, "stdout", console)
    return console


def room(number: str, **fields: Any) -> RoomStatus:
    known: dict[str, Any] = {"room_id": number, "room_number": number, "room_type": "Deluxe Queen"}
    known |= {"condition": "dirty", "occupied": False, "blocked": False, "map_state": "confirmed"}
    return RoomStatus(**{**known, "task_id": None, "task_due_by": None, **fields})


def test_a_house_in_a_few_lines_floor_by_floor(screen: Console) -> None:
    house = [room(f"{floor}{number:02}", occupied=number > 4) for floor in range(1, 5) for number in range(1, 17)]
    house[1] = room("102", condition="inspected", task_id="T")
    house[2] = room("103", condition="clean", blocked=True)
    house.append(room("Loft", condition="unknown", occupied=None))
    show_grid(house)
    lines = screen.export_text().splitlines()
    assert "103 Cx" in lines[1]
    assert any(line.strip() == "Loft ??" for line in lines)
    assert len(lines) < 20
    assert max(map(len, lines)) <= 80
    assert "65 rooms: 1 clean, 62 dirty, 1 inspected, 1 unknown; 48 occupied" in lines[-1]


def test_a_listing_leaves_out_what_is_the_same_for_all(screen: Console) -> None:
    show_rooms([room("101"), room("102", blocked=True)])
    text = screen.export_text()
    assert "mapping" not in text
    assert "vacant, blocked" in text
    show_rooms([room("101"), room("102", map_state="suggested")])
    assert "suggested" in screen.export_text()
