"""Every limiter keeps the same contract; those that are shared keep one rate among all who share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from cloudbeds_connector.errors import StoreError
from cloudbeds_connector.pms.limiter import LocalLimiter, wait_for_slot
from cloudbeds_connector.pms.ports import Clock, Lane, Limiter
from cloudbeds_connector.stores.memory import MemoryStore
from cloudbeds_connector.stores.rate import StoreLimiter
from cloudbeds_connector.stores.records import RATE_SLOTS
from cloudbeds_connector.testing.clock import ManualClock
from cloudbeds_connector.testing.contracts import LimiterContract
from cloudbeds_connector_redis import RedisLimiter
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore
from tests.servers import drop_tables, postgres_url, redis_url

__all__ = ["postgres_url", "redis_url"]


class SharedLimiterContract(LimiterContract):
    """What holds besides where two limiters have one place to keep the rate, as two processes do."""

    def one_more(self, limiter: Limiter, clock: Clock) -> Limiter:
        """Another limiter, with the same place."""
        raise NotImplementedError

    def test_two_processes_share_one_rate(self) -> None:
        clock = ManualClock()
        first = self.limiter_on(clock)
        second = self.one_more(first, clock)
        assert first.take("key").granted
        assert not second.take("key").granted
        promised = first.take("key", lane=Lane.REALTIME).wait
        assert second.take("key", lane=Lane.REALTIME).wait > promised
        first.slow_down("key", seconds=9)
        assert wait_for_slot(second, "key", lane=Lane.BULK, clock=clock) >= 9


class TestLocalLimiter(LimiterContract):
    def limiter_on(self, clock: Clock) -> LocalLimiter:
        return LocalLimiter(self.requests_per_second, clock)


class TestLocalLimiterOfAPartner(LimiterContract):
    requests_per_second = 10.0

    def limiter_on(self, clock: Clock) -> LocalLimiter:
        return LocalLimiter(self.requests_per_second, clock)


class TestStoreLimiterInMemory(SharedLimiterContract):
    def limiter_on(self, clock: Clock) -> StoreLimiter:
        self.store = MemoryStore()
        return StoreLimiter(self.store, self.requests_per_second, clock=clock)

    def one_more(self, limiter: Limiter, clock: Clock) -> StoreLimiter:
        return StoreLimiter(self.store, self.requests_per_second, clock=clock)


class OnSql(SharedLimiterContract):
    store: SqlAlchemyStore
    prefix: str

    def limiter_on(self, clock: Clock) -> StoreLimiter:
        with self.store.transaction() as tx:
            for slot in tx.select(RATE_SLOTS):
                tx.delete(RATE_SLOTS, slot.key)
        return StoreLimiter(self.store, self.requests_per_second, clock=clock)

    def one_more(self, limiter: Limiter, clock: Clock) -> StoreLimiter:
        other = SqlAlchemyStore(self.store.engine, prefix=self.prefix)
        return StoreLimiter(other, self.requests_per_second, clock=clock)


class TestStoreLimiterOnSqlite(OnSql):
    prefix = "cloudbeds_"

    @pytest.fixture(autouse=True)
    def migrated(self, tmp_path: Path) -> Iterator[None]:
        self.store = SqlAlchemyStore(f"sqlite:///{tmp_path / 'rate.sqlite3'}", prefix=self.prefix)
        self.store.migrate()
        yield
        self.store.close()


class TestStoreLimiterOnPostgresql(OnSql):
    prefix = f"rate_{uuid4().hex[:8]}_"

    @pytest.fixture(autouse=True)
    def migrated(self, postgres_url: str) -> Iterator[None]:
        self.store = SqlAlchemyStore(postgres_url, prefix=self.prefix)
        self.store.migrate()
        yield
        drop_tables(self.store.engine, self.prefix)
        self.store.close()


def test_a_store_that_fails_grants_nothing_and_says_what_to_do(tmp_path: Path) -> None:
    store = SqlAlchemyStore(f"sqlite:///{tmp_path / 'rate.sqlite3'}")
    limiter = StoreLimiter(store, 5, clock=ManualClock())
    for _ in range(2):
        for lane in Lane:
            with pytest.raises(StoreError, match="migrate"):
                limiter.take("key", lane=lane)
    with pytest.raises(StoreError, match="migrate"):
        limiter.slow_down("key", seconds=1)
    store.migrate()
    assert limiter.take("key").granted
    store.close()


class TestRedisLimiter(SharedLimiterContract):
    @pytest.fixture(autouse=True)
    def served(self, redis_url: str) -> None:
        self.url = redis_url

    def limiter_on(self, clock: Clock) -> RedisLimiter:
        self.prefix = f"test-{uuid4()}:"
        return RedisLimiter(self.url, self.requests_per_second, prefix=self.prefix, clock=clock)

    def one_more(self, limiter: Limiter, clock: Clock) -> RedisLimiter:
        return RedisLimiter(self.url, self.requests_per_second, prefix=self.prefix, clock=clock)


class TestRedisLimiterOfAPartner(TestRedisLimiter):
    requests_per_second = 10.0
