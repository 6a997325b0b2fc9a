"""Decides how the command line puts an `Integration` together. A host writes its own version of this page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

from ..cloudbeds import CloudbedsConnector
from ..engine import EngineSettings, Integration
from ..errors import ConfigurationError
from ..pms.ports import Clock, Credentials, EventSink, TaskSink
from ..stores.records import Connection

API_KEY = "CLOUDBEDS_API_KEY"


def credentials_from_environment(connection: Connection) -> Credentials:
    """The API key, from ``CLOUDBEDS_API_KEY``. It is never written to the store."""
    key = os.environ.get(API_KEY, "")
    if not key:
        raise ConfigurationError(
            "There is no API key.", next_action=f"Set {API_KEY} (Cloudbeds: Account > Apps & Marketplace > API)."
        )
    return Credentials(key)


@contextmanager
def opened(
    database: str,
    *,
    api_key: str | None = None,
    clock: Clock | None = None,
    tasks: TaskSink | None = None,
    events: EventSink | None = None,
    settings: EngineSettings | None = None,
) -> Iterator[Integration]:
    """An integration over a migrated store; everything is closed at the end."""
    store = SqlAlchemyStore(database)
    try:
        store.migrate()
        integration = Integration(
            connector=CloudbedsConnector(),
            store=store,
            credentials=(lambda _: Credentials(api_key)) if api_key else credentials_from_environment,
            clock=clock,
            tasks=tasks,
            events=events,
            settings=settings,
        )
        with integration:
            yield integration
    finally:
        store.close()
