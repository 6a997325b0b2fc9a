"""The command ``worker``: rounds until a signal, and a line for each round that did something."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import Integration, TaskCommand, Worker, WorkReport
from .clock import clock_of
from .codes import worst
from .database import existing_store
from .exits import error_fields, reporting_errors, show_error, stderr
from .options import DEFAULT_DATABASE, AsJson, Database, SimulatedClock
from .output import counted, print_json, print_line
from .properties import connected
from .signals import stopping
from .wiring import integration_over


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
    simulated_clock: SimulatedClock = None,
    as_json: AsJson = False,
) -> None:
    """Process webhooks, run the syncs that are due, and deliver, until interrupted."""
    with (
        reporting_errors(as_json=as_json),
        existing_store(database) as store,
        clock_of(simulated_clock) as clock,
        integration_over(store, clock=clock, tasks=PrintedTasks(quiet=as_json)) as integration,
    ):
        names = _ready(integration)
        if once:
            report = Worker(integration).run_once()
            _show(report, as_json=as_json)
            raise typer.Exit(worst(failure.error for failure in report.failures))
        if not as_json:
            print_line(f"Working for {names}; Ctrl-C stops.")
        _rounds(integration, idle_seconds=idle_seconds, as_json=as_json)


def _ready(integration: Integration) -> str:
    """The properties' names. Raises what would fail in every round: no property, no key."""
    connections = connected(integration)
    for connection in connections:
        integration.credentials(connection.property_id)
    return ", ".join(connection.property_id for connection in connections)


def _rounds(integration: Integration, *, idle_seconds: float, as_json: bool) -> None:
    worker = Worker(integration)
    with stopping() as stop:
        while not stop.requested:
            report = worker.run_once()
            if not report.idle:
                _show(report, as_json=as_json)
            with stop.waiting():
                if not (stop.requested or _did_something(report)):
                    integration.clock.sleep(idle_seconds)


def _did_something(report: WorkReport) -> bool:
    """Whether something was done, so that more may be due. What only failed is not tried again at once."""
    return bool(report.hints or report.syncs or report.replans or report.sent)


def _show(report: WorkReport, *, as_json: bool) -> None:
    if as_json:
        errors = [{"property_id": failure.property_id, **error_fields(failure.error)} for failure in report.failures]
        numbers = {name: getattr(report, name) for name in ("hints", "syncs", "replans", "sent")}
        print_json({**numbers, "errors": errors})
        return
    print_line(_summary(report))
    for failure in report.failures:
        about = f"{failure.property_id}: " if failure.property_id else ""
        if failure.error.retryable:
            text = f"{about}{failure.error}"
            stderr.print("[yellow]will try again:[/yellow]", text, highlight=False, soft_wrap=True)
        else:
            show_error(failure.error, about=about)


def _summary(report: WorkReport) -> str:
    parts = (
        (report.hints, "webhook", "webhooks"),
        (report.syncs, "sync", "syncs"),
        (report.replans, "replan", "replans"),
        (report.sent, "delivery", "deliveries"),
    )
    done = [counted(number, one, many) for number, one, many in parts if number]
    return ", ".join(done) if done else "Nothing was done." if report.failures else "There was nothing to do."
