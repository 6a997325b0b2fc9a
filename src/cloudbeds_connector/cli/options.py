"""Decides the options that several commands share, and the environment variables behind them."""

from __future__ import annotations

from typing import Annotated

import typer

Database = Annotated[
    str,
    typer.Option(
        "--database",
        envvar="CLOUDBEDS_CONNECTOR_DATABASE",
        help="SQLAlchemy URL of the connector's store.",
    ),
]
PropertyId = Annotated[
    str | None,
    typer.Option("--property-id", envvar="CLOUDBEDS_PROPERTY_ID", help="Your own id of the property."),
]
PmsPropertyId = Annotated[
    str | None,
    typer.Option("--pms-property-id", help="Cloudbeds' id, needed if the key covers several hotels."),
]
BaseUrl = Annotated[
    str | None,
    typer.Option("--base-url", envvar="CLOUDBEDS_BASE_URL", help="Where the API is; for simulated hotels."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]

DEFAULT_DATABASE = "sqlite:///cloudbeds-connector.sqlite3"
