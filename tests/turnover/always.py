"""What holds of every plan, whatever the hotel: each story asks it each time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from cloudbeds_connector.turnover import LIVE_STATES, HotelView, Plan, ReasonCode, TaskKind, apply_plan

CODES = {reason.code for reason in ReasonCode}


def assert_plan_holds(view: HotelView, plan: Plan, *, now: datetime) -> None:
    """Every vacate has one decision, every command is explained, a unit has one live turnover, no guest is named."""
    decided = Counter((d.unit_id, d.ref) for d in plan.decisions)
    for vacate in view.vacates:
        assert decided[vacate.unit_id, vacate.ref] == 1, f"{vacate.ref} has {decided[vacate.unit_id, vacate.ref]}"
    explained = {decision.task_id for decision in plan.decisions}
    assert all(command.task.id in explained for command in plan.commands)
    assert all(decision.row and decision.code for decision in plan.decisions)
    for sentence in sentences_of(plan):
        assert_plain(sentence, view)
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
        assert task.code in CODES
        if command.action.value == "create":
            assert task.due_by >= now


def sentences_of(plan: Plan) -> Iterator[str]:
    """Everything that people read of a plan."""
    for part in (*plan.commands, *plan.decisions, *plan.alerts):
        yield part.reason
    for command in plan.commands:
        yield from filter(None, (command.task.reason, command.task.due_reason))


def assert_plain(sentence: str, view: HotelView) -> None:
    """A full sentence without the code of a reason, a row of the table, or an id of a stay, a task or a booking."""
    assert re.fullmatch(r"[A-Z\d].*\.", sentence), sentence
    words = set(re.findall(r"[^\s,;:.()']+", sentence))
    snake = {word for word in words if "_" in word}
    rows = {word for word in words if re.fullmatch(r"T\d+", word)}
    codes = {code for code in CODES if "_" in code and code in sentence}
    stays = {stay for segment in view.segments for stay in (segment.id, segment.reservation_id) if not stay.isalpha()}
    ids = {name for name in (*stays, *(task.id for task in view.tasks)) if name in words or f"{name}:" in sentence}
    assert not snake | rows | codes | ids, (sentence, snake, rows, codes, ids)
