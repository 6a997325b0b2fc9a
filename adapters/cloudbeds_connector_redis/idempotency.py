"""Idempotency in Redis: work that may be requested twice has its effect once. One key for each piece of work."""

from __future__ import annotations

from datetime import timedelta

import redis

from cloudbeds_connector.pms.idempotency import Attempt
from cloudbeds_connector.pms.ports import Clock
from cloudbeds_connector.secrecy import NotPickled

from .server import LUA_NOW, Server

#: A key holds ``done``, or the microsecond at which a worker's lease ends. The latter is kept a minute longer.
_BEGIN = (
    LUA_NOW
    + """
local held = redis.call('GET', KEYS[1])
if held == 'done' then return {2} end
if held and tonumber(held) > now then return {1} end
redis.call('SET', KEYS[1], string.format('%.0f', now + ARGV[2]), 'PX', math.ceil(ARGV[2] / 1000) + 60000)
return {0}
"""
)
_FINISH = (
    LUA_NOW
    + """
redis.call('SET', KEYS[1], 'done')
if ARGV[2] ~= '' then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return {0}
"""
)
_ABANDON = (
    LUA_NOW
    + """
if redis.call('GET', KEYS[1]) ~= 'done' then redis.call('DEL', KEYS[1]) end
return {0}
"""
)
_ATTEMPTS = (Attempt.RUN, Attempt.RUNNING, Attempt.DONE)
_MICROSECOND = timedelta(microseconds=1)


class RedisIdempotencyStore(NotPickled):
    """An `IdempotencyStore` for every process that reaches one Redis server (5 or newer).

    Give your own client (with a `socket_timeout`) or a URL; building it does no I/O. Done work is remembered for good,
    or for `keep_done`; use a server that persists and does not evict. Leases end by the server's clock; a `clock`
    replaces it in tests. `StoreError` if Redis does not answer. A lease should outlast the work: `finish` and
    `abandon` act for whichever caller holds the key at that moment.
    """

    def __init__(
        self,
        client_or_url: redis.Redis | str,
        *,
        prefix: str = "cloudbeds:",
        keep_done: timedelta | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._server = Server(client_or_url, clock=clock)
        self._prefix = prefix
        self._keep_done = "" if keep_done is None else keep_done // timedelta(milliseconds=1)

    def begin(self, key: str, *, lease: timedelta) -> Attempt:
        """Claim the work called `key`; `Attempt.RUN` is returned to one caller at a time."""
        (answer,) = self._server.run(_BEGIN, self._key(key), lease // _MICROSECOND)
        return _ATTEMPTS[answer]

    def finish(self, key: str) -> None:
        """The work is done."""
        self._server.run(_FINISH, self._key(key), self._keep_done)

    def abandon(self, key: str) -> None:
        """The work failed; the next caller may run it. Work that is done stays done."""
        self._server.run(_ABANDON, self._key(key))

    def _key(self, key: str) -> str:
        return f"{self._prefix}once:{key}"
