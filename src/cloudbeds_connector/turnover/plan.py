"""Decides, for a whole hotel at one instant, what ought to be done about its rooms.

Each rule is a function in its own module; here is the order in which they look at a unit. What is decided for one unit
depends on no other unit's case, except for type pressure and the projection of who can do it all, which are reckoned
over all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from ..pms.tasks import Alert, Decision, TaskCommand
from . import flags
from .blocked import mind_the_blocks
from .called_off import mind_the_booking
from .capacity import capacity_alert, late_by_projection
from .commands import command_for
from .dirty import mind_the_state
from .discrepancy import mind_the_discrepancy
from .due_out import mind_the_due_outs
from .feedback import hear_the_pms
from .house import House
from .model import HotelView, Plan
from .notify import notifications
from .occupied import mind_the_guest, mind_what_was_released
from .policy import TurnoverPolicy
from .pressure import TypePressure, live_tasks
from .property_alerts import homeless_decisions, property_alerts
from .refresh import refresh
from .reissue import follow_the_room
from .reverted import mind_the_return, take_back
from .service import hear_of_a_pickup, hear_the_inspector, mind_the_service_flags, mind_the_stayovers
from .times import day_after, resolve, rollover_time
from .unmapped import mind_the_mapping
from .vacated import decide_vacate
from .work import UnitWork


def plan_turnover(
    view: HotelView, *, now: datetime, policy: TurnoverPolicy, only: Collection[str] | None = None
) -> Plan:
    """What ought to be done, given what is known of the hotel at `now` (aware; `ValueError` otherwise).

    Every vacate of the view gets one decision, and every command one that explains it. Nothing depends on the order
    of the input, and a plan made again after its commands were applied has none (see `apply_plan`).

    `only` plans again for these units alone, after a change that touched no others (see `touched_units`): the commands
    are those that a whole plan would have for them. What concerns the hotel as a whole is then left to a whole plan.
    """
    house = House(view, now, policy)
    cases = [UnitWork.of(unit, house) for unit in house.units.values()] if only is None else _cases(house, only)
    for work in cases:
        _decide(work)
    pressure = TypePressure(house, live_tasks(house, cases))
    for work in cases:
        for draft in work.drafts:
            if draft.live:
                refresh(work, draft, pressure=pressure)
    late = _project(house, cases) if only is None else None
    return _plan(house, cases, late=late)


def _cases(house: House, only: Collection[str]) -> list[UnitWork]:
    left = {vacate.unit_id for unit_id in only for vacate in house.vacates.of(unit_id)}
    return [UnitWork.of(house.units[unit_id], house) for unit_id in sorted({*only, *left} & house.units.keys())]


def _decide(work: UnitWork) -> None:
    follow_the_room(work)
    if work.waits_for_mapping:
        hear_the_inspector(work)  # a departure waits for the mapping only where no work is open that answers for it
    for vacate in work.house.vacates.of(work.unit.id):
        decide_vacate(work, vacate)
    hear_the_inspector(work)  # what is opened again may be taken back
    take_back(work)
    mind_the_booking(work)
    hear_the_pms(work)
    hear_of_a_pickup(work)
    mind_the_guest(work)
    mind_the_state(work)
    mind_the_discrepancy(work)  # of a task made just now too
    mind_what_was_released(work)
    mind_the_blocks(work)
    mind_the_return(work)
    mind_the_mapping(work)
    mind_the_due_outs(work)
    mind_the_service_flags(work)
    mind_the_stayovers(work)


def _project(house: House, cases: list[UnitWork]) -> frozenset[str]:
    """T136: flag what will be late with the people who are there."""
    live = [draft for work in cases for draft in work.drafts if draft.live]
    late = late_by_projection(house, [draft.task for draft in live])
    for draft in live:
        told = flags.set_flags(draft.task.flags, {flags.LATE_BY_PROJECTION: draft.task.id in late})
        if told == draft.task.flags:
            continue
        if draft.before is not None and command_for(draft, now=house.now, policy=house.policy) is None:
            draft.row, draft.reason = "T136", "With the people who are there, the room is ready at another time."
        draft.task = replace(draft.task, flags=told)
    return late


def _plan(house: House, cases: list[UnitWork], *, late: frozenset[str] | None) -> Plan:
    commands: list[TaskCommand] = []
    decisions = [] if late is None else list(homeless_decisions(house))
    alerts = [alert for work in cases for alert in work.alerts]
    if late is not None:
        alerts.extend((*property_alerts(house), *filter(None, (capacity_alert(house, late),))))
    for work in cases:
        decisions.extend(work.decisions)
        drafts = (*work.drafts, *work.stayovers)
        made = [(draft, command_for(draft, now=house.now, policy=work.policy)) for draft in drafts]
        # what ends goes first: a unit has one live task at any moment
        for draft, command in sorted(made, key=lambda pair: (pair[0].live, pair[0].task.id)):
            if command is None:
                continue
            commands.append(command)
            if not draft.told:
                decisions.append(_explained(work, command))
    return Plan(
        commands=tuple(commands),
        decisions=tuple(decisions),
        alerts=_new_alerts(house, alerts),
        notifications=notifications(commands),
        look_again_at=_look_again_at(house, cases),
    )


def _explained(work: UnitWork, command: TaskCommand) -> Decision:
    return Decision(
        unit_id=work.unit.id,
        ref=f"unit:{work.unit.id}@{work.house.today.isoformat()}",
        action=command.action.value,
        row=command.row,
        reason=command.reason,
        task_id=command.task.id,
    )


def _new_alerts(house: House, alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    new = {alert.key: alert for alert in alerts if alert.key not in house.view.open_alerts}
    return tuple(new[key] for key in sorted(new))


def _look_again_at(house: House, cases: list[UnitWork]) -> datetime:
    # a block may end with the day where there is no task yet
    rollover = resolve(day_after(house.today), rollover_time(house.hotel, policy=house.policy), house.hotel.zone)
    instants = (instant for work in cases for instant in (*work.wake, rollover))
    return min((instant for instant in instants if instant > house.now), default=rollover)
