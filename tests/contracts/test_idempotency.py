from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from cloudbeds_connector.stores.idempotency import MemoryIdempotency, StoreIdempotency
from cloudbeds_connector.testing.clock import ManualClock
from cloudbeds_connector.testing.contracts import IdempotencyContract
from cloudbeds_connector_redis import RedisIdempotencyStore
from tests.servers import redis_url

from ..empty_stores import sqlite_store

__all__ = ["redis_url"]


class TestMemoryIdempotency(IdempotencyContract):
    @pytest.fixture
    def idempotency(self, clock: ManualClock) -> MemoryIdempotency:
        return MemoryIdempotency(clock)


class TestIdempotencyOnSqlite(IdempotencyContract):
    @pytest.fixture
    def idempotency(self, clock: ManualClock, tmp_path: Path) -> Iterator[StoreIdempotency]:
        store = sqlite_store(tmp_path / "hotel.sqlite3")
        yield StoreIdempotency(store, clock)
        store.close()


class TestIdempotencyOnRedis(IdempotencyContract):
    @pytest.fixture
    def idempotency(self, clock: ManualClock, redis_url: str) -> RedisIdempotencyStore:
        return RedisIdempotencyStore(redis_url, prefix=f"test-{uuid4()}:", clock=clock)
