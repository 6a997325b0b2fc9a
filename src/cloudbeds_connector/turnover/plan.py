"""The plan: what ought to be done about all rooms of a hotel at one instant, and the hotel after it was done.

Each rule is a function in a module of `rules`; their order is here. A unit's plan depends on no other unit, except for
type pressure and the projection of who can do it all, which are computed over all units.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime

from ..pms.tasks import Alert, Decision, TaskCommand
from . import flags
from .model import HotelView, Plan
from .policy import TurnoverPolicy
from .reasons import Reason, ReasonCode
from .rules.cancelled_bookings import apply_booking_corrections
from .rules.dirty import apply_room_state
from .rules.discrepancy import apply_discrepancy
from .rules.due_out import alert_due_outs
from .rules.occupied import apply_guest_in_room, cancel_released_light_work
from .rules.out_of_order import apply_block_rules
from .rules.pms_condition import apply_pms_condition
from .rules.property_alerts import decide_departures_without_room, property_alerts
from .rules.reverted import alert_occupied_after_clean, apply_reverted_departure
from .rules.room_ids import alert_unmapped, apply_new_room_id
from .rules.service import alert_service_flags, apply_pickup, apply_rejected_inspection, cancel_stayovers
from .rules.vacates import HELD, decide_vacate
from .schedule.times import day_after, resolve, rollover_time
from .tasks.board import capacity_alert, late_by_projection
from .tasks.commands import command_for, notifications
from .tasks.refresh import refresh
from .tasks.unit_work import UnitWork, live_tasks
from .view.index import HotelIndex
from .view.pressure import TypePressure


def plan_turnover(
    view: HotelView,
    *,
    now: datetime,
    policy: TurnoverPolicy,
    only: Collection[str] | None = None,
    failures: dict[str, Exception] | None = None,
) -> Plan:
    """What ought to be done, given what is known of the hotel at `now` (aware; `ValueError` otherwise).

    Every vacate of the view gets one decision, and every command one that explains it. Nothing depends on the order
    of the input, and a plan made again after its commands were applied has none (see `apply_plan`).

    `only` plans again for these units alone, after a change that affected no others (see `touched_units`): the commands
    are those that a whole plan would have for them. What concerns the hotel as a whole is left to a whole plan.

    A unit for which a rule raises an exception is left out of the plan if `failures` is given, and has its exception
    there, by its id. Without it, the exception is raised.
    """
    index = HotelIndex(view, now, policy)
    units = [UnitWork.of(unit, index) for unit in index.units.values()] if only is None else _only(index, only)
    units = _each(units, _apply_rules, failures)
    pressure = TypePressure(index, live_tasks(index, units))
    units = _each(units, lambda work: _refresh(work, pressure), failures)
    late = _project(index, units) if only is None else None
    units = _each(units, _make_commands, failures)
    return _plan(index, units, late=late)


def _each(
    units: list[UnitWork], step: Callable[[UnitWork], None], failures: dict[str, Exception] | None
) -> list[UnitWork]:
    """Do one step for every unit; those for which it could be done."""
    done = []
    for work in units:
        try:
            step(work)
        except Exception as error:
            if failures is None:
                raise
            failures[work.unit.id] = error
        else:
            done.append(work)
    return done


def apply_plan(view: HotelView, plan: Plan) -> HotelView:
    """The view with the plan's tasks, without the vacates it decided, with its alerts raised.

    It is for tests, dry runs, and hosts without a store. Vacates that wait for a mapping (``held``) stay undecided.
    """
    tasks = {task.id: task for task in view.tasks} | {command.task.id: command.task for command in plan.commands}
    decided = {(decision.unit_id, decision.ref) for decision in plan.decisions if decision.action != HELD}
    return replace(
        view,
        tasks=tuple(tasks[task_id] for task_id in sorted(tasks)),
        vacates=tuple(vacate for vacate in view.vacates if (vacate.unit_id, vacate.ref) not in decided),
        open_alerts=view.open_alerts | {alert.key for alert in plan.alerts},
    )


def _only(index: HotelIndex, only: Collection[str]) -> list[UnitWork]:
    left = {vacate.unit_id for unit_id in only for vacate in index.vacates.of(unit_id)}
    return [UnitWork.of(index.units[unit_id], index) for unit_id in sorted({*only, *left} & index.units.keys())]


def _apply_rules(work: UnitWork) -> None:
    apply_new_room_id(work)
    if work.waits_for_mapping:
        apply_rejected_inspection(work)  # a departure waits for the mapping only if no open task covers it
    for vacate in work.index.vacates.of(work.unit.id):
        decide_vacate(work, vacate)
    apply_rejected_inspection(work)  # what is opened again may be taken back
    apply_reverted_departure(work)
    apply_booking_corrections(work)
    apply_pms_condition(work)
    apply_pickup(work)
    apply_guest_in_room(work)
    apply_room_state(work)
    apply_discrepancy(work)  # also of a task made just now
    cancel_released_light_work(work)
    apply_block_rules(work)
    alert_occupied_after_clean(work)
    alert_unmapped(work)
    alert_due_outs(work)
    alert_service_flags(work)
    cancel_stayovers(work)


def _refresh(work: UnitWork, pressure: TypePressure) -> None:
    for draft in work.drafts:
        if draft.live:
            refresh(work, draft, pressure=pressure)


def _make_commands(work: UnitWork) -> None:
    for draft in (*work.drafts, *work.stayovers):
        command = command_for(draft, now=work.index.now, policy=work.policy)
        if command is not None:
            work.commands.append((draft, command))


def _project(index: HotelIndex, units: list[UnitWork]) -> frozenset[str]:
    """T136: flag the tasks that will be late with the people who are there."""
    live = [draft for work in units for draft in work.drafts if draft.live]
    late = late_by_projection(index, [draft.task for draft in live])
    for draft in live:
        marked = flags.set_flags(draft.task.flags, {flags.LATE_BY_PROJECTION: draft.task.id in late})
        if marked == draft.task.flags:
            continue
        if draft.before is not None and command_for(draft, now=index.now, policy=index.policy) is None:
            draft.reason = ReasonCode.READY_AT_ANOTHER_TIME()
        draft.task = replace(draft.task, flags=marked)
    return late


def _plan(index: HotelIndex, units: list[UnitWork], *, late: frozenset[str] | None) -> Plan:
    commands: list[TaskCommand] = []
    decisions = [] if late is None else list(decide_departures_without_room(index))
    alerts = [alert for work in units for alert in work.alerts]
    if late is not None:
        alerts.extend((*property_alerts(index), *filter(None, (capacity_alert(index, late),))))
    for work in units:
        decisions.extend(work.decisions)
        # what ends goes first: a unit has one live task at any moment
        for draft, command in sorted(work.commands, key=lambda pair: (pair[0].live, pair[0].task.id)):
            commands.append(command)
            if not draft.explained:
                decisions.append(_decision_of(work, command))
    return Plan(
        commands=tuple(commands),
        decisions=tuple(decisions),
        alerts=_new_alerts(index, alerts),
        notifications=notifications(commands),
        look_again_at=_look_again_at(index, units),
    )


def _decision_of(work: UnitWork, command: TaskCommand) -> Decision:
    ref = f"unit:{work.unit.id}@{work.index.today.isoformat()}"
    reason = Reason(command.row, command.code, command.reason)
    return reason.decision(command.action.value, unit_id=work.unit.id, ref=ref, task_id=command.task.id)


def _new_alerts(index: HotelIndex, alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    new = {alert.key: alert for alert in alerts if alert.key not in index.view.open_alerts}
    return tuple(new[key] for key in sorted(new))


def _look_again_at(index: HotelIndex, units: list[UnitWork]) -> datetime:
    # a block may end with the day where there is no task yet
    rollover = resolve(day_after(index.today), rollover_time(index.hotel, policy=index.policy), index.hotel.zone)
    instants = (instant for work in units for instant in (*work.look_again, rollover))
    return min((instant for instant in instants if instant > index.now), default=rollover)
