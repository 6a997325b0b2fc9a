"""The exchange by itself: steps come out, what came of them goes in, and nothing is sent or slept."""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import Any

import pytest

from cloudbeds_connector import errors, hooks
from cloudbeds_connector.http import Answer, Api, BearerToken, Call, HttpClient, SentHeaders
from cloudbeds_connector.http.circuit import Circuit
from cloudbeds_connector.http.deadline import DeadlineError
from cloudbeds_connector.http.exchange import Exchange, Renew, Send, Sleep, SlowDown, Step, WaitForSlot
from cloudbeds_connector.http.retry import RetryPolicy
from cloudbeds_connector.pms.ports import Lane
from cloudbeds_connector.testing import ManualClock

API = Api(name="Lantern", base_url="https://api.lantern.example/", user_agent="lantern")
OK = Answer(status=200, body=b"[1]")
Steps = Generator[Step, Any, Any]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def events() -> list[hooks.Event]:
    return []


@pytest.fixture
def steps(clock: ManualClock, events: list[hooks.Event]) -> Steps:
    return exchange(clock, events)


def exchange(clock: ManualClock, events: list[hooks.Event], *, attempts: int = 3, verb: str = "GET") -> Steps:
    return Exchange(
        call=Call(method="rooms", path="rooms", verb=verb, parse=json.loads),
        api=API,
        auth=BearerToken("t0ken"),
        lane=Lane.BULK,
        policy=RetryPolicy(attempts, 60),
        circuit=Circuit(clock, name="Lantern"),
        clock=clock,
        hook=events.append,
    ).steps()


def result_of(steps: Steps, answer: Answer) -> Any:
    with pytest.raises(StopIteration) as ended:
        steps.send(answer)
    return ended.value.value


def test_a_call_waits_for_its_slot_and_is_sent(steps: Steps) -> None:
    assert isinstance(next(steps), WaitForSlot)
    sending = steps.send(None)
    assert isinstance(sending, Send)
    assert sending.credential == {"authorization": "Bearer t0ken"}
    response = result_of(steps, OK)
    assert (response.value, response.attempts, response.method) == ([1], 1, "rooms")


def test_after_a_429_everybody_slows_down_before_the_call_sleeps(steps: Steps) -> None:
    next(steps)
    steps.send(None)
    assert steps.send(Answer(status=429, headers={"retry-after": "7"})) == SlowDown(7.0)
    sleeping = steps.send(None)
    assert isinstance(sleeping, Sleep)
    assert sleeping.seconds >= 7
    assert isinstance(steps.send(None), WaitForSlot)
    steps.send(None)
    assert result_of(steps, OK).attempts == 2


def test_a_401_renews_the_credential_once(steps: Steps) -> None:
    next(steps)
    steps.send(None)
    renewing = steps.send(Answer(status=401))
    assert isinstance(renewing, Renew)
    assert renewing.refused == {"authorization": "Bearer t0ken"}
    assert isinstance(steps.send(SentHeaders(authorization="Bearer other")), WaitForSlot)
    sending = steps.send(None)
    assert isinstance(sending, Send)
    assert sending.credential == {"authorization": "Bearer other"}
    with pytest.raises(errors.AuthenticationError):
        steps.send(Answer(status=401))


def test_a_renewal_that_fails_ends_the_call(steps: Steps) -> None:
    next(steps)
    steps.send(None)
    steps.send(Answer(status=401))
    with pytest.raises(errors.StoreError, match="down"):
        steps.throw(errors.StoreError("The store is down.", next_action="Start it."))


def test_a_slot_after_the_deadline_raises_the_failure_before(steps: Steps) -> None:
    next(steps)
    steps.send(None)
    assert isinstance(steps.send(Answer(status=503)), Sleep)
    steps.send(None)
    with pytest.raises(errors.ServerError):
        steps.throw(DeadlineError("Too late.", next_action="Wait."))


def test_a_limiter_that_fails_is_tried_again(steps: Steps) -> None:
    next(steps)
    assert isinstance(steps.throw(errors.StoreError("The store is down.", next_action="Start it.")), Sleep)


def test_a_call_that_must_not_run_twice_is_not_repeated(clock: ManualClock, events: list[hooks.Event]) -> None:
    steps = exchange(clock, events, verb="POST")
    next(steps)
    steps.send(None)
    with pytest.raises(errors.ServerError, match="Look whether it was carried out") as caught:
        steps.send(Answer(status=500))
    assert not caught.value.retryable


def test_an_interruption_ends_the_call_and_emits_an_event(steps: Steps, events: list[hooks.Event]) -> None:
    next(steps)
    with pytest.raises(KeyboardInterrupt):
        steps.throw(KeyboardInterrupt())
    assert isinstance(events[-1], hooks.CallFinished)
    assert events[-1].error == "KeyboardInterrupt"


@pytest.mark.parametrize("token", ["", "a token", "token\n", "t\N{LATIN SMALL LETTER O WITH DIAERESIS}ken"])
def test_a_token_that_no_header_can_carry_is_refused_when_it_is_given(token: str) -> None:
    with pytest.raises(errors.ConfigurationError, match="without spaces and line breaks"):
        BearerToken(token)


def test_a_base_url_that_cannot_be_used_is_not_recommended() -> None:
    api = Api(name="Lantern", base_url="ftp://api.lantern.example/", user_agent="lantern")
    with pytest.raises(errors.ConfigurationError) as caught, HttpClient(api, BearerToken("t")):
        pass
    assert "ftp" not in str(caught.value)
