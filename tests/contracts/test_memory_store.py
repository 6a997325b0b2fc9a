import pytest

from cloudbeds_connector.stores.memory import MemoryStore
from cloudbeds_connector.testing.contracts import StoreContract


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self) -> MemoryStore:
        return MemoryStore()
