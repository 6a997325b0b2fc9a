"""Decides whether a request gets through: the rate, and what goes wrong with it; and when its answer arrives.

Every request is answered under the hotel's lock until its answer is written, so that an observer hears of what was
shown in the order in which it was true. Tokens are given out beside all this: neither counted nor made to fail here.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from ..faults import Fault
from .cache import Keeper
from .exchange import Reply, Request, json_reply, page_reply
from .serving import serve
from .table import find
from .token_endpoint import PATHS, TokenEndpoint

if TYPE_CHECKING:
    from ..desk.front_desk import FrontDesk

_BEFORE = frozenset({Fault.SERVER_ERROR, Fault.BAD_GATEWAY, Fault.RATE_LIMITED, Fault.DROPPED, Fault.HTML})


class Gate:
    """Answers the requests to one hotel."""

    def __init__(self, hotel: FrontDesk) -> None:
        self._hotel = hotel
        self._rng = Random(f"{hotel.seed}:faults")
        self._recent: deque[datetime] = deque()
        self._kept = Keeper(hotel)
        self._tokens = TokenEndpoint(hotel)
        self._failures = 0
        self._limited = 0
        self._token_requests = 0

    def answer(self, request: Request) -> Reply:
        """Answer one request. Call it with the hotel's lock held, and keep it until the reply is written."""
        if not request.second and request.method in PATHS:
            self._token_requests += 1
            return _named(self._tokens.answer(request), f"sim-oauth-{self._token_requests:08}")
        hotel = self._hotel
        method = find(request)
        name = request.method if method is None else method.name
        hotel.stats.api_requests += 1
        hotel.stats.by_method[name] += 1
        over = self._count()
        hotel.clock.tick(hotel.seconds_per_request)
        hotel.catch_up()
        fault = self._fault(name)
        if fault is None and over and hotel.faults.enforce_rate:
            fault = Fault.RATE_LIMITED
        served = None if fault in _BEFORE else serve(hotel, method, request, self._kept)
        second = request.second
        reply = self._failure(fault, second=second) if served is None else _spoiled(served, fault, second=second)
        hotel.clock.tick(hotel.faults.latency_seconds)
        hotel.stats.by_status[str(fault or reply.status)] += 1
        return _named(reply, f"sim-{hotel.stats.api_requests:08}")

    def _count(self) -> bool:
        """Measure the rate; whether this request is above it."""
        now = self._hotel.clock.now()
        self._recent.append(now)
        while self._recent[0] <= now - timedelta(seconds=1):
            self._recent.popleft()
        stats = self._hotel.stats
        stats.max_in_any_second = max(stats.max_in_any_second, len(self._recent))
        return len(self._recent) > self._hotel.requests_per_second

    def _fault(self, method: str) -> Fault | None:
        faults = self._hotel.faults
        if faults.only and method not in faults.only:
            return None
        if faults.script:
            return faults.script.popleft()
        if faults.every and self._hotel.stats.api_requests % faults.every == 0:
            self._failures += 1
            return Fault(faults.kinds[(self._failures - 1) % len(faults.kinds)])
        chance = self._rng.random()
        if chance < faults.html:
            return Fault.HTML
        return Fault.TRUNCATED if chance < faults.html + faults.truncated else None

    def _failure(self, fault: Fault | None, *, second: bool) -> Reply:
        if fault is Fault.DROPPED:
            return Reply(0, dropped=True)
        if fault is Fault.HTML:
            return page_reply(200, b"We will be right back")
        if fault is Fault.RATE_LIMITED:
            self._limited += 1
            headers = {"Retry-After": "1"} if self._limited % 2 else {}
            return replace(_refusal(429, "Too many requests", second=second), headers=headers)
        if fault is Fault.BAD_GATEWAY:
            return page_reply(502, b"Bad gateway")
        return _refusal(500, "Internal server error", second=second)


def _spoiled(reply: Reply, fault: Fault | None, *, second: bool) -> Reply:
    """The reply to a request that was carried out, as it arrives."""
    if fault is Fault.LOST_ANSWER:
        return replace(reply, dropped=True, shown=())
    if fault is Fault.TRUNCATED:
        return replace(reply, body=reply.body[: len(reply.body) // 2], shown=())
    if fault is Fault.EMPTY:
        return json_reply(200, {**({} if second else {"success": True, "count": 0}), "data": [], "total": 0})
    return reply


def _refusal(status: int, message: str, *, second: bool) -> Reply:
    """A failure in JSON; v2 has no envelope."""
    return json_reply(status, {**({} if second else {"success": False}), "message": message})


def _named(reply: Reply, request_id: str) -> Reply:
    return replace(reply, headers={**reply.headers, "X-Request-ID": request_id})
