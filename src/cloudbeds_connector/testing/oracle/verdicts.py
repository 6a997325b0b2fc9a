"""The input and the output of the oracle: tasks and decisions, verdicts and findings.

`TaskSeen` and `DecisionSeen` are plain values, so that any store can be judged. `tasks_seen` and `decisions_seen` make
them from records that have the attributes of a turnover task and of a stored decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from ..ledger.entries import LedgerVacate


@dataclass(frozen=True, kw_only=True)
class TaskSeen:
    """A task as a store has it at the end. `carries` are the vacates that it belongs to (``segment#n``).

    `carried_since` is when it first carried each of them, as far as known; `judge` takes it from the decisions.
    """

    id: str
    unit: str
    created_at: datetime
    state: str
    cause: str = ""
    carries: tuple[str, ...] = ()
    vacated_at: datetime | None = None
    noticed_at: datetime | None = None
    completed_at: datetime | None = None
    carried_since: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DecisionSeen:
    """A decision of a store: its `action` (``excused``, ``noop``, ``create``, ...), its row, and its reason."""

    unit: str
    ref: str
    action: str
    row: str
    reason: str
    decided_at: datetime
    segment: str | None = None
    task_id: str | None = None


class VerdictKind(StrEnum):
    """What a vacate needs: a task, none for a recorded reason, or none because no client could see it."""

    OWED = "owed"
    EXCUSED = "excused"
    UNOBSERVABLE = "unobservable"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The one verdict of a vacate. `task_ids` are the tasks that carry it: one is right if it is owed."""

    vacate: LedgerVacate
    kind: VerdictKind
    text: str
    task_ids: tuple[str, ...] = ()
    row: str = ""

    @property
    def missing(self) -> bool:
        """Owed, and no task carries it."""
        return self.kind is VerdictKind.OWED and not self.task_ids

    @property
    def doubled(self) -> bool:
        """More than one task carries it."""
        return len(self.task_ids) > 1


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that is wrong with tasks of a unit, in one sentence."""

    unit: str
    task_ids: tuple[str, ...]
    text: str


@dataclass(frozen=True, kw_only=True)
class Verdicts:
    """All verdicts of a run. `duplicates` and `unexplained` are about tasks, `missing` about vacates."""

    vacates: tuple[Verdict, ...]
    duplicates: tuple[Finding, ...] = ()
    unexplained: tuple[Finding, ...] = ()

    @property
    def missing(self) -> tuple[Verdict, ...]:
        """The vacates that are owed a task and have none."""
        return tuple(verdict for verdict in self.vacates if verdict.missing)

    @property
    def owed(self) -> int:
        """The number of vacates that are owed a task (missing ones included)."""
        return self._count(VerdictKind.OWED)

    @property
    def excused(self) -> int:
        """The number of vacates without a task for a reason that the store recorded and the ledger supports."""
        return self._count(VerdictKind.EXCUSED)

    @property
    def unobservable(self) -> int:
        """The number of vacates that no client could see."""
        return self._count(VerdictKind.UNOBSERVABLE)

    @property
    def ok(self) -> bool:
        """Whether no task is missing, duplicate or unexplained."""
        return not (self.missing or self.duplicates or self.unexplained)

    def counts(self) -> dict[str, int]:
        """Every count by name, for reports."""
        return {
            "vacates": len(self.vacates),
            "owed": self.owed,
            "excused": self.excused,
            "unobservable": self.unobservable,
            "missing": len(self.missing),
            "duplicate": len(self.duplicates),
            "unexplained": len(self.unexplained),
        }

    def summary(self) -> str:
        """The counts in one line, then a line for every vacate or task that is wrong."""
        lines = [", ".join(f"{count} {name}" for name, count in self.counts().items())]
        lines += [f"missing: {verdict.text}" for verdict in self.missing]
        lines += [f"duplicate: {finding.text}" for finding in self.duplicates]
        lines += [f"unexplained: {finding.text}" for finding in self.unexplained]
        return "\n".join(lines)

    def _count(self, kind: VerdictKind) -> int:
        return sum(verdict.kind is kind for verdict in self.vacates)


def tasks_seen(records: Iterable[Any]) -> tuple[TaskSeen, ...]:
    """The turnover tasks of any store as input of the oracle."""
    return tuple(
        TaskSeen(
            id=record.id,
            unit=record.unit_id,
            created_at=record.created_at,
            state=str(record.state),
            cause=str(record.cause),
            carries=tuple(record.carries),
            vacated_at=record.vacated_at,
            noticed_at=record.noticed_at,
            completed_at=record.completed_at,
        )
        for record in records
    )


def decisions_seen(records: Iterable[Any]) -> tuple[DecisionSeen, ...]:
    """The stored decisions of any store as input of the oracle."""
    return tuple(
        DecisionSeen(
            unit=record.unit_id,
            ref=record.ref,
            action=str(record.action),
            row=record.row,
            reason=record.reason,
            decided_at=record.decided_at,
            segment=record.segment_id,
            task_id=record.task_id,
        )
        for record in records
    )
