"""Decides what the room board and the task list hold. Reads the store; the order is the turnover rules'."""

from __future__ import annotations

from typing import Any

from ..engine import Integration
from ..pms.tasks import LIVE_STATES, TurnoverTask
from ..stores import records as r
from ..turnover import board_key


def live_tasks(integration: Integration, connection: r.Connection, *, every: bool = False) -> list[TurnoverTask]:
    """A property's open tasks, most urgent first; with `every`, ended ones too."""
    where: dict[str, Any] = {"connection_id": connection.id}
    if not every:
        where["state"] = tuple(LIVE_STATES)
    with integration.store.transaction() as tx:
        tasks = tx.select(r.TURNOVER_TASKS, where=where)
    return sorted(tasks, key=board_key)


def task_fields(task: TurnoverTask) -> dict[str, Any]:
    """A task for programs: its fields, and the priority's name beside its number."""
    return {**vars(task), "priority_name": task.priority.name.lower()}


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
