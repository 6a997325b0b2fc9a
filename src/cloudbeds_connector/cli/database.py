"""Opening the store. Only some commands create it, so that a mistyped name does not make a new one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from .. import NotConnectedError, StoreError, records

if TYPE_CHECKING:
    from cloudbeds_connector_sqlalchemy import SqlAlchemyStore


@contextmanager
def made_store(database: str) -> Iterator[SqlAlchemyStore]:
    """The store at `database`, created or migrated if need be. A file that was made for nothing is removed again."""
    with closing(_store(database)) as store:
        file = _file_of(store)
        made = file if file is not None and not file.exists() else None
        try:
            store.migrate()
            yield store
        except BaseException:
            if made is not None and _is_unused(store):
                store.close()
                _remove(made)
            raise


@contextmanager
def existing_store(database: str) -> Iterator[SqlAlchemyStore]:
    """The store at `database`, migrated if need be; `NotConnectedError` if there is none."""
    with closing(_store(database)) as store:
        _require_file(store)
        if store.check():
            if not store.is_migrated():
                raise NotConnectedError(
                    "This database holds nothing of the connector.",
                    next_action="Correct --database, or connect a property with 'cloudbeds-connector sync'.",
                )
            store.migrate()
        yield store


def _store(database: str) -> SqlAlchemyStore:
    from cloudbeds_connector_sqlalchemy import SqlAlchemyStore  # it takes longer to import than `--help` may take

    return SqlAlchemyStore(database)


def _file_of(store: SqlAlchemyStore) -> Path | None:
    from cloudbeds_connector_sqlalchemy import database_file

    return database_file(store.engine.url)


def _require_file(store: SqlAlchemyStore) -> None:
    file = _file_of(store)
    if file is not None and not file.exists():
        raise NotConnectedError(
            f"There is no database {file}.",
            next_action="Correct --database, or make it with 'cloudbeds-connector sync'.",
        )


def _is_unused(store: SqlAlchemyStore) -> bool:
    try:
        with store.transaction() as tx:
            return not tx.select(records.CONNECTIONS, limit=1)
    except StoreError:
        return False  # somebody else has it


def _remove(file: Path) -> None:
    for name in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            file.with_name(f"{file.name}{name}").unlink()
