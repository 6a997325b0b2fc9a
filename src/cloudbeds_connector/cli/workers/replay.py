"""The command ``replay``: put back webhooks and deliveries that were given up."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from ..clock import clock_of
from ..database import existing_store
from ..exits import reporting_errors
from ..options import DEFAULT_DATABASE, AsJson, Database, PropertyId, SimulatedClock
from ..output import counted, print_json, print_line
from ..properties import chosen
from ..wiring import integration_over

if TYPE_CHECKING:
    from ... import ReplayReport

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def duration(text: str) -> timedelta:
    """A duration such as ``90s``, ``15m``, ``2h`` or ``3d``."""
    found = re.fullmatch(r"(\d{1,6})([smhd])", text.strip().casefold())
    if found is None:
        raise typer.BadParameter("give a number and a unit: 90s, 15m, 2h or 3d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def replay(
    property_id: PropertyId = None,
    id_: Annotated[
        str | None, typer.Option("--id", help="The one with this id; the first eight characters are enough.")
    ] = None,
    room: Annotated[str | None, typer.Option("--room", help="Those about a room: its number, or its id.")] = None,
    reservation: Annotated[str | None, typer.Option("--reservation", help="Those about a reservation.")] = None,
    older_than: Annotated[
        timedelta | None,
        typer.Option("--older-than", parser=duration, metavar="AGE", help="Those that came before: 90s, 15m, 2h, 3d."),
    ] = None,
    newer_than: Annotated[
        timedelta | None,
        typer.Option("--newer-than", parser=duration, metavar="AGE", help="Those that came since: 90s, 15m, 2h, 3d."),
    ] = None,
    database: Database = DEFAULT_DATABASE,
    simulated_clock: SimulatedClock = None,
    as_json: AsJson = False,
) -> None:
    """Put back webhooks and deliveries that were given up; without a filter, all of the property."""
    with (
        reporting_errors(as_json=as_json),
        existing_store(database) as store,
        clock_of(simulated_clock) as clock,
        integration_over(store, clock=clock) as integration,
    ):
        connection = chosen(integration, property_id)
        report = integration.replay(
            connection.property_id,
            id=id_,
            room=room,
            reservation=reservation,
            older_than=older_than,
            newer_than=newer_than,
        )
        if as_json:
            numbers = {"webhooks": report.webhooks, "deliveries": report.deliveries, "ids": report.ids}
            print_json({"property_id": connection.property_id, **numbers})
        else:
            _show(report)


def _show(report: ReplayReport) -> None:
    if not report.ids:
        print_line("Nothing that was given up matches; 'status' lists it.")
        return
    webhooks = counted(report.webhooks, "webhook", "webhooks")
    deliveries = counted(report.deliveries, "delivery", "deliveries")
    print_line(f"Put back {webhooks} and {deliveries}; the next round of a worker takes them.")
    for each in report.ids:
        print_line(f"  {each}")
