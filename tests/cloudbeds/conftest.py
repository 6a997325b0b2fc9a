"""A Cloudbeds that says what a test wrote down, and remembers what it was asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from cloudbeds_connector.cloudbeds import ApiKey, CloudbedsClient
from cloudbeds_connector.pms.ports import Lane, Slot
from cloudbeds_connector.testing.clock import ManualClock

Answer = httpx.Response | Exception


def ok(data: Any, **more: Any) -> httpx.Response:
    return httpx.Response(200, json={"success": True, "data": data, **more})


def refused(message: str) -> httpx.Response:
    return httpx.Response(200, json={"success": False, "message": message})


class ScriptedCloudbeds(httpx.BaseTransport):
    """Answers in the order they were written; the last one stays."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.requests: list[httpx.Request] = []

    def will_answer(self, *answers: Answer) -> None:
        self.answers = list(answers)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    @property
    def methods(self) -> list[str]:
        return [request.url.path.rsplit("/", 1)[-1] for request in self.requests]

    def form(self, index: int = -1) -> dict[str, str]:
        return dict(httpx.QueryParams(self.requests[index].content.decode()))

    def query(self, index: int = -1) -> dict[str, str]:
        return dict(self.requests[index].url.params)


class WatchfulLimiter:
    """Lets everything through and keeps the callers, and when it was asked to slow down."""

    blocking = False

    def __init__(self) -> None:
        self.slots: list[tuple[str, Lane]] = []
        self.pauses: list[float] = []

    def take(self, key: str, *, lane: Lane = Lane.BULK) -> Slot:
        self.slots.append((key, lane))
        return Slot(True, 0.0)

    def slow_down(self, key: str, *, seconds: float) -> None:
        self.pauses.append(seconds)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def cloudbeds() -> ScriptedCloudbeds:
    return ScriptedCloudbeds()


@pytest.fixture
def limiter() -> WatchfulLimiter:
    return WatchfulLimiter()


@pytest.fixture
def client(cloudbeds: ScriptedCloudbeds, limiter: WatchfulLimiter, clock: ManualClock) -> Iterator[CloudbedsClient]:
    with CloudbedsClient(
        ApiKey("cbat_secret"),
        property_id="297652",
        timezone="America/New_York",
        transport=cloudbeds,
        limiter=limiter,
        clock=clock,
    ) as opened:
        yield opened


@pytest.fixture
def body() -> Callable[[Any], bytes]:
    return lambda value: json.dumps(value).encode()
