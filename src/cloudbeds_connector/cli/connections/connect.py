"""The command ``connect``: try what a sync needs, store the connection, and say what the account refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import encode
from ..clock import clock_of
from ..database import made_store
from ..exits import reporting_errors
from ..options import (
    DEFAULT_DATABASE,
    AsJson,
    BaseUrl,
    Database,
    NewPropertyId,
    PmsPropertyId,
    SimulatedClock,
    Timezone,
)
from ..output import print_json, print_line
from ..properties import property_to_sync
from ..wiring import integration_over

if TYPE_CHECKING:
    from ... import Connection, DegradedPart

_SHOWN = ("property_id", "pms_property_id", "name", "timezone", "check_in_time", "check_out_time")


def connect(
    property_id: NewPropertyId = None,
    pms_property_id: PmsPropertyId = None,
    timezone: Timezone = None,
    base_url: BaseUrl = None,
    database: Database = DEFAULT_DATABASE,
    simulated_clock: SimulatedClock = None,
    as_json: AsJson = False,
) -> None:
    """Connect a property, or try a connected one again: what works, what the account refuses, which scope to grant."""
    with (
        reporting_errors(as_json=as_json),
        clock_of(simulated_clock) as clock,
        made_store(database) as store,
        integration_over(store, clock=clock, base_url=base_url) as integration,
    ):
        name = property_to_sync(integration, property_id, pms_property_id)
        settings = {"base_url": base_url} if base_url else None
        connection = integration.connect(name, pms_property_id=pms_property_id, settings=settings, timezone=timezone)
        degraded = integration.status(connection.property_id).degraded
        if as_json:
            print_json({**_fields(connection), "degraded": degraded})
        else:
            print_line(
                f"Connected {connection.name} as {connection.property_id}, in the zone {connection.timezone}, "
                f"check-in {connection.check_in_time:%H:%M}, check-out {connection.check_out_time:%H:%M}."
            )
            show_degraded(degraded)


def show_degraded(degraded: tuple[DegradedPart, ...]) -> None:
    """A line for each part that the account refuses."""
    for part in degraded:
        print_line(f"refused: {part.sentence}")


def _fields(connection: Connection) -> dict[str, Any]:
    return {name: encode(getattr(connection, name)) for name in _SHOWN}
