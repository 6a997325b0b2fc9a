"""The rate limit in Redis: a key for each credential holds when its next request is due."""

from __future__ import annotations

import math

import redis

from cloudbeds_connector.pms.clock import SystemClock
from cloudbeds_connector.pms.limiter import LATENESS, LONGEST_RESERVATION, interval_of
from cloudbeds_connector.pms.ports import Clock, Lane, Slot
from cloudbeds_connector.pms.shared_poll import SharedPoll
from cloudbeds_connector.secrecy import NotPickled

from .server import LUA_NOW, Server

#: `pms.limiter.next_slot` in one step, all in microseconds. ARGV: time, lane or ``slow_down``, interval or pause,
#: lateness, longest reservation. A key is kept a minute longer than needed.
_SCRIPT = (
    LUA_NOW
    + """
local due = tonumber(redis.call('GET', KEYS[1])) or now
local wait, after = math.max(due - now, 0), nil
if ARGV[2] == 'slow_down' then
  after = math.max(due, now + ARGV[3])
elseif ARGV[2] == 'bulk' and wait > 0 then
  return {0, wait, wait}
elseif wait > tonumber(ARGV[5]) then
  return {0, wait - ARGV[5], wait}
else
  after = math.max(due, now - ARGV[4]) + ARGV[3]
end
redis.call('SET', KEYS[1], string.format('%.0f', after), 'PX', math.ceil((after - now) / 1000) + 60000)
return {1, wait, after - now}
"""
)


class RedisLimiter(NotPickled):
    """A `Limiter` for every process that reaches one Redis server (5 or newer), on however many machines.

    Give your own client (with a `socket_timeout`) or a URL such as ``redis://localhost:6379/0``; building it does no
    I/O. Slots are instants of the server's own clock, so the machines' clocks do not matter; a `clock` replaces it in
    tests. If the server loses its data, one slot may come too early, and a pause that was requested is forgotten.
    """

    blocking = True

    def __init__(
        self,
        client_or_url: redis.Redis | str,
        requests_per_second: float,
        *,
        prefix: str = "cloudbeds:",
        clock: Clock | None = None,
    ) -> None:
        self._server = Server(client_or_url, clock=clock)
        self._interval = interval_of(requests_per_second)
        self._prefix = prefix
        self._shared_poll = SharedPoll(clock or SystemClock(), interval=self._interval)

    def take(self, key: str, *, lane: Lane = Lane.BULK) -> Slot:
        """Ask for a slot of `key`. `StoreError` if Redis does not answer: no slot then."""
        return self._shared_poll.take(key, lane=lane, query=lambda: self._ask(key, lane.value, self._interval))

    def slow_down(self, key: str, *, seconds: float) -> None:
        """Give no slot of `key` for so long. `StoreError` if Redis does not answer."""
        self._ask(key, "slow_down", seconds)

    def _ask(self, key: str, verb: str, seconds: float) -> tuple[Slot, float]:
        span, lateness = math.ceil(seconds * 1_000_000), round(LATENESS * 1_000_000)
        ahead = round(LONGEST_RESERVATION * 1_000_000)
        granted, wait, due_in = self._server.run(_SCRIPT, f"{self._prefix}rate:{key}", verb, span, lateness, ahead)
        return Slot(bool(granted), wait / 1_000_000), due_in / 1_000_000
