"""The rate limit and the injected faults of the API, applied before and after a request is served.

The hotel's lock is held until the answer is written, so that an observer is called in the order in which the shown data
was true. Requests for tokens are not counted here and get none of these faults.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from ..faults import Fault
from ..spoilage import Spoilage, Spoilt
from .cache import RowCache
from .exchange import Reply, Request, json_reply, page_reply
from .serving import serve
from .spoiling import spoil_reply
from .table import Method, find
from .token_endpoint import PATHS, TokenEndpoint

if TYPE_CHECKING:
    from ..desk.front_desk import FrontDesk

_AFTER = frozenset({Fault.LOST_ANSWER, Fault.TRUNCATED, Fault.EMPTY, Fault.NULL_DATA, Fault.JSON_AS_HTML})


class Gate:
    """Answers the requests to one hotel."""

    def __init__(self, hotel: FrontDesk) -> None:
        self._hotel = hotel
        self._rng = Random(f"{hotel.seed}:faults")
        self._recent: deque[datetime] = deque()
        self._cache = RowCache(hotel)
        self._tokens = TokenEndpoint(hotel)
        self._failures = 0
        self._limited = 0
        self._token_requests = 0

    def answer(self, request: Request) -> Reply:
        """Answer one request. Call it with the hotel's lock held, and keep it until the reply is written."""
        if not request.is_v2 and request.method in PATHS:
            self._token_requests += 1
            return _with_request_id(self._tokens.answer(request), f"sim-oauth-{self._token_requests:08}")
        hotel = self._hotel
        method = find(request)
        name = request.method if method is None else method.name
        hotel.stats.api_requests += 1
        hotel.stats.by_method[name] += 1
        over = self._count()
        hotel.clock.tick(hotel.seconds_per_request)
        hotel.catch_up()
        fault = self._fault(name) or self._fault_of_ids(request)
        if fault is None and over and hotel.faults.enforce_rate:
            fault = Fault.RATE_LIMITED
        served = self._served(method, request) if fault is None or fault in _AFTER else None
        is_v2 = request.is_v2
        reply = self._failure(fault, is_v2=is_v2) if served is None else _with_fault(served, fault, is_v2=is_v2)
        hotel.clock.tick(hotel.faults.latency_seconds)
        hotel.stats.by_status[str(fault or reply.status)] += 1
        return _with_request_id(reply, f"sim-{hotel.stats.api_requests:08}")

    def _served(self, method: Method | None, request: Request) -> Reply:
        """The reply to a request that is carried out, with rows spoilt."""
        reply, faults = serve(self._hotel, method, request, self._cache), self._hotel.faults
        is_read = request.verb == "GET" and reply.status == 200 and reply.content_type == "application/json"
        return spoil_reply(reply, self._spoilage) if is_read and (faults.spoilt or faults.spoilt_rows) else reply

    def _spoilage(self, row_id: str) -> Spoilt | None:
        faults = self._hotel.faults
        if row_id in faults.spoilt or row_id == self._hotel.property_id:
            return faults.spoilt.get(row_id)
        spoils = faults.spoilt_rows > 0 and self._rng.random() < faults.spoilt_rows
        return Spoilt(self._rng.choice(tuple(Spoilage))) if spoils else None

    def _count(self) -> bool:
        """Measure the rate; returns whether this request exceeds it."""
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
        if chance < faults.html + faults.truncated:
            return Fault.TRUNCATED
        return Fault.JSON_AS_HTML if chance < faults.html + faults.truncated + faults.json_as_html else None

    def _fault_of_ids(self, request: Request) -> Fault | None:
        """The fault of an id that the request names."""
        failing = self._hotel.faults.failing_ids
        named = (part.strip() for value in request.params.values() for part in value.split(",")) if failing else ()
        return next((Fault(failing[one]) for one in named if one in failing), None)

    def _failure(self, fault: Fault | None, *, is_v2: bool) -> Reply:
        if fault is Fault.DROPPED:
            return Reply(0, dropped=True)
        if fault is Fault.HTML:
            return page_reply(200, b"We will be right back")
        if fault is Fault.RATE_LIMITED:
            self._limited += 1
            headers = {"Retry-After": "1"} if self._limited % 2 else {}
            return replace(_refusal(429, "Too many requests", is_v2=is_v2), headers=headers)
        if fault is Fault.BAD_GATEWAY:
            return page_reply(502, b"Bad gateway")
        if fault is Fault.REFUSED:
            return _refusal(400 if is_v2 else 200, "An error occurred while processing the request", is_v2=is_v2)
        return _refusal(500, "Internal server error", is_v2=is_v2)


def _with_fault(reply: Reply, fault: Fault | None, *, is_v2: bool) -> Reply:
    """The reply to a request that was carried out, changed by a fault."""
    if fault is Fault.LOST_ANSWER:
        return replace(reply, dropped=True, shown=())
    if fault is Fault.TRUNCATED:
        return replace(reply, body=reply.body[: len(reply.body) // 2], shown=())
    if fault is Fault.EMPTY:
        return json_reply(200, {**({} if is_v2 else {"success": True, "count": 0}), "data": [], "total": 0})
    if fault is Fault.NULL_DATA:
        return json_reply(200, {**({} if is_v2 else {"success": True}), "data": None})
    if fault is Fault.JSON_AS_HTML:
        return replace(reply, content_type="text/html; charset=UTF-8")
    return reply


def _refusal(status: int, message: str, *, is_v2: bool) -> Reply:
    """A failure in JSON; v2 has no envelope."""
    return json_reply(status, {**({} if is_v2 else {"success": False}), "message": message})


def _with_request_id(reply: Reply, request_id: str) -> Reply:
    return replace(reply, headers={**reply.headers, "X-Request-ID": request_id})
