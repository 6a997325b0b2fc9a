"""Decides the commands. Each is a few lines; what they do lives in the library."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from ..engine import Integration
from ..engine.connecting import connect
from ..engine.sync import SyncReport, full_sync, reconcile
from ..errors import NotConnectedError
from ..pms.model import load_zone
from ..stores.records import Connection
from .board import live_tasks, room_rows, show_rooms, show_tasks
from .exits import Exit, told
from .options import DEFAULT_DATABASE, AsJson, BaseUrl, Database, PmsPropertyId, PropertyId
from .output import print_json, stdout
from .wiring import opened

app = typer.Typer(
    name="cloudbeds-connector",
    help="Keep a hotel operations backend in step with Cloudbeds.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # locals may hold secrets
)


def main() -> None:
    """The console script."""
    app()


@app.command()
def demo(
    seed: Annotated[int, typer.Option("--seed", help="Which day is played.")] = 1,
    rooms: Annotated[int, typer.Option("--rooms", min=60, max=400, help="How many rooms the hotel has.")] = 64,
    database: Annotated[str | None, typer.Option("--database", help="An empty store to use instead of a file.")] = None,
    faults: Annotated[bool, typer.Option("--faults", help="Every tenth API request fails.")] = False,
    lose_webhooks: Annotated[
        float, typer.Option("--lose-webhooks", min=0, max=1, help="Share of lost webhooks.")
    ] = 0.1,
    as_json: AsJson = False,
) -> None:
    """Play one day of a simulated hotel and show its turnover tasks."""
    from .demo import DemoOptions, run_demo

    with told():
        good = run_demo(
            DemoOptions(seed=seed, rooms=rooms, database=database, faults=faults, lost=lose_webhooks, as_json=as_json)
        )
    raise typer.Exit(Exit.OK if good else Exit.FAILED)


@app.command()
def simulate(
    seed: Annotated[int, typer.Option("--seed", help="Which hotel.")] = 1,
    rooms: Annotated[int, typer.Option("--rooms", min=1, max=2000)] = 64,
    port: Annotated[int, typer.Option("--port", help="0 picks a free one.")] = 0,
    documented: Annotated[
        bool, typer.Option("--documented", help="Follow the official description, no oddities.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Run a simulated hotel on loopback, in real time, until interrupted."""
    from .simulate import run_simulated

    with told():
        run_simulated(seed=seed, rooms=rooms, port=port, documented=documented, as_json=as_json)


@app.command()
def sync(
    property_id: PropertyId = None,
    pms_property_id: PmsPropertyId = None,
    base_url: BaseUrl = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Connect a property if it is not connected yet, and read everything around today."""
    with told(), opened(database) as integration:
        wanted = property_id or pms_property_id or "default"
        settings = {"base_url": base_url} if base_url else None
        connection = connect(integration, wanted, pms_property_id=pms_property_id, settings=settings)
        report = _with_bar(integration, connection, quiet=as_json)
    if as_json:
        keys = ("kind", "run_id", "reservations", "rooms", "changes", "events", "commands", "skipped")
        print_json({"property_id": connection.property_id, **{key: getattr(report, key) for key in keys}})
    elif report.skipped:
        stdout.print("Another worker is syncing this property; nothing was done.")
    else:
        stdout.print(
            f"[green]Synced[/green] {connection.name}: {report.reservations} reservations, {report.rooms} rooms, "
            f"{report.changes} changes, {report.commands} task commands."
        )


def _with_bar(integration: Integration, connection: Connection, *, quiet: bool) -> SyncReport:
    """Sync, with a bar that counts the rows of each kind."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}"))
    run = full_sync if connection.baseline_at is None else reconcile
    with Progress(*columns, TimeElapsedColumn(), disable=quiet, transient=False) as bar:
        bars: dict[str, object] = {}

        def progress(label: str, rows: int) -> None:
            if label not in bars:
                bars[label] = bar.add_task(label, total=None)
            bar.update(bars[label], completed=rows)  # type: ignore[arg-type]

        report = run(integration, connection, progress=progress)
        for task in bar.tasks:
            bar.update(task.id, total=task.completed or 1, completed=task.completed or 1)
    return report


@app.command()
def worker(
    database: Database = DEFAULT_DATABASE,
    once: Annotated[bool, typer.Option("--once", help="One round, then exit.")] = False,
    idle_seconds: Annotated[float, typer.Option("--idle-seconds", min=0.05)] = 1.0,
    simulated_clock: Annotated[
        str | None, typer.Option("--simulated-clock", help="URL of a simulated hotel whose clock to follow.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Work off webhooks, run the syncs that are due, and deliver, until interrupted."""
    from .work import work

    with told():
        work(database, once=once, idle_seconds=idle_seconds, simulated_clock=simulated_clock, as_json=as_json)


@app.command()
def tasks(
    property_id: PropertyId = None,
    database: Database = DEFAULT_DATABASE,
    every: Annotated[bool, typer.Option("--all", help="Ended tasks too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the turnover tasks, most urgent first."""
    with told(), opened(database) as integration:
        connection = _chosen(integration, property_id)
        found = live_tasks(integration, connection, every=every)
        if as_json:
            print_json([vars(task) for task in found])
        else:
            show_tasks(found, load_zone(connection.timezone), now=integration.clock.now())


@app.command()
def rooms(property_id: PropertyId = None, database: Database = DEFAULT_DATABASE, as_json: AsJson = False) -> None:
    """List the rooms with condition, occupancy, mapping and open task."""
    with told(), opened(database) as integration:
        found = room_rows(integration, _chosen(integration, property_id))
        if as_json:
            print_json(found)
        else:
            show_rooms(found)


def _chosen(integration: Integration, property_id: str | None) -> Connection:
    """The named property, or the only one."""
    if property_id is not None:
        return integration.connection(property_id)
    known = integration.connections()
    if len(known) == 1:
        return known[0]
    names = ", ".join(connection.property_id for connection in known)
    raise NotConnectedError(
        f"There are several properties: {names}." if known else "No property is connected in this database.",
        next_action="Say which with --property-id." if known else "Run 'cloudbeds-connector sync' first.",
    )
