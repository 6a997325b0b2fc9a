"""Redis that is down, unresponsive, restarted or misnamed: a clear error soon, and never an unlimited rate."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import redis

from cloudbeds_connector.errors import ConfigurationError, StoreError
from cloudbeds_connector.pms.idempotency import Attempt, IdempotencyStore
from cloudbeds_connector.pms.ports import Lane, Limiter
from cloudbeds_connector_redis import RedisIdempotencyStore, RedisLimiter
from tests.servers import redis_url

__all__ = ["redis_url"]

ASK: dict[str, Callable[[redis.Redis | str], object]] = {
    "a webhook's slot": lambda where: RedisLimiter(where, 5).take("key", lane=Lane.REALTIME),
    "a sync's slot": lambda where: RedisLimiter(where, 5).take("key"),
    "slowing down": lambda where: RedisLimiter(where, 5).slow_down("key", seconds=1),
    "idempotency": lambda where: RedisIdempotencyStore(where).begin("key", lease=timedelta(minutes=1)),
}


@pytest.mark.parametrize("ask", ASK.values(), ids=ASK)
def test_a_server_that_is_gone_is_an_error_with_a_next_action(
    ask: Callable[[redis.Redis | str], object], tmp_path: Path
) -> None:
    with pytest.raises(StoreError, match="Check that the server runs") as caught:
        ask(f"unix://:s3cret@{tmp_path}/nobody")
    assert "s3cret" not in repr(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None, "the driver's error contains addresses"


def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cloudbeds_connector_redis.server.TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        with pytest.raises(StoreError, match="TimeoutError"):
            RedisLimiter(f"redis://127.0.0.1:{silent.getsockname()[1]}", 5).take("key")
        assert time.monotonic() - started < 5


def test_a_client_that_would_wait_without_end_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="socket_timeout"):
        RedisLimiter(redis.Redis(socket_timeout=None), 5)


def test_a_wrong_url_is_reported_without_its_password() -> None:
    with pytest.raises(ConfigurationError) as caught:
        RedisLimiter("radish://:s3cret@localhost", 5)
    assert "s3cret" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize("decode_responses", [False, True])
def test_a_hosts_own_client_serves_whatever_it_decodes(redis_url: str, *, decode_responses: bool) -> None:
    client = redis.Redis.from_url(redis_url, socket_timeout=5, decode_responses=decode_responses)
    limiter: Limiter = RedisLimiter(client, 5, prefix=f"test-{uuid4()}:")
    once: IdempotencyStore = RedisIdempotencyStore(client, prefix=f"test-{uuid4()}:")
    assert [limiter.take("key").granted for _ in range(2)] == [True, False]
    assert once.begin("key", lease=timedelta(minutes=1)) is Attempt.RUN
    once.finish("key")
    assert once.begin("key", lease=timedelta(minutes=1)) is Attempt.DONE


def test_a_server_that_forgot_everything_keeps_the_rate_from_then_on(redis_url: str) -> None:
    client = redis.Redis.from_url(redis_url, socket_timeout=5)
    limiter = RedisLimiter(client, 5, prefix=f"test-{uuid4()}:")
    limiter.take("key", lane=Lane.REALTIME)
    client.script_flush()
    assert limiter.take("key", lane=Lane.REALTIME).wait > 0.1


def test_keys_of_the_rate_and_of_leases_end_by_themselves(redis_url: str) -> None:
    client, prefix = redis.Redis.from_url(redis_url, socket_timeout=5), f"test-{uuid4()}:"
    RedisLimiter(client, 5, prefix=prefix).slow_down("key", seconds=30)
    once = RedisIdempotencyStore(client, prefix=prefix)
    once.begin("key", lease=timedelta(minutes=5))
    assert 80_000 < client.pttl(f"{prefix}rate:key") <= 90_001
    assert 350_000 < client.pttl(f"{prefix}once:key") <= 360_001
    once.finish("key")
    assert client.pttl(f"{prefix}once:key") == -1, "what was done is remembered for good"
    RedisIdempotencyStore(client, prefix=prefix, keep_done=timedelta(days=30)).finish("key")
    assert 0 < client.pttl(f"{prefix}once:key") <= 30 * 86_400_000
