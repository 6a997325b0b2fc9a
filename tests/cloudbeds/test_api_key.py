"""An API key: replaced while in use, fetched again when it is refused, and warned about before it ends unused."""

from __future__ import annotations

import copy
import logging
import pickle
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import httpx
import pytest

from cloudbeds_connector import errors
from cloudbeds_connector.cloudbeds import ApiKey, CloudbedsClient
from cloudbeds_connector.testing.clock import ManualClock

from .conftest import ScriptedCloudbeds, WatchfulLimiter, ok

OLD, NEW = "cbat_old_secret", "cbat_new_secret"


def sent_by(key: ApiKey, clock: ManualClock) -> str:
    return key.current(now=clock.now())["x-api-key"]


def test_a_replaced_key_is_used_by_every_client_that_holds_it(cloudbeds: ScriptedCloudbeds, clock: ManualClock) -> None:
    key = ApiKey(OLD)
    limiter = WatchfulLimiter()
    clients = [CloudbedsClient(key, transport=cloudbeds, limiter=limiter, clock=clock) for _ in range(2)]
    cloudbeds.will_answer(ok([]))
    rate_key = key.rate_key
    for client in clients:
        client.call("getSources")
    key.replace(NEW)
    for client in clients:
        client.call("getSources")
        client.close()
    assert [request.headers["x-api-key"] for request in cloudbeds.requests] == [OLD, OLD, NEW, NEW]
    assert key.rate_key == rate_key


def test_a_key_is_fetched_again_when_cloudbeds_refuses_it(clock: ManualClock) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        good = request.headers["x-api-key"] == NEW
        return ok([]) if good else httpx.Response(401, json={"error": "access_denied"})

    key = ApiKey(OLD, reload=lambda: NEW)
    client = CloudbedsClient(key, transport=httpx.MockTransport(answer), limiter=WatchfulLimiter(), clock=clock)
    with client:
        assert client.call("getSources")["success"]
    assert sent_by(key, clock) == NEW


def test_the_newest_key_is_fetched_once_however_many_threads_are_refused(clock: ManualClock) -> None:
    asked, go = [], threading.Barrier(20)

    def newest() -> str:
        asked.append(1)
        return NEW

    key = ApiKey(OLD, reload=newest)

    def meets_a_refusal(_: int) -> str:
        go.wait(5)
        return key.renewed(clock=clock, refused={"x-api-key": OLD})["x-api-key"]

    with ThreadPoolExecutor(20) as threads:
        assert set(threads.map(meets_a_refusal, range(20))) == {NEW}
    assert len(asked) == 1
    assert key.renewed(clock=clock, refused={"x-api-key": OLD}) == {"x-api-key": NEW}
    assert len(asked) == 1


@pytest.mark.parametrize("nothing_new", [lambda: OLD, lambda: "no key", lambda: str(1 / 0)])
def test_a_refusal_stands_when_there_is_no_other_key(
    nothing_new: Callable[[], str], clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    asked = []

    def newest() -> str:
        asked.append(1)
        return nothing_new()

    key = ApiKey(OLD, reload=newest)
    for _ in range(3):
        assert key.renewed(clock=clock, refused={"x-api-key": OLD}) == {"x-api-key": OLD}
    assert len(asked) == 1  # with a revoked key, the secret manager is not called for every request
    clock.advance(10)
    assert key.renewed(clock=clock, refused={"x-api-key": OLD}) == {"x-api-key": OLD}
    assert len(asked) == 2
    assert "secret" not in caplog.text


def test_a_key_without_a_source_has_nothing_to_renew(clock: ManualClock) -> None:
    assert ApiKey(OLD).renewed(clock=clock, refused={"x-api-key": OLD}) == {"x-api-key": OLD}


def test_a_rate_is_counted_by_a_digest_or_by_what_the_host_says() -> None:
    assert ApiKey(OLD).rate_key == ApiKey(OLD).rate_key != ApiKey(NEW).rate_key
    assert OLD not in ApiKey(OLD).rate_key
    assert ApiKey(OLD, rate_key="our client").rate_key == ApiKey(NEW, rate_key="our client").rate_key == "our client"


def test_an_idle_key_is_warned_about_from_its_25th_day_on(clock: ManualClock) -> None:
    start = clock.now()
    key = ApiKey(OLD, last_used_at=start)
    assert key.expires_unused_at == start + timedelta(days=30)

    def after(days: float) -> str | None:
        return key.warning(now=start + timedelta(days=days))

    assert (after(0), after(24.9)) == (None, None)
    assert "25 days ago" in (after(25) or "")
    assert "before 2026-12-23 11:00 UTC" in (after(29) or "")
    assert "make a new key" in (after(30) or "")
    assert key.idle_days(now=start + timedelta(days=12, hours=12)) == 12.5


def test_a_call_notes_when_the_key_was_used(cloudbeds: ScriptedCloudbeds, clock: ManualClock) -> None:
    key = ApiKey(OLD)
    assert (key.last_used_at, key.idle_days(now=clock.now()), key.warning(now=clock.now())) == (None, None, None)
    with CloudbedsClient(key, transport=cloudbeds, limiter=WatchfulLimiter(), clock=clock) as client:
        cloudbeds.will_answer(httpx.Response(401, json={"error": "access_denied"}))
        with pytest.raises(errors.AuthenticationError):
            client.call("getSources")
        assert key.last_used_at is None
        cloudbeds.will_answer(ok([]))
        client.call("getSources")
    used_at = key.last_used_at
    assert used_at == clock.now()
    key.used(now=clock.now() - timedelta(days=1))
    assert key.last_used_at == used_at
    key.replace(NEW)
    assert key.last_used_at is None


def test_the_client_says_once_that_a_key_is_idle(
    cloudbeds: ScriptedCloudbeds, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    key = ApiKey(OLD, last_used_at=clock.now() - timedelta(days=26))
    cloudbeds.will_answer(ok([]))
    with CloudbedsClient(key, transport=cloudbeds, limiter=WatchfulLimiter(), clock=clock) as client:
        client.call("getSources")
        client.call("getSources")
    assert [record.levelno for record in caplog.records if "30 idle days" in record.message] == [logging.WARNING]
    assert key.warning(now=clock.now()) is None


def test_a_key_is_neither_shown_nor_pickled_nor_copied() -> None:
    key = ApiKey(OLD, reload=lambda: NEW)
    assert repr(key) == "ApiKey()"
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(errors.ConfigurationError, match="connection's id"):
            pickle.dumps(key, protocol)
    with pytest.raises(errors.ConfigurationError):
        copy.deepcopy({"auth": key})
    with pytest.raises(TypeError):
        vars(key)


@pytest.mark.parametrize("wrong", ["", "cbat_a b", "cbat_é", "cbat_\n", None])
def test_what_cannot_be_a_key_is_refused(wrong: str, clock: ManualClock) -> None:
    with pytest.raises(errors.ConfigurationError, match="API key"):
        ApiKey(wrong)
    key = ApiKey(OLD)
    with pytest.raises(errors.ConfigurationError):
        key.replace(wrong)
    assert key.current(now=clock.now()) == {"x-api-key": OLD}


def test_a_time_of_last_use_has_a_zone() -> None:
    with pytest.raises(ValueError, match="timezone-aware"):
        ApiKey(OLD, last_used_at=datetime(2026, 11, 1))  # noqa: DTZ001
