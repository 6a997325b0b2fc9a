"""Decides what the room board and the task list show. Reads the store; the order is the turnover rules'."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ..engine import Integration
from ..pms.tasks import LIVE_STATES, TurnoverTask
from ..stores import records as r
from ..turnover import board_key
from .output import print_table

_PRIORITY = {1: "[red]urgent[/red]", 2: "[yellow]high[/yellow]", 3: "normal", 4: "low"}


def live_tasks(integration: Integration, connection: r.Connection, *, every: bool = False) -> list[TurnoverTask]:
    """A property's open tasks, most urgent first; with `every`, ended ones too."""
    where: dict[str, Any] = {"connection_id": connection.id}
    if not every:
        where["state"] = tuple(LIVE_STATES)
    with integration.store.transaction() as tx:
        tasks = tx.select(r.TURNOVER_TASKS, where=where)
    return sorted(tasks, key=board_key)


def room_rows(integration: Integration, connection: r.Connection) -> list[dict[str, Any]]:
    """Every room with its state, its pair in the host's table, and its open task, in the order of the numbers."""
    own = {"connection_id": connection.id}
    with integration.store.transaction() as tx:
        rooms = tx.select(r.PMS_ROOMS, where={**own, "gone_at": None})
        states = {row.room_id: row for row in tx.select(r.ROOM_STATES, where=own)}
        pairs = {row.room_id: row for row in tx.select(r.ROOM_MAP, where=own)}
        hosts = {row.id: row for row in tx.select(r.PROPERTY_ROOMS, where=own)}
    open_tasks = {task.unit_id: task for task in live_tasks(integration, connection)}
    rows = []
    for room in rooms:
        state, pair, task = states.get(room.id), pairs.get(room.id), open_tasks.get(room.id)
        host = hosts.get(pair.host_room_id or "") if pair else None
        rows.append(
            {
                "room_id": room.id,
                "room_number": host.room_number if host else room.name,
                "room_type": room.room_type_name,
                "condition": state.condition.value if state else "unknown",
                "occupied": state.occupied if state else None,
                "blocked": state.blocked if state else None,
                "map_state": pair.state if pair else "unmapped",
                "task_id": task.id if task else None,
                "task_due_by": task.due_by if task else None,
            }
        )
    return sorted(rows, key=lambda row: (len(str(row["room_number"])), str(row["room_number"])))


def show_tasks(tasks: list[TurnoverTask], zone: ZoneInfo, *, now: datetime) -> None:
    """The tasks as a table, times in the property's zone."""
    rows = [
        (
            task.room_number,
            _PRIORITY[task.priority],
            _clock(task.due_by, zone, now),
            task.state.value,
            task.kind.value,
            ", ".join(task.flags),
            f"{task.row}: {task.reason}",
        )
        for task in tasks
    ]
    columns = ("room", "priority", "due by", "state", "kind", "flags", "why")
    print_table("Turnover tasks", columns, rows, empty="There are no open turnover tasks.")


def show_rooms(rows: list[dict[str, Any]]) -> None:
    """The room board as a table."""
    cells = [
        (
            row["room_number"],
            row["room_type"],
            row["condition"],
            {True: "occupied", False: "vacant", None: "?"}[row["occupied"]] + (" (blocked)" if row["blocked"] else ""),
            row["map_state"],
            "turnover" if row["task_id"] else "",
        )
        for row in rows
    ]
    print_table(
        "Rooms", ("room", "type", "condition", "occupancy", "mapping", "task"), cells, empty="No rooms are known yet."
    )


def _clock(instant: datetime, zone: ZoneInfo, now: datetime) -> str:
    local, today = instant.astimezone(zone), now.astimezone(zone).date()
    return local.strftime("%H:%M") if local.date() == today else local.strftime("%b %d %H:%M")
