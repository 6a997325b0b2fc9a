"""The response of a call: status, request id, attempts and times; and the events that hooks get."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from cloudbeds_connector import errors, hooks
from cloudbeds_connector.cloudbeds import ApiKey, CloudbedsClient
from cloudbeds_connector.cloudbeds.groups.client_groups import Operations
from cloudbeds_connector.pms.ports import Lane
from cloudbeds_connector.testing.clock import ManualClock

from .conftest import ScriptedCloudbeds, WatchfulLimiter

HOTEL = {"success": True, "data": {"propertyID": 297652}}
DETAILS = Operations().hotels.get("297652")


class Slow(ScriptedCloudbeds):
    """Takes a quarter of a second for every answer."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__()
        self._clock = clock

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._clock.advance(0.25)
        return super().handle_request(request)


@pytest.fixture
def events() -> list[hooks.Event]:
    return []


@pytest.fixture
def slow(clock: ManualClock) -> Slow:
    return Slow(clock)


@pytest.fixture
def watched(
    slow: Slow, limiter: WatchfulLimiter, clock: ManualClock, events: list[hooks.Event]
) -> Iterator[CloudbedsClient]:
    with CloudbedsClient(
        ApiKey("cbat_secret"),
        property_id="297652",
        transport=slow,
        limiter=limiter,
        clock=clock,
        deadline=60.0,
        hooks=events.append,
    ) as opened:
        yield opened


def test_a_result_comes_with_what_it_came_with(watched: CloudbedsClient, slow: Slow, clock: ManualClock) -> None:
    began = clock.now()
    slow.will_answer(httpx.Response(200, json=HOTEL, headers={"X-Request-ID": "req-1", "x-canary": "Ana"}))
    response = watched.send(DETAILS)
    assert response.value.property_id == "297652"
    assert (response.status, response.request_id, response.attempts) == (200, "req-1", 1)
    assert (response.sent_at, response.elapsed) == (began, 0.25)
    assert response.headers["x-request-id"] == "req-1"
    assert "297652" not in repr(response)
    assert "Ana" not in repr(response)


def test_every_step_of_a_call_emits_an_event(watched: CloudbedsClient, slow: Slow, events: list[hooks.Event]) -> None:
    slow.will_answer(
        httpx.Response(503, headers={"retry-after": "7", "x-request-id": "req-1"}), httpx.Response(200, json=HOTEL)
    )
    response = watched.send(DETAILS, lane=Lane.REALTIME)
    assert [type(event).__name__ for event in events] == [
        "RequestSent",
        "AnswerReceived",
        "AttemptFailed",
        "RetryScheduled",
        "RequestSent",
        "AnswerReceived",
        "CallFinished",
    ]
    assert events[0] == hooks.RequestSent(method="getHotelDetails", verb="GET", attempt=1, lane="realtime", waited=0.0)
    assert events[1] == hooks.AnswerReceived(
        method="getHotelDetails", attempt=1, status=503, request_id="req-1", elapsed=0.25, size=0
    )
    assert events[2] == hooks.AttemptFailed(
        method="getHotelDetails", attempt=1, error="ServerError", status=503, request_id="req-1"
    )
    assert isinstance(events[3], hooks.RetryScheduled)
    assert events[3].pause >= 7
    assert events[6] == hooks.CallFinished(method="getHotelDetails", attempts=2, elapsed=response.elapsed, error=None)
    assert response.elapsed == pytest.approx(0.5 + events[3].pause)


def test_a_rate_limit_is_reported_and_slows_down_all_users_of_the_credential(
    watched: CloudbedsClient, slow: Slow, events: list[hooks.Event], limiter: WatchfulLimiter
) -> None:
    slow.will_answer(httpx.Response(429, headers={"retry-after": "9"}), httpx.Response(200, json=HOTEL))
    watched.execute(DETAILS)
    assert [event for event in events if isinstance(event, hooks.SlowedDown)] == [
        hooks.SlowedDown(method="getHotelDetails", seconds=9.0)
    ]
    assert limiter.pauses == [9.0]


def test_a_call_that_fails_says_so_in_the_end(watched: CloudbedsClient, slow: Slow, events: list[hooks.Event]) -> None:
    slow.will_answer(httpx.ConnectError("no route"))
    with pytest.raises(errors.ConnectionFailedError) as caught:
        watched.execute(Operations().housekeeping.set_status("601917-0", condition="clean"))
    assert caught.value.attempts == 5
    assert isinstance(events[-1], hooks.CallFinished)
    assert (events[-1].attempts, events[-1].error) == (5, "ConnectionFailedError")


def test_no_event_holds_a_secret_or_a_parameter(
    watched: CloudbedsClient, slow: Slow, events: list[hooks.Event]
) -> None:
    slow.will_answer(httpx.Response(200, json={"success": False, "message": "no guest ana@example.com"}))
    with pytest.raises(errors.PmsError):
        watched.call("getGuestsByFilter", {"guestEmail": "ana@example.com"})
    text = repr(events)
    assert not any(word in text for word in ("ana", "cbat", "297652", "http"))


def test_no_attempt_begins_after_the_calls_deadline(slow: Slow, limiter: WatchfulLimiter, clock: ManualClock) -> None:
    slow.will_answer(httpx.Response(503, headers={"retry-after": "20"}))
    with (
        CloudbedsClient(
            ApiKey("cbat_secret"), transport=slow, limiter=limiter, clock=clock, attempts=50, deadline=60.0
        ) as client,
        pytest.raises(errors.ServerError) as caught,
    ):
        client.execute(DETAILS)
    assert caught.value.attempts == 3, "at 0, 20 and 40 seconds; the next would be after a minute"
    assert clock.monotonic() < 60
