"""Tables of tasks and rooms. Columns that say the same in every row are left out, so that 80 columns are enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from rich.text import Text

from .. import Priority, TaskKind, TaskState, encode, printable
from .output import print_line, print_table

if TYPE_CHECKING:
    from .. import Explanation, RoomStatus, TurnoverTask

_STYLE = {Priority.URGENT: "red", Priority.HIGH: "yellow"}
#: Flags that need other words than their own.
_FLAGS = {
    "occupied_ask_desk": "occupied: ask the desk",
    "pms_says_clean": "clean in the PMS",
    "same_guest_b2b": "same guest stays",
    "vip": "VIP",
}


def task_fields(task: TurnoverTask) -> dict[str, Any]:
    """A task for programs: its fields, and the priority's name beside its number."""
    return {**encode(task), "priority_name": task.priority.name.lower()}


def show_tasks(tasks: Sequence[TurnoverTask], zone: ZoneInfo, *, now: datetime) -> None:
    """The tasks, times in the property's zone."""
    columns: dict[str, Sequence[str | Text]] = {
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


def show_rooms(rows: Sequence[RoomStatus]) -> None:
    """The rooms, one in a line."""
    columns: dict[str, Sequence[str | Text]] = {
        "room": [row.room_number for row in rows],
        "type": [row.room_type for row in rows],
        "condition": [row.condition for row in rows],
        "occupancy": [_occupancy(row) for row in rows],
    }
    if any(row.map_state != "confirmed" for row in rows):
        columns["mapping"] = [row.map_state for row in rows]
    columns["task"] = ["turnover" if row.task_id else "" for row in rows]
    print_table("Rooms", columns, empty="There are none.")


def show_explanation(found: Explanation) -> None:
    """The sentence, its row of the table, and earlier decisions about the room."""
    print_line(f"{found.sentence} ({found.row})")
    for decision in found.decisions:
        print_line(f"  {decision.action}: {decision.reason} ({decision.row})")


def _why(task: TurnoverTask) -> Text:
    flags = ", ".join(_FLAGS.get(flag, _words(flag)) for flag in task.flags)
    why = printable(f"{task.reason} {task.due_reason} ({task.row})")
    return Text.assemble((printable(flags), "bold"), ". ", why) if flags else Text(why)


def _priority(priority: Priority) -> Text:
    return Text(priority.name.lower(), style=_STYLE.get(priority, ""))


def _words(term: str) -> str:
    return term.replace("_", " ")


def _occupancy(row: RoomStatus) -> str:
    state = {True: "occupied", False: "vacant", None: "unknown"}[row.occupied]
    return f"{state}, blocked" if row.blocked else state


def _clock(instant: datetime, zone: ZoneInfo, now: datetime) -> str:
    local, today = instant.astimezone(zone), now.astimezone(zone).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%b} {local.day} {local:%H:%M}"
