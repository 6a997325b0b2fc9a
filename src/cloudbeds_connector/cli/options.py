"""The options that several commands share, and their environment variables."""

from __future__ import annotations

from typing import Annotated

import typer

DEFAULT_DATABASE = "sqlite:///cloudbeds-connector.sqlite3"
DEFAULT_PROPERTY_ID = "default"

Database = Annotated[
    str,
    typer.Option(
        "--database",
        envvar="CLOUDBEDS_CONNECTOR_DATABASE",
        help="SQLAlchemy URL of the connector's store; 'sync' creates it, for the others it must exist.",
    ),
]
PropertyId = Annotated[
    str | None,
    typer.Option(
        "--property-id",
        envvar="CLOUDBEDS_PROPERTY_ID",
        help="Your own id of the property. Default: the only one that is connected.",
    ),
]
NewPropertyId = Annotated[
    str | None,
    typer.Option(
        "--property-id",
        envvar="CLOUDBEDS_PROPERTY_ID",
        help="Your own id of the property. Default: the only one that is connected; if there is none yet, "
        f"the one of --pms-property-id, or '{DEFAULT_PROPERTY_ID}'.",
    ),
]
PmsPropertyId = Annotated[
    str | None,
    typer.Option("--pms-property-id", help="Cloudbeds' id of the hotel, needed if the key covers several."),
]
BaseUrl = Annotated[
    str | None,
    typer.Option(
        "--base-url",
        envvar="CLOUDBEDS_BASE_URL",
        help="Where the API is, for a simulated hotel. Default: what the property was connected with, or Cloudbeds.",
    ),
]
Timezone = Annotated[
    str | None,
    typer.Option(
        "--timezone",
        help="The property's IANA time zone, where Cloudbeds has none or an unknown one. It is kept; '' forgets it.",
    ),
]
SimulatedClock = Annotated[
    str | None,
    typer.Option(
        "--simulated-clock",
        envvar="CLOUDBEDS_SIMULATED_CLOCK",
        help="Base URL of a simulated hotel whose clock to go by. Default: this machine's clock.",
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print JSON and nothing else; an error is a JSON object on stderr.")
]
