"""Turnover tasks, and what a host receives about them: commands, decisions, alerts.

Tasks are values of the kernel, since rules make them, stores keep them and hosts receive them. They carry no guest
data: a task's text and payload name rooms, dates and flags only.

Tasks, commands, decisions and alerts give their reason in the same three fields: `row` is the row of the decision
table, `code` a stable word for machines (the closed set is `cloudbeds_connector.turnover.ReasonCode`), and `reason` a
full sentence for people. Never parse the sentence; its wording may change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import IntEnum, StrEnum


class Priority(IntEnum):
    """How urgent a task is; smaller comes first."""

    URGENT = 1
    HIGH = 2
    NORMAL = 3
    LOW = 4


class TaskKind(StrEnum):
    """What work is due. DEPARTURE is the default; a stronger kind replaces a weaker one in place.

    STAYOVER is the daily service of an occupied room. The rules make none; they only cancel what is planned for a room
    that was left (T08, T15).
    """

    DEPARTURE = "departure"
    BED_TURNOVER = "bed_turnover"
    REFRESH = "refresh"
    TOUCH_UP = "touch_up"
    CHECK = "check"
    STAYOVER = "stayover"


#: The kinds of turnover, strongest first: an open task of a weaker kind is raised to the stronger one, never doubled.
KIND_STRENGTH: tuple[TaskKind, ...] = (
    TaskKind.DEPARTURE,
    TaskKind.BED_TURNOVER,
    TaskKind.REFRESH,
    TaskKind.TOUCH_UP,
    TaskKind.CHECK,
)


class TaskState(StrEnum):
    """Where a task stands. At most one of a unit's tasks is OPEN, IN_PROGRESS or ON_HOLD at a time."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    DONE = "done"
    INSPECT_PENDING = "inspect_pending"
    VERIFIED = "verified"
    CANCELLED = "cancelled"


#: The states that block another task on the same unit (a unique partial index in every store).
LIVE_STATES = frozenset({TaskState.OPEN, TaskState.IN_PROGRESS, TaskState.ON_HOLD})


class Action(StrEnum):
    """What a command asks of a task."""

    CREATE = "create"
    UPDATE = "update"
    HOLD = "hold"
    RELEASE = "release"
    CANCEL = "cancel"
    COMPLETE = "complete"
    REOPEN = "reopen"


@dataclass(frozen=True, kw_only=True)
class TurnoverTask:
    """A "Turnover / Room ready" task on one unit.

    `id` is derived from (connection, unit, origin, purpose, vacate_seq), so the same cause never makes two.
    `unit_id` is the hotel system's room id, `host_room_id` the host's room, empty while unmapped.
    `carries` are the vacates that this task covers (``segment#n``), oldest first.
    `due_by`, `needed_by`, `urgent_at` are UTC; `clean_minutes` is the planned work.
    `basis` is a digest of the facts that `due_by` was computed from: while it stands, `due_by` does not move.
    `flags` are sorted words such as ``guest_waiting``, ``late_detected``, ``unmapped``, ``overdue``.
    `edited` names the fields that a person changed; automation leaves them alone.
    `row`, `code` and `reason` say why the task is as it is; `due_reason` is a sentence that says why it is due then.
    `assignee` is the host's name for the person who has the task, ``""`` while nobody has; `notified_due_by` is the due
    time in their last notification (T52). `arrival_at` is when the next guest is expected, not before check-in time; it
    orders the board.
    `held_until` is when a room out of order is sold again, `occupant_id` the segment that was checked in to the room
    before it was ready (T65), `parent_unit_id` the dorm that a bed is in.
    `version` grows with every change, so that a host applies commands in any order.
    """

    connection_id: str
    id: str
    unit_id: str
    room_number: str
    room_type_id: str
    title: str
    origin: str
    purpose: TaskKind
    vacate_seq: int
    kind: TaskKind
    cause: str
    state: TaskState
    due_by: datetime
    priority: Priority
    clean_minutes: int
    basis: str
    row: str
    code: str
    reason: str
    created_at: datetime
    updated_at: datetime
    version: int = 1
    due_reason: str = ""
    host_room_id: str = ""
    carries: tuple[str, ...] = ()
    vacated_at: datetime | None = None
    noticed_at: datetime | None = None
    needed_by: datetime | None = None
    urgent_at: datetime | None = None
    at_risk: bool = False
    breached: bool = False
    next_segment_id: str | None = None
    next_arrival_date: date | None = None
    next_arrival_eta: time | None = None
    flags: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    held_from: TaskState | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    completed_by: str = ""
    assignee: str = ""
    notified_due_by: datetime | None = None
    arrival_at: datetime | None = None
    held_until: datetime | None = None
    occupant_id: str | None = None
    parent_unit_id: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskCommand:
    """One change of one task. `task` is the task as it is after the change; `changed` names the fields that differ.

    `key` is unique for this change (task id and version): a sink that has seen it does nothing.
    `notify`: the person who has the task should be notified; not for a due time that moved by a few minutes (T52).
    """

    action: Action
    task: TurnoverTask
    row: str
    code: str
    reason: str
    changed: tuple[str, ...] = ()
    notify: bool = False

    @property
    def key(self) -> str:
        """The idempotency key of this command."""
        return f"{self.task.id}:{self.task.version}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What was decided for a vacate or a unit, and why. It answers "why is there no task?".

    `ref` names the vacate (``segment#n``) or, for a unit's own state, ``unit:{id}@{business date}``. `task_id` is
    None where no task carries it. `action` is a command's action, or ``excused``, ``attached``, ``noop``.
    """

    unit_id: str
    ref: str
    action: str
    row: str
    code: str
    reason: str
    task_id: str | None = None
    segment_id: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Alert:
    """Something a person should know. Its `key` keeps it from being raised twice for the same thing."""

    row: str
    code: str
    reason: str
    business_date: date
    unit_id: str | None = None
    segment_id: str | None = None

    @property
    def key(self) -> str:
        """Code, unit, segment and business date."""
        return ":".join((self.code, self.unit_id or "", self.segment_id or "", self.business_date.isoformat()))
