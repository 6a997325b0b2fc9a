# ruff: noqa: D102  (a test's name says what)
"""The contract of the turnover rules: ``turnover/contract.json`` in a class. Subclass it, give it your own rules.

class TestMyRules(TurnoverContract):
    @pytest.fixture
    def plan(self):
        return my_plan_turnover          # (view, *, now, policy) -> Plan

    @pytest.fixture
    def schedule(self):
        return my_schedule_turnover      # (now, *, property, policy, ...) -> TurnoverSchedule

Rules in another language read the file itself; its ``about`` says how. `prove` and `prove_vector` run one at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from .case import Case
from .file import PlanTurnover, ScheduleTurnover, cases, contract, prove, prove_vector

__all__ = ["Case", "PlanTurnover", "ScheduleTurnover", "TurnoverContract", "cases", "contract", "prove", "prove_vector"]


class TurnoverContract:
    """Everything that rules must decide. `plan` and `schedule` are fixtures that give an implementation."""

    @pytest.fixture
    def plan(self) -> PlanTurnover:
        """The rules for a whole hotel."""
        raise NotImplementedError("Override the `plan` fixture.")

    @pytest.fixture
    def schedule(self) -> ScheduleTurnover:
        """The schedule of one room."""
        raise NotImplementedError("Override the `schedule` fixture.")

    @pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
    def test_a_case_is_decided_as_the_table_says(self, case: Case, plan: PlanTurnover) -> None:
        prove(case, plan)

    @pytest.mark.parametrize("vector", contract()["vectors"], ids=lambda vector: vector["name"])
    def test_a_vector_is_met_to_the_minute(self, vector: Mapping[str, Any], schedule: ScheduleTurnover) -> None:
        prove_vector(vector, schedule)
