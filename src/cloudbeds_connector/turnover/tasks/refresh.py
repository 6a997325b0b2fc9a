"""Decides how a live task is brought up to date: its schedule, its names, its flags, and why it is as it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from ...pms.tasks import LIVE_STATES, Priority, TaskKind, TaskState, TurnoverTask
from .. import flags
from ..identity import segment_of, title
from ..model import TurnoverSchedule
from ..schedule.due_time import MINIMUM_LEFT, ONE_MINUTE
from ..sentences import DUE_FIELDS, Due, changes, due_sentence
from ..view.pressure import TypePressure
from .due_basis import ScheduleFacts, after_long_stay
from .unit_work import Draft, UnitWork


def refresh(work: UnitWork, draft: Draft, *, pressure: TypePressure) -> None:
    """Bring a live task's schedule, names and flags up to date."""
    work.alerts.extend(work.outlook.alerts)
    case = ScheduleFacts.of(work, draft.task, pressure=pressure)
    fields = _scheduled(case, case.schedule())
    fields |= _labels(case, due_by=fields["due_by"], needed_by=fields["needed_by"])
    if draft.before is None:
        fields["notified_due_by"] = fields["due_by"]  # who is told of a task is told its time
    if any(getattr(draft.task, name) != value for name, value in fields.items()) or draft.task is not draft.before:
        explain(draft, fields, work=work)
    alert_schedule(work, draft)
    schedule_next_look(case, draft.task)


def _scheduled(case: ScheduleFacts, schedule: TurnoverSchedule) -> dict[str, Any]:
    task, arrival, now = case.task, case.outlook.arrival, case.work.index.now
    moved = not task.basis or case.facts_changed()
    needed_by, urgent_at, arrival_at = schedule.needed_by, schedule.urgent_at, case.outlook.arrival_at
    if not moved and arrival is not None and arrival.day_use and arrival.segment_id == task.next_segment_id:
        # without a known start, a day guest is "due now" at every look: what was told once stays
        needed_by, urgent_at, arrival_at = task.needed_by, task.urgent_at, task.arrival_at
    closed = task.state is TaskState.ON_HOLD and flags.OUT_OF_ORDER in task.flags
    return {
        "due_by": schedule.due_by if moved and "due_by" not in task.edited else task.due_by,
        "basis": case.basis(),
        "needed_by": needed_by,
        "urgent_at": urgent_at,
        "at_risk": schedule.at_risk and not closed,
        "breached": needed_by is not None and needed_by < now,
        "priority": Priority.LOW if closed else schedule.priority,
        "clean_minutes": case.minutes,
        "arrival_at": arrival_at,
        "next_segment_id": None if arrival is None else arrival.segment_id,
        "next_arrival_date": None if arrival is None else arrival.date,
        "next_arrival_eta": None if arrival is None else arrival.eta,
    }


def _labels(case: ScheduleFacts, *, due_by: datetime, needed_by: datetime | None) -> dict[str, Any]:
    """T116, T117: the flags and names of today; a room that lost its mapping keeps the host room it was given."""
    unit, task = case.work.unit, case.task
    return {
        "room_number": unit.number,
        "title": title(unit.number),
        "host_room_id": unit.host_room_id or task.host_room_id,
        "room_type_id": unit.room_type_id or task.room_type_id,
        "parent_unit_id": unit.parent_id,
        "flags": _flags(case, due_by=due_by, needed_by=needed_by),
    }


def _flags(case: ScheduleFacts, *, due_by: datetime, needed_by: datetime | None) -> tuple[str, ...]:
    task, index, arrival = case.task, case.work.index, case.outlook.arrival
    return flags.set_flags(
        task.flags,
        {
            flags.UNMAPPED: not case.work.unit.mapped,
            flags.IN_HOUSE_MOVER: case.outlook.mover,
            flags.VIP: arrival is not None and arrival.vip,
            flags.TENTATIVE: arrival is not None and arrival.tentative,
            flags.EARLY_CHECK_IN: arrival is not None and arrival.early_check_in is not None,
            flags.OVERDUE: index.now > due_by and task.state is not TaskState.ON_HOLD,
            flags.CARRIED_OVER: index.day_of(task.created_at) < index.today,
            flags.LONG_STAY: task.kind is TaskKind.DEPARTURE and after_long_stay(case.work, task),
            flags.DETACHED: any(_deleted(case, ref) for ref in task.carries) or flags.DETACHED in task.flags,
            flags.NEEDED_BY_CHANGED: _needed_otherwise(task, needed_by),
        },
    )


def _deleted(case: ScheduleFacts, ref: str) -> bool:
    """T63: the booking was deleted in the hotel system. The room is as it is."""
    segment = case.work.index.segments.get(segment_of(ref))
    return segment is not None and segment.reservation_id in case.work.index.view.deleted


def _needed_otherwise(task: TurnoverTask, needed_by: datetime | None) -> bool:
    """T46: a person set the due time or the priority, for another arrival than the one that is known now."""
    edited = {"due_by", "priority"} & set(task.edited)
    return bool(edited) and (flags.NEEDED_BY_CHANGED in task.flags or task.needed_by != needed_by)


def explain(draft: Draft, fields: dict[str, Any], *, work: UnitWork) -> None:
    """Keep the reason that a rule gave, or find the one for a change that came of its own; add why it is due then.

    What the clock alone did to a task is told once, with the command; the task itself goes on saying why it exists.
    """
    row, reason, before = draft.row, draft.reason, draft.before
    if not row and before is not None:
        task = replace(draft.task, **fields)
        row, reason = changes(before, task)
        if row == "T137":
            draft.row, draft.reason, draft.task = row, reason, task
            return
    due = Due(held=draft.task.held_from is not None, **{name: fields[name] for name in DUE_FIELDS})
    said = f"{reason} {due_sentence(due, hotel=work.index.hotel, policy=work.policy)}"
    draft.row, draft.reason = row, reason
    draft.task = replace(draft.task, **fields, row=row, reason=said)


def alert_schedule(work: UnitWork, draft: Draft) -> None:
    """Alert what is at risk from the start, and a guest who waits for a task that a person put back."""
    task, before = draft.task, draft.before
    if task.at_risk and (before is None or before.state not in LIVE_STATES):
        work.alert(
            "turnover_at_risk",
            f"{work.label} is needed soon and can hardly be ready with time to spare; begin there, or tell the desk.",
            row="T37",
        )
    put_back = before is not None and "priority" in before.edited and before.priority is not Priority.URGENT
    if put_back and flags.GUEST_WAITING in task.flags:
        work.alert(
            "guest_waits_for_edited_task",
            f"A guest waits for {work.label}, and a person set its priority; make it urgent, or let it be.",
            row="T46",
        )


def schedule_next_look(case: ScheduleFacts, task: TurnoverTask) -> None:
    """Note when to look again, and alert work that was forgotten."""
    left = MINIMUM_LEFT if task.state is TaskState.IN_PROGRESS else timedelta(minutes=case.minutes)
    wake = case.work.look_again
    for instant in (task.needed_by, task.urgent_at):
        if instant is not None:
            wake.append(instant - case.work.policy.buffer - left + ONE_MINUTE)
            wake.append(instant + ONE_MINUTE)
    wake.append(task.due_by + ONE_MINUTE)
    if case.outlook.late_until is not None:
        wake.append(case.outlook.late_until)
    if task.state is TaskState.IN_PROGRESS and task.started_at is not None:
        _alert_stuck(case, stuck_at=task.started_at + case.minutes * case.work.policy.stuck_factor * ONE_MINUTE)


def _alert_stuck(case: ScheduleFacts, *, stuck_at: datetime) -> None:
    work = case.work
    if work.index.now <= stuck_at:
        work.look_again.append(stuck_at + ONE_MINUTE)
        return
    work.alert(
        "stuck_in_progress",
        f"The work in {work.label} takes far longer than planned; ask whether it was forgotten.",
        row="T141",
    )
