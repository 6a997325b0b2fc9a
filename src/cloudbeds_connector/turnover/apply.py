"""Decides what a hotel looks like after a plan was carried out: for tests, dry runs, and hosts without a store."""

from __future__ import annotations

from dataclasses import replace

from .model import HotelView, Plan
from .vacated import HELD


def apply_plan(view: HotelView, plan: Plan) -> HotelView:
    """The view with the plan's tasks, without the vacates it decided, with its alerts raised.

    Vacates that wait for a mapping (``held``) stay undecided.
    """
    tasks = {task.id: task for task in view.tasks} | {command.task.id: command.task for command in plan.commands}
    decided = {(decision.unit_id, decision.ref) for decision in plan.decisions if decision.action != HELD}
    return replace(
        view,
        tasks=tuple(tasks[task_id] for task_id in sorted(tasks)),
        vacates=tuple(vacate for vacate in view.vacates if (vacate.unit_id, vacate.ref) not in decided),
        open_alerts=view.open_alerts | {alert.key for alert in plan.alerts},
    )
