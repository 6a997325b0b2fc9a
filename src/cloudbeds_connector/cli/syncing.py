"""The command ``sync``: connect a property if need be, show the progress, and print what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from .clock import clock_of
from .connections.connect import show_degraded
from .database import made_store
from .exits import reporting_errors
from .options import DEFAULT_DATABASE, AsJson, BaseUrl, Database, NewPropertyId, PmsPropertyId, SimulatedClock, Timezone
from .output import counted, print_json, print_line, row_bars, stdout
from .properties import property_to_sync
from .wiring import integration_over

if TYPE_CHECKING:
    from .. import Connection, Integration, SyncReport

_REPORTED = (
    "kind",
    "run_id",
    "reservations",
    "rooms",
    "changes",
    "events",
    "commands",
    "set_aside",
    "degraded",
    "skipped",
)


def sync(
    property_id: NewPropertyId = None,
    pms_property_id: PmsPropertyId = None,
    timezone: Timezone = None,
    base_url: BaseUrl = None,
    database: Database = DEFAULT_DATABASE,
    simulated_clock: SimulatedClock = None,
    as_json: AsJson = False,
) -> None:
    """Connect a property if it is not connected yet, and read everything around today."""
    with (
        reporting_errors(as_json=as_json),
        clock_of(simulated_clock) as clock,
        made_store(database) as store,
        integration_over(store, clock=clock, base_url=base_url) as integration,
    ):
        name = property_to_sync(integration, property_id, pms_property_id)
        settings = {"base_url": base_url} if base_url else None
        connection = integration.connect(name, pms_property_id=pms_property_id, settings=settings, timezone=timezone)
        report = _with_bar(integration, connection, quiet=as_json)
        if as_json:
            numbers = {name: getattr(report, name) for name in _REPORTED}
            print_json({"property_id": connection.property_id, **numbers})
        else:
            print_line(_sentence(connection, report))
            show_degraded(integration.status(connection.property_id).degraded)


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
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}"))
    with Progress(*columns, TimeElapsedColumn(), console=stdout, disable=quiet) as bar, row_bars(bar) as progress:
        return integration.sync(connection.property_id, progress=progress)
