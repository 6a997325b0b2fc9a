"""Decides, for a whole hotel at one instant, what ought to be done about its rooms.

Each rule is a function in its own module; here is the order in which they look at a unit. What is decided for one unit
depends on no other unit's case, except for type pressure, which is reckoned over all of them before any schedule.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ..pms.tasks import Alert, Decision, TaskCommand
from .blocked import mind_the_blocks
from .commands import command_for
from .dirty import mind_the_state
from .due_out import mind_the_due_outs
from .feedback import hear_the_pms
from .house import House
from .model import HotelView, Plan
from .occupied import mind_the_guest
from .policy import TurnoverPolicy
from .pressure import TypePressure, live_tasks
from .property_alerts import property_alerts
from .refresh import refresh
from .reverted import mind_the_return, take_back
from .times import day_after, resolve, rollover_time
from .unmapped import mind_the_mapping
from .vacated import decide_vacate
from .work import UnitWork


def plan_turnover(view: HotelView, *, now: datetime, policy: TurnoverPolicy) -> Plan:
    """What ought to be done, given what is known of the hotel at `now` (aware; `ValueError` otherwise).

    Every vacate of the view gets one decision, and every command one that explains it. Nothing depends on the order
    of the input, and a plan made again after its commands were applied has none (see `apply_plan`).
    """
    house = House(view, now, policy)
    cases = [UnitWork.of(unit, house) for unit in house.units.values()]
    for work in cases:
        _decide(work)
    pressure = TypePressure(house, live_tasks([draft.task for work in cases for draft in work.drafts]))
    for work in cases:
        for draft in work.drafts:
            if draft.live:
                refresh(work, draft, pressure=pressure)
    return _plan(house, cases)


def _decide(work: UnitWork) -> None:
    for vacate in work.house.vacates.get(work.unit.id, ()):
        decide_vacate(work, vacate)
    take_back(work)
    hear_the_pms(work)
    mind_the_guest(work)
    mind_the_state(work)
    mind_the_blocks(work)
    mind_the_return(work)
    mind_the_mapping(work)
    mind_the_due_outs(work)


def _plan(house: House, cases: list[UnitWork]) -> Plan:
    commands: list[TaskCommand] = []
    decisions: list[Decision] = []
    for work in cases:
        decisions.extend(work.decisions)
        made = [(draft, command_for(draft, now=house.now)) for draft in work.drafts]
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
        alerts=_new_alerts(house, (*property_alerts(house), *(alert for work in cases for alert in work.alerts))),
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


def _look_again_at(house: House, cases: list[UnitWork]) -> datetime | None:
    instants = [instant for work in cases for instant in work.wake]
    if any(draft.live for work in cases for draft in work.drafts):
        rollover = rollover_time(house.hotel, policy=house.policy)
        instants.append(resolve(day_after(house.today), rollover, house.hotel.zone))
    return min((instant for instant in instants if instant > house.now), default=None)
