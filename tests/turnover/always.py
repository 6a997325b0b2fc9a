"""What holds of every plan, whatever the hotel: each story asks it each time."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from cloudbeds_connector.turnover import LIVE_STATES, HotelView, Plan, TaskKind, apply_plan


def keeps_its_promises(view: HotelView, plan: Plan, *, now: datetime) -> None:
    """Every vacate has one decision, every command is explained, a unit has one live turnover, no guest is named."""
    decided = Counter((d.unit_id, d.ref) for d in plan.decisions)
    for vacate in view.vacates:
        assert decided[vacate.unit_id, vacate.ref] == 1, f"{vacate.ref} has {decided[vacate.unit_id, vacate.ref]}"
    explained = {decision.task_id for decision in plan.decisions}
    assert all(command.task.id in explained for command in plan.commands)
    assert all(decision.row and decision.reason.endswith(".") for decision in plan.decisions)
    after = apply_plan(view, plan)
    turnovers = [task for task in after.tasks if task.kind is not TaskKind.STAYOVER]
    live = Counter(task.unit_id for task in turnovers if task.state in LIVE_STATES)
    assert all(count == 1 for count in live.values()), live
    assert plan.look_again_at is None or plan.look_again_at > now
    for command in plan.commands:
        task = command.task
        assert task.title == f"Turnover / Room ready \N{EN DASH} {task.room_number}"
        assert task.flags == tuple(sorted(task.flags))
        assert task.row
        assert task.reason
        if command.action.value == "create":
            assert task.due_by >= now
