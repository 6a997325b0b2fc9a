"""Opening the store. Only some commands create it, so that a mistyped name does not make a new one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

from .. import NotConnectedError


@contextmanager
def made_store(database: str) -> Iterator[SqlAlchemyStore]:
    """The store at `database`, created or migrated if need be."""
    with closing(SqlAlchemyStore(database)) as store:
        store.migrate()
        yield store


@contextmanager
def existing_store(database: str) -> Iterator[SqlAlchemyStore]:
    """The store at `database`, migrated if need be; `NotConnectedError` if there is none."""
    with closing(SqlAlchemyStore(database)) as store:
        _require_file(store)
        if store.check():
            if not store.is_migrated():
                raise NotConnectedError(
                    "This database holds nothing of the connector.",
                    next_action="Correct --database, or connect a property with 'cloudbeds-connector sync'.",
                )
            store.migrate()
        yield store


def _require_file(store: SqlAlchemyStore) -> None:
    url = store.engine.url
    if url.get_backend_name() != "sqlite" or url.database is None or url.database.startswith("file:"):
        return
    if not Path(url.database).exists():
        raise NotConnectedError(
            f"There is no database {url.database}.",
            next_action="Correct --database, or make it with 'cloudbeds-connector sync'.",
        )
