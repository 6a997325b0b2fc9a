"""Stories as cases of ``turnover/contract.json``, and the layout of that file.

The acceptance tests are the source: the input of the rules and their plan become one case.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cloudbeds_connector import turnover
from cloudbeds_connector.testing.contracts.turnover.case import Carried, seen
from cloudbeds_connector.testing.contracts.turnover.json import fields_of, patch_for, written
from cloudbeds_connector.testing.contracts.turnover.outcome import outcome
from cloudbeds_connector.turnover import HotelView, Plan, ReasonCode, TurnoverPolicy, TurnoverTask, decision_table

from .story import HOTEL

CONTRACT = Path(turnover.__file__).with_name("contract.json")
WIDTH = 450
ABOUT = (
    "What a hotel's turnover rules decide, for rules in any language. `rows` is the decision table, `property` "
    "the hotel where none other is given. `resolve` gives the instant of a wall time, `business_dates` the hotel "
    "day of an instant, `vectors` the schedule of one room that is decided at `now`. A case is a story of one "
    "hotel in `steps`: give your rules what is seen at `now` and compare what they say with `expect`. The "
    "`view` of a step is a JSON merge patch (RFC 7396) on what was seen at the step before, and at first on "
    "nothing; what is left out in the end is null, false or empty (but `mapped`, `turnover` and `at_known` are "
    "true, a `condition` unknown). `property` and `policy` stand until a step has others; of `policy` only what "
    "differs from the defaults is given. A step gives no tasks: keep those that your rules made, with your own "
    "ids, and hand them to the next step; first do to them what `people` did since the step before (`set` fields "
    "of a unit's task, `add` one that others made, `forget` one). Keep the alerts too: one is raised once for its"
    " name, unit, segment and date; `open_alerts` replaces them, keyed name:unit:segment:date. Commands name the "
    "unit, and with `task` which of its tasks in the order they were made, where it has several. `create` tells "
    "all that the task says (left out is what is null, false or empty, and the number and host room where they "
    "are the unit's), any other command what it changed. Instants are UTC, days and wall times the property's "
    "own; priorities run from 1 (urgent) to 4 (low)."
)


def rows_in(name: str) -> tuple[str, ...]:
    """The rows that a test's name names: ``test_T48_T49_...``."""
    return tuple(re.findall(r"(?<=_)T\d{2,3}(?=_|$|\[)", name.partition("[")[0]))


def policy_of(policy: TurnoverPolicy) -> dict[str, Any]:
    """What differs from the defaults, with times as ``HH:MM``."""
    plain = TurnoverPolicy().to_mapping()
    return {name: _short(value) for name, value in policy.to_mapping().items() if value != plain[name]}


def _short(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _short(each) for name, each in value.items()}
    return value.removesuffix(":00") if isinstance(value, str) and re.fullmatch(r"\d\d:\d\d:00", value) else value


def _news(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in now.items() if before.get(name, ...) != value}


@dataclass
class Record:
    """One story as it is recorded: the case that it becomes."""

    name: str
    carried: Carried = field(default_factory=Carried)
    steps: list[dict[str, Any]] = field(default_factory=list)
    first: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    shown: dict[str, Any] = field(default_factory=dict)

    def add(self, view: HotelView, plan: Plan, *, now: datetime, policy: TurnoverPolicy) -> None:
        """Add a step: the input of the rules, and their plan."""
        settings = {"property": fields_of(view.property), "policy": policy_of(policy)}
        self.first = self.first or settings
        step: dict[str, Any] = {"now": written(now)} | (_news(self.settings, settings) if self.steps else {})
        if acts := list(self.carried.acts(view.tasks)):
            step["people"] = acts
        if view.open_alerts != self.carried.alerts:
            step["open_alerts"] = written(view.open_alerts)
        self.carried.tasks = dict(self._as_it_is(view))
        self.carried.alerts = view.open_alerts
        shown = seen(view)
        step |= {"view": patch_for(self.shown, shown), "expect": outcome(view, plan, self.carried)}
        self.settings, self.shown = settings, shown
        # through JSON: what is kept must be what a reader of the file gets
        self.steps.append(json.loads(json.dumps(step)))
        self.carried.carry(plan)

    def case(self) -> dict[str, Any]:
        """The case."""
        own = _news({"property": fields_of(HOTEL), "policy": {}}, self.first)
        return {"name": self.name, "rows": list(rows_in(self.name)), **own, "steps": self.steps}

    def _as_it_is(self, view: HotelView) -> Iterator[tuple[str, TurnoverTask]]:
        """The tasks in the order they were made, those that others added last."""
        now = {task.id: task for task in view.tasks}
        for task_id in dict.fromkeys([*(known for known in self.carried.tasks if known in now), *now]):
            yield task_id, now[task_id]


class Recorder:
    """Records every story of a test, and makes cases of those in which the rules planned something."""

    def __init__(self, name: str) -> None:
        self.name = name
        # the stories are kept too, so that no other one can get the id of one
        self._records: dict[int, tuple[object, Record]] = {}

    def record_plan(self, story: object, view: HotelView, plan: Plan, *, now: datetime, policy: TurnoverPolicy) -> None:
        """Record a plan of a story."""
        number = len(self._records) + 1
        name = self.name if number == 1 else f"{self.name} #{number}"
        _, record = self._records.setdefault(id(story), (story, Record(name)))
        record.add(view, plan, now=now, policy=policy)

    def cases(self) -> list[dict[str, Any]]:
        """The recorded cases."""
        return [record.case() for _, record in self._records.values()]


def cases_of(name: str, cases: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those of the cases that the test of this name makes."""
    return [case for case in cases if case["name"].partition(" #")[0] == name]


def document(cases: Sequence[Mapping[str, Any]], times: Mapping[str, Any]) -> dict[str, Any]:
    """The whole file."""
    rows = [
        {"row": row.id, "group": row.group, "given": row.given, "expected": row.expected, "engine": row.engine}
        for row in decision_table().values()
    ]
    codes = sorted({reason.code for reason in ReasonCode})
    ordered = sorted(cases, key=lambda case: (first_row(case["rows"]), case["name"]))
    return {
        "version": 1,
        "about": ABOUT,
        "property": fields_of(HOTEL),
        "rows": rows,
        "codes": codes,
        **times,
        "cases": ordered,
    }


def first_row(rows: Sequence[str]) -> int:
    """Where a case stands: by the first row that it proves, those of none last."""
    return int(rows[0][1:]) if rows else 999


def laid_out(value: Any, depth: int = 0) -> str:
    """JSON with one thing on a line where it fits, so that a change of a rule is a small difference."""
    short = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if len(short) + depth <= WIDTH or not isinstance(value, dict | list) or not value:
        return short
    pad = "\n" + " " * (depth + 1)
    if isinstance(value, dict):
        inner = [f"{json.dumps(name)}:{laid_out(each, depth + 1)}" for name, each in value.items()]
    else:
        inner = [laid_out(each, depth + 1) for each in value]
    marks = "{}" if isinstance(value, dict) else "[]"
    return f"{marks[0]}{pad}{f',{pad}'.join(inner)}{pad[:-1]}{marks[1]}"
