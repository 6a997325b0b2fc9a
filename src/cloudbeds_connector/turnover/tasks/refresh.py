"""Bringing a live task up to date: its schedule, names, flags and reason, alerts about it, and the next look."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from ...pms.tasks import LIVE_STATES, Priority, TaskKind, TaskState, TurnoverTask
from .. import flags
from ..identity import segment_of, title
from ..model import TurnoverSchedule
from ..reasons import ReasonCode
from ..schedule.due_time import MINIMUM_LEFT, ONE_MINUTE
from ..sentences import due_sentence, reason_of_change
from ..view.pressure import TypePressure
from .due_basis import ScheduleFacts, after_long_stay
from .unit_work import Draft, UnitWork


def refresh(work: UnitWork, draft: Draft, *, pressure: TypePressure) -> None:
    """Bring a live task's schedule, names and flags up to date."""
    work.alerts.extend(work.outlook.alerts)
    facts = ScheduleFacts.of(work, draft.task, pressure=pressure)
    fields = _schedule_fields(facts, facts.schedule())
    fields |= _label_fields(facts, due_by=fields["due_by"], needed_by=fields["needed_by"])
    if draft.before is None:
        fields["notified_due_by"] = fields["due_by"]  # the notification of a new task includes its due time
    if any(getattr(draft.task, name) != value for name, value in fields.items()) or draft.task is not draft.before:
        set_reason(draft, fields, work=work)
    alert_schedule(work, draft)
    schedule_next_look(facts, draft.task)


def _schedule_fields(facts: ScheduleFacts, schedule: TurnoverSchedule) -> dict[str, Any]:
    task, arrival, now = facts.task, facts.outlook.arrival, facts.work.index.now
    moved = not task.basis or facts.facts_changed()
    needed_by, urgent_at, arrival_at = schedule.needed_by, schedule.urgent_at, facts.outlook.arrival_at
    if not moved and arrival is not None and arrival.day_use and arrival.segment_id == task.next_segment_id:
        # without a known start, a day guest is "due now" at every look: the first times stay
        needed_by, urgent_at, arrival_at = task.needed_by, task.urgent_at, task.arrival_at
    closed = task.state is TaskState.ON_HOLD and flags.OUT_OF_ORDER in task.flags
    return {
        "due_by": schedule.due_by if moved and "due_by" not in task.edited else task.due_by,
        "basis": facts.basis(),
        "needed_by": needed_by,
        "urgent_at": urgent_at,
        "at_risk": schedule.at_risk and not closed,
        "breached": needed_by is not None and needed_by < now,
        "priority": Priority.LOW if closed else schedule.priority,
        "clean_minutes": facts.minutes,
        "arrival_at": arrival_at,
        "next_segment_id": None if arrival is None else arrival.segment_id,
        "next_arrival_date": None if arrival is None else arrival.date,
        "next_arrival_eta": None if arrival is None else arrival.eta,
    }


def _label_fields(facts: ScheduleFacts, *, due_by: datetime, needed_by: datetime | None) -> dict[str, Any]:
    """T116, T117: the flags and names of today; a room that lost its mapping keeps the host room that it had."""
    unit, task = facts.work.unit, facts.task
    return {
        "room_number": unit.number,
        "title": title(unit.number),
        "host_room_id": unit.host_room_id or task.host_room_id,
        "room_type_id": unit.room_type_id or task.room_type_id,
        "parent_unit_id": unit.parent_id,
        "flags": _flags(facts, due_by=due_by, needed_by=needed_by),
    }


def _flags(facts: ScheduleFacts, *, due_by: datetime, needed_by: datetime | None) -> tuple[str, ...]:
    task, index, arrival = facts.task, facts.work.index, facts.outlook.arrival
    return flags.set_flags(
        task.flags,
        {
            flags.UNMAPPED: not facts.work.unit.mapped,
            flags.IN_HOUSE_MOVER: facts.outlook.mover,
            flags.VIP: arrival is not None and arrival.vip,
            flags.TENTATIVE: arrival is not None and arrival.tentative,
            flags.EARLY_CHECK_IN: arrival is not None and arrival.early_check_in is not None,
            flags.OVERDUE: index.now > due_by and task.state is not TaskState.ON_HOLD,
            flags.CARRIED_OVER: index.day_of(task.created_at) < index.today,
            flags.LONG_STAY: task.kind is TaskKind.DEPARTURE and after_long_stay(facts.work, task),
            flags.DETACHED: any(_deleted(facts, ref) for ref in task.carries) or flags.DETACHED in task.flags,
            flags.NEEDED_BY_CHANGED: _needed_otherwise(task, needed_by),
        },
    )


def _deleted(facts: ScheduleFacts, ref: str) -> bool:
    """T63: the booking was deleted in the hotel system. The room is as it is."""
    segment = facts.work.index.segments.get(segment_of(ref))
    return segment is not None and segment.reservation_id in facts.work.index.view.deleted


def _needed_otherwise(task: TurnoverTask, needed_by: datetime | None) -> bool:
    """T46: a person set the due time or the priority, for another arrival than the one that is known now."""
    edited = {"due_by", "priority"} & set(task.edited)
    return bool(edited) and (flags.NEEDED_BY_CHANGED in task.flags or task.needed_by != needed_by)


def set_reason(draft: Draft, fields: dict[str, Any], *, work: UnitWork) -> None:
    """Set `fields`, and why the task is as it is: the reason that a rule gave, or the change that no rule explains.

    A change by the clock alone (T137) is the reason of the command only; the task keeps the reason why it exists.
    """
    before, task = draft.before, replace(draft.task, **fields)
    reason = draft.reason
    if reason is None and before is not None:
        reason = draft.reason = reason_of_change(before, task)
    if reason is None or reason.row == "T137":
        draft.task = task
        return
    due_reason = due_sentence(task, hotel=work.index.hotel, policy=work.policy)
    draft.task = replace(task, row=reason.row, code=reason.code, reason=reason.sentence, due_reason=due_reason)


def alert_schedule(work: UnitWork, draft: Draft) -> None:
    """Alert a task that is at risk from the start, and a guest who waits for a task that a person put back."""
    task, before = draft.task, draft.before
    if task.at_risk and (before is None or before.state not in LIVE_STATES):
        work.alert(ReasonCode.TURNOVER_AT_RISK(room=work.label))
    put_back = before is not None and "priority" in before.edited and before.priority is not Priority.URGENT
    if put_back and flags.GUEST_WAITING in task.flags:
        work.alert(ReasonCode.GUEST_WAITS_FOR_EDITED_TASK(room=work.label))


def schedule_next_look(facts: ScheduleFacts, task: TurnoverTask) -> None:
    """Note when the clock alone may change the task next, and alert work that was forgotten."""
    left = MINIMUM_LEFT if task.state is TaskState.IN_PROGRESS else timedelta(minutes=facts.minutes)
    look_again = facts.work.look_again
    for instant in (task.needed_by, task.urgent_at):
        if instant is not None:
            look_again.append(instant - facts.work.policy.buffer - left + ONE_MINUTE)
            look_again.append(instant + ONE_MINUTE)
    look_again.append(task.due_by + ONE_MINUTE)
    if facts.outlook.late_until is not None:
        look_again.append(facts.outlook.late_until)
    if task.state is TaskState.IN_PROGRESS and task.started_at is not None:
        stuck_at = task.started_at + facts.minutes * facts.work.policy.stuck_factor * ONE_MINUTE
        if facts.work.index.now <= stuck_at:
            look_again.append(stuck_at + ONE_MINUTE)
        else:
            facts.work.alert(ReasonCode.STUCK_IN_PROGRESS(room=facts.work.label))
