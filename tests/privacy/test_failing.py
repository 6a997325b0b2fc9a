"""Failures that are no answers, and that every error of a call was met by one of these tests."""

from __future__ import annotations

import contextlib
import pickle
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from cloudbeds_connector import errors
from cloudbeds_connector.cloudbeds import ApiKey
from cloudbeds_connector.pms.limiter import LocalLimiter
from cloudbeds_connector.testing.clock import ManualClock

from . import canaries as c
from .calls import Call, calls
from .hostile import ANSWERS, Answer, hostile
from .house import stuffed_hotel
from .play import CLIENTS, play
from .watch import Watch

#: Errors that no call of a client raises.
OTHERS = {errors.WebhookRejectedError, errors.StoreError, errors.NotConnectedError, errors.SinkError}
OTHERS |= {errors.UniqueViolationError, errors.DefectError}
OTHERS |= {errors.HostCodeError, errors.UnavailableError, errors.DeadLetterError}


@pytest.fixture(scope="module")
def search() -> Call:
    return calls(stuffed_hotel())["guests.list, in full"]


@pytest.fixture
def nobody() -> Iterator[str]:
    """The address of a port at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/api/v1.3/"


@pytest.mark.parametrize("kind", CLIENTS)
def test_a_server_that_is_not_there_and_then_is_left_alone(kind: str, search: Call, nobody: str) -> None:
    with Watch() as watch:
        _, first = play(kind, watch, search, base_url=nobody)
        _, then = play(kind, watch, twice(kind, search), base_url=nobody, attempts=10)
    assert watch.leaks == {}
    assert (type(first), type(then)) == (errors.ConnectionFailedError, errors.CircuitOpenError)


def twice(kind: str, call: Call) -> Call:
    """The call again after it has failed."""

    def again(client: Any) -> Any:
        with contextlib.suppress(errors.ConnectionFailedError):
            list(call(client))
        return call(client)

    async def again_async(client: Any) -> Any:
        with contextlib.suppress(errors.ConnectionFailedError):
            [row async for row in call(client)]
        return [row async for row in call(client)]

    return again if kind == "sync" else again_async


@pytest.mark.parametrize("kind", CLIENTS)
def test_a_deadline_that_is_over(kind: str, search: Call) -> None:
    clock = ManualClock()
    limiter = LocalLimiter(5, clock)
    key = ApiKey(c.SECRETS["API key"])
    limiter.slow_down(key.rate_key, seconds=99)
    with Watch() as watch:
        given: dict[str, Any] = {"limiter": limiter, "deadline": 9.0, "clock": clock, "auth": key}
        _, error = play(kind, watch, search, base_url="http://127.0.0.1:9/api/v1.3/", **given)
    assert watch.leaks == {}
    assert isinstance(error, errors.TimedOutError)


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("what", ["of httpx", "of the system", "of asyncio"])
def test_a_transport_that_quotes_the_request(what: str, kind: str, search: Call) -> None:
    quoted = c.HOOK_URL + c.SEARCH + c.SECRETS["API key"]
    raised: dict[str, Exception] = {
        "of httpx": httpx.ConnectError(quoted, request=httpx.Request("GET", f"https://x.example/?q={c.SEARCH}")),
        "of the system": OSError(5, quoted),
        "of asyncio": TimeoutError(quoted),
    }

    class Sync(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            raise raised[what]

    class Async(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            raise raised[what]

    with Watch() as watch:
        transport: Any = Sync() if kind == "sync" else Async()
        _, error = play(kind, watch, search, base_url="https://api.example/api/v1.3/", transport=transport)
    assert watch.leaks == {}
    assert error is not None


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("fails", [True, False])
def test_a_key_that_is_reloaded(kind: str, fails: bool, search: Call) -> None:
    def reload() -> str:
        if fails:
            raise KeyError(c.SECRETS["reloaded API key"])
        return c.SECRETS["reloaded API key"]

    with hostile(ANSWERS["401"]) as server, Watch() as watch:
        key = ApiKey(c.SECRETS["API key"], reload=reload)
        _, error = play(kind, watch, search, base_url=server.base_url, auth=key)
        watch.look("a key", key)
    assert watch.leaks == {}
    assert isinstance(error, errors.AuthenticationError)


@pytest.mark.parametrize("key", ["", "K4nary with a space", "Kanáry"])
def test_a_key_that_cannot_be_one_is_not_quoted(key: str) -> None:
    with pytest.raises(errors.ConfigurationError) as caught:
        ApiKey(key)
    assert "nary" not in str(caught.value)


@pytest.mark.parametrize("kind", CLIENTS)
def test_calls_to_a_server_that_recovers_are_retried_without_a_leak(kind: str, search: Call) -> None:
    ways = iter([ANSWERS["500"], ANSWERS["429"], ANSWERS["hung up"], ANSWERS["cut JSON"]])
    with hostile(ANSWERS["500"]) as server, Watch() as watch:
        server.will_answer = lambda path: next(ways, Answer(200, {"success": True, "data": []}))
        rows, error = play(kind, watch, search, base_url=server.base_url, attempts=9)
    assert watch.leaks == {}
    assert (rows, error) == ([], None)
    assert sum("RetryScheduled" in text for text in watch.texts["events"]) > 3


def test_neither_a_client_nor_a_credential_is_pickled() -> None:
    with pytest.raises(errors.ConfigurationError):
        pickle.dumps(ApiKey(c.SECRETS["API key"]))


@pytest.mark.parametrize("kind", CLIENTS)
def test_a_filter_that_was_ignored_is_named_without_its_value(kind: str) -> None:
    row = {"reservationID": "R2", "guestName": c.LAST, "status": "confirmed"}
    with Watch() as watch, hostile(Answer(200, {"success": True, "data": [row]})) as server:
        _, error = play(
            kind,
            watch,
            lambda client: client.reservations.with_rate_details(reservation_ids=["R1"]),
            base_url=server.base_url,
        )
    assert isinstance(error, errors.IgnoredFilterError)
    assert watch.leaks == {}


def test_every_error_of_a_call_was_met(search: Call, nobody: str) -> None:
    """So that an error that is added tomorrow is looked at, too."""
    met: set[type] = set()
    for answer in ANSWERS.values():
        with hostile(answer) as server:
            _, error = play("sync", Watch(), search, base_url=server.base_url, times=1, attempts=1)
            met |= set(type(error).__mro__)
    _, error = play("sync", Watch(), twice("sync", search), base_url=nobody, attempts=10)
    met |= set(type(error).__mro__) | {
        *(errors.TimedOutError, errors.ConnectionFailedError, errors.ConfigurationError),
        errors.IgnoredFilterError,  # in the test before
    }
    raised = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)}
    assert raised - OTHERS - met == set()
