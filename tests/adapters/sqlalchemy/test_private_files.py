"""A SQLite database holds guests, so its files are readable by their owner only, whatever the umask."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from cloudbeds_connector_sqlalchemy import SqlAlchemyStore, database_file
from cloudbeds_connector_sqlalchemy.sqlite_files import make_files_private


@pytest.fixture(autouse=True)
def open_umask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    return {path.name: oct(path.stat().st_mode & 0o777) for path in folder.iterdir()}


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///hotel.db",
        "sqlite:///{folder}/hotel.db",
        "sqlite:///file:hotel.db?uri=true",
        "sqlite:///file:{folder}/hotel.db?uri=true&mode=rwc",
        "sqlite:///file:ho%74el.db?uri=true",
    ],
)
def test_every_file_of_a_new_database_is_private(url: str, tmp_path: Path) -> None:
    with closing(SqlAlchemyStore(url.format(folder=tmp_path))) as store:
        store.migrate()
        with store.transaction():
            assert modes(tmp_path) == {"hotel.db": "0o600", "hotel.db-wal": "0o600", "hotel.db-shm": "0o600"}
    assert modes(tmp_path) == {"hotel.db": "0o600"}


def test_a_journal_is_private_too(tmp_path: Path) -> None:
    with closing(SqlAlchemyStore("sqlite:///hotel.db")) as store, store.engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql("CREATE TABLE t (a)")
        assert modes(tmp_path) == {"hotel.db": "0o600", "hotel.db-journal": "0o600"}


def test_the_mode_of_a_file_that_exists_is_left_alone(tmp_path: Path) -> None:
    sqlite3.connect("hotel.db").close()
    os.chmod("hotel.db", 0o640)
    with closing(SqlAlchemyStore("sqlite:///hotel.db")) as store:
        store.migrate()
    assert modes(tmp_path) == {"hotel.db": "0o640"}


@pytest.mark.parametrize(
    "url",
    ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true", "sqlite:///file::memory:?uri=true"],
)
def test_a_database_in_memory_has_no_file(url: str) -> None:
    assert database_file(make_url(url)) is None


def test_an_engine_in_memory_makes_no_file(tmp_path: Path) -> None:
    engine = sa.create_engine("sqlite:///:memory:")
    make_files_private(engine)
    engine.connect().close()
    assert modes(tmp_path) == {}


def test_a_database_that_is_only_read_is_not_made(tmp_path: Path) -> None:
    store = SqlAlchemyStore("sqlite:///file:hotel.db?mode=ro&uri=true")
    with pytest.raises(Exception, match="cannot be opened"), store.transaction():
        pass
    assert modes(tmp_path) == {}
