"""What a caller feels is the same in both clients: every scenario here is played by the sync one and the async one."""

from __future__ import annotations

import asyncio
import inspect
import pickle
import socket
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from cloudbeds_connector import errors, hooks
from cloudbeds_connector.cloudbeds import ApiKey, AsyncCloudbedsClient, CloudbedsClient
from cloudbeds_connector.cloudbeds.groups.client_groups import Operations
from cloudbeds_connector.pms.limiter import LocalLimiter
from cloudbeds_connector.pms.ports import Clock, Lane, Slot
from cloudbeds_connector.testing.clock import ManualClock

from .conftest import ScriptedCloudbeds, WatchfulLimiter, ok

HOTEL = ok({"propertyID": 297652})


class AsyncScripted(httpx.AsyncBaseTransport):
    """The scripted Cloudbeds for an async client."""

    def __init__(self, cloudbeds: ScriptedCloudbeds) -> None:
        self._cloudbeds = cloudbeds

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self._cloudbeds.handle_request(request)


class Keys:
    """A credential that is replaced when it is refused: by the next of its keys."""

    rate_key = "keys"

    def __init__(self, *keys: str) -> None:
        self.keys = list(keys)
        self.renewals = 0
        self.accepted: list[datetime] = []
        self.will_answer: str | None = None

    def current(self, *, now: datetime) -> Mapping[str, str] | None:
        return {"x-api-key": self.keys[0]} if self.keys[0] else None

    def renewed(self, *, clock: Clock, refused: Mapping[str, str] | None = None) -> Mapping[str, str]:
        self.renewals += 1
        if len(self.keys) > 1:
            self.keys.pop(0)
        return {"x-api-key": self.keys[0]}

    def used(self, *, now: datetime) -> None:
        self.accepted.append(now)

    def warning(self, *, now: datetime) -> str | None:
        return self.will_answer


class Played:
    """One of the two clients, called alike."""

    def __init__(self, client: CloudbedsClient | AsyncCloudbedsClient, loop: asyncio.AbstractEventLoop) -> None:
        self.client: Any = client
        self._loop = loop

    def __call__(self, call: Callable[[Any], Any]) -> Any:
        """The result of a call, or every row of a listing."""

        async def played() -> Any:
            result = call(self.client)
            if inspect.isawaitable(result):
                return await result
            return [row async for row in result]

        if isinstance(self.client, AsyncCloudbedsClient):
            return self._loop.run_until_complete(played())
        result = call(self.client)
        return list(result) if hasattr(result, "pages") else result


@pytest.fixture
def events() -> list[hooks.Event]:
    return []


@pytest.fixture
def keys() -> Keys:
    return Keys("cbat_one")


@pytest.fixture(params=["sync", "async"])
def play(
    request: pytest.FixtureRequest,
    cloudbeds: ScriptedCloudbeds,
    limiter: WatchfulLimiter,
    clock: ManualClock,
    keys: Keys,
    events: list[hooks.Event],
) -> Iterator[Played]:
    async def sleep(seconds: float) -> None:
        clock.sleep(seconds)

    loop = asyncio.new_event_loop()
    shared: dict[str, Any] = {
        "property_id": "297652",
        "limiter": limiter,
        "clock": clock,
        "deadline": 60.0,
        "hooks": events.append,
    }
    if request.param == "sync":
        yield Played(CloudbedsClient(keys, transport=cloudbeds, **shared), loop)
    else:
        yield Played(AsyncCloudbedsClient(keys, transport=AsyncScripted(cloudbeds), sleep=sleep, **shared), loop)
    loop.close()


def details(client: Any) -> Any:
    return client.hotels.get()


def test_a_call_is_answered(play: Played, cloudbeds: ScriptedCloudbeds) -> None:
    cloudbeds.will_answer(HOTEL)
    assert play(details).property_id == "297652"
    response = play(lambda client: client.send(Operations().hotels.get(), lane=Lane.REALTIME))
    assert (response.status, response.attempts, response.value.property_id) == (200, 1, "297652")
    assert play(lambda client: client.call("getHotelDetails"))["success"]


def test_a_listing_is_read_to_its_end(play: Played, cloudbeds: ScriptedCloudbeds) -> None:
    first = ok([{"propertyID": str(number)} for number in range(100)])
    cloudbeds.will_answer(first, ok([{"propertyID": "99"}, {"propertyID": "100"}]), ok([]))
    assert [hotel.property_id for hotel in play(lambda client: client.hotels.list())] == [str(n) for n in range(101)]


def test_a_read_is_retried_with_the_same_events_in_both_clients(
    play: Played, cloudbeds: ScriptedCloudbeds, limiter: WatchfulLimiter, events: list[hooks.Event]
) -> None:
    cloudbeds.will_answer(httpx.Response(503, headers={"retry-after": "7"}), httpx.ReadTimeout("slow"), HOTEL)
    assert play(details).property_id == "297652"
    assert len(limiter.slots) == 3
    assert [type(event).__name__ for event in events] == [
        *("RequestSent", "AnswerReceived", "AttemptFailed", "RetryScheduled"),
        *("RequestSent", "AttemptFailed", "RetryScheduled"),
        *("RequestSent", "AnswerReceived", "CallFinished"),
    ]


def test_a_limit_slows_everybody_down(play: Played, cloudbeds: ScriptedCloudbeds, limiter: WatchfulLimiter) -> None:
    cloudbeds.will_answer(httpx.Response(429, headers={"retry-after": "9"}), HOTEL)
    play(details)
    assert limiter.pauses == [9.0]


def test_a_forbidden_call_or_a_web_page_slows_everybody_down(
    play: Played, cloudbeds: ScriptedCloudbeds, limiter: WatchfulLimiter, events: list[hooks.Event]
) -> None:
    page = httpx.Response(200, headers={"content-type": "text/html"}, content=b"<html>")
    for answer, kind in ((httpx.Response(403), errors.AuthenticationError), (page, errors.UnexpectedAnswerError)):
        cloudbeds.will_answer(answer)
        with pytest.raises(kind, match="Nothing is sent for a minute"):
            play(details)
    assert limiter.pauses == [60.0, 60.0]
    assert sum(isinstance(event, hooks.SlowedDown) for event in events) == 2


# the credential


def test_a_refused_credential_is_replaced_once_and_the_call_sent_again(
    play: Played, cloudbeds: ScriptedCloudbeds, keys: Keys, events: list[hooks.Event]
) -> None:
    keys.keys = ["cbat_old", "cbat_new"]
    cloudbeds.will_answer(httpx.Response(401), ok(None))
    play(lambda client: client.rooms.check_in("R1"))
    assert [request.headers["x-api-key"] for request in cloudbeds.requests] == ["cbat_old", "cbat_new"]
    assert cloudbeds.methods == ["postRoomCheckIn"] * 2, "a refused call was not carried out, so it may be repeated"
    assert any(isinstance(event, hooks.CredentialRenewed) for event in events)
    assert len(keys.accepted) == 1


def test_a_credential_that_stays_refused_is_not_tried_for_ever(
    play: Played, cloudbeds: ScriptedCloudbeds, keys: Keys
) -> None:
    cloudbeds.will_answer(httpx.Response(401))
    with pytest.raises(errors.AuthenticationError):
        play(details)
    assert len(cloudbeds.requests) == 1, "there is no other credential"
    keys.keys = [f"cbat_{n}" for n in range(9)]
    with pytest.raises(errors.AuthenticationError) as caught:
        play(details)
    assert len(cloudbeds.requests) == 3, "one renewal a call"
    assert caught.value.attempts == 2


def test_a_credential_at_risk_is_reported_once(
    play: Played, cloudbeds: ScriptedCloudbeds, keys: Keys, events: list[hooks.Event], caplog: pytest.LogCaptureFixture
) -> None:
    cloudbeds.will_answer(HOTEL)
    keys.will_answer = "The key was last used 26 days ago."
    with caplog.at_level("WARNING"):
        play(details)
        play(details)
    assert [event for event in events if isinstance(event, hooks.CredentialAtRisk)] == [
        hooks.CredentialAtRisk(warning=keys.will_answer)
    ]
    assert caplog.text.count("26 days") == 1


def test_a_missing_scope_is_named(play: Played, cloudbeds: ScriptedCloudbeds) -> None:
    refusal = {"success": False, "message": "Scope required for this call was not granted by property."}
    cloudbeds.will_answer(httpx.Response(200, json=refusal))
    with pytest.raises(errors.MissingScopeError, match="read:hotel") as caught:
        play(details)
    assert pickle.loads(pickle.dumps(caught.value)).scope == "read:hotel"


# how long it takes


def test_no_attempt_begins_after_the_deadline(play: Played, cloudbeds: ScriptedCloudbeds, clock: ManualClock) -> None:
    began = clock.now()
    cloudbeds.will_answer(httpx.Response(503, headers={"retry-after": "40"}))
    with pytest.raises(errors.ServerError) as caught:
        play(details)
    assert caught.value.attempts == 2
    assert clock.now() - began <= timedelta(seconds=60)


def test_a_call_does_not_wait_for_a_slot_after_its_deadline(
    play: Played, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    limiter = LocalLimiter(5, clock)
    limiter.slow_down("keys", seconds=61)
    play.client._limiter = limiter
    began = clock.now()
    with pytest.raises(errors.TimedOutError, match="deadline"):
        play(details)
    assert clock.now() == began, "it is said at once"
    assert cloudbeds.requests == []


# a server that is down


def fails(play: Played, kind: type[errors.PmsError]) -> errors.PmsError:
    with pytest.raises(kind) as caught:
        play(details)
    return caught.value


def test_a_server_that_is_down_is_left_alone_until_one_try_finds_it_up(
    play: Played, cloudbeds: ScriptedCloudbeds, clock: ManualClock, events: list[hooks.Event]
) -> None:
    cloudbeds.will_answer(httpx.ConnectError("refused"))
    fails(play, errors.ConnectionFailedError)
    fails(play, errors.ConnectionFailedError)
    sent = len(cloudbeds.requests)
    assert sent == 10, "two calls of five attempts each"
    error = fails(play, errors.CircuitOpenError)
    assert len(cloudbeds.requests) == sent
    assert error.retryable
    assert isinstance(pickle.loads(pickle.dumps(error)), errors.CircuitOpenError)

    clock.advance(30.001)
    fails(play, errors.CircuitOpenError)
    assert len(cloudbeds.requests) == sent + 1, "one request tries, and fails"

    clock.advance(30.001)
    cloudbeds.will_answer(HOTEL)
    assert play(details).property_id == "297652"
    assert play(details).property_id == "297652"
    assert [type(e) for e in events if isinstance(e, hooks.CircuitOpened | hooks.CircuitClosed)] == [
        *(hooks.CircuitOpened, hooks.CircuitOpened, hooks.CircuitClosed)
    ]


def test_refusals_and_limits_are_answers_of_a_server_that_is_up(play: Played, cloudbeds: ScriptedCloudbeds) -> None:
    for _ in range(20):
        cloudbeds.will_answer(httpx.Response(200, json={"success": False, "message": "No."}))
        fails(play, errors.BadRequestError)
    cloudbeds.will_answer(HOTEL)
    assert play(details).property_id == "297652"


def test_a_client_is_not_pickled(play: Played) -> None:
    with pytest.raises(errors.ConfigurationError, match="not pickled"):
        pickle.dumps(play.client)


def test_a_closed_client_says_so(play: Played, cloudbeds: ScriptedCloudbeds) -> None:
    play(lambda client: client.close() or [])
    with pytest.raises(errors.ConnectionFailedError, match="closed"):
        play(details)


def test_a_transport_of_the_other_kind_is_refused(cloudbeds: ScriptedCloudbeds) -> None:
    class Wrong(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            class Body(httpx.SyncByteStream):
                def __iter__(self) -> Iterator[bytes]:
                    yield b"{}"

            return httpx.Response(200, stream=Body())

    async def ask() -> None:
        async with AsyncCloudbedsClient(ApiKey("cbat_x"), transport=Wrong()) as client:
            await client.hotels.get()

    with pytest.raises(errors.ConfigurationError, match="asynchronous transport"):
        asyncio.run(ask())


# what the call is about


def test_the_header_names_the_property_that_the_call_names(play: Played, cloudbeds: ScriptedCloudbeds) -> None:
    cloudbeds.will_answer(HOTEL)
    play(lambda client: client.hotels.get("2"))
    cloudbeds.will_answer(ok([{"propertyID": "1"}]))
    play(lambda client: client.hotels.list())
    cloudbeds.will_answer(httpx.Response(200, json={"data": []}))
    play(lambda client: client.housekeeping.inspections(property_id="3"))
    assert [request.headers.get("x-property-id") for request in cloudbeds.requests] == ["2", None, "3"]
    assert cloudbeds.requests[-1].url.path == "/housekeeping/v1/inspections/3"


def test_a_client_for_what_cannot_wait_is_the_same_in_the_other_lane(
    play: Played, cloudbeds: ScriptedCloudbeds, limiter: WatchfulLimiter
) -> None:
    cloudbeds.will_answer(HOTEL)
    urgent = Played(play.client.realtime, play._loop)
    urgent(details)
    play(details)
    play(lambda client: client.call("getHotelDetails", lane=Lane.REALTIME))
    assert [lane for _, lane in limiter.slots] == [Lane.REALTIME, Lane.BULK, Lane.REALTIME]


def test_a_listing_is_never_mistaken_for_an_answer(play: Played) -> None:
    with pytest.raises(TypeError, match="iterated"):
        assert play.client.hotels.list()


def test_an_ignored_filter_says_which_request_it_was(play: Played, cloudbeds: ScriptedCloudbeds) -> None:
    rows = ok([{"reservationID": "R2", "status": "confirmed"}])
    rows.headers["x-request-id"] = "req-9"
    cloudbeds.will_answer(rows)
    with pytest.raises(errors.IgnoredFilterError) as caught:
        play(lambda client: client.reservations.with_rate_details(reservation_ids=["R1"]))
    assert (caught.value.status, caught.value.request_id) == (200, "req-9")


@pytest.mark.parametrize("setting", [{"timeout": 0}, {"attempts": 0}, {"deadline": float("nan")}, {"timeout": -1.0}])
@pytest.mark.parametrize("kind", [CloudbedsClient, AsyncCloudbedsClient])
def test_settings_that_cannot_work_are_refused(kind: Any, setting: dict[str, Any]) -> None:
    with pytest.raises(errors.ConfigurationError, match="finite"):
        kind(ApiKey("cbat_x"), **setting)


def test_an_instant_of_any_call_is_written_as_cloudbeds_takes_it(cloudbeds: ScriptedCloudbeds) -> None:
    cloudbeds.will_answer(ok([]))
    with CloudbedsClient(ApiKey("cbat_x"), timezone="America/New_York", transport=cloudbeds) as client:
        client.call("getReservations", {"modifiedFrom": datetime(2026, 11, 23, 17, tzinfo=UTC)})
    assert cloudbeds.query()["modifiedFrom"] == "2026-11-23 12:00:00"


# who tries again


class NoKeys(Keys):
    """A credential that cannot be had."""

    def current(self, *, now: datetime) -> Mapping[str, str] | None:
        return None

    def renewed(self, *, clock: Clock, refused: Mapping[str, str] | None = None) -> Mapping[str, str]:
        self.renewals += 1
        raise errors.ServerError("The token endpoint is down.", next_action="Wait.", method="access_token")


def test_a_renewal_that_failed_is_not_tried_again_by_the_call(play: Played, cloudbeds: ScriptedCloudbeds) -> None:
    play.client._auth = none = NoKeys()
    with pytest.raises(errors.ServerError, match="token endpoint"):
        play(details)
    assert (none.renewals, cloudbeds.requests) == (1, []), "the renewal retries by itself"


def test_a_refusal_that_mentions_rates_does_not_send_a_check_in_twice(
    play: Played, cloudbeds: ScriptedCloudbeds
) -> None:
    for refusal in ("The corporate limit is reached.", "Rate limit exceeded", "Quota of the rate plan is used up"):
        cloudbeds.requests.clear()
        cloudbeds.will_answer(httpx.Response(200, json={"success": False, "message": refusal}))
        with pytest.raises(errors.PmsError):
            play(lambda client: client.rooms.check_in("R1"))
        assert len(cloudbeds.requests) == 1, "only a 429 proves that it was not carried out"


# errors and events that a caller gets


def test_a_write_that_may_have_been_carried_out_is_not_called_retryable(
    play: Played, cloudbeds: ScriptedCloudbeds
) -> None:
    for way in (httpx.Response(500), httpx.ReadError("broke"), httpx.ReadTimeout("slow")):
        cloudbeds.will_answer(way)
        with pytest.raises(errors.RetryableError, match="Look whether it was carried out") as caught:
            play(lambda client: client.rooms.check_in("R1"))
        assert not caught.value.retryable
        assert not pickle.loads(pickle.dumps(caught.value)).retryable
    with pytest.raises(errors.RetryableError) as look:
        play(details)
    assert look.value.retryable


def test_a_deadline_error_names_the_failure_before(play: Played, cloudbeds: ScriptedCloudbeds) -> None:
    class Slowed(WatchfulLimiter):
        def take(self, key: str, *, lane: Lane = Lane.BULK) -> Slot:
            return Slot(True, 100.0 if self.pauses else 0.0)

    play.client._limiter = Slowed()
    cloudbeds.will_answer(httpx.Response(429, headers={"retry-after": "1"}))
    with pytest.raises(errors.RateLimitedError) as caught:
        play(details)
    assert (caught.value.status, caught.value.attempts) == (429, 1)


def test_an_instant_is_not_sent_without_a_known_zone(play: Played, cloudbeds: ScriptedCloudbeds) -> None:
    with pytest.raises(errors.ConfigurationError, match="timezone="):
        play(lambda client: client.reservations.list(modified_from=datetime(2026, 11, 23, tzinfo=UTC)))
    assert cloudbeds.requests == []


@pytest.mark.parametrize("kind", [CloudbedsClient, AsyncCloudbedsClient])
def test_slips_of_the_hand_are_named(kind: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="ApiKey"):
        kind("cbat_secret")
    with pytest.raises(errors.ConfigurationError, match="as a text"):
        kind(ApiKey("cbat_secret"), property_id=297652)


def test_a_call_of_version_2_must_name_the_property(cloudbeds: ScriptedCloudbeds) -> None:
    with (
        CloudbedsClient(ApiKey("cbat_x"), transport=cloudbeds) as client,
        pytest.raises(errors.ConfigurationError, match="property_id"),
    ):
        list(client.integration_events.list())


def test_a_server_that_cannot_be_reached_is_reported_with_the_reason() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        base_url = f"http://127.0.0.1:{taken.getsockname()[1]}/api/v1.3/"
        with (
            CloudbedsClient(ApiKey("cbat_x"), base_url=base_url, attempts=1) as client,
            pytest.raises(errors.ConnectionFailedError, match=r"127\.0\.0\.1:\d+ failed \(ConnectError: .*refused"),
        ):
            client.hotels.get()


# what hostile surroundings must not do


def test_a_hook_that_fails_does_not_prevent_slowing_down(
    play: Played, cloudbeds: ScriptedCloudbeds, limiter: WatchfulLimiter
) -> None:
    def broken(event: hooks.Event, /) -> None:
        raise OSError("no space left")

    play.client._hooks = broken
    cloudbeds.will_answer(httpx.Response(429, headers={"retry-after": "9"}), HOTEL)
    assert play(details).property_id == "297652"
    assert limiter.pauses == [9.0]


def test_calls_that_wait_for_their_turn_are_not_sent_to_a_server_that_went_down_meanwhile(
    play: Played, cloudbeds: ScriptedCloudbeds
) -> None:
    class Meanwhile(WatchfulLimiter):
        def take(self, key: str, *, lane: Lane = Lane.BULK) -> Slot:
            for _ in range(10):
                play.client._circuit.failed(errors.ServerError("down", next_action="wait"))
            return Slot(True, 0.0)

    play.client._limiter = Meanwhile()
    fails(play, errors.CircuitOpenError)
    assert cloudbeds.requests == []


@pytest.mark.parametrize("later", ["Sat, 01 Jan 99999999999 00:00:00 GMT", "nan", "soon", "-3"])
def test_no_retry_after_is_too_strange(play: Played, cloudbeds: ScriptedCloudbeds, later: str) -> None:
    answer = ok({"propertyID": 1})
    answer.headers["retry-after"] = later
    cloudbeds.will_answer(httpx.Response(503, headers={"retry-after": later}), answer)
    assert play(details).property_id == "1"


def test_what_was_sent_does_not_decide_what_its_refusal_means(play: Played, cloudbeds: ScriptedCloudbeds) -> None:
    refusal = {"success": False, "message": "Parameter guestLastName is invalid: access token expired"}
    cloudbeds.will_answer(httpx.Response(200, json=refusal))
    with pytest.raises(errors.BadRequestError):
        play(lambda client: client.call("getGuestList", {"guestLastName": "access token expired"}))


def test_a_403_with_a_reason_stops_no_other_call(
    play: Played, cloudbeds: ScriptedCloudbeds, limiter: WatchfulLimiter
) -> None:
    cloudbeds.will_answer(httpx.Response(403, json={"message": "You have no permission to read this"}))
    with pytest.raises(errors.AuthenticationError, match="permission"):
        play(details)
    assert limiter.pauses == []


@pytest.mark.parametrize("event_id", ["", ".", ".."])
def test_an_id_does_not_change_the_path(play: Played, cloudbeds: ScriptedCloudbeds, event_id: str) -> None:
    with pytest.raises(errors.ConfigurationError, match="no id"):
        play(lambda client: client.integration_events.retry(event_id))
    assert cloudbeds.requests == []


def test_the_clients_of_a_process_share_the_rate_of_their_credential() -> None:
    key = ApiKey("cbat_shared")
    first, second = CloudbedsClient(key), AsyncCloudbedsClient(key)
    assert first._limiter is second._limiter
    assert CloudbedsClient(key, requests_per_second=10)._limiter is not first._limiter


@pytest.mark.parametrize("url", ["https://a.example//api/v1.3/", "https://[::1/", "https://h:abc/", "https://:pw@h/"])
def test_a_doubtful_address_is_refused_in_the_family(url: str) -> None:
    with pytest.raises(errors.ConfigurationError):
        CloudbedsClient(ApiKey("cbat_x"), base_url=url)
