"""A grid of a whole hotel on one screen: a few letters for each room, a line or two for each floor."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from .. import printable
from .output import print_line, stdout

if TYPE_CHECKING:
    from .. import RoomStatus

_CONDITIONS = {"dirty": "D", "clean": "C", "inspected": "I"}
_LEGEND = "D dirty, C clean, I inspected; o occupied, v vacant, x blocked; * task"
_FLOOR = re.compile(r"(\d+)\d\d\b")
_GAP = 3
_LONGEST = 20


def show_grid(rows: Sequence[RoomStatus]) -> None:
    """The rooms in a grid, floor by floor, with a legend and counts."""
    stdout.print(Text("Rooms", style="italic"))
    cells = [(_floor(row), Text(_cell(row), style=_style(row))) for row in rows]
    width = max((len(cell) for _, cell in cells), default=0)
    across = max(1, (stdout.width - 2) // (width + _GAP))
    for _, floor in groupby(cells, key=lambda pair: pair[0]):
        on_floor = [cell for _, cell in floor]
        for start in range(0, len(on_floor), across):
            line = Text("  ")
            for cell in on_floor[start : start + across]:
                line.append_text(cell).append(" " * (width - len(cell) + _GAP))
            line.rstrip()
            stdout.print(line, no_wrap=True)
    print_line(f"  {_LEGEND}")
    print_line(f"  {_counts(rows)}")


def _cell(row: RoomStatus) -> str:
    mark = "x" if row.blocked else {True: "o", False: "v", None: "?"}[row.occupied]
    task = "*" if row.task_id else ""
    return f"{printable(row.room_number, longest=_LONGEST)} {_CONDITIONS.get(row.condition, '?')}{mark}{task}"


def _style(row: RoomStatus) -> str:
    if row.task_id:
        return "bold yellow"
    return "dim" if row.occupied or row.blocked else "green" if row.condition != "dirty" else ""


def _floor(row: RoomStatus) -> str:
    found = _FLOOR.match(row.room_number)
    return found[1] if found else ""


def _counts(rows: Sequence[RoomStatus]) -> str:
    conditions = Counter(row.condition for row in rows)
    occupied = sum(1 for row in rows if row.occupied)
    parts = [f"{number} {name}" for name, number in sorted(conditions.items())]
    return f"{len(rows)} rooms: {', '.join(parts)}; {occupied} occupied"
