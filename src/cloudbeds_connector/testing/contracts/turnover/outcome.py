"""The outcome of a plan or a schedule as the contract compares it: what a host or a person sees of it, and no id.

Tasks are named by their rooms. A new task has all its fields, another one those that the command changed. The
decisions that only explain a command are left out, since the command names the row.
"""

from __future__ import annotations

import difflib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ....pms.tasks import LIVE_STATES, TaskCommand, TaskKind
from ....turnover import HotelView, Plan, TurnoverSchedule, Unit
from .case import Carried
from .json import written

#: The fields of a task that are compared; the first is given by ``unit``, the next two are the unit's own as a rule.
TASK_FIELDS = (
    "unit_id",
    "room_number",
    "host_room_id",
    "kind",
    "cause",
    "state",
    "due_by",
    "priority",
    "clean_minutes",
    "carries",
    "vacated_at",
    "noticed_at",
    "needed_by",
    "urgent_at",
    "arrival_at",
    "at_risk",
    "breached",
    "next_segment_id",
    "next_arrival_date",
    "next_arrival_eta",
    "flags",
    "edited",
    "held_from",
    "held_until",
    "started_at",
    "completed_at",
    "completed_by",
    "assignee",
    "occupant_id",
    "parent_unit_id",
)
SCHEDULE_FIELDS = ("needed_by", "urgent_at", "due_by", "at_risk", "priority", "due_basis", "priority_basis")


_SHORT = {"unit_id": "unit", "segment_id": "segment", "business_date": "date"}


def outcome(view: HotelView, plan: Plan, carried: Carried) -> dict[str, Any]:
    """The outcome of a plan for `view`, as a step's ``expect`` has it; `carried` are the tasks before it."""
    units = {unit.id: unit for unit in view.units}
    decisions = [
        _some(d, "unit_id", "ref", "action", "row", "code") for d in plan.decisions if not d.ref.startswith("unit:")
    ]
    alerts = [_some(a, "code", "unit_id", "segment_id", "business_date", "row") for a in plan.alerts]
    parts = {
        "commands": sorted((_command(command, carried, units) for command in plan.commands), key=_order),
        "decisions": sorted(decisions, key=_order),
        "alerts": sorted(alerts, key=_order),
        "notifications": [{"assignee": n.assignee, "tasks": len(n.task_ids)} for n in plan.notifications],
        "look_again_at": written(plan.look_again_at),
    }
    return {name: part for name, part in parts.items() if part}


def schedule_outcome(schedule: TurnoverSchedule) -> dict[str, Any]:
    """The outcome of a schedule, as a vector's ``expect`` has it."""
    return {name: written(getattr(schedule, name)) for name in SCHEDULE_FIELDS}


def difference(expected: Mapping[str, Any], actual: Mapping[str, Any]) -> str:
    """Expected lines (-) and actual ones (+); empty if both are alike."""
    expected_lines, actual_lines = (
        json.dumps(each, indent=1, sort_keys=True).splitlines() for each in (expected, actual)
    )
    return "\n".join(difflib.unified_diff(expected_lines, actual_lines, "expected", "actual", lineterm="", n=4))


def broken_promises(view: HotelView, plan: Plan) -> Iterator[str]:
    """What must hold of every plan for any hotel."""
    decided = Counter((decision.unit_id, decision.ref) for decision in plan.decisions)
    for vacate in view.vacates:
        if decided[vacate.unit_id, vacate.ref] != 1:
            yield f"{vacate.ref} of unit {vacate.unit_id} has {decided[vacate.unit_id, vacate.ref]} decisions, not one"
    explained = {decision.task_id for decision in plan.decisions}
    for command in plan.commands:
        task = command.task
        if task.id not in explained:
            yield f"no decision explains the {command.action.value} of unit {task.unit_id}"
        if task.title != f"Turnover / Room ready \N{EN DASH} {task.room_number}":
            yield f"the title {task.title!r} does not name room {task.room_number}"
    tasks = {task.id: task for task in view.tasks} | {command.task.id: command.task for command in plan.commands}
    turnovers = [task for task in tasks.values() if task.kind is not TaskKind.STAYOVER]
    live = Counter(task.unit_id for task in turnovers if task.state in LIVE_STATES)
    for unit_id in sorted(unit_id for unit_id, count in live.items() if count > 1):
        yield f"unit {unit_id} has {live[unit_id]} live turnovers"


def _command(command: TaskCommand, carried: Carried, units: Mapping[str, Unit]) -> dict[str, Any]:
    task, before = command.task, carried.tasks.get(command.task.id)
    actual: dict[str, Any] = {"action": command.action.value}
    if before is None:
        unit = units.get(task.unit_id)
        as_usual = unit is not None and (task.room_number, task.host_room_id) == (unit.number, unit.host_room_id)
        names = TASK_FIELDS[1:] if not as_usual else TASK_FIELDS[3:]
        actual |= {"unit": task.unit_id, "row": command.row, "code": command.code} | _some(task, *names)
    else:
        changed = [name for name in TASK_FIELDS if getattr(task, name) != getattr(before, name)]
        actual |= carried.named(before) | {"row": command.row, "code": command.code}
        actual |= {name: written(getattr(task, name)) for name in changed}
    return actual | ({"notify": True} if command.notify else {})


def _some(record: Any, *names: str) -> dict[str, Any]:
    """Those of the fields that are not empty."""
    values = {_SHORT.get(name, name): getattr(record, name) for name in names}
    return {name: written(value) for name, value in values.items() if value not in (None, False, "", ())}


def _order(row: Mapping[str, Any]) -> str:
    return json.dumps([row.get("unit"), row.get("action"), row], sort_keys=True)
