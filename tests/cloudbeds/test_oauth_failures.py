"""Whatever fails while a token is renewed, no grant is lost: the next call works, the store gets the newest token."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest

from cloudbeds_connector import errors
from cloudbeds_connector.cloudbeds import CloudbedsClient, OAuth
from cloudbeds_connector.http.deadline import Deadline, DeadlineError
from cloudbeds_connector.pms.tokens import Token
from cloudbeds_connector.testing.clock import ManualClock

from .conftest import Answer, ScriptedCloudbeds, WatchfulLimiter
from .oauth_world import REFUSED, FailingTokens, carried, granted, oauth, stored

LOST = httpx.ReadError("the connection broke")


@pytest.fixture
def tokens(clock: ManualClock) -> FailingTokens:
    """A store with a token that has just expired."""
    tokens = FailingTokens()
    tokens.tokens["c1"] = stored(clock, hours=0)
    return tokens


@pytest.fixture
def auth(tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock) -> OAuth:
    return oauth(tokens, cloudbeds, clock)


def frames_of(error: BaseException) -> Iterator[str]:
    """What a log with local variables would show of an error: of it, and of all that it came from."""
    for each in (error, error.__cause__, error.__context__):
        if each is not None:
            yield f"{each!r} {each} {vars(each)}"
            for frame, _ in traceback.walk_tb(each.__traceback__):
                yield from (
                    repr(value)
                    for name, value in frame.f_locals.items()
                    if "cloudbeds_connector" in frame.f_code.co_filename
                )


@pytest.mark.parametrize(
    "trouble",
    [
        httpx.Response(503),
        httpx.Response(502, html="<html>Bad gateway</html>"),
        httpx.Response(429, headers={"retry-after": "7"}),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        LOST,
        httpx.Response(200, content=b'{"access_token": "acc'),
    ],
)
def test_what_may_work_later_is_tried_again_with_the_same_refresh_token(
    trouble: Answer, auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    cloudbeds.will_answer(trouble, trouble, granted(2))
    assert carried(auth.renewed(clock=clock)) == "2"
    assert [cloudbeds.form(index)["refresh_token"] for index in range(3)] == ["refresh-canary-1"] * 3
    assert tokens.tokens["c1"].version == 2
    assert tokens.leases == {}


def test_a_server_that_stays_down_is_given_up_on_after_a_while(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    cloudbeds.will_answer(httpx.Response(503, headers={"x-request-id": "r-1"}))
    with pytest.raises(errors.ServerError, match="access_token") as caught:
        auth.renewed(clock=clock)
    assert clock.monotonic() <= 60
    error = caught.value
    assert (error.method, error.status, error.request_id) == ("access_token", 503, "r-1")
    assert error.attempts == len(cloudbeds.requests) > 3
    assert tokens.leases == {}
    cloudbeds.will_answer(granted(2))
    assert carried(auth.renewed(clock=clock)) == "2"


@pytest.mark.parametrize("trouble", [httpx.Response(503), httpx.Response(429), httpx.ConnectError("refused")])
def test_a_renewal_takes_no_longer_than_the_call_that_needs_it(
    trouble: Answer, auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    cloudbeds.will_answer(trouble)
    for seconds in (10.0, 0.0):
        before, asked = clock.monotonic(), len(cloudbeds.requests)
        with pytest.raises(errors.RetryableError) as caught:
            auth.renewed(clock=Deadline(clock, seconds, method="getRooms"))
        assert caught.value.method == "access_token"
        assert clock.monotonic() - before <= seconds
        assert len(cloudbeds.requests) > asked or seconds == 0
    assert tokens.leases == {}


def test_repeated_calls_send_no_more_requests_to_a_token_endpoint_that_is_down(
    auth: OAuth, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    cloudbeds.will_answer(httpx.Response(503))
    before = clock.monotonic()
    with (
        CloudbedsClient(auth, transport=cloudbeds, limiter=WatchfulLimiter(), clock=clock, deadline=40) as client,
        pytest.raises(errors.RetryableError),
    ):
        client.call("getSources")
    assert clock.monotonic() - before <= 40
    assert set(cloudbeds.methods) == {"access_token"}


def test_a_token_endpoint_that_limits_the_rate_gets_no_requests_for_a_moment(
    auth: OAuth, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    cloudbeds.will_answer(httpx.Response(429), granted(2))
    before = clock.monotonic()
    assert carried(auth.renewed(clock=clock)) == "2"
    assert clock.monotonic() - before >= 2
    assert len(cloudbeds.requests) == 2
    cloudbeds.will_answer(httpx.Response(429))
    with pytest.raises(errors.RateLimitedError) as caught:
        auth.renewed(clock=clock, refused={"authorization": "Bearer access-canary-2"})
    assert caught.value.attempts == len(cloudbeds.requests) - 2, "a pause is no attempt"


def test_a_pause_of_the_token_endpoint_slows_down_all_that_share_the_clients_rate(
    tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    limiter = WatchfulLimiter()
    cloudbeds.will_answer(httpx.Response(429, headers={"retry-after": "7"}), httpx.Response(503), granted(2))
    assert carried(oauth(tokens, cloudbeds, clock, limiter=limiter).renewed(clock=clock)) == "2"
    assert limiter.pauses == [7]

    class Gone(WatchfulLimiter):
        def slow_down(self, key: str, *, seconds: float) -> None:
            raise errors.StoreError("The limiter is gone.", next_action="Start it.")

    tokens.tokens["c1"] = stored(clock, number=2, hours=0)
    cloudbeds.will_answer(httpx.Response(429), granted(3))
    assert carried(oauth(tokens, cloudbeds, clock, limiter=Gone()).renewed(clock=clock)) == "3"
    assert "could not be slowed down (StoreError)" in caplog.text


def test_a_call_whose_time_is_up_does_not_wait_for_another_threads_renewal(
    tokens: FailingTokens, clock: ManualClock
) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def answer(request: httpx.Request) -> httpx.Response:
        asked.set()
        go_on.wait(10)
        return granted(2)

    auth = oauth(tokens, httpx.MockTransport(answer), clock)
    with ThreadPoolExecutor(1) as threads:
        renewal = threads.submit(auth.renewed, clock=clock)
        assert asked.wait(10)
        with pytest.raises(errors.TimedOutError, match="not finished in time"):
            auth.renewed(clock=Deadline(clock, 0.01, method="getRooms"))
        go_on.set()
        assert carried(renewal.result()) == "2"


def test_a_waiting_call_takes_over_a_renewal_when_the_other_call_runs_out_of_time(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def run_out_of_time(verb: str) -> None:
        tokens.before = lambda verb: None
        begun.set()
        go_on.wait(10)
        raise DeadlineError("No time is left.", next_action="Try again.")

    cloudbeds.will_answer(granted(2))
    tokens.before = run_out_of_time
    with ThreadPoolExecutor(2) as threads:
        hasty = threads.submit(auth.renewed, clock=clock)
        assert begun.wait(10)
        patient = threads.submit(auth.renewed, clock=clock)
        time.sleep(0.05)
        go_on.set()
        assert isinstance(hasty.exception(), DeadlineError)
        assert carried(patient.result()) == "2"


def test_a_page_instead_of_an_answer_is_not_hammered(
    auth: OAuth, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    cloudbeds.will_answer(httpx.Response(403, html="<html>Blocked</html>"), granted(2))
    for _ in range(2):
        with pytest.raises(errors.UnexpectedAnswerError, match="web page"):
            auth.renewed(clock=clock)
    assert len(cloudbeds.requests) == 1
    clock.advance(60)
    assert carried(auth.renewed(clock=clock)) == "2"


@pytest.mark.parametrize(
    ("junk", "kind"),
    [
        (httpx.Response(200, json={"token": "canary"}), errors.UnexpectedAnswerError),
        (httpx.Response(200, json={"access_token": "canary with spaces"}), errors.UnexpectedAnswerError),
        (httpx.Response(200, json=["canary"]), errors.UnexpectedAnswerError),
        (httpx.Response(302, headers={"location": "https://evil.example/canary"}), errors.UnexpectedAnswerError),
        (httpx.Response(404, html="<html>canary</html>"), errors.NotFoundError),
        (httpx.Response(403, json={"message": "canary-1234567890-1234567890"}), errors.AuthenticationError),
        (httpx.Response(200, json={"success": False, "message": "no"}), errors.AuthenticationError),
        (httpx.Response(400, content=b"canary"), errors.AuthenticationError),
        (httpx.Response(401, json={"error": "invalid_client"}), errors.AuthenticationError),
        (httpx.Response(400, json={"error": "invalid_grant"}), errors.AuthenticationError),
    ],
)
def test_what_is_no_token_is_an_error_without_a_secret(
    junk: httpx.Response,
    kind: type[errors.PmsError],
    auth: OAuth,
    cloudbeds: ScriptedCloudbeds,
    clock: ManualClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """G07"""
    cloudbeds.will_answer(junk)
    caplog.set_level(logging.DEBUG)
    for _ in range(2):
        with pytest.raises(kind) as caught:
            auth.renewed(clock=clock)
        assert (caught.value.method, caught.value.status) == ("access_token", junk.status_code)
        assert not caught.value.retryable
        assert not [shown for shown in frames_of(caught.value) if "canary" in shown]
    assert len(cloudbeds.requests) == 1
    assert "canary" not in caplog.text


def test_a_refused_refresh_is_not_tried_again_but_a_new_connection_is_seen(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    cloudbeds.will_answer(REFUSED)
    for _ in range(3):
        with pytest.raises(errors.AuthenticationError, match="Connect the property again") as caught:
            auth.renewed(clock=clock)
        assert not [shown for shown in frames_of(caught.value) if "canary" in shown]
        clock.advance(timedelta(days=1))
    assert len(cloudbeds.requests) == 1
    assert tokens.leases == {}
    tokens.tokens["c1"] = stored(clock, number=2)
    assert carried(auth.renewed(clock=clock)) == "2"


def test_a_refusal_that_comes_late_clears_no_newer_one(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    old = {"authorization": "Bearer access-canary-1"}
    cloudbeds.will_answer(granted(2), httpx.Response(503))
    new = auth.renewed(clock=clock)
    auth.used(now=clock.now())
    for refused in (new, old):
        with pytest.raises(errors.ServerError) as caught:
            auth.renewed(clock=clock, refused=refused)
        assert not [shown for shown in frames_of(caught.value) if "canary" in shown]


def test_no_call_waits_for_a_renewal_while_the_present_token_is_good(tokens: FailingTokens, clock: ManualClock) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def answer(request: httpx.Request) -> httpx.Response:
        asked.set()
        go_on.wait(10)
        return granted(2)

    tokens.tokens["c1"] = stored(clock, hours=1)
    auth = oauth(tokens, httpx.MockTransport(answer), clock)
    auth.renewed(clock=clock)
    clock.advance(timedelta(minutes=56))
    with ThreadPoolExecutor(1) as threads:
        renewal = threads.submit(auth.renewed, clock=clock)
        assert asked.wait(10)
        assert carried(auth.current(now=clock.now())) == carried(auth.renewed(clock=clock)) == "1"
        go_on.set()
        assert carried(renewal.result()) == "2"


def test_a_refresh_that_another_process_was_faster_with_is_no_failure(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    """The holder before was too slow to keep its lease, and saves while we are refused."""
    handle = cloudbeds.handle_request

    def late(request: httpx.Request) -> httpx.Response:
        tokens.tokens["c1"] = stored(clock, number=2)
        return handle(request)

    cloudbeds.will_answer(REFUSED)
    auth = oauth(tokens, httpx.MockTransport(late), clock)
    assert carried(auth.renewed(clock=clock)) == "2"


def test_the_error_says_that_a_lost_answer_used_up_the_refresh_token(
    auth: OAuth, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    cloudbeds.will_answer(LOST, REFUSED)
    with pytest.raises(errors.AuthenticationError, match=r"earlier request was lost.*Connect the property again"):
        auth.renewed(clock=clock)
    assert len(cloudbeds.requests) == 2


def test_a_token_that_is_still_good_is_used_while_the_endpoint_is_down(
    auth: OAuth,
    tokens: FailingTokens,
    cloudbeds: ScriptedCloudbeds,
    clock: ManualClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    tokens.tokens["c1"] = stored(clock, hours=1)
    auth.renewed(clock=clock)
    clock.advance(timedelta(minutes=56))
    cloudbeds.will_answer(httpx.Response(503))
    before = clock.monotonic()
    assert carried(auth.renewed(clock=clock)) == "1"
    assert clock.monotonic() == before  # nobody waits for it
    assert carried(auth.current(now=clock.now())) == "1"
    assert "ServerError" in caplog.text
    clock.advance(5)
    cloudbeds.will_answer(granted(2))
    assert auth.current(now=clock.now()) is None
    assert carried(auth.renewed(clock=clock)) == "2"


@pytest.mark.parametrize("verb", ["load", "lease"])
def test_no_refresh_is_tried_blindly_while_the_store_is_down(
    verb: str, auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    tokens.broken = {verb}
    cloudbeds.will_answer(granted(2))
    with pytest.raises(errors.StoreError) as caught:
        auth.renewed(clock=clock)
    assert not [shown for shown in frames_of(caught.value) if "canary" in shown]
    assert caught.value.retryable
    assert cloudbeds.requests == []
    tokens.broken = set()
    assert carried(auth.renewed(clock=clock)) == "2"


@pytest.mark.parametrize("verb", ["load", "lease"])
def test_a_token_that_is_still_good_is_used_while_the_store_is_down(
    verb: str, auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    tokens.tokens["c1"] = stored(clock, hours=1)
    auth.renewed(clock=clock)
    clock.advance(timedelta(minutes=56))
    tokens.broken = {verb}
    calls = len(tokens.calls)
    for _ in range(10):
        assert carried(auth.current(now=clock.now()) or auth.renewed(clock=clock)) == "1"
    assert len(tokens.calls) <= calls + 2  # and it is not asked with every call
    assert cloudbeds.requests == []


def test_a_token_that_cannot_be_saved_is_used_and_saved_later(
    auth: OAuth,
    tokens: FailingTokens,
    cloudbeds: ScriptedCloudbeds,
    clock: ManualClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    cloudbeds.will_answer(granted(2))
    tokens.broken = {"save"}
    assert carried(auth.renewed(clock=clock)) == "2"
    assert carried(auth.current(now=clock.now())) == "2"
    assert tokens.tokens["c1"].version == 1
    assert "c1" in tokens.leases  # nobody else tries the refresh token that was used up
    assert "not stored yet" in (auth.warning(now=clock.now()) or "")
    assert "not saved yet" in caplog.text
    assert "canary" not in caplog.text
    clock.advance(5)
    assert carried(auth.current(now=clock.now()) or auth.renewed(clock=clock)) == "2"
    tokens.broken = set()
    clock.advance(5)
    assert auth.current(now=clock.now()) is None
    assert carried(auth.renewed(clock=clock)) == "2"
    assert tokens.tokens["c1"].version == 2
    assert (tokens.leases, auth.warning(now=clock.now())) == ({}, None)
    assert len(cloudbeds.requests) == 1


def test_a_token_that_cannot_be_saved_is_saved_at_the_end_of_the_process(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    cloudbeds.will_answer(granted(2))
    tokens.broken = {"save"}
    auth.renewed(clock=clock)
    assert not auth.flush()
    tokens.broken = set()
    assert auth.flush()
    assert auth.flush()
    assert (tokens.tokens["c1"].version, tokens.leases) == (2, {})


def test_a_store_that_fails_for_a_moment_gets_the_token_in_the_same_call(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    cloudbeds.will_answer(granted(2))
    tokens.broken = {"save"}

    def repair(verb: str) -> None:
        if tokens.calls.count("save") == 3:
            tokens.broken = set()

    tokens.before = repair
    assert carried(auth.renewed(clock=clock)) == "2"
    assert tokens.tokens["c1"].version == 2
    assert auth.warning(now=clock.now()) is None


def test_a_token_that_expires_before_it_could_be_saved_is_saved_first(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    cloudbeds.will_answer(granted(2), granted(3))
    tokens.broken = {"save"}
    auth.renewed(clock=clock)
    clock.advance(timedelta(hours=8))
    with pytest.raises(errors.StoreError):
        auth.renewed(clock=clock)
    tokens.broken = set()
    assert carried(auth.renewed(clock=clock)) == "3"
    assert cloudbeds.form()["refresh_token"] == "refresh-canary-2"
    assert tokens.tokens["c1"].version == 3


def test_a_connection_that_cannot_be_saved_says_so_and_is_saved_later(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    tokens.tokens.clear()
    cloudbeds.will_answer(granted(1))
    tokens.broken = {"save"}
    with pytest.raises(errors.StoreError, match="granted"):
        auth.exchange("c0de")
    assert carried(auth.current(now=clock.now())) == "1"
    tokens.broken = set()
    clock.advance(5)
    assert carried(auth.renewed(clock=clock)) == "1"
    assert tokens.tokens["c1"].version == 1


def test_a_lease_that_cannot_be_given_back_ends_by_itself(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    cloudbeds.will_answer(granted(2))
    tokens.broken = {"release"}
    assert carried(auth.renewed(clock=clock)) == "2"


def test_a_store_that_was_set_back_gets_the_newest_token_again(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    old = tokens.tokens["c1"]
    clock.advance(1)
    cloudbeds.will_answer(granted(2))
    headers = auth.renewed(clock=clock)
    auth.used(now=clock.now())
    tokens.tokens["c1"] = old
    cloudbeds.will_answer(granted(3))
    assert carried(auth.renewed(clock=clock, refused=headers)) == "3"
    assert cloudbeds.form()["refresh_token"] == "refresh-canary-2"
    assert tokens.tokens["c1"].version == 3


def test_a_grant_that_was_taken_out_of_the_store_is_over(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    tokens.tokens["c1"] = stored(clock, hours=1)
    headers = auth.renewed(clock=clock)
    tokens.tokens.clear()
    with pytest.raises(errors.AuthenticationError, match="no token"):
        auth.renewed(clock=clock, refused=headers)
    assert cloudbeds.requests == []


def test_what_was_put_into_the_store_meanwhile_is_not_replaced(
    auth: OAuth, tokens: FailingTokens, clock: ManualClock
) -> None:
    def meanwhile(request: httpx.Request) -> httpx.Response:
        tokens.tokens["c1"] = stored(clock, number=9)
        return granted(2)

    auth = oauth(tokens, httpx.MockTransport(meanwhile), clock)
    assert carried(auth.renewed(clock=clock)) == "9"
    assert tokens.tokens["c1"].version == 9


def test_a_killed_holder_blocks_no_longer_than_its_lease(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    cloudbeds.will_answer(granted(2))
    tokens.leases["c1"] = ("killed", clock.now() + timedelta(seconds=50))
    assert carried(auth.renewed(clock=clock)) == "2"
    assert 50 <= clock.monotonic() < 51


def test_a_holder_that_goes_on_and_on_is_not_waited_for_without_an_end(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    tokens.leases["c1"] = ("other", clock.now() + timedelta(days=1))
    with pytest.raises(errors.RetryableError, match="Another process"):
        auth.renewed(clock=clock)
    assert clock.monotonic() <= 61
    assert cloudbeds.requests == []


def test_what_another_process_has_renewed_is_found_after_the_lease_was_got(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    """G08"""

    def other_process(verb: str) -> None:
        if verb == "lease":
            tokens.tokens["c1"] = stored(clock, number=2)

    tokens.before = other_process
    assert carried(auth.renewed(clock=clock)) == "2"
    assert cloudbeds.requests == []
    assert tokens.leases == {}


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit, TimeoutError])
@pytest.mark.parametrize("moment", ["load", "lease", "save", "release"])
def test_no_interruption_loses_a_grant(
    moment: str,
    interruption: type[BaseException],
    auth: OAuth,
    tokens: FailingTokens,
    cloudbeds: ScriptedCloudbeds,
    clock: ManualClock,
) -> None:
    cloudbeds.will_answer(granted(2), REFUSED)  # the refresh token is good once

    def interrupt(verb: str) -> None:
        if verb == moment:
            tokens.before = lambda verb: None
            raise interruption

    tokens.before = interrupt
    with contextlib.suppress(interruption):
        auth.renewed(clock=clock)
    clock.advance(5)
    assert carried(auth.current(now=clock.now()) or auth.renewed(clock=clock)) == "2"
    assert tokens.tokens["c1"].version == 2


def test_a_renewal_within_a_renewal_of_the_same_thread_does_not_wait_for_itself(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    """A simulated clock rings in the thread that sleeps."""
    inner: list[BaseException] = []

    def ring(verb: str) -> None:
        if verb == "lease":
            try:
                auth.renewed(clock=clock)
            except errors.TimedOutError as error:
                inner.append(error)

    tokens.before = ring
    cloudbeds.will_answer(granted(2))
    assert carried(auth.renewed(clock=clock)) == "2"
    assert len(inner) == 1


def test_a_token_for_ever_is_renewed_only_when_it_is_refused(
    tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    tokens.tokens["c1"] = Token(access_token="access-canary-1", issued_at=clock.now())
    auth = oauth(tokens, cloudbeds, clock)
    headers = auth.renewed(clock=clock)
    clock.advance(timedelta(days=400))
    assert auth.current(now=clock.now()) == headers
    with pytest.raises(errors.AuthenticationError, match="no refresh token"):
        auth.renewed(clock=clock, refused=headers)
