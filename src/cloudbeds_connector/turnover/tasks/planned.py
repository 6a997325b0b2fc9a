"""Planned departures: guests who are still to leave today, shown on the board beside the tasks.

A planned departure is no task. It follows from the stays alone, so an extended stay ends it and a shortened one brings
it (T54, T55), and it becomes a turnover when the guest has left.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ...pms.tasks import LIVE_STATES, Priority, TaskKind, TurnoverTask
from ..identity import natural
from ..model import HotelView
from ..policy import TurnoverPolicy
from ..rules.due_out import due_out, leaves_at
from ..schedule.due_time import schedule_turnover
from ..view.index import HotelIndex
from .board import board_key
from .unit_work import UnitWork


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedDeparture:
    """A room that is to be left today. Instants are aware UTC.

    `available_from` is check-out time or an agreed later one (T19), `now` if that has passed. `due_by`, `needed_by`,
    `at_risk` and `priority` are what a turnover would have that began then. `overdue`: the guest should be out (T18).
    `last`: "do not disturb" or refused service, so the room is looked at after all others (T83).
    """

    unit_id: str
    room_number: str
    segment_id: str
    available_from: datetime
    due_by: datetime
    needed_by: datetime | None
    at_risk: bool
    priority: Priority
    clean_minutes: int
    next_arrival_date: date | None = None
    next_arrival_eta: time | None = None
    overdue: bool = False
    last: bool = False
    parent_unit_id: str = ""
    storey: int | None = None


#: What one row of the board is: a task, or work to come.
BoardRow = TurnoverTask | PlannedDeparture


def planned_departures(view: HotelView, *, now: datetime, policy: TurnoverPolicy) -> tuple[PlannedDeparture, ...]:
    """The rooms whose guests are to leave by today, in the order of work."""
    index = HotelIndex(view, now, policy)
    cases = [UnitWork.of(unit, index) for unit in index.units.values()]
    rows = [_planned(work) for work in cases if work.gets_turnovers and any(due_out(work))]
    return tuple(sorted(rows, key=_planned_key))


def turnover_board(view: HotelView, *, now: datetime, policy: TurnoverPolicy) -> tuple[BoardRow, ...]:
    """One list for housekeeping: live tasks in their order, then the rooms that are still to be left."""
    storeys = {unit.id: unit.storey or 0 for unit in view.units}
    live = (task for task in view.tasks if task.state in LIVE_STATES and task.kind is not TaskKind.STAYOVER)
    tasks: Iterable[TurnoverTask] = sorted(live, key=lambda task: board_key(task, storey=storeys.get(task.unit_id, 0)))
    return (*tasks, *planned_departures(view, now=now, policy=policy))


def _planned(work: UnitWork) -> PlannedDeparture:
    """The row of one room. Type pressure does not count: it applies to vacant dirty rooms only (T40)."""
    index, unit = work.index, work.unit
    leaving = list(due_out(work))
    segment = max(leaving, key=lambda guest: (leaves_at(work, guest), guest.id))
    expected_at = leaves_at(work, segment)
    available_from = max(expected_at, index.now)
    arrival = work.outlook.arrival
    minutes = work.policy.minutes(work.departure_kind, room_type_id=unit.room_type_id)
    schedule = schedule_turnover(
        available_from,
        property=index.hotel,
        policy=work.policy,
        clean_minutes=minutes,
        next_arrival=arrival,
    )
    return PlannedDeparture(
        unit_id=unit.id,
        room_number=unit.number,
        segment_id=segment.id,
        available_from=available_from,
        due_by=schedule.due_by,
        needed_by=schedule.needed_by,
        at_risk=schedule.at_risk,
        priority=schedule.priority,
        clean_minutes=minutes,
        next_arrival_date=None if arrival is None else arrival.date,
        next_arrival_eta=None if arrival is None else arrival.eta,
        overdue=index.now > expected_at + timedelta(minutes=work.policy.grace_overdue_minutes),
        last=unit.do_not_disturb or unit.refused_service,
        parent_unit_id=unit.parent_id,
        storey=unit.storey,
    )


def _planned_key(row: PlannedDeparture) -> tuple[object, ...]:
    urgency = (row.last, row.priority, row.available_from, row.due_by)
    return (*urgency, row.storey or 0, natural(row.room_number), row.unit_id)
