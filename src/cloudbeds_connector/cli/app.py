"""The commands and their options. What they do is in the modules beside this one, or in the library."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from .codes import Exit
from .connections.connect import connect
from .connections.disconnect import disconnect
from .database import existing_store
from .exits import reporting_errors
from .keys import keys_app, rotate_keys
from .options import (
    DEFAULT_DATABASE,
    AsJson,
    Database,
    PropertyId,
)
from .output import print_json
from .probe import probe
from .properties import chosen
from .syncing import sync
from .tables import show_explanation, show_rooms, show_tasks, task_fields
from .wiring import integration_over
from .workers.replay import replay
from .workers.status import status
from .workers.worker import worker

app = typer.Typer(
    name="cloudbeds-connector",
    help="Keep a hotel operations backend in step with Cloudbeds.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # a traceback is for a bug report; its locals may hold secrets
)


def _show_version(show: bool) -> None:
    if show:
        from .. import __version__

        typer.echo(f"cloudbeds-connector {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Keep a hotel operations backend in step with Cloudbeds."""


def demo(
    seed: Annotated[int, typer.Option("--seed", help="Which day is played; the same seed plays the same day.")] = 1,
    rooms: Annotated[int, typer.Option("--rooms", min=60, max=400, help="How many rooms the hotel has.")] = 64,
    database: Annotated[
        str | None, typer.Option("--database", help="URL of an empty store, instead of cloudbeds-demo.sqlite3.")
    ] = None,
    faults: Annotated[bool, typer.Option("--faults", help="Every tenth API request fails.")] = False,
    lose_webhooks: Annotated[
        float, typer.Option("--lose-webhooks", min=0, max=1, help="Share of lost webhooks.")
    ] = 0.1,
    as_json: AsJson = False,
) -> None:
    """Play one day of a simulated hotel and show its turnover tasks.

    Takes about 20 seconds, and writes cloudbeds-demo.sqlite3 here (replacing that of the last run).
    """
    with reporting_errors(as_json=as_json):
        from .demo import DemoOptions, run_demo

        good = run_demo(
            DemoOptions(seed=seed, rooms=rooms, database=database, faults=faults, lost=lose_webhooks, as_json=as_json)
        )
    raise typer.Exit(Exit.OK if good else Exit.FAILED)


def simulate(
    seed: Annotated[int, typer.Option("--seed", help="Which hotel; the same seed makes the same one.")] = 1,
    rooms: Annotated[int, typer.Option("--rooms", min=1, max=2000, help="How many rooms it has.")] = 64,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Where it listens; 0 takes a free one.")] = 0,
    documented: Annotated[
        bool, typer.Option("--documented", help="Follow the official description, without quirks.")
    ] = False,
    play: Annotated[
        bool, typer.Option("--play", help="Guests come and go by a scripted day, from seven in the morning.")
    ] = False,
    speed: Annotated[
        float | None,
        typer.Option("--speed", min=0.1, max=3600, help="Hotel seconds in a second. Default: 1, or 60 with --play."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run a simulated hotel on loopback until interrupted."""
    with reporting_errors(as_json=as_json):
        from .simulate import run_simulated

        run_simulated(seed=seed, rooms=rooms, port=port, documented=documented, play=play, speed=speed, as_json=as_json)


def tasks(
    property_id: PropertyId = None,
    database: Database = DEFAULT_DATABASE,
    every: Annotated[bool, typer.Option("--all", help="Ended tasks too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the turnover tasks, most urgent first."""
    with reporting_errors(as_json=as_json), existing_store(database) as store, integration_over(store) as integration:
        connection = chosen(integration, property_id)
        found = integration.tasks(connection.property_id, ended=every)
        if as_json:
            print_json([task_fields(task) for task in found])
        else:
            show_tasks(found, ZoneInfo(connection.timezone), now=integration.clock.now())


def why(
    room: Annotated[str, typer.Argument(help="The room's number, or its id in the PMS.")],
    property_id: PropertyId = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Say why a room has the turnover task it has, or why it has none."""
    with reporting_errors(as_json=as_json), existing_store(database) as store, integration_over(store) as integration:
        found = integration.why(chosen(integration, property_id).property_id, room)
        if as_json:
            print_json(found.to_mapping())
        else:
            show_explanation(found)


def rooms(property_id: PropertyId = None, database: Database = DEFAULT_DATABASE, as_json: AsJson = False) -> None:
    """List the rooms with condition, occupancy, mapping and open task."""
    with reporting_errors(as_json=as_json), existing_store(database) as store, integration_over(store) as integration:
        found = integration.rooms(chosen(integration, property_id).property_id)
        if as_json:
            print_json(found)
        else:
            show_rooms(found)


# in the order of use, which is that of the help
for _command in (demo, simulate, connect, sync, worker, tasks, rooms, why, status, replay, probe, disconnect):
    app.command()(_command)
app.command("rotate-keys")(rotate_keys)
app.add_typer(keys_app, name="keys")
