"""Our own rules keep the contract of the turnover rules, and rules that are a little wrong do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cloudbeds_connector.pms.tasks import Action, Priority, TaskCommand
from cloudbeds_connector.testing.contracts.turnover.contract import (
    PlanTurnover,
    ScheduleTurnover,
    TurnoverContract,
    cases,
    contract,
    prove,
    prove_vector,
)
from cloudbeds_connector.turnover import (
    HotelView,
    Plan,
    TurnoverPolicy,
    TurnoverSchedule,
    decision_table,
    plan_turnover,
    schedule_turnover,
)


class TestOurTurnoverRules(TurnoverContract):
    @pytest.fixture
    def plan(self) -> PlanTurnover:
        return plan_turnover

    @pytest.fixture
    def schedule(self) -> ScheduleTurnover:
        return schedule_turnover


def changed(change: Callable[[TaskCommand], TaskCommand | None]) -> PlanTurnover:
    """Our rules, with every command changed, or left out."""

    def plan(view: HotelView, *, now: datetime, policy: TurnoverPolicy) -> Plan:
        ours = plan_turnover(view, now=now, policy=policy)
        return replace(ours, commands=tuple(filter(None, map(change, ours.commands))))

    return plan


def with_task(**changes: Callable[[Any], Any]) -> Callable[[TaskCommand], TaskCommand]:
    def change(command: TaskCommand) -> TaskCommand:
        values = {name: changed(getattr(command.task, name)) for name, changed in changes.items()}
        return replace(command, task=replace(command.task, **values))

    return change


def refused(plan: PlanTurnover, rows: set[str]) -> set[str]:
    """Those of the rows that have a case which the rules do not pass."""
    found = set[str]()
    for case in cases():
        if (rows - found) & set(case.rows):
            try:
                prove(case, plan)
            except AssertionError:
                found |= rows & set(case.rows)
    return found


def without_last_word(view: HotelView, *, now: datetime, policy: TurnoverPolicy) -> Plan:
    return replace(plan_turnover(view, now=now, policy=policy), decisions=())


def deaf_to_what_was_raised(view: HotelView, *, now: datetime, policy: TurnoverPolicy) -> Plan:
    return plan_turnover(replace(view, open_alerts=frozenset()), now=now, policy=policy)


@pytest.mark.parametrize(
    ("plan", "rows"),
    [
        (changed(lambda command: None if command.action is Action.HOLD else command), {"T57", "T86", "T84"}),
        (changed(with_task(due_by=lambda due: due + timedelta(minutes=1))), {"T01", "T31", "T44"}),
        (changed(with_task(priority=lambda _: Priority.LOW)), {"T01", "T39", "T65"}),
        (changed(with_task(carries=lambda refs: refs[:1])), {"T17", "T59"}),
        (changed(with_task(flags=lambda _: ())), {"T42", "T65"}),
        (changed(with_task(title=lambda _: "Mrs. Smith has left")), {"T01"}),
        (changed(with_task(id=lambda task_id: f"{task_id}+")), {"T56"}),
        (changed(lambda command: replace(command, row="T01")), {"T02", "T56"}),
        (changed(lambda command: replace(command, notify=True)), {"T52"}),
        (without_last_word, {"T01", "T95", "T13"}),
        (deaf_to_what_was_raised, {"T18", "T20"}),
    ],
    ids=lambda value: getattr(value, "__name__", "") or None,
)
def test_rules_that_are_a_little_wrong_are_shown_to_be(plan: PlanTurnover, rows: set[str]) -> None:
    assert refused(plan, rows) == rows


def test_what_is_decided_otherwise_is_shown_with_the_step() -> None:
    case = next(case for case in cases() if case.name.startswith("test_T57_T125"))
    with pytest.raises(AssertionError, match=r"test_T57_T125.*, step 2 at 2026-11-20T16:00:00\+00:00(.|\n)*held_from"):
        prove(case, changed(lambda command: None if command.action is Action.HOLD else command))


def test_rules_that_make_two_turnovers_of_a_room_fail_the_contract() -> None:
    def plan(view: HotelView, *, now: datetime, policy: TurnoverPolicy) -> Plan:
        ours = plan_turnover(view, now=now, policy=policy)
        twice = [replace(each, task=replace(each.task, id="another")) for each in ours.commands]
        return replace(ours, commands=(*ours.commands, *twice))

    case = next(case for case in cases() if case.name.startswith("test_T01"))
    with pytest.raises(AssertionError, match="unit 101 has 2 live turnovers"):
        prove(case, plan)


def test_a_schedule_that_is_a_minute_late_meets_no_vector() -> None:
    def late(now: datetime, **given: Any) -> TurnoverSchedule:
        ours = schedule_turnover(now, **given)
        return replace(ours, due_by=ours.due_by + timedelta(minutes=1))

    for vector in contract()["vectors"]:
        with pytest.raises(AssertionError, match="due_by"):
            prove_vector(vector, late)


def test_the_contract_names_every_row_and_every_case_proves_one() -> None:
    assert [row["row"] for row in contract()["rows"]] == list(decision_table())
    assert contract()["version"] == 1
    proved = {row for case in cases() for row in case.rows}
    assert {f"T{number:02}" for number in range(1, 69)} <= proved
    assert all(case.rows and case.steps for case in cases())
    assert all(step.now.tzinfo is UTC for case in cases() for step in case.steps)


def test_an_unknown_field_is_refused() -> None:
    from cloudbeds_connector.testing.contracts.turnover.json import read_fields

    with pytest.raises(KeyError, match="untis"):
        read_fields(HotelView, {"untis": []})
