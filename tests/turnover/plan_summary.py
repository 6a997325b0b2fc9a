"""A plan in brief: its alerts, and its decisions with the codes of their reasons."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cloudbeds_connector.turnover import Decision

from .calendar import day
from .story import Story


def alerts_of(hotel: Story, *, on: int = 0) -> list[tuple[str, str, str | None, str | None]]:
    """Name, row, room and stay of each alert of the plan; all are of one hotel day."""
    assert {alert.business_date for alert in hotel.last.alerts} <= {day(on)}
    return [(alert.code, alert.row, alert.unit_id, alert.segment_id) for alert in hotel.last.alerts]


def answers(hotel: Story) -> list[Decision]:
    """The plan's decisions without their sentences."""
    return [replace(decision, reason="") for decision in hotel.last.decisions]


def answer(ref: str, action: str, row: str, code: str, **more: Any) -> Decision:
    segment_id = ref.partition("#")[0]
    values = {"unit_id": "101", "ref": ref, "action": action, "row": row, "code": code, "segment_id": segment_id}
    return Decision(reason="", **values | more)


def of_the_room(action: str, row: str, code: str, task_id: str, *, number: str = "101") -> Decision:
    """What was decided of a room for its own sake, and not for a departure."""
    ref = f"unit:{number}@2026-11-20"
    return Decision(unit_id=number, ref=ref, action=action, row=row, code=code, reason="", task_id=task_id)
