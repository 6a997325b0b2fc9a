"""Reaching Redis. Failures are found quickly, and raised as `StoreError` without the URL."""

from __future__ import annotations

from collections.abc import Sequence

import redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from cloudbeds_connector.errors import ConfigurationError, StoreError
from cloudbeds_connector.pms.ports import Clock
from cloudbeds_connector.secrecy import NotPickled

#: Seconds that a client made from a URL waits for a connection, and for an answer.
TIMEOUT_SECONDS = 2.0

#: The time in microseconds: a test's if it was given, else the server's, which all processes share.
LUA_NOW = """
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
"""


class Server(NotPickled):
    """One Redis server, and scripts that run on it."""

    def __init__(self, client_or_url: redis.Redis | str, *, clock: Clock | None) -> None:
        self._client = connect(client_or_url) if isinstance(client_or_url, str) else client_or_url
        if _timeout(self._client) is None:
            raise ConfigurationError(
                "This Redis client has no timeout: it would wait forever for a server that does not answer.",
                next_action="Make it with `socket_timeout=2`, or give a URL.",
            )
        self._clock = clock

    def run(self, script: str, key: str, *arguments: str | int) -> Sequence[int]:
        """What `script` (it begins with `LUA_NOW`) returns for one key; `StoreError` if there is no answer."""
        now = "" if self._clock is None else round(self._clock.now().timestamp() * 1_000_000)
        try:
            answer: Sequence[int] = self._client.register_script(script)([key], [now, *arguments])
            return answer
        except RedisError as error:
            kind = type(error).__name__
        raise StoreError(  # outside the except: the driver's error may carry an address or a password
            f"A Redis command failed ({kind}).",
            next_action="Check that the server runs, is reachable and writable, then try again.",
        )


def connect(url: str) -> redis.Redis:
    """A client that gives up soon. No I/O yet; `ConfigurationError` for a URL that cannot be used."""
    try:
        # one more try at once: a connection that was idle for long may be closed
        return redis.Redis.from_url(url, socket_timeout=TIMEOUT_SECONDS, retry=Retry(NoBackoff(), 1))
    except ValueError:
        pass  # its text repeats the URL, which may hold a password
    raise ConfigurationError("This is not a Redis URL.", next_action="Give one such as 'redis://localhost:6379/0'.")


def _timeout(client: redis.Redis) -> float | None:
    timeout: float | None = client.connection_pool.connection_kwargs.get("socket_timeout")
    return timeout
