"""Write-back: whether a room's condition may be written to the hotel system now (T67, T75 to T79).

Check again before every attempt, since a guest may have come between two attempts: a condition that was right when the
work ended may overwrite the desk's own an hour later. Nothing here writes; the engine does, and reads back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from ..pms.model import Condition
from ..pms.tasks import TaskKind, TaskState, TurnoverTask
from . import flags
from .model import HotelView, Unit
from .policy import TurnoverPolicy
from .reasons import Reason, ReasonCode
from .schedule.due_time import ONE_MINUTE
from .view.index import HotelIndex

#: Who ended a task if it was not a person: then the hotel system shows the condition already.
BY_PMS = "pms"


@dataclass(frozen=True, kw_only=True, slots=True)
class WriteBack:
    """What may be written of a unit, and why; `condition` None: nothing."""

    unit_id: str
    task_id: str
    condition: Condition | None
    row: str
    code: str
    reason: str


def write_back(
    view: HotelView, task: TurnoverTask, *, now: datetime, policy: TurnoverPolicy, inspected: bool = True
) -> WriteBack:
    """The condition that an ended task allows to be written at `now`, as the view shows the hotel.

    `inspected`: the hotel system distinguishes inspected rooms from clean ones (Cloudbeds: only if the property enabled
    it); elsewhere an approval writes ``clean`` (T77). Always write the condition explicitly: Cloudbeds' description
    says that ``postHousekeepingStatus`` without one toggles it.
    """
    index = HotelIndex(view, now, policy)
    unit = index.units.get(index.unit_id_of(task.unit_id))
    if unit is None:
        return _write(task, None, ReasonCode.ROOM_GONE())
    task = replace(task, unit_id=unit.id)  # the room may have another id by now (T118)
    condition, reason = _allowed(index, unit, task, inspected=inspected)
    if condition is unit.condition:
        condition, reason = None, ReasonCode.SHOWN_BY_PMS(condition=unit.condition.value)
    return _write(task, condition, reason)


def is_own_echo(unit: Unit, *, written: Condition, written_at: datetime) -> bool:
    """T79: whether the hotel system shows what was written to it, and not what somebody else set."""
    since = unit.condition_since
    return unit.condition is written and since is not None and since >= written_at


def _allowed(index: HotelIndex, unit: Unit, task: TurnoverTask, *, inspected: bool) -> tuple[Condition | None, Reason]:
    if flags.INSPECTION_REJECTED in task.flags:
        return Condition.DIRTY, ReasonCode.REJECTED()
    if (refusal := _refused(index, unit, task)) is not None:
        return None, refusal()
    if task.state is TaskState.VERIFIED and not inspected:
        return Condition.CLEAN, ReasonCode.APPROVED_AS_CLEAN()
    if task.state is TaskState.VERIFIED:
        return Condition.INSPECTED, ReasonCode.APPROVED()
    if unit.condition is not Condition.DIRTY:
        return None, ReasonCode.SHOWN_BY_PMS(condition=unit.condition.value)
    return Condition.CLEAN, ReasonCode.WORK_DONE(row="T67" if index.has_guests(unit) else "T75")


def _refused(index: HotelIndex, unit: Unit, task: TurnoverTask) -> ReasonCode | None:
    if task.state not in (TaskState.DONE, TaskState.INSPECT_PENDING, TaskState.VERIFIED):
        return ReasonCode.WORK_NOT_DONE
    if task.completed_by == BY_PMS:
        return ReasonCode.REPORTED_BY_PMS
    if _left_since(index, unit, task):
        return ReasonCode.LEFT_AFTER_SERVICE if task.kind is TaskKind.STAYOVER else ReasonCode.LEFT_AFTER_WORK
    guests = index.guests_in(unit)
    # a guest in the room forbids it, but for the one who was in it when the work was done (T67)
    if [guest.id for guest in guests] != [task.occupant_id] and (guests or unit.occupied is True):
        return ReasonCode.CHECKED_IN_SINCE
    return None


def _left_since(index: HotelIndex, unit: Unit, task: TurnoverTask) -> bool:
    """Whether anybody left the unit since the work on it began, at the latest that it can have begun."""
    began = task.started_at or _latest_start(task)
    vacates = any(vacate.at > began and vacate.ref not in task.carries for vacate in index.vacates.of(unit.id))
    later = any(
        other.id != task.id and other.vacated_at is not None and other.vacated_at > began
        for other in index.tasks.of(unit.id)
    )
    emptied = unit.occupied is False and unit.occupancy_since is not None and unit.occupancy_since > began
    return vacates or later or emptied


def _latest_start(task: TurnoverTask) -> datetime:
    """When the work began at the latest if nobody reported it: it took its planned minutes."""
    ended = task.completed_at or task.created_at
    return max(task.created_at, ended - task.clean_minutes * ONE_MINUTE)


def _write(task: TurnoverTask, condition: Condition | None, reason: Reason) -> WriteBack:
    return WriteBack(
        unit_id=task.unit_id,
        task_id=task.id,
        condition=condition,
        row=reason.row,
        code=reason.code,
        reason=reason.sentence,
    )
