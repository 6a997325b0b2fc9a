"""The machine finds faults that are planted in the engine and the rules, each within a suite's histories."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest import mock

import pytest

from cloudbeds_connector.engine.observe import stays
from cloudbeds_connector.engine.observe.context import LookContext
from cloudbeds_connector.engine.planning import one_look
from cloudbeds_connector.pms.facts import StayFact
from cloudbeds_connector.pms.tasks import Action
from cloudbeds_connector.turnover.reasons import ReasonCode
from cloudbeds_connector.turnover.rules import vacates
from cloudbeds_connector.turnover.tasks.unit_work import UnitWork
from cloudbeds_connector.turnover.view.index import HotelIndex

from .draw import draw_history
from .run import play
from .test_histories import ON_MEMORY


def _tasks_of_moves_are_dropped() -> Any:
    made = one_look.plan_turnover

    def without(*args: Any, **options: Any) -> Any:
        plan = made(*args, **options)
        kept = (c for c in plan.commands if c.action is not Action.CREATE or c.task.cause != "room_move")
        return replace(plan, commands=tuple(kept))

    return mock.patch.object(one_look, "plan_turnover", without)


def _a_departure_beside_another_fact_is_skipped() -> Any:
    found = stays.stay_facts

    def facts(*args: Any, **options: Any) -> tuple[StayFact, ...]:
        known = found(*args, **options)
        return known if len(known) < 2 else tuple(replace(fact, vacates=None) for fact in known)

    return mock.patch.object(stays, "stay_facts", facts)


def _an_older_look_wins() -> Any:
    return mock.patch.object(LookContext, "is_newer", return_value=False)


def _whoever_is_in_the_room_is_a_sharer() -> Any:
    def shared(work: Any, vacate: Any) -> Any:
        return ("excused", ReasonCode.ROOM_SHARED()) if vacates.others_in(work, vacate) else None

    rules = tuple(shared if rule.__name__ == "_sharer_stays" else rule for rule in vacates._RULES)
    return mock.patch.object(vacates, "_RULES", rules)


def _every_bed_that_is_left_empties_the_dorm() -> Any:
    return mock.patch.object(HotelIndex, "_is_empty", return_value=True)


def _dirt_that_was_answered_makes_a_second_task() -> Any:
    return mock.patch.object(UnitWork, "answered", return_value=False)


@pytest.mark.proof
@pytest.mark.parametrize(
    "plant",
    [
        _tasks_of_moves_are_dropped,
        _a_departure_beside_another_fact_is_skipped,
        _an_older_look_wins,
        _whoever_is_in_the_room_is_a_sharer,
        _every_bed_that_is_left_empties_the_dorm,
        _dirt_that_was_answered_makes_a_second_task,
    ],
)
def test_a_planted_fault_is_found_within_the_histories_of_the_suite(plant: Callable[[], Any]) -> None:
    with plant():
        assert any(play(draw_history(seed)).problems for seed in ON_MEMORY)
