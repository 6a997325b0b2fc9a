"""Decides the schedule of live tasks anew, and what of it may change.

`due_by` moves only when a fact other than the clock changed: an undone task becomes overdue, it does not slide (T137).
The facts are remembered as a digest, `TurnoverTask.basis`. Where the digest differs only since time went by (a guest of
yesterday is not waited for any longer, or the hotel's day began), `due_by` stays.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ..pms.tasks import LIVE_STATES, Priority, TaskKind, TaskState, TurnoverTask
from . import flags
from .arrival import Outlook, as_arrival
from .describe import changes, due_sentence
from .identity import segment_of, title
from .model import NextArrival, TurnoverSchedule
from .pressure import TypePressure
from .schedule import MINIMUM_LEFT, ONE_MINUTE, schedule_turnover
from .work import Draft, UnitWork


@dataclass(frozen=True)
class _Case:
    """One live task and what its schedule depends on."""

    work: UnitWork
    task: TurnoverTask
    outlook: Outlook
    pressure: TypePressure
    minutes: int

    @property
    def rush(self) -> bool:
        return bool({flags.GUEST_WAITING, flags.RUSH} & set(self.task.flags))

    @property
    def pressed(self) -> bool:
        return self.pressure.presses(self.work.unit)

    def digest(self, arrival: NextArrival | None, *, pressed: bool) -> str:
        """What `due_by` rests on, as a digest."""
        hotel, task, policy = self.work.house.hotel, self.task, self.work.policy
        facts = (
            arrival,
            pressed,
            self.rush,
            self.minutes,
            task.kind,
            task.carries,
            task.started_at if task.state is TaskState.IN_PROGRESS else None,
            task.state is TaskState.ON_HOLD,
            (hotel.timezone, hotel.check_in_time, hotel.check_out_time, hotel.night_audit_time),
            (policy.same_day_target, policy.buffer_minutes, policy.day_rollover, policy.arrival_policy),
            (policy.eta_wrap, policy.late_until, policy.check_in_time, policy.check_out_time),
        )
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:24]

    def basis(self) -> str:
        """The digest, and the business date it was made on."""
        return f"{self.work.house.today.isoformat()}/{self.digest(self.outlook.arrival, pressed=self.pressed)}"

    def moved(self) -> bool:
        """Whether a fact other than the clock changed since `due_by` was set."""
        day, _, known = self.task.basis.partition("/")
        arrivals = [self.outlook.arrival, *self._expired()]
        pressures = {self.pressed}
        if day and day != self.work.house.today.isoformat():
            pressures.add(self.work.unit.id in self.pressure.on(date.fromisoformat(day)))
        return known not in {self.digest(arrival, pressed=p) for arrival in arrivals for p in pressures}

    def _expired(self) -> list[NextArrival]:
        """The guest last reckoned with, if time alone may have put another in the first place: a guest of yesterday,
        or a day guest, who without a known start is expected later and later.
        """
        house, unit = self.work.house, self.work.unit
        return [
            as_arrival(house, segment)
            for unit_id in (unit.id, *house.parts.linked(unit.id))
            for segment in house.expected.of(unit_id)
            if segment.id == self.task.next_segment_id
            and (segment.start_date < house.today or segment.start_date == segment.end_date)
        ]


def refresh(work: UnitWork, draft: Draft, *, pressure: TypePressure) -> None:
    """Bring a live task's schedule, names and flags up to date."""
    work.alerts.extend(work.outlook.alerts)
    case = _case(work, draft.task, pressure)
    task = _told_anew(case, _scheduled(case, _schedule(case)))
    explain(draft, task, work=work)
    _alert(case, draft)
    _wake(case, task)


def schedule_of(work: UnitWork, task: TurnoverTask, *, pressure: TypePressure) -> TurnoverSchedule:
    """The schedule that a live task would have if everything about it were decided now."""
    return _schedule(_case(work, task, pressure))


def _case(work: UnitWork, task: TurnoverTask, pressure: TypePressure) -> _Case:
    minutes = task.clean_minutes if "clean_minutes" in task.edited else planned_minutes(work, task)
    return _Case(work, task, work.outlook, pressure, minutes)


def _schedule(case: _Case) -> TurnoverSchedule:
    return schedule_turnover(
        case.work.house.now,
        property=case.work.house.hotel,
        policy=case.work.policy,
        clean_minutes=case.minutes,
        next_arrival=case.outlook.arrival,
        rush=case.rush,
        type_pressure=case.pressed,
        started_at=case.task.started_at if case.task.state is TaskState.IN_PROGRESS else None,
        spread=flags.SEASON in case.task.flags,
    )


def planned_minutes(work: UnitWork, task: TurnoverTask) -> int:
    """The planned work of a task: by its kind and the room's type, more after a long stay (T142)."""
    minutes = work.policy.minutes(task.kind, room_type_id=work.unit.room_type_id)
    long = task.kind is TaskKind.DEPARTURE and after_long_stay(work, task)
    return math.ceil(minutes * work.policy.long_stay_factor) if long else minutes


def after_long_stay(work: UnitWork, task: TurnoverTask) -> bool:
    """Whether a stay that the task answers for was as long as the policy's `long_stay_nights`."""
    limit = work.policy.long_stay_nights
    if limit is None:
        return False
    stays = [work.house.segments.get(segment_of(ref)) for ref in task.carries]
    nights = [(stay.end_date - stay.start_date).days for stay in stays if stay is not None]
    return max(nights) >= limit if nights else flags.LONG_STAY in task.flags


def _scheduled(case: _Case, schedule: TurnoverSchedule) -> TurnoverTask:
    task, arrival, now = case.task, case.outlook.arrival, case.work.house.now
    moved = not task.basis or case.moved()
    needed_by, urgent_at = schedule.needed_by, schedule.urgent_at
    if not moved and arrival is not None and arrival.day_use and arrival.segment_id == task.next_segment_id:
        # without a known start, a day guest is "due now" at every look: what was told once stays
        needed_by, urgent_at = task.needed_by, task.urgent_at
    closed = task.state is TaskState.ON_HOLD and flags.OUT_OF_ORDER in task.flags
    return replace(
        task,
        due_by=schedule.due_by if moved and "due_by" not in task.edited else task.due_by,
        basis=case.basis(),
        needed_by=needed_by,
        urgent_at=urgent_at,
        at_risk=schedule.at_risk and not closed,
        breached=needed_by is not None and needed_by < now,
        priority=Priority.LOW if closed else schedule.priority,
        clean_minutes=case.minutes,
        arrival_at=case.outlook.reckoned_at,
        next_segment_id=None if arrival is None else arrival.segment_id,
        next_arrival_date=None if arrival is None else arrival.date,
        next_arrival_eta=None if arrival is None else arrival.eta,
    )


def _told_anew(case: _Case, task: TurnoverTask) -> TurnoverTask:
    """T116, T117: the flags and names of today; a room that lost its mapping keeps the host room it was given."""
    unit = case.work.unit
    return replace(
        task,
        room_number=unit.number,
        title=title(unit.number),
        host_room_id=unit.host_room_id or task.host_room_id,
        room_type_id=unit.room_type_id or task.room_type_id,
        parent_unit_id=unit.parent_id,
        flags=_flags(case, task),
    )


def _flags(case: _Case, task: TurnoverTask) -> tuple[str, ...]:
    house, arrival = case.work.house, case.outlook.arrival
    due_by = task.due_by
    return flags.set_flags(
        task.flags,
        {
            flags.UNMAPPED: not case.work.unit.mapped,
            flags.IN_HOUSE_MOVER: case.outlook.mover,
            flags.VIP: arrival is not None and arrival.vip,
            flags.TENTATIVE: arrival is not None and arrival.tentative,
            flags.EARLY_CHECK_IN: arrival is not None and arrival.early_check_in is not None,
            flags.OVERDUE: house.now > due_by and task.state is not TaskState.ON_HOLD,
            flags.CARRIED_OVER: house.day_of(task.created_at) < house.today,
            flags.LONG_STAY: task.kind is TaskKind.DEPARTURE and after_long_stay(case.work, task),
            flags.DETACHED: any(_deleted(case, ref) for ref in task.carries) or flags.DETACHED in task.flags,
            flags.NEEDED_BY_CHANGED: _needed_otherwise(case, task),
        },
    )


def _deleted(case: _Case, ref: str) -> bool:
    """T63: the booking was deleted in the hotel system. The room is as it is."""
    segment = case.work.house.segments.get(segment_of(ref))
    return segment is not None and segment.reservation_id in case.work.house.view.deleted


def _needed_otherwise(case: _Case, task: TurnoverTask) -> bool:
    """T46: a person set the due time or the priority, for another arrival than the one that is known now."""
    edited = {"due_by", "priority"} & set(task.edited)
    return bool(edited) and (flags.NEEDED_BY_CHANGED in task.flags or case.task.needed_by != task.needed_by)


def _alert(case: _Case, draft: Draft) -> None:
    work, task, before = case.work, draft.task, draft.before
    if task.at_risk and (before is None or before.state not in LIVE_STATES):
        work.alert(
            "turnover_at_risk",
            f"{work.place} is needed soon and can hardly be ready with time to spare; begin there, or tell the desk.",
            row="T37",
        )
    if flags.GUEST_WAITING in task.flags and "priority" in task.edited and task.priority is not Priority.URGENT:
        work.alert(
            "guest_waits_for_edited_task",
            f"A guest waits for {work.place}, and a person set its priority; make it urgent, or let it be.",
            row="T46",
        )
    if task.state is TaskState.IN_PROGRESS and task.started_at is not None:
        stuck_at = task.started_at + case.minutes * work.policy.stuck_factor * ONE_MINUTE
        if work.house.now <= stuck_at:
            work.wake.append(stuck_at + ONE_MINUTE)
            return
        work.alert(
            "stuck_in_progress",
            f"The work in {work.place} takes far longer than planned; ask whether it was forgotten.",
            row="T141",
        )


def explain(draft: Draft, task: TurnoverTask, *, work: UnitWork) -> None:
    """Keep the reason that a rule gave, or find the one for a change that came of its own; add why it is due then.

    What the clock alone did to a task is told once, with the command; the task itself goes on saying why it exists.
    """
    row, reason, before = draft.row, draft.reason, draft.before
    if not row and before is not None:
        row, reason = changes(before, task)
        if row == "T137":
            draft.row, draft.reason = row, reason
            draft.task = replace(task, row=before.row, reason=before.reason)
            return
    said = f"{reason} {due_sentence(task, hotel=work.house.hotel, policy=work.policy)}"
    draft.row, draft.reason = row, reason
    draft.task = replace(task, row=row, reason=said)


def _wake(case: _Case, task: TurnoverTask) -> None:
    """When the clock alone may change the task next."""
    left = MINIMUM_LEFT if task.state is TaskState.IN_PROGRESS else timedelta(minutes=case.minutes)
    wake = case.work.wake
    for instant in (task.needed_by, task.urgent_at):
        if instant is not None:
            wake.append(instant - case.work.policy.buffer - left + ONE_MINUTE)
            wake.append(instant + ONE_MINUTE)
    wake.append(task.due_by + ONE_MINUTE)
    if case.outlook.late_until is not None:
        wake.append(case.outlook.late_until)
