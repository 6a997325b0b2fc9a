"""Decides what the turnover rules look at: a picture of a hotel, as plain values, and what they answer.

`HotelView` is everything the plan may know. The engine fills it from the store; a test, or another language's
case file, fills it by hand. Nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from ..pms.facts import Vacate
from ..pms.model import Condition, Property, RoomBlock, Segment
from ..pms.tasks import Alert, Decision, Priority, TaskCommand, TurnoverTask


@dataclass(frozen=True, kw_only=True, slots=True)
class NextArrival:
    """Who comes next. `date` is the hotel day, `eta` and `early_check_in` are property-local wall times.

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


@dataclass(frozen=True, kw_only=True, slots=True)
class TurnoverSchedule:
    """When a task should be finished. Instants are aware UTC; `needed_by` and `urgent_at` are None if nobody is due.

    `due_by` is never in the past when set. `at_risk`: even starting now, the buffer before `needed_by` is lost.
    """

    needed_by: datetime | None
    urgent_at: datetime | None
    due_by: datetime
    at_risk: bool
    priority: Priority
    earliest_finish: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """A physical unit and the newest look at its state.

    `number` is what people call it (the host's number, or the hotel system's name while unmapped).
    `condition_since` and `occupancy_since` are when a look first showed the present values; `observed_at` is the
    newest look. `turnover` False: a virtual unit, a parking lot, a posting room. `observed_at` None: never seen.
    `bed`: the unit is a bed of a dorm. `linked` are its parents, or for a parent its components.
    """

    id: str
    number: str
    room_type_id: str = ""
    host_room_id: str = ""
    mapped: bool = True
    turnover: bool = True
    bed: bool = False
    linked: tuple[str, ...] = ()
    condition: Condition = Condition.UNKNOWN
    condition_before: Condition = Condition.UNKNOWN
    condition_since: datetime | None = None
    occupied: bool | None = None
    occupancy_since: datetime | None = None
    observed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class HotelView:
    """Everything the plan looks at.

    `segments` are those that may matter: in house, expected, and departed ones that open tasks or vacates name.
    `vacates` are those not decided yet. `tasks` are all live tasks and the newest ended ones of each unit.
    `open_alerts` are keys of alerts already raised. `baseline` is True for the first full look at a hotel:
    what was already so then is no news (T114).
    `entered_at` tells for a segment when a look first showed it in house on the room it is in, or was last in (UTC);
    where it is silent the rules assume the careful thing.
    `known_seqs` tells for (unit id, origin) the highest `vacate_seq` that any task ever had, however long ago it ended:
    a task's id is never used again.
    """

    connection_id: str
    property: Property
    units: tuple[Unit, ...]
    segments: tuple[Segment, ...] = ()
    vacates: tuple[Vacate, ...] = ()
    tasks: tuple[TurnoverTask, ...] = ()
    blocks: tuple[RoomBlock, ...] = ()
    open_alerts: frozenset[str] = frozenset()
    baseline: bool = False
    entered_at: Mapping[str, datetime] = field(default_factory=dict)
    known_seqs: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What ought to be done. Applying `commands` and planning again gives none.

    `decisions` tell for every vacate what was decided and why, tasks or not. `look_again_at` is the next instant at
    which the clock alone may change something (a debounce ends, a task becomes urgent or overdue, the day rolls over).
    """

    commands: tuple[TaskCommand, ...] = ()
    decisions: tuple[Decision, ...] = ()
    alerts: tuple[Alert, ...] = ()
    look_again_at: datetime | None = None
