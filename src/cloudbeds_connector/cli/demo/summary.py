"""Decides what the demo reports, and asks the oracle for its verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...engine import Integration
from ...stores import records as r
from ...testing.oracle import judge
from ...testing.process import HotelProcess
from ...testing.verdicts import Verdicts, decisions_seen, tasks_seen


@dataclass(frozen=True, kw_only=True)
class DemoResult:
    """The summary as data, and the verdicts behind it."""

    summary: dict[str, Any]
    verdicts: Verdicts

    @property
    def good(self) -> bool:
        """No task is missing, doubled or without a reason."""
        return self.verdicts.ok


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
    return DemoResult(summary=summary, verdicts=verdicts)


def findings(verdicts: Verdicts) -> list[str]:
    """What is wrong, in sentences; empty if nothing is."""
    return [
        *(f"missing: {verdict.text}" for verdict in verdicts.missing),
        *(f"duplicate: {finding.text}" for finding in verdicts.duplicates),
        *(f"unexplained: {finding.text}" for finding in verdicts.unexplained),
    ]
