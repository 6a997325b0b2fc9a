from collections.abc import Iterator
from pathlib import Path

import pytest

from cloudbeds_connector.testing.contracts import StoreContract
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore


class TestSqliteStore(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[SqlAlchemyStore]:
        store = SqlAlchemyStore(f"sqlite:///{tmp_path / 'hotel.sqlite3'}")
        store.migrate()
        yield store
        store.close()
