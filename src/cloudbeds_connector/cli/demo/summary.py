"""Decides what the demo reports, and asks the oracle for its verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...engine import Integration
from ...stores import records as r
from ...testing.oracle.judge import judge
from ...testing.oracle.verdicts import Verdicts, decisions_seen, tasks_seen
from ...testing.process.child import HotelProcess


@dataclass(frozen=True, kw_only=True)
class DemoResult:
    """The summary as data, the verdicts behind it, and how many tasks carry a departure."""

    summary: dict[str, Any]
    verdicts: Verdicts
    tasks_for_departures: int

    @property
    def good(self) -> bool:
        """No task is missing, doubled or without a reason."""
        return self.verdicts.ok

    def lines(self) -> list[tuple[str, str]]:
        """The summary for people: names and values."""
        told, verdicts, found = self.summary, self.verdicts, self.summary["webhooks"]
        others = told["turnover_tasks"] - self.tasks_for_departures
        tasks = f"{told['turnover_tasks']}: {self.tasks_for_departures} for departures"
        return [
            ("hotel", f"{told['rooms']} rooms, {told['reservations']} reservations"),
            ("departures", f"{told['departures']} rooms left (check-outs, moves, day guests)"),
            ("turnover tasks", f"{tasks}, {others} for rooms found dirty"),
            (
                "oracle: departures",
                f"{verdicts.owed} owed a task, {verdicts.excused} excused, {verdicts.unobservable} unseen",
            ),
            ("oracle: missing", f"{told['missing_tasks']} departures that are owed a task have none"),
            ("oracle: doubled", f"{told['duplicate_tasks']} tasks too many"),
            ("oracle: unexplained", f"{told['unexplained_tasks']} tasks without a reason in the hotel"),
            ("webhooks", ", ".join(f"{count} {name}" for name, count in found.items())),
            ("API requests", f"{told['api_requests']}, at most {told['requests_in_busiest_second']} in a second"),
            ("time", f"{told['seconds']:.0f} s"),
        ]


def summarize(integration: Integration, connection: r.Connection, hotel: HotelProcess, seconds: float) -> DemoResult:
    """Count what the store holds, and let the oracle compare it with the hotel's own ledger."""
    own = {"connection_id": connection.id}
    with integration.store.transaction() as tx:
        tasks = tx.select(r.TURNOVER_TASKS, where=own)
        decisions = tx.select(r.DECISIONS, where=own)
        rooms = len(tx.select(r.PROPERTY_ROOMS, where=own))
        reservations = len(tx.select(r.RESERVATIONS, where=own))
        baseline = tx.get(r.CONNECTIONS, connection.id)
    stats = hotel.control.stats()
    verdicts = judge(
        hotel.control.ledger(),
        tasks_seen(tasks),
        decisions_seen(decisions),
        baseline_at=baseline.baseline_at if baseline else None,
    )
    summary = {
        "property_id": connection.property_id,
        "rooms": rooms,
        "reservations": reservations,
        "departures": len(verdicts.vacates),
        "turnover_tasks": len(tasks),
        "excused": verdicts.excused,
        "unobservable": verdicts.unobservable,
        "missing_tasks": len(verdicts.missing),
        "duplicate_tasks": len(verdicts.duplicates),
        "unexplained_tasks": len(verdicts.unexplained),
        "webhooks": {
            "sent": stats["webhooks_sent"],
            "lost": stats["webhooks_lost"],
            "doubled": stats["webhooks_doubled"],
        },
        "api_requests": stats["api_requests"],
        "requests_in_busiest_second": stats["max_in_any_second"],
        "seconds": round(seconds, 2),
    }
    carrying = sum(1 for task in tasks if task.carries)
    return DemoResult(summary=summary, verdicts=verdicts, tasks_for_departures=carrying)


def findings(verdicts: Verdicts) -> list[str]:
    """What is wrong, in sentences; empty if nothing is."""
    return [
        *(f"missing: {verdict.text}" for verdict in verdicts.missing),
        *(f"duplicate: {finding.text}" for finding in verdicts.duplicates),
        *(f"unexplained: {finding.text}" for finding in verdicts.unexplained),
    ]
