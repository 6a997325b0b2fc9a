"""Decides which commands make a store, and which want it to be there: a mistyped name must not make a new one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

from ..errors import NotConnectedError


@contextmanager
def made_store(database: str) -> Iterator[SqlAlchemyStore]:
    """The store at `database`, made or brought up to date if need be."""
    with closing(SqlAlchemyStore(database)) as store:
        store.migrate()
        yield store


@contextmanager
def existing_store(database: str) -> Iterator[SqlAlchemyStore]:
    """The store at `database`, brought up to date if need be; `NotConnectedError` if there is none."""
    with closing(SqlAlchemyStore(database)) as store:
        _require_file(store)
        if store.check():
            _require_tables(store)
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


def _require_tables(store: SqlAlchemyStore) -> None:
    from cloudbeds_connector_sqlalchemy.migrate import version_table
    from cloudbeds_connector_sqlalchemy.schema import DEFAULT_PREFIX

    if not sa.inspect(store.engine).has_table(version_table(DEFAULT_PREFIX)):
        raise NotConnectedError(
            "This database holds nothing of the connector.",
            next_action="Correct --database, or connect a property with 'cloudbeds-connector sync'.",
        )
