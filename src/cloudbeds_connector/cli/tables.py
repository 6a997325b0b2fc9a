"""Decides how tasks and rooms look in a table: what is the same in every row is left out, so that 80 columns do."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.markup import escape

from ..pms.tasks import Priority, TaskKind, TaskState, TurnoverTask
from ..turnover import Explanation
from .output import print_table, stdout

_STYLE = {Priority.URGENT: "red", Priority.HIGH: "yellow"}
#: Flags whose words alone do not say it.
_FLAGS = {
    "occupied_ask_desk": "occupied: ask the desk",
    "pms_says_clean": "clean in the PMS",
    "same_guest_b2b": "same guest stays",
    "vip": "VIP",
}


def show_tasks(tasks: list[TurnoverTask], zone: ZoneInfo, *, now: datetime) -> None:
    """The tasks, times in the property's zone."""
    columns: dict[str, list[str]] = {
        "room": [task.room_number for task in tasks],
        "priority": [_priority(task.priority) for task in tasks],
        "due by": [_clock(task.due_by, zone, now) for task in tasks],
    }
    if any(task.state is not TaskState.OPEN for task in tasks):
        columns["state"] = [_words(task.state) for task in tasks]
    if any(task.kind is not TaskKind.DEPARTURE for task in tasks):
        columns["kind"] = [_words(task.kind) for task in tasks]
    columns["why"] = [_why(task) for task in tasks]
    print_table("Turnover tasks", columns, empty="There are no open turnover tasks.", lines=True)


def show_rooms(rows: list[dict[str, Any]]) -> None:
    """The rooms, one in a line."""
    columns = {
        "room": [row["room_number"] for row in rows],
        "type": [row["room_type"] for row in rows],
        "condition": [row["condition"] for row in rows],
        "occupancy": [_occupancy(row) for row in rows],
    }
    if any(row["map_state"] != "confirmed" for row in rows):
        columns["mapping"] = [row["map_state"] for row in rows]
    columns["task"] = ["turnover" if row["task_id"] else "" for row in rows]
    print_table(
        "Rooms", {name: [escape(cell) for cell in cells] for name, cells in columns.items()}, empty="There are none."
    )


def show_explanation(found: Explanation) -> None:
    """The sentence, its row of the table, and what was decided for the room before, newest first."""
    stdout.print(f"{found.sentence} ({found.row})", highlight=False, markup=False, soft_wrap=True)
    for decision in found.decisions:
        line = f"  {decision.action}: {decision.reason} ({decision.row})"
        stdout.print(line, highlight=False, markup=False, soft_wrap=True)


def _why(task: TurnoverTask) -> str:
    flags = ", ".join(_FLAGS.get(flag, _words(flag)) for flag in task.flags)
    return f"{f'[bold]{escape(flags)}[/bold]. ' if flags else ''}{escape(task.reason)} ({task.row})"


def _priority(priority: Priority) -> str:
    style = _STYLE.get(priority)
    return f"[{style}]{priority.name.lower()}[/{style}]" if style else priority.name.lower()


def _words(term: str) -> str:
    return term.replace("_", " ")


def _occupancy(row: dict[str, Any]) -> str:
    state = {True: "occupied", False: "vacant", None: "unknown"}[row["occupied"]]
    return f"{state}, blocked" if row["blocked"] else state


def _clock(instant: datetime, zone: ZoneInfo, now: datetime) -> str:
    local, today = instant.astimezone(zone), now.astimezone(zone).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%b} {local.day} {local:%H:%M}"
