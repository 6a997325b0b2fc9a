"""What every plan must keep to, whatever the hotel looks like."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from cloudbeds_connector.turnover import (
    LIVE_STATES,
    Action,
    HotelView,
    Plan,
    TaskCommand,
    TaskKind,
    TaskState,
    TurnoverPolicy,
    TurnoverTask,
    apply_plan,
    decision_table,
    plan_turnover,
)

FIELDS = tuple(field.name for field in dataclasses.fields(TurnoverTask))
#: A person's edit protects what a task says, not where it stands (T46).
PROTECTED = frozenset({"due_by", "priority", "clean_minutes", "assignee", "title", "kind", "room_number"})
TELLING = frozenset({"version", "updated_at", "row", "code", "reason", "due_reason"})


def check_plan(view: HotelView, plan: Plan, *, now: datetime, policy: TurnoverPolicy) -> None:
    """Everything that holds of one plan alone."""
    everything_is_explained(view, plan)
    before = {task.id: task for task in view.tasks}
    assert len({command.task.id for command in plan.commands}) == len(plan.commands), "one command a task"
    for command in plan.commands:
        known = before.get(command.task.id)
        versions_grow_by_one(known, command)
        edits_are_kept(known, command)
        due_times_are_sound(known, command, now=now, policy=policy)
    one_live_turnover_a_unit(apply_plan(view, plan))
    assert plan.look_again_at is None or plan.look_again_at > now
    keys = [alert.key for alert in plan.alerts]
    assert len(keys) == len(set(keys))
    assert not view.open_alerts & set(keys)
    assert all(alert.reason.endswith(".") and alert.row in decision_table() for alert in plan.alerts)


def everything_is_explained(view: HotelView, plan: Plan) -> None:
    decided = Counter((decision.unit_id, decision.ref) for decision in plan.decisions)
    for vacate in view.vacates:
        assert decided[vacate.unit_id, vacate.ref] == 1, (vacate.ref, decided[vacate.unit_id, vacate.ref])
    explained = {decision.task_id for decision in plan.decisions}
    for command in plan.commands:
        assert command.task.id in explained, command
        assert command.row in decision_table(), command
        assert command.task.row in decision_table()
        assert command.reason.endswith("."), command
    for decision in plan.decisions:
        assert decision.row in decision_table(), decision
        assert decision.reason.endswith("."), decision


def versions_grow_by_one(known: TurnoverTask | None, command: TaskCommand) -> None:
    task = command.task
    assert (command.action is Action.CREATE) is (known is None)
    assert task.version == (1 if known is None else known.version + 1)
    if known is not None:
        differs = {name for name in FIELDS if getattr(known, name) != getattr(task, name)} - TELLING
        assert differs == set(command.changed), differs ^ set(command.changed)
        assert (task.origin, task.purpose, task.vacate_seq) == (known.origin, known.purpose, known.vacate_seq)
        assert task.carries[: len(known.carries)] == known.carries


def edits_are_kept(known: TurnoverTask | None, command: TaskCommand) -> None:
    """Work that has begun is never cancelled, and what a person edited stays as they wrote it."""
    if known is None:
        return
    begun = TaskState.IN_PROGRESS in (known.state, known.held_from if known.state is TaskState.ON_HOLD else None)
    assert not (begun and command.task.state is TaskState.CANCELLED), command
    for name in PROTECTED & set(known.edited):
        assert getattr(command.task, name) == getattr(known, name), (name, command)
    assert command.task.edited == known.edited
    assert command.task.assignee == known.assignee


def due_times_are_sound(
    known: TurnoverTask | None, command: TaskCommand, *, now: datetime, policy: TurnoverPolicy
) -> None:
    """A due time, when it is set, can be met, and is early enough for the next guest if possible."""
    task = command.task
    moved = known is None or known.due_by != task.due_by
    if not moved or "due_by" in task.edited or task.state not in LIVE_STATES or task.kind is TaskKind.STAYOVER:
        return
    finish = could_be_ready(now, task)
    assert task.due_by >= finish, (task.due_by, finish, command)
    latest = None if task.needed_by is None else task.needed_by - policy.for_room_type(task.room_type_id).buffer
    if latest is not None and latest >= finish:
        assert task.due_by <= latest, (task.due_by, latest, command)


def could_be_ready(now: datetime, task: TurnoverTask) -> datetime:
    """When the work can be done if it begins now, or goes on: at least five minutes more; to the full minute."""
    done = now + timedelta(minutes=task.clean_minutes)
    if task.state is TaskState.IN_PROGRESS and task.started_at is not None:
        done = max(now + timedelta(minutes=5), task.started_at + timedelta(minutes=task.clean_minutes))
    short = timedelta(seconds=done.second, microseconds=done.microsecond)
    return done - short + timedelta(minutes=1) if short else done


def one_live_turnover_a_unit(view: HotelView) -> None:
    live = Counter(
        view.reissued.get(task.unit_id, task.unit_id)
        for task in view.tasks
        if task.state in LIVE_STATES and task.kind is not TaskKind.STAYOVER
    )
    assert set(live.values()) <= {1}, live


def again_there_is_nothing_to_say(view: HotelView, plan: Plan, *, now: datetime, policy: TurnoverPolicy) -> None:
    again = plan_turnover(apply_plan(view, plan), now=now, policy=policy)
    assert again.commands == (), [(c.row, c.reason, c.changed) for c in again.commands]
    assert again.alerts == ()


def order_does_not_matter(view: HotelView, plan: Plan, *, now: datetime, policy: TurnoverPolicy, seed: int) -> None:
    assert plan_turnover(shuffled(view, seed), now=now, policy=policy) == plan


def shuffled(view: HotelView, seed: int) -> HotelView:
    """The same hotel, with its rows in another order."""
    rng = Random(seed)

    def mixed(rows: Iterator[object]) -> list[object]:
        known = list(rows)
        rng.shuffle(known)
        return known

    lists = ("units", "segments", "vacates", "departures_without_room", "tasks", "blocks", "removed_blocks")
    maps = ("entered_at", "known_seqs", "reissued")
    return replace(
        view,
        **{name: tuple(mixed(iter(getattr(view, name)))) for name in lists},
        **{name: dict(mixed(iter(getattr(view, name).items()))) for name in maps},  # type: ignore[call-overload]
    )
