"""Cases of ``turnover/contract.json``, and the tasks and alerts that are carried from one step to the next.

A step gives what is seen of the hotel, but no tasks: those are an implementation's own, with ids and digests of its
own. The runner of a case carries them, applies what people did to them, and names them by their room.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from ....pms.model import Property
from ....pms.tasks import TurnoverTask
from ....turnover import HotelView, Plan, TurnoverPolicy
from .json import fields_of, patched, read, read_fields, written

CONNECTION = "contract"
#: Fields that a step leaves out: the case has them, or they are carried over from the step before.
_BY_ID = ("units", "segments")
NOT_IN_A_STEP = ("connection_id", "property", "tasks", "open_alerts")


@dataclass(frozen=True)
class Step:
    """One look at a hotel and what follows. `view` is all that is seen, `expect` as the file has it.

    `open_alerts` replace those that were raised so far; None in nearly every step.
    """

    number: int
    now: datetime
    property: Property
    policy: TurnoverPolicy
    view: Mapping[str, Any]
    people: tuple[Mapping[str, Any], ...]
    open_alerts: frozenset[str] | None
    expect: Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One story of a hotel, and the rows of the table that it proves."""

    name: str
    rows: tuple[str, ...]
    steps: tuple[Step, ...]

    @classmethod
    def of(cls, values: Mapping[str, Any], *, property: Mapping[str, Any]) -> Case:
        """The case as the file has it. What a step does not give is as in the step before it."""
        steps: list[Step] = []
        hotel, policy, view = values.get("property", property), values.get("policy", {}), dict[str, Any]()
        for number, step in enumerate(values["steps"], start=1):
            hotel, policy = step.get("property", hotel), step.get("policy", policy)
            view = patched(view, step["view"])
            alerts = step.get("open_alerts")
            steps.append(
                Step(
                    number=number,
                    now=read(datetime, step["now"]),
                    property=read(Property, hotel),
                    policy=TurnoverPolicy.from_mapping(policy),
                    view=view,
                    people=tuple(step.get("people", ())),
                    open_alerts=None if alerts is None else frozenset(alerts),
                    expect=step["expect"],
                )
            )
        return cls(values["name"], tuple(values["rows"]), tuple(steps))


@dataclass
class Carried:
    """The tasks and the alerts that a case has led to so far; tasks in the order they were made."""

    tasks: dict[str, TurnoverTask] = field(default_factory=dict)
    alerts: frozenset[str] = frozenset()

    def view(self, step: Step) -> HotelView:
        """What the rules are to look at."""
        for act in step.people:
            self._act(act)
        self.alerts = self.alerts if step.open_alerts is None else step.open_alerts
        return HotelView(
            connection_id=CONNECTION,
            property=step.property,
            tasks=tuple(self.tasks.values()),
            open_alerts=self.alerts,
            **_read_seen(step.view),
        )

    def carry(self, plan: Plan) -> None:
        """Take over what a plan made."""
        self.tasks |= {command.task.id: command.task for command in plan.commands}
        self.alerts |= {alert.key for alert in plan.alerts}

    def after(self, view: HotelView, plan: Plan) -> HotelView:
        """Carry the plan; the view as it is then. What was decided is not asked again, but for what is held."""
        self.carry(plan)
        decided = {(decision.unit_id, decision.ref) for decision in plan.decisions if decision.action != "held"}
        return replace(
            view,
            tasks=tuple(self.tasks.values()),
            open_alerts=self.alerts,
            vacates=tuple(vacate for vacate in view.vacates if (vacate.unit_id, vacate.ref) not in decided),
        )

    def acts(self, tasks: tuple[TurnoverTask, ...]) -> Iterator[dict[str, Any]]:
        """What people did to the tasks for them to be like `tasks` now, in the words of the file."""
        now = {task.id: task for task in tasks}
        for known in self.tasks.values():
            if known.id in now and (changes := _changes(known, now[known.id])):
                yield self.named(known) | {"set": changes}
        for known in reversed(self.tasks.values()):  # the last first, so that the places of the others stay
            if known.id not in now:
                yield self.named(known) | {"forget": True}
        for task in tasks:
            if task.id not in self.tasks:
                yield {"unit": task.unit_id, "add": fields_of(task, leave_out=("connection_id", "unit_id"))}

    def named(self, task: TurnoverTask) -> dict[str, Any]:
        """How the file names a task: by its unit, and its place there where the unit has several."""
        of_unit = [other.id for other in self.tasks.values() if other.unit_id == task.unit_id]
        place = of_unit.index(task.id) + 1
        return {"unit": task.unit_id} | ({"task": place} if len(of_unit) > 1 else {})

    def _act(self, act: Mapping[str, Any]) -> None:
        if "add" in act:
            made = {**act["add"], "connection_id": CONNECTION, "unit_id": act["unit"]}
            self.tasks[made["id"]] = read(TurnoverTask, made)
            return
        of_unit = [task for task in self.tasks.values() if task.unit_id == act["unit"]]
        task = of_unit[act.get("task", 1) - 1]
        if "forget" in act:
            del self.tasks[task.id]
        else:
            changed = read_fields(TurnoverTask, act["set"])
            self.tasks[task.id] = replace(task, version=task.version + 1, **changed)


def seen(view: HotelView) -> dict[str, Any]:
    """What is seen, as the file has it: units and segments by their ids, so that a step shows only what is new."""
    fields = fields_of(view, leave_out=NOT_IN_A_STEP)
    return fields | {name: {row.pop("id"): row for row in fields[name]} for name in _BY_ID if name in fields}


def _read_seen(values: Mapping[str, Any]) -> dict[str, Any]:
    rows = {name: [{"id": row_id, **row} for row_id, row in values.get(name, {}).items()] for name in _BY_ID}
    return read_fields(HotelView, {**values, **rows})


def _changes(known: TurnoverTask, task: TurnoverTask) -> dict[str, Any]:
    before, after = (fields_of(each, leave_out=("version", "connection_id")) for each in (known, task))
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    return changed | {name: written(getattr(task, name)) for name in before.keys() - after.keys()}
