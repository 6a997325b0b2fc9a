"""The command ``worker``: rounds until a signal, and a line for each round that did something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..clock import clock_of
from ..codes import worst
from ..database import existing_store
from ..exits import error_fields, reporting_errors
from ..options import DEFAULT_DATABASE, AsJson, BaseUrl, Database, SimulatedClock
from ..output import counted, print_json, print_line
from ..properties import connected
from ..signals import stopping
from ..wiring import integration_over
from .log import showing_log

if TYPE_CHECKING:
    from ... import Integration, TaskCommand, Worker, WorkReport


class PrintedTasks:
    """Prints commands: the command line has no host. The tasks are in the store, as always."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet

    def send(self, command: TaskCommand) -> None:
        """Print one command."""
        if not self._quiet:
            print_line(f"{command.action.value:8} room {command.task.room_number}: {command.reason} ({command.row})")


def worker(
    database: Database = DEFAULT_DATABASE,
    once: Annotated[bool, typer.Option("--once", help="One round, then exit with its worst error's code.")] = False,
    idle_seconds: Annotated[
        float, typer.Option("--idle-seconds", min=0.05, help="How long to wait after a round with nothing to do.")
    ] = 1.0,
    base_url: BaseUrl = None,
    simulated_clock: SimulatedClock = None,
    as_json: AsJson = False,
) -> None:
    """Process webhooks, run the syncs that are due, and deliver, until interrupted."""
    with (
        reporting_errors(as_json=as_json),
        showing_log(as_json=as_json),
        existing_store(database) as store,
        clock_of(simulated_clock) as clock,
        integration_over(
            store, clock=clock, tasks=PrintedTasks(quiet=as_json), base_url=base_url or simulated_clock
        ) as integration,
    ):
        names = _ready(integration)
        if once:
            report = _worker(integration).run_once()
            _show(report, as_json=as_json, everything=True)
            raise typer.Exit(worst(failure.error for failure in report.failures))
        if not as_json:
            print_line(f"Working for {names}; Ctrl-C stops.")
        _rounds(integration, idle_seconds=idle_seconds, as_json=as_json)


def _worker(integration: Integration) -> Worker:
    from ... import Worker  # it takes longer to import than `--help` may take

    return Worker(integration)


def _ready(integration: Integration) -> str:
    """The properties' names. Raises what would fail in every round: no property, no key."""
    connections = connected(integration)
    for connection in connections:
        integration.credentials(connection.property_id)
    return ", ".join(connection.property_id for connection in connections)


def _rounds(integration: Integration, *, idle_seconds: float, as_json: bool) -> None:
    worker = _worker(integration)
    with stopping() as stop:
        while not stop.requested:
            report = worker.run_once()
            _show(report, as_json=as_json, everything=False)
            with stop.waiting():
                pause = worker.pause_after(report, idle_seconds=idle_seconds)
                if pause and not stop.requested:
                    integration.clock.sleep(pause)


def _show(report: WorkReport, *, as_json: bool, everything: bool) -> None:
    """What a round did, for a loop only if it did something. The failures are in the log, which is printed as it is."""
    if as_json:
        if everything or not report.idle:
            errors = [
                {
                    "property_id": failure.property_id,
                    "work": failure.work,
                    "count": failure.count,
                    **error_fields(failure.error),
                }
                for failure in report.failures
            ]
            names = ("hints", "syncs", "replans", "sent", "postponed", "dead", "set_aside")
            print_json({**{name: getattr(report, name) for name in names}, "errors": errors})
    elif everything or report.worked or report.dead:
        print_line(_summary(report))


def _summary(report: WorkReport) -> str:
    parts = (
        (report.hints, "webhook", "webhooks"),
        (report.syncs, "sync", "syncs"),
        (report.replans, "replan", "replans"),
        (report.sent, "delivery", "deliveries"),
        (report.postponed, "delivery put off", "deliveries put off"),
        (report.dead, "given up", "given up"),
        (report.set_aside, "row set aside", "rows set aside"),
    )
    done = [counted(number, one, many) for number, one, many in parts if number]
    return ", ".join(done) if done else "Nothing was done." if report.failures else "There was nothing to do."
