"""Decides the schedule of live tasks anew, and what of it may change.

`due_by` moves only when a fact other than the clock changed: an undone task becomes overdue, it does not slide (T137).
The facts are remembered as a digest, `TurnoverTask.basis`. Where the digest differs only since time went by (a guest of
yesterday is not waited for any longer, or the hotel's day began), `due_by` stays.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ..pms.tasks import Priority, TaskState, TurnoverTask
from . import flags
from .arrival import Outlook, as_arrival
from .describe import changes, due_sentence
from .identity import title
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
        house, task = self.work.house, self.task
        policy, hotel = house.policy, house.hotel
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
            (policy.eta_wrap, policy.late_until),
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
            for unit_id in (unit.id, *unit.linked)
            for segment in house.expected.get(unit_id, ())
            if segment.id == self.task.next_segment_id
            and (segment.start_date < house.today or segment.start_date == segment.end_date)
        ]


def refresh(work: UnitWork, draft: Draft, *, pressure: TypePressure) -> None:
    """Bring a live task's schedule, names and flags up to date."""
    house, unit, edited = work.house, work.unit, draft.task.edited
    outlook = work.outlook
    work.alerts.extend(outlook.alerts)
    minutes = house.policy.minutes(draft.task.kind, room_type_id=unit.room_type_id)
    if "clean_minutes" in edited:
        minutes = draft.task.clean_minutes
    case = _Case(work, draft.task, outlook, pressure, minutes)
    schedule = schedule_turnover(
        house.now,
        property=house.hotel,
        policy=house.policy,
        clean_minutes=minutes,
        next_arrival=outlook.arrival,
        rush=case.rush,
        type_pressure=case.pressed,
        started_at=draft.task.started_at if draft.task.state is TaskState.IN_PROGRESS else None,
    )
    task = _told_anew(case, _scheduled(case, schedule))
    explain(draft, task, work=work)
    _wake(case, task)


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
        },
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
    said = f"{reason} {due_sentence(task, hotel=work.house.hotel, policy=work.house.policy)}"
    draft.row, draft.reason = row, reason
    draft.task = replace(task, row=row, reason=said)


def _wake(case: _Case, task: TurnoverTask) -> None:
    """When the clock alone may change the task next."""
    house = case.work.house
    left = MINIMUM_LEFT if task.state is TaskState.IN_PROGRESS else timedelta(minutes=case.minutes)
    wake = case.work.wake
    for instant in (task.needed_by, task.urgent_at):
        if instant is not None:
            wake.append(instant - house.policy.buffer - left + ONE_MINUTE)
            wake.append(instant + ONE_MINUTE)
    wake.append(task.due_by + ONE_MINUTE)
    if case.outlook.late_until is not None:
        wake.append(case.outlook.late_until)
