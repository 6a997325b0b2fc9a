"""A hotel's history written by hand, minute by minute, and the tasks and decisions of a store."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from cloudbeds_connector.testing.ledger.ledger import Ledger
from cloudbeds_connector.testing.oracle.judge import DecisionSeen, TaskSeen, Verdicts, judge

MORNING = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@dataclass
class Story:
    """What happened in the hotel (verbs), and what the store holds (`task`, `decision`). Minutes count from 10:00."""

    ledger: Ledger = field(default_factory=Ledger)
    tasks: dict[str, TaskSeen] = field(default_factory=dict)
    decisions: list[DecisionSeen] = field(default_factory=list)
    baseline_at: datetime | None = None

    def at(self, minute: float) -> datetime:
        return MORNING + timedelta(minutes=minute)

    def guest(self, segment: str, unit: str, minute: float = -600, *, seen: bool = True) -> None:
        self.ledger.on_occupied(unit, segment, self.at(minute), "check_in")
        self.ledger.on_condition(unit, "dirty", self.at(minute), "audit")
        if seen:
            self.shown(segment, "in_house", unit, minute + 0.5)

    def leaves(self, segment: str, unit: str, minute: float, *, shown: float | None = None) -> None:
        """Check out; an answer shows it `shown` minutes later, or never."""
        self.ledger.on_vacated(unit, segment, self.at(minute), "check_out")
        self.ledger.on_condition(unit, "dirty", self.at(minute), "desk")
        if shown is not None:
            self.shown(segment, "checked_out", unit, minute + shown)

    def moves(self, segment: str, old: str, new: str, minute: float, *, shown: float | None = None) -> None:
        self.ledger.on_vacated(old, segment, self.at(minute), "room_move")
        self.ledger.on_condition(old, "dirty", self.at(minute), "desk")
        self.ledger.on_occupied(new, segment, self.at(minute), "move")
        if shown is not None:
            self.shown(segment, "in_house", new, minute + shown)

    def returns(self, segment: str, unit: str, minute: float, *, shown: float | None = None) -> None:
        self.ledger.on_occupied(unit, segment, self.at(minute), "check_out_reverted")
        if shown is not None:
            self.shown(segment, "in_house", unit, minute + shown)

    def shown(self, segment: str, state: str, unit: str | None, minute: float) -> None:
        self.ledger.on_stay_shown(segment, state, unit, self.at(minute))

    def room(self, unit: str, condition: str, minute: float, by: str = "housekeeper") -> None:
        self.ledger.on_condition(unit, condition, self.at(minute), by)

    def room_shown(self, unit: str, condition: str, occupied: bool, *minutes: float) -> None:
        for minute in minutes:
            self.ledger.on_room_shown(unit, condition, occupied, self.at(minute))

    def task(self, name: str, unit: str, minute: float, *carries: str, state: str = "open", **times: float) -> None:
        cause = "check_out" if carries else "vacant_dirty"
        made = self.at(minute)
        task = TaskSeen(id=name, unit=unit, created_at=made, state=state, cause=cause, carries=carries)
        self.tasks[name] = replace(task, **{key: self.at(value) for key, value in times.items()})  # type: ignore[arg-type]

    def decision(self, segment: str, unit: str, row: str, minute: float) -> None:
        decision = DecisionSeen(
            unit=unit,
            ref=f"{segment}#1",
            action="excused",
            row=row,
            reason="said so",
            decided_at=self.at(minute),
            segment=segment,
        )
        self.decisions.append(decision)

    def judged(self) -> Verdicts:
        return judge(self.ledger, self.tasks.values(), self.decisions, baseline_at=self.baseline_at)


@pytest.fixture
def story() -> Story:
    return Story()
