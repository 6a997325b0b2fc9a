"""What the turnover rules take and return, as plain values: a hotel's units, stays and tasks; schedules and plans.

`HotelView` is the whole input of a plan. The engine fills it from the store; a test, or another language's case file,
fills it by hand. Nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from ..pms.facts import Vacate
from ..pms.model import Condition, Property, RoomBlock, Segment
from ..pms.tasks import Alert, Decision, Priority, TaskCommand, TurnoverTask


@dataclass(frozen=True, kw_only=True, slots=True)
class NextArrival:
    """The next guest. `date` is the hotel day, `eta` and `early_check_in` are property-local wall times.

    An `eta` before the rollover (or `eta_wrap`) means the night after `date`. `waiting`: the guest is in the lobby,
    or in the room already. `day_use` with `scheduled_start` (UTC) is for stays that start and end on one day.
    """

    date: date
    eta: time | None = None
    early_check_in: time | None = None
    vip: bool = False
    waiting: bool = False
    tentative: bool = False
    day_use: bool = False
    scheduled_start: datetime | None = None
    segment_id: str | None = None


class DueBasis(StrEnum):
    """What a due time follows from."""

    AS_SOON_AS_POSSIBLE = "as_soon_as_possible"  # a guest waits
    BEFORE_ARRIVAL = "before_arrival"  # the next guest's time, less the buffer
    TARGET = "target"  # the hotel's target of today
    NEXT_TARGET = "next_target"  # that of the next day, since today's cannot be met
    EARLIEST_FINISH = "earliest_finish"  # the preferred time cannot be met any more


class PriorityBasis(StrEnum):
    """What a priority follows from."""

    GUEST_WAITING = "guest_waiting"
    PROMISE_IN_DANGER = "promise_in_danger"  # the promised time cannot be kept with the buffer to spare
    ARRIVAL_TODAY = "arrival_today"
    TYPE_PRESSURE = "type_pressure"  # guests without a room arrive today for the room's type
    VIP = "vip"  # one step more than the day alone would give
    ARRIVAL_TOMORROW = "arrival_tomorrow"
    NOBODY_SOON = "nobody_soon"


@dataclass(frozen=True, kw_only=True, slots=True)
class TurnoverSchedule:
    """When a task should be finished. Instants are aware UTC; `needed_by` and `urgent_at` are None if nobody is due.

    `due_by` is never in the past when set. `at_risk`: even starting now, the buffer before `needed_by` is lost.
    `due_basis` and `priority_basis` say what `due_by` and `priority` follow from.
    """

    needed_by: datetime | None
    urgent_at: datetime | None
    due_by: datetime
    at_risk: bool
    priority: Priority
    earliest_finish: datetime
    due_basis: DueBasis
    priority_basis: PriorityBasis


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """A unit and the newest look at its state: the physical thing that gets cleaned, or a virtual one that is sold.

    `number` is what people call it (the host's number, or the hotel system's name while unmapped), `storey` its floor
    where the host has one. `turnover` False: a parking lot, a posting room. `virtual`: it exists only as the units it
    is `linked` with, which are cleaned in its place. `linked` are its parents, or for a parent its components.
    `bed`: the unit is a bed of a dorm, `parent_id` the unit that is the dorm, where there is one.
    `condition_since` and `occupancy_since` are when a look first showed the present values; `observed_at` is the
    newest look. `observed_at` None: never seen. `do_not_disturb`, `refused_service` and `pickup` are the hotel
    system's service flags, `pickup_since` when a look first showed the last of them.
    `reported_occupied` is what housekeeping found at the door, None where nobody reported.
    """

    id: str
    number: str
    room_type_id: str = ""
    host_room_id: str = ""
    mapped: bool = True
    turnover: bool = True
    virtual: bool = False
    bed: bool = False
    parent_id: str = ""
    linked: tuple[str, ...] = ()
    storey: int | None = None
    condition: Condition = Condition.UNKNOWN
    condition_before: Condition = Condition.UNKNOWN
    condition_since: datetime | None = None
    occupied: bool | None = None
    occupancy_since: datetime | None = None
    observed_at: datetime | None = None
    do_not_disturb: bool = False
    refused_service: bool = False
    pickup: bool = False
    pickup_since: datetime | None = None
    reported_occupied: bool | None = None


@dataclass(frozen=True, kw_only=True)
class HotelView:
    """Everything that a plan depends on.

    `segments` are those that may matter: in house, expected, and departed ones that open tasks or vacates name.
    `vacates` are those not decided yet, `departures_without_room` the segments that left without any known room (T07).
    `tasks` are all live tasks and the newest ended ones of each unit.
    `blocks` are those that the hotel system shows, `removed_blocks` those that it showed and took away today (T88).
    `open_alerts` are keys of alerts already raised. `baseline` is True for the first full look at a hotel:
    states that were there already are no news (T114). `first_look_at` is when that was, for later plans (T143).
    `entered_at` is for a segment when a look first showed it in house on the room it is in, or was last in (UTC);
    where it has none, the rules assume the careful thing.
    `known_seqs` is for (unit id, origin) the highest `vacate_seq` that any task ever had, however long ago it ended:
    a task's id is never used again.
    `torn_dorms` are dorms whose beds were shown before the newest stays, so that it is not known yet whether they are
    empty (T94). `deleted` are reservations that the hotel system deleted (T63), `reissued` maps the id that a room had
    to the one it has now (T118), `audited_to` is the hotel day that the newest night audit opened, None where the hotel
    system does not show it (T135), `attendants` how many people turn rooms over today, None if unknown (T136).
    """

    connection_id: str
    property: Property
    units: tuple[Unit, ...]
    segments: tuple[Segment, ...] = ()
    vacates: tuple[Vacate, ...] = ()
    departures_without_room: tuple[str, ...] = ()
    tasks: tuple[TurnoverTask, ...] = ()
    blocks: tuple[RoomBlock, ...] = ()
    removed_blocks: tuple[RoomBlock, ...] = ()
    open_alerts: frozenset[str] = frozenset()
    baseline: bool = False
    first_look_at: datetime | None = None
    entered_at: Mapping[str, datetime] = field(default_factory=dict)
    known_seqs: Mapping[tuple[str, str], int] = field(default_factory=dict)
    torn_dorms: frozenset[str] = frozenset()
    deleted: frozenset[str] = frozenset()
    reissued: Mapping[str, str] = field(default_factory=dict)
    audited_to: date | None = None
    attendants: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Notification:
    """One message to one person for all their tasks (T136). `assignee` ``""``: the person who hands out work."""

    assignee: str
    task_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What ought to be done. Applying `commands` and planning again gives none.

    `decisions` has what was decided for every vacate and why, with or without a task. `look_again_at` is when next the
    clock alone may change something (a debounce ends, a task becomes urgent or overdue, the day rolls over).
    """

    commands: tuple[TaskCommand, ...] = ()
    decisions: tuple[Decision, ...] = ()
    alerts: tuple[Alert, ...] = ()
    notifications: tuple[Notification, ...] = ()
    look_again_at: datetime | None = None
