"""The demo's summary, and the verdicts of the oracle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ... import Connection, Integration, records
from ...testing import HotelProcess, Verdicts, decisions_seen, judge, tasks_seen


@dataclass(frozen=True, kw_only=True)
class DemoResult:
    """The summary as data, the oracle's verdicts, and how many tasks are for a departure."""

    summary: dict[str, Any]
    verdicts: Verdicts
    tasks_for_departures: int

    @property
    def good(self) -> bool:
        """No task is missing, doubled or without a reason."""
        return self.verdicts.ok

    def lines(self) -> list[tuple[str, str]]:
        """The summary for people: names and values."""
        summary, verdicts, webhooks = self.summary, self.verdicts, self.summary["webhooks"]
        others = summary["turnover_tasks"] - self.tasks_for_departures
        tasks = f"{summary['turnover_tasks']}: {self.tasks_for_departures} for departures"
        return [
            ("hotel", f"{summary['rooms']} rooms, {summary['reservations']} reservations"),
            ("departures", f"{summary['departures']} rooms left (check-outs, moves, day guests)"),
            ("turnover tasks", f"{tasks}, {others} for rooms found dirty"),
            (
                "oracle: departures",
                f"{verdicts.owed} owed a task, {verdicts.excused} excused, {verdicts.unobservable} unseen",
            ),
            ("oracle: missing", f"{summary['missing_tasks']} departures that are owed a task have none"),
            ("oracle: doubled", f"{summary['duplicate_tasks']} tasks too many"),
            ("oracle: unexplained", f"{summary['unexplained_tasks']} tasks without a reason in the hotel"),
            ("webhooks", ", ".join(f"{count} {name}" for name, count in webhooks.items())),
            ("API requests", f"{summary['api_requests']}, at most {summary['requests_in_busiest_second']} in a second"),
            ("time", f"{summary['seconds']:.0f} s"),
        ]


def summarize(integration: Integration, connection: Connection, hotel: HotelProcess, seconds: float) -> DemoResult:
    """Count what the store holds, and let the oracle compare it with the hotel's own ledger."""
    own = {"connection_id": connection.id}
    with integration.store.transaction() as tx:
        tasks = tx.select(records.TURNOVER_TASKS, where=own)
        decisions = tx.select(records.DECISIONS, where=own)
        rooms = len(tx.select(records.PROPERTY_ROOMS, where=own))
        reservations = len(tx.select(records.RESERVATIONS, where=own))
        baseline = tx.get(records.CONNECTIONS, connection.id)
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
