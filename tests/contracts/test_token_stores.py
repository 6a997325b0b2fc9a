from collections.abc import Iterator
from pathlib import Path

import pytest

from cloudbeds_connector.pms.memory_tokens import MemoryTokens
from cloudbeds_connector.secrets import KeyRing, generate_key
from cloudbeds_connector.stores.memory import MemoryStore
from cloudbeds_connector.stores.tokens import StoreTokens
from cloudbeds_connector.testing.contracts import TokenStoreContract

from ..empty_stores import sqlite_store

KEYS = KeyRing.from_text(generate_key())


class TestMemoryTokens(TokenStoreContract):
    @pytest.fixture
    def tokens(self) -> MemoryTokens:
        return MemoryTokens()


class TestTokensInMemoryStore(TokenStoreContract):
    @pytest.fixture
    def tokens(self) -> StoreTokens:
        return StoreTokens(MemoryStore(), KEYS)


class TestTokensOnSqlite(TokenStoreContract):
    @pytest.fixture
    def tokens(self, tmp_path: Path) -> Iterator[StoreTokens]:
        store = sqlite_store(tmp_path / "hotel.sqlite3")
        yield StoreTokens(store, KEYS)
        store.close()
