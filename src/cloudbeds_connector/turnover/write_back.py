"""Decides whether the hotel system may be told a room's condition now (T67, T75 to T79).

Every attempt asks anew, for between two attempts a guest may have come: what was true when the work ended may undo the
desk's word an hour later. Nothing here writes; the engine does, and reads back what became of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from ..pms.model import Condition
from ..pms.tasks import TaskKind, TaskState, TurnoverTask
from . import flags
from .model import HotelView, Unit
from .policy import TurnoverPolicy
from .schedule.due_time import ONE_MINUTE
from .view.index import HotelIndex

#: Who ended a task, where it was not a person: then the hotel system knows already.
BY_PMS = "pms"


@dataclass(frozen=True, kw_only=True, slots=True)
class WriteBack:
    """What may be told of a unit, by which row and why; `condition` None: nothing, for this reason."""

    unit_id: str
    task_id: str
    condition: Condition | None
    row: str
    reason: str


def write_back(
    view: HotelView, task: TurnoverTask, *, now: datetime, policy: TurnoverPolicy, inspected: bool = True
) -> WriteBack:
    """The condition that an ended task allows to be written at `now`, as the view shows the hotel.

    `inspected`: the hotel system tells an inspected room from a clean one (Cloudbeds: only if the property enabled
    it); elsewhere an approval writes ``clean`` (T77). Always write the condition explicitly: Cloudbeds' description
    says that ``postHousekeepingStatus`` without one toggles it.
    """
    index = HotelIndex(view, now, policy)
    unit = index.units.get(index.unit_id_of(task.unit_id))
    if unit is None:
        return _nothing(task, "T120", "The hotel system does not show the room any more.")
    task = replace(task, unit_id=unit.id)  # the room may have another id by now (T118)
    if flags.INSPECTION_REJECTED in task.flags:
        return _unless_so(unit, task, Condition.DIRTY, "T76", "The inspection was rejected.")
    refusal = _refused(index, unit, task)
    if refusal is not None:
        return refusal
    if task.state is TaskState.VERIFIED and not inspected:
        return _unless_so(unit, task, Condition.CLEAN, "T77", "Approved; the hotel system knows no inspected rooms.")
    if task.state is TaskState.VERIFIED:
        return _unless_so(unit, task, Condition.INSPECTED, "T76", "The inspection was approved.")
    if unit.condition is not Condition.DIRTY:
        return _nothing(task, "T79", f"The hotel system shows the room {unit.condition.value} already.")
    row = "T67" if index.has_guests(unit) else "T75"
    return _told(task, Condition.CLEAN, row, "The work is done and the room is as it was left.")


def is_own_echo(unit: Unit, *, written: Condition, written_at: datetime) -> bool:
    """T79: whether what the hotel system shows now is what was written to it, and not somebody's word."""
    since = unit.condition_since
    return unit.condition is written and since is not None and since >= written_at


def _refused(index: HotelIndex, unit: Unit, task: TurnoverTask) -> WriteBack | None:
    if task.state not in (TaskState.DONE, TaskState.INSPECT_PENDING, TaskState.VERIFIED):
        return _nothing(task, "T75", "The work is not done.")
    if task.completed_by == BY_PMS:
        return _nothing(task, "T79", "The hotel system said so itself.")
    if task.kind is TaskKind.STAYOVER and _left_since(index, unit, task):
        return _nothing(task, "T08", "The guest left after the service; the room needs its turnover.")
    if _left_since(index, unit, task):
        return _nothing(task, "T78", "The room was left again after the work began.")
    return _entered(index, unit, task)


def _entered(index: HotelIndex, unit: Unit, task: TurnoverTask) -> WriteBack | None:
    """A guest in the room forbids it, but for the one who was in it when the work was done (T67)."""
    guests = index.guests_in(unit)
    if [guest.id for guest in guests] == [task.occupant_id]:
        return None
    if guests or unit.occupied is True:
        return _nothing(task, "T78", "A guest has been checked in to the room since.")
    return None


def _left_since(index: HotelIndex, unit: Unit, task: TurnoverTask) -> bool:
    """Whether anybody left the unit since the work on it began, at the latest that it can have begun."""
    began = task.started_at or _latest_start(task)
    vacates = any(vacate.at > began and vacate.ref not in task.carries for vacate in index.vacates.of(unit.id))
    later = any(
        other.id != task.id and other.vacated_at is not None and other.vacated_at > began
        for other in index.tasks.of(unit.id)
    )
    return (
        vacates
        or later
        or (unit.occupied is False and unit.occupancy_since is not None and unit.occupancy_since > began)
    )


def _latest_start(task: TurnoverTask) -> datetime:
    """Where nobody said when the work began, it took its planned minutes."""
    ended = task.completed_at or task.created_at
    return max(task.created_at, ended - task.clean_minutes * ONE_MINUTE)


def _unless_so(unit: Unit, task: TurnoverTask, condition: Condition, row: str, reason: str) -> WriteBack:
    if unit.condition is condition:
        return _nothing(task, "T79", f"The hotel system shows the room {condition.value} already.")
    return _told(task, condition, row, reason)


def _told(task: TurnoverTask, condition: Condition, row: str, reason: str) -> WriteBack:
    return WriteBack(unit_id=task.unit_id, task_id=task.id, condition=condition, row=row, reason=reason)


def _nothing(task: TurnoverTask, row: str, reason: str) -> WriteBack:
    return WriteBack(unit_id=task.unit_id, task_id=task.id, condition=None, row=row, reason=reason)
