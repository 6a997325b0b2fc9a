"""Reading ``turnover/contract.json``, and proving rules against it case by case and vector by vector."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

from ....pms.model import Property
from ....turnover import HotelView, NextArrival, Plan, TurnoverPolicy, TurnoverSchedule
from .case import Carried, Case
from .json import read
from .outcome import broken_promises, difference, outcome, schedule_outcome


class PlanTurnover(Protocol):
    """What a hotel ought to do at `now`. See `cloudbeds_connector.turnover.plan_turnover`."""

    def __call__(self, view: HotelView, /, *, now: datetime, policy: TurnoverPolicy) -> Plan:
        """The plan."""
        ...


class ScheduleTurnover(Protocol):
    """When one room should be ready. See `cloudbeds_connector.turnover.schedule_turnover`."""

    def __call__(
        self,
        now: datetime,
        /,
        *,
        property: Property,
        policy: TurnoverPolicy,
        clean_minutes: int | None = None,
        next_arrival: NextArrival | None = None,
        rush: bool = False,
        type_pressure: bool = False,
        started_at: datetime | None = None,
    ) -> TurnoverSchedule:
        """The schedule."""
        ...


@cache
def contract() -> Mapping[str, Any]:
    """The whole file: the table's rows, time arithmetic, vectors of the schedule, and cases of the plan."""
    text = files("cloudbeds_connector.turnover").joinpath("contract.json").read_text("utf-8")
    found: Mapping[str, Any] = json.loads(text)
    return found


@cache
def cases() -> tuple[Case, ...]:
    """Every case of the file, in its order."""
    return tuple(Case.of(values, property=contract()["property"]) for values in contract()["cases"])


def prove(case: Case, plan: PlanTurnover) -> None:
    """Run a case; `AssertionError` with the difference at the first step that is decided otherwise."""
    carried = Carried()
    for step in case.steps:
        view = carried.view(step)
        planned = plan(view, now=step.now, policy=step.policy)
        problems = [difference(step.expect, outcome(view, planned, carried)), *broken_promises(view, planned)]
        again = plan(carried.after(view, planned), now=step.now, policy=step.policy)
        if again.commands or again.alerts:
            problems.append(
                f"planned again at once, there is more to do:\n{difference({}, outcome(view, again, carried))}"
            )
        if problem := "\n".join(filter(None, problems)):
            raise AssertionError(f"{case.name}, step {step.number} at {step.now.isoformat()}:\n{problem}")


def prove_vector(vector: Mapping[str, Any], schedule: ScheduleTurnover) -> None:
    """Run a vector of the schedule; `AssertionError` with the difference."""
    planned = schedule(
        read(datetime, vector["now"]),
        property=read(Property, vector.get("property", contract()["property"])),
        policy=TurnoverPolicy.from_mapping(vector.get("policy", {})),
        clean_minutes=vector["clean_minutes"],
        next_arrival=read(NextArrival | None, vector["next_arrival"]),
        rush=vector["rush"],
        type_pressure=vector["type_pressure"],
        started_at=read(datetime | None, vector["started_at"]),
    )
    if problem := difference(vector["expect"], schedule_outcome(planned)):
        raise AssertionError(f"{vector['name']}:\n{problem}")
