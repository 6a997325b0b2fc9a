"""Decides whether a request is answered at all: rate, injected faults, credential, scope, property; then it is.

Every request is answered under the hotel's lock until its answer is written, so that an observer hears of what was
shown in the order in which it was true.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from ..faults import Fault, Refusal
from ..truth import FrontDeskError
from ..warts import Wart
from .call import Answer, Call, RefusedError, Shown
from .keeper import Keeper
from .table import METHODS, POST_DELETE_WEBHOOK, Method
from .wire import as_json, without_missing

if TYPE_CHECKING:
    from ..hotel import SimulatedHotel

_PAGE = b"<!DOCTYPE html>\n<html><head><title>Hospitality software</title></head><body><h1>%s</h1></body></html>\n"
_DENIED = {"error": "access_denied", "message": "The resource owner or authorization server denied the request."}
_REVOKED = {"type": "unauthorized", "title": "Unauthorized", "status": 401, "detail": "401 UNAUTHORIZED"}
_NO_SCOPE = "Scope required for this call was not granted by property."
_BEFORE = frozenset({Fault.SERVER_ERROR, Fault.BAD_GATEWAY, Fault.RATE_LIMITED, Fault.DROPPED, Fault.HTML})


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came in. Header names are lower case."""

    verb: str
    method: str
    params: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes out: nothing at all if `dropped`. `shown` counts once every byte is written."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    dropped: bool = False
    shown: Sequence[Shown] = ()
    read_at: datetime | None = None


class Gate:
    """Answers the requests to one hotel."""

    def __init__(self, hotel: SimulatedHotel) -> None:
        self._hotel = hotel
        self._rng = Random(f"{hotel.seed}:faults")
        self._recent: deque[datetime] = deque()
        self._kept = Keeper(hotel)
        self._failures = 0
        self._limited = 0

    def answer(self, request: Request) -> Reply:
        """Answer one request. Call it with the hotel's lock held, and keep it until the reply is written."""
        hotel = self._hotel
        hotel.stats.api_requests += 1
        hotel.stats.by_method[request.method] += 1
        over = self._count()
        hotel.clock.tick(hotel.seconds_per_request)
        hotel.catch_up()
        fault = self._fault(request.method)
        if fault is None and over and hotel.faults.enforce_rate:
            fault = Fault.RATE_LIMITED
        reply = self._failure(fault) if fault in _BEFORE else self._spoiled(self._serve(request), fault)
        hotel.clock.tick(hotel.faults.latency_seconds)
        hotel.stats.by_status[str(fault or reply.status)] += 1
        return replace(reply, headers={**reply.headers, "X-Request-ID": f"sim-{hotel.stats.api_requests:08}"})

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

    def _failure(self, fault: Fault | None) -> Reply:
        if fault is Fault.DROPPED:
            return Reply(0, dropped=True)
        if fault is Fault.HTML:
            return _html(200, b"We will be right back")
        if fault is Fault.RATE_LIMITED:
            self._limited += 1
            headers = {"Retry-After": "1"} if self._limited % 2 else {}
            return replace(_json(429, {"success": False, "message": "Too many requests"}), headers=headers)
        if fault is Fault.BAD_GATEWAY:
            return _html(502, b"Bad gateway")
        return _json(500, {"success": False, "message": "Internal server error"})

    def _spoiled(self, reply: Reply, fault: Fault | None) -> Reply:
        """The reply to a request that was carried out, as it arrives."""
        if fault is Fault.LOST_ANSWER:
            return replace(reply, dropped=True, shown=())
        if fault is Fault.TRUNCATED:
            return replace(reply, body=reply.body[: len(reply.body) // 2], shown=())
        if fault is Fault.EMPTY:
            return _json(200, {"success": True, "data": [], "count": 0, "total": 0})
        return reply

    def _serve(self, request: Request) -> Reply:
        hotel = self._hotel
        method = METHODS.get((request.verb, request.method))
        if request.verb == "POST" and request.method == "deleteWebhook":
            method = POST_DELETE_WEBHOOK if Wart.DELETE_WEBHOOK_KEEPS_LISTING in hotel.warts else None
        if method is None:
            if Wart.HTML_FOR_UNKNOWN_METHODS in hotel.warts:
                return _html(404, b"Page not found")
            return _json(404, {"success": False, "message": "Method not found"})
        denied = self._denied(request)
        if denied is not None:
            return denied
        try:
            return self._carried_out(method, request.params)
        except (RefusedError, FrontDeskError) as refusal:
            status = 200 if Wart.SUCCESS_FALSE_AS_200 in hotel.warts else 400
            explicit = refusal.status if isinstance(refusal, RefusedError) else None
            # a malformed parameter that the SDK says is a 400 is one with the wart too
            if explicit is not None and (status != 200 or explicit == 400):
                status = explicit
            return _json(status, {"success": False, "message": str(refusal)})

    def _denied(self, request: Request) -> Reply | None:
        key = request.headers.get("x-api-key") or request.headers.get("authorization", "").removeprefix("Bearer ")
        if key in self._hotel.faults.revoked_keys:
            return replace(_json(401, _REVOKED), content_type="application/problem+json")
        return None if key in self._hotel.api_keys else _json(401, _DENIED)

    def _carried_out(self, method: Method, params: Mapping[str, str]) -> Reply:
        hotel = self._hotel
        self._admit(method, params)
        call = Call(hotel, params, method.page_size, method.max_page_size, self._kept)
        read_at = hotel.clock.now()
        answer: Answer = method.handler(call)
        body: Mapping[str, Any] = {"success": True, **answer.body}
        if Wart.EMPTY_STRINGS_FOR_MISSING not in hotel.warts:
            body = without_missing(body)
        return replace(_json(200, body), shown=answer.shown, read_at=read_at)

    def _admit(self, method: Method, params: Mapping[str, str]) -> None:
        hotel, refusal = self._hotel, self._hotel.faults.refusal
        named = params.get("propertyID") or params.get("propertyIDs")
        if refusal is not None and not (refusal is Refusal.PROPERTY_REQUIRED and (named or method.name == "getHotels")):
            raise RefusedError(refusal.format(property_id=hotel.property_id))
        if named and hotel.property_id not in named.split(","):
            raise RefusedError(Refusal.WRONG_PROPERTY)
        if method.scope in hotel.faults.missing_scopes:
            raise RefusedError(_NO_SCOPE, status=403)
        unknown = sorted(set(params) - method.parameters)
        if unknown and Wart.UNKNOWN_PARAMETERS_IGNORED not in hotel.warts:
            raise RefusedError(f"Parameter {unknown[0]} is unknown")


def _json(status: int, body: Mapping[str, Any]) -> Reply:
    return Reply(status, as_json(body))


def _html(status: int, title: bytes) -> Reply:
    return Reply(status, _PAGE % title, content_type="text/html; charset=utf-8")
