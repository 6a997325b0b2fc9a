"""Why a room has the task it has, or none: in a sentence, and as data.

Why is this task due then, and that urgent? Why is there no task? The second question is more frequent, from people who
stand in front of a dirty room.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from ..pms.model import BlockKind, Condition
from ..pms.tasks import Decision, Priority, TaskState, TurnoverTask
from . import flags
from .model import HotelView, PriorityBasis
from .policy import TurnoverPolicy
from .rules.due_out import due_out, leaves_at
from .rules.observations import READY, left_for_later, vacant_since
from .rules.vacates import stays_vacant
from .sentences import due_sentence, local_time
from .tasks.due_basis import ScheduleFacts
from .tasks.unit_work import UnitWork, live_tasks
from .view.blocks import closed_by
from .view.index import HotelIndex
from .view.pressure import TypePressure


class Answer(StrEnum):
    """A room's answer: there is a task, or the reason why there is none."""

    TASK = "task"
    UNKNOWN_ROOM = "unknown_room"
    NOT_CLEANED = "not_cleaned"
    VIRTUAL = "virtual"
    GUEST_IN_HOUSE = "guest_in_house"
    DUE_OUT = "due_out"
    OCCUPIED = "occupied"
    BLOCKED = "blocked"
    WAITS_FOR_MAPPING = "waits_for_mapping"
    NEVER_SEEN = "never_seen"
    READY = "ready"
    INSPECTION_PENDING = "inspection_pending"
    DONE = "done"
    CANCELLED = "cancelled"
    STAYS_VACANT = "stays_vacant"
    BACKLOG = "backlog"
    JUST_DIRTY = "just_dirty"
    EXCUSED = "excused"
    NOTHING_LEFT = "nothing_left"


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """One room's answer. `sentence` is for people and names no guest; `row` is the row of the table behind it.

    `task_id`, `due_by`, `priority`, their sentences and their bases are there where there is a task. `until` is when
    the answer may change by itself (UTC), None if only a fact changes it. `decisions` are the newest first.
    """

    unit_id: str
    room_number: str
    answer: Answer
    row: str
    sentence: str
    task_id: str | None = None
    due_by: datetime | None = None
    due_basis: str | None = None
    priority: Priority | None = None
    priority_basis: str | None = None
    priority_sentence: str | None = None
    until: datetime | None = None
    decisions: tuple[Decision, ...] = ()

    def to_mapping(self) -> dict[str, Any]:
        """The answer as JSON can hold it; instants are ISO 8601 in UTC."""
        values = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        for name in ("due_by", "until"):
            instant = values[name]
            values[name] = None if instant is None else instant.isoformat()
        return values | {"decisions": [dataclasses.asdict(decision) for decision in self.decisions]}


def explain_unit(
    view: HotelView, unit_id: str, *, now: datetime, policy: TurnoverPolicy, decisions: Iterable[Decision] = ()
) -> Explanation:
    """Why the room has the task it has, or why it has none, as the view shows the hotel at `now` (aware).

    `decisions` are what earlier plans decided, oldest first; without them an excused departure looks like none.
    """
    index = HotelIndex(view, now, policy)
    unit = index.units.get(index.unit_id_of(unit_id))
    if unit is None:
        sentence = f"No room has the id {unit_id}; look at the room map."
        return Explanation(unit_id=unit_id, room_number="", answer=Answer.UNKNOWN_ROOM, row="T116", sentence=sentence)
    own = tuple(decision for decision in decisions if decision.unit_id == unit.id)[::-1]
    work = UnitWork.of(unit, index)
    if work.live is not None:
        return _task(work, work.live.task, own)
    answer, row, sentence, until = _no_task(work, own)
    return Explanation(
        unit_id=unit.id,
        room_number=unit.number,
        answer=answer,
        row=row,
        sentence=f"{work.label} has no turnover. {sentence}",
        until=until,
        decisions=own,
    )


def priority_sentence(basis: PriorityBasis) -> str:
    """Why a task is as urgent as it is."""
    return {
        PriorityBasis.GUEST_WAITING: "Urgent: a guest waits for the room.",
        PriorityBasis.PROMISE_IN_DANGER: "Urgent: the next guest's promised time can hardly be kept.",
        PriorityBasis.ARRIVAL_TODAY: "High: the next guest arrives today.",
        PriorityBasis.TYPE_PRESSURE: "High: guests of this room type arrive today and have no room yet.",
        PriorityBasis.VIP: "One step more urgent than its day, since the next guest is a VIP.",
        PriorityBasis.ARRIVAL_TOMORROW: "Normal: the next guest arrives tomorrow.",
        PriorityBasis.NOBODY_SOON: "Low: nobody arrives today or tomorrow.",
    }[basis]


def _task(work: UnitWork, task: TurnoverTask, decisions: tuple[Decision, ...]) -> Explanation:
    index = work.index
    schedule = ScheduleFacts.of(work, task, pressure=TypePressure(index, live_tasks(index, [work]))).schedule()
    due = due_sentence(task, hotel=index.hotel, policy=work.policy)
    why, basis = priority_sentence(schedule.priority_basis), schedule.priority_basis.value
    if flags.OUT_OF_ORDER in task.flags and task.state is TaskState.ON_HOLD:
        why, basis = "Low: the room is out of order.", "out_of_order"
    if "priority" in task.edited:
        why, basis = "A person set the priority.", "edited"
    return Explanation(
        unit_id=work.unit.id,
        room_number=work.unit.number,
        answer=Answer.TASK,
        row=task.row,
        sentence=f"{work.label}: {task.reason} {due} {why}",
        task_id=task.id,
        due_by=task.due_by,
        due_basis="edited" if "due_by" in task.edited else schedule.due_basis.value,
        priority=task.priority,
        priority_basis=basis,
        priority_sentence=why,
        decisions=decisions,
    )


NoTask = tuple[Answer, str, str, datetime | None]


def _no_task(work: UnitWork, decisions: tuple[Decision, ...]) -> NoTask:
    for rule in (_kind_of_unit, _somebody_is_in, _closed, _state, _waits):
        found = rule(work)
        if found is not None:
            return found
    if decisions and decisions[0].task_id is None:
        last = decisions[0]
        return Answer.EXCUSED, last.row, last.reason, None
    return Answer.NOTHING_LEFT, "T21", "No departure of it is known, and nothing else calls for one.", None


def _kind_of_unit(work: UnitWork) -> NoTask | None:
    if work.unit.virtual:
        return Answer.VIRTUAL, "T96", "It is virtual; the rooms that it is made of are cleaned.", None
    if not work.gets_turnovers:
        return Answer.NOT_CLEANED, "T30", "It is not a room that the hotel wants turned over.", None
    return None


def _somebody_is_in(work: UnitWork) -> NoTask | None:
    leaving = list(due_out(work))
    if leaving:
        leaves = max(leaves_at(work, segment) for segment in leaving)
        clock = local_time(work.index.hotel, leaves)
        return Answer.DUE_OUT, "T55", f"Its guest has not left yet, and is to leave by {clock}.", None
    if work.guests:
        return Answer.GUEST_IN_HOUSE, "T24", "A guest is in house; a dirty room alone is no reason for one.", None
    if work.unit.occupied is True:
        return Answer.OCCUPIED, "T24", "The hotel system shows it occupied.", None
    return None


def _closed(work: UnitWork) -> NoTask | None:
    block = closed_by(work.index, work.unit.id, BlockKind.OUT_OF_ORDER, BlockKind.HOUSE_USE)
    if block is not None:
        return Answer.BLOCKED, "T88", f"It is blocked until {block.end_date.isoformat()}.", None
    if work.waits_for_mapping:
        return Answer.WAITS_FOR_MAPPING, "T116", "It is mapped to none of your rooms; map it.", None
    return None


def _state(work: UnitWork) -> NoTask | None:
    unit = work.unit
    last = work.ended[-1].task if work.ended else None
    if last is not None and last.state is TaskState.INSPECT_PENDING:
        return Answer.INSPECTION_PENDING, last.row or "T71", "The work is done and waits for its inspection.", None
    if unit.observed_at is None or unit.condition is Condition.UNKNOWN:
        return Answer.NEVER_SEEN, "T120", "No look has shown its condition, and nothing is inferred without one.", None
    if unit.condition in READY:
        return Answer.READY, "T29", f"It is vacant and {unit.condition.value}.", None
    if last is not None and unit.condition_since is not None and work.answered(since=unit.condition_since):
        if last.state is TaskState.CANCELLED:
            return Answer.CANCELLED, last.row, f"Its last one was cancelled. {last.reason}", None
        return Answer.DONE, last.row, "Its last one is done; the hotel system still calls the room dirty.", None
    return None


def _waits(work: UnitWork) -> NoTask | None:
    unit, index = work.unit, work.index
    since = vacant_since(index, unit)
    if since is None or unit.condition_since is None:
        return None
    since = max(since, unit.condition_since)
    if stays_vacant(work):
        return Answer.STAYS_VACANT, "T03", "Nobody arrives for so long that the hotel cleans it later.", None
    if left_for_later(index, since=since):
        return Answer.BACKLOG, "T143", "It was dirty at the first look; the turnover policy settles such rooms.", None
    sure_at = since + work.policy.debounce
    if unit.observed_at is not None and unit.observed_at < sure_at:
        clock = local_time(index.hotel, sure_at)
        return Answer.JUST_DIRTY, "T21", f"It was first seen dirty just now; a look after {clock} decides.", sure_at
    return None
