from collections.abc import Iterator
from pathlib import Path

import pytest

from cloudbeds_connector.testing.contracts import StoreContract
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

from ..empty_stores import sqlite_store


class TestSqliteStore(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[SqlAlchemyStore]:
        store = sqlite_store(tmp_path / "hotel.sqlite3")
        yield store
        store.close()
