"""Decides how "sync" connects a property, shows its progress, and says what it found."""

from __future__ import annotations

from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from ..engine import Integration
from ..engine.connecting import connect
from ..engine.sync import SyncReport, full_sync, reconcile
from ..stores.records import Connection
from .database import made_store
from .following import clock_of
from .output import counted, print_json, stdout
from .properties import property_to_sync
from .wiring import integration_over

_REPORTED = ("kind", "run_id", "reservations", "rooms", "changes", "events", "commands", "skipped")


def sync_now(
    database: str,
    *,
    property_id: str | None,
    pms_property_id: str | None,
    base_url: str | None,
    simulated_clock: str | None,
    as_json: bool,
) -> None:
    """Connect if need be, read everything around today, and tell."""
    with (
        clock_of(simulated_clock) as clock,
        made_store(database) as store,
        integration_over(store, clock=clock) as integration,
    ):
        wanted = property_to_sync(integration, property_id, pms_property_id)
        settings = {"base_url": base_url} if base_url else None
        connection = connect(integration, wanted, pms_property_id=pms_property_id, settings=settings)
        report = _with_bar(integration, connection, quiet=as_json)
    if as_json:
        numbers = {name: getattr(report, name) for name in _REPORTED}
        print_json({"property_id": connection.property_id, **numbers})
    else:
        stdout.print(_sentence(connection, report), highlight=False, soft_wrap=True, markup=False)


def _sentence(connection: Connection, report: SyncReport) -> str:
    if report.skipped:
        return "Another worker is syncing this property; nothing was done."
    found = (
        counted(report.reservations, "reservation", "reservations"),
        counted(report.rooms, "room", "rooms"),
        counted(report.changes, "change", "changes"),
        counted(report.commands, "task command", "task commands"),
    )
    return f"Synced {connection.name} as {connection.property_id}: {', '.join(found)}."


def _with_bar(integration: Integration, connection: Connection, *, quiet: bool) -> SyncReport:
    """Sync, with a bar that counts the rows of each kind."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}"))
    run = full_sync if connection.baseline_at is None else reconcile
    with Progress(*columns, TimeElapsedColumn(), disable=quiet) as bar:
        bars: dict[str, TaskID] = {}

        def progress(label: str, rows: int) -> None:
            if label not in bars:
                bars[label] = bar.add_task(label, total=None)
            bar.update(bars[label], completed=rows)

        report = run(integration, connection, progress=progress)
        for task in bar.tasks:
            bar.update(task.id, total=task.completed or 1, completed=task.completed or 1)
    return report
