"""The facts that a live task's schedule follows from, and whether they changed.

`due_by` moves only when a fact other than the clock changed: an undone task becomes overdue, it does not slide (T137).
A digest of the facts is kept in `TurnoverTask.basis`. Where the digest differs only because time went by (the hotel no
longer waits for a guest of yesterday, or the hotel's day began), `due_by` stays.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import date

from ...pms.tasks import TaskKind, TaskState, TurnoverTask
from .. import flags
from ..identity import segment_of
from ..model import NextArrival, TurnoverSchedule
from ..schedule.due_time import schedule_turnover
from ..view.arrivals import Outlook, as_arrival
from ..view.pressure import TypePressure
from .unit_work import UnitWork


@dataclass(frozen=True)
class ScheduleFacts:
    """One live task, and what its schedule depends on."""

    work: UnitWork
    task: TurnoverTask
    outlook: Outlook
    pressure: TypePressure
    minutes: int

    @classmethod
    def of(cls, work: UnitWork, task: TurnoverTask, *, pressure: TypePressure) -> ScheduleFacts:
        """The facts of a task of the unit."""
        minutes = task.clean_minutes if "clean_minutes" in task.edited else planned_minutes(work, task)
        return cls(work, task, work.outlook, pressure, minutes)

    @property
    def rush(self) -> bool:
        """Whether somebody waits for the room."""
        return bool({flags.GUEST_WAITING, flags.RUSH} & set(self.task.flags))

    @property
    def pressed(self) -> bool:
        """Whether guests without a room want one of this type today."""
        return self.pressure.under_pressure(self.work.unit)

    def digest(self, arrival: NextArrival | None, *, pressed: bool) -> str:
        """The facts that `due_by` follows from, as a digest."""
        task = self.task
        facts = (
            arrival,
            pressed,
            self.rush,
            self.minutes,
            task.kind.value,
            task.carries,
            task.started_at if task.state is TaskState.IN_PROGRESS else None,
            task.state is TaskState.ON_HOLD,
            self.work.index.settings_of(self.work.unit),
        )
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:24]

    def basis(self) -> str:
        """The digest, and the business date on which it was made."""
        return f"{self.work.index.today.isoformat()}/{self.digest(self.outlook.arrival, pressed=self.pressed)}"

    def facts_changed(self) -> bool:
        """Whether a fact other than the clock changed since `due_by` was set."""
        day, _, known = self.task.basis.partition("/")
        arrivals = [self.outlook.arrival, *self._expired()]
        pressures = {self.pressed}
        if day and day != self.work.index.today.isoformat():
            pressures.add(self.work.unit.id in self.pressure.on(date.fromisoformat(day)))
        return all(known != self.digest(arrival, pressed=p) for arrival in arrivals for p in pressures)

    def _expired(self) -> list[NextArrival]:
        """The guest who came next before, if time alone may have put another one first: a guest of yesterday, or a
        day guest, who without a known start is expected later and later.
        """
        index, unit = self.work.index, self.work.unit
        return [
            as_arrival(index, segment)
            for unit_id in (unit.id, *index.links.linked(unit.id))
            for segment in index.expected.of(unit_id)
            if segment.id == self.task.next_segment_id
            and (segment.start_date < index.today or segment.start_date == segment.end_date)
        ]

    def schedule(self) -> TurnoverSchedule:
        """The schedule that the task would have if it were made now."""
        return schedule_turnover(
            self.work.index.now,
            property=self.work.index.hotel,
            policy=self.work.policy,
            clean_minutes=self.minutes,
            next_arrival=self.outlook.arrival,
            rush=self.rush,
            type_pressure=self.pressed,
            started_at=self.task.started_at if self.task.state is TaskState.IN_PROGRESS else None,
            spread=flags.SEASON in self.task.flags,
        )


def planned_minutes(work: UnitWork, task: TurnoverTask) -> int:
    """The planned work of a task: by its kind and the room's type, more after a long stay (T142)."""
    minutes = work.policy.minutes(task.kind, room_type_id=work.unit.room_type_id)
    long = task.kind is TaskKind.DEPARTURE and after_long_stay(work, task)
    # 50 x 1.1 is a little more than 55 in binary, and must not become a 56th minute
    return math.ceil(round(minutes * work.policy.long_stay_factor, 6)) if long else minutes


def after_long_stay(work: UnitWork, task: TurnoverTask) -> bool:
    """Whether a stay that the task covers was as long as the policy's `long_stay_nights`."""
    limit = work.policy.long_stay_nights
    if limit is None:
        return False
    stays = [work.index.segments.get(segment_of(ref)) for ref in task.carries]
    nights = [(stay.end_date - stay.start_date).days for stay in stays if stay is not None]
    return max(nights) >= limit if nights else flags.LONG_STAY in task.flags
