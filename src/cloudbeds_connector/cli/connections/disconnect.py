"""The command ``disconnect``: end a property's connection, and say what is left to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from ..clock import clock_of
from ..codes import Exit
from ..database import existing_store
from ..exits import reporting_errors
from ..options import DEFAULT_DATABASE, AsJson, BaseUrl, Database, PropertyId, SimulatedClock
from ..output import counted, print_json, print_line, print_note
from ..properties import chosen
from ..wiring import integration_over

if TYPE_CHECKING:
    from ... import DisconnectReport


def disconnect(
    property_id: PropertyId = None,
    base_url: BaseUrl = None,
    database: Database = DEFAULT_DATABASE,
    simulated_clock: SimulatedClock = None,
    as_json: AsJson = False,
) -> None:
    """Remove a property's subscriptions and credentials. Its tasks and history stay."""
    with (
        reporting_errors(as_json=as_json),
        existing_store(database) as store,
        clock_of(simulated_clock) as clock,
        integration_over(store, clock=clock, base_url=base_url) as integration,
    ):
        report = integration.disconnect(chosen(integration, property_id).property_id)
        if as_json:
            print_json(report)
        else:
            _show(report)
    raise typer.Exit(Exit.FAILED if report.left else Exit.OK)


def _show(report: DisconnectReport) -> None:
    done = (
        counted(len(report.removed), "subscription was", "subscriptions were") + " removed",
        counted(report.deliveries, "delivery is", "deliveries are") + " still to go out",
    )
    print_line(f"Disconnected {report.property_id}: {', '.join(done)}. Its tasks and history stay.")
    for sentence in report.manual:
        print_line(sentence)
    for sentence in report.left:
        print_note("left:", sentence, style="red")
