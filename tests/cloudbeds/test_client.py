"""The client sends what Cloudbeds understands, tries again only where that is safe, and reads listings to their end."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from cloudbeds_connector import errors
from cloudbeds_connector.cloudbeds import ApiKey, CloudbedsClient
from cloudbeds_connector.http.circuit import FAILURES
from cloudbeds_connector.http.paging import MAX_PAGES
from cloudbeds_connector.testing.clock import ManualClock

from .conftest import ScriptedCloudbeds, WatchfulLimiter, ok, refused


def rooms(*numbers: int) -> httpx.Response:
    listed = [{"roomID": f"601917-{number}", "roomName": str(100 + number)} for number in numbers]
    return ok([{"propertyID": "297652", "rooms": listed}], count=1, total=999)


def reservations(*numbers: int) -> httpx.Response:
    return ok([{"reservationID": number, "propertyID": 297652} for number in numbers], total=0)


# what is sent


def test_a_request_carries_the_key_the_property_and_the_user_agent(
    client: CloudbedsClient, cloudbeds: ScriptedCloudbeds
) -> None:
    cloudbeds.will_answer(ok({"propertyID": 297652}))
    client.hotels.get()
    sent = cloudbeds.requests[0]
    assert str(sent.url) == "https://api.cloudbeds.com/api/v1.3/getHotelDetails?propertyID=297652"
    assert sent.headers["x-api-key"] == "cbat_secret"
    assert sent.headers["x-property-id"] == "297652"
    assert "authorization" not in sent.headers


def test_a_condition_is_sent_as_a_form_and_never_left_out(
    client: CloudbedsClient, cloudbeds: ScriptedCloudbeds
) -> None:
    cloudbeds.will_answer(ok({"roomID": "601917-0", "roomCondition": "clean", "doNotDisturb": False}))
    change = client.housekeeping.set_status("601917-0", condition="clean")
    assert (change.room_id, change.room_condition) == ("601917-0", "clean")
    assert cloudbeds.requests[0].headers["content-type"] == "application/x-www-form-urlencoded"
    assert cloudbeds.form() == {"roomID": "601917-0", "roomCondition": "clean", "propertyID": "297652"}
    with pytest.raises(TypeError, match="condition"):
        client.housekeeping.set_status("601917-0")  # type: ignore[call-arg]


def test_filters_are_sent_in_the_hotels_wall_time_without_an_offset(
    client: CloudbedsClient, cloudbeds: ScriptedCloudbeds
) -> None:
    cloudbeds.will_answer(reservations())
    since = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    list(client.reservations.with_rate_details(modified_from=since, check_out_to=date(2026, 12, 1)))
    assert cloudbeds.query()["modifiedFrom"] == "2026-11-23 12:30:00"
    assert cloudbeds.query()["reservationCheckOutTo"] == "2026-12-01"
    assert cloudbeds.query()["includeGuestsDetails"] == "false"
    for wrong in (datetime(2026, 11, 23), date(2026, 11, 23), "2026-11-23", datetime.max.replace(tzinfo=UTC)):  # noqa: DTZ001
        with pytest.raises(errors.ConfigurationError, match="aware datetime"):
            client.reservations.list(modified_from=wrong)  # type: ignore[arg-type]


def test_any_other_method_is_a_call_away(client: CloudbedsClient, cloudbeds: ScriptedCloudbeds) -> None:
    cloudbeds.will_answer(ok([{"sourceID": "s-1"}]))
    assert client.call("getSources", {"propertyIDs": "1,2"}, scope="")["data"] == [{"sourceID": "s-1"}]
    assert cloudbeds.query() == {"propertyIDs": "1,2"}
    with pytest.raises(errors.ConfigurationError):
        client.call("../secrets")


@pytest.mark.parametrize(
    "url", ["http://api.cloudbeds.com/api/v1.3/", "ftp://x/", "api.cloudbeds.com", "https://u:p@x/", "https://x/?k=1"]
)
def test_a_key_is_never_sent_in_clear_or_to_a_doubtful_address(url: str) -> None:
    with pytest.raises(errors.ConfigurationError):
        CloudbedsClient(ApiKey("cbat_secret"), base_url=url)


def test_an_empty_address_and_a_rate_of_nothing_are_no_defaults() -> None:
    with pytest.raises(errors.ConfigurationError, match="base URL"):
        CloudbedsClient(ApiKey("cbat_secret"), base_url="")
    with pytest.raises(errors.ConfigurationError, match="0 requests per second"):
        CloudbedsClient(ApiKey("cbat_secret"), requests_per_second=0)


def test_a_redirect_is_not_followed_with_the_key(client: CloudbedsClient, cloudbeds: ScriptedCloudbeds) -> None:
    cloudbeds.will_answer(httpx.Response(302, headers={"location": "https://elsewhere.example/"}))
    with pytest.raises(errors.UnexpectedAnswerError):
        client.hotels.get()
    assert len(cloudbeds.requests) == 1


def test_nothing_that_can_be_printed_shows_the_key(client: CloudbedsClient, cloudbeds: ScriptedCloudbeds) -> None:
    cloudbeds.will_answer(httpx.ConnectError("no route"))
    with pytest.raises(errors.ConnectionFailedError) as caught:
        client.hotels.get()
    shown = f"{client!r} {ApiKey('cbat_secret')!r} {caught.value!r} {caught.value} {vars(caught.value)}"
    assert "cbat_secret" not in shown
    assert caught.value.__context__ is None, "httpx errors hold the request, and with it the key"


def test_a_key_of_any_form_is_left_out_of_what_cloudbeds_says(cloudbeds: ScriptedCloudbeds) -> None:
    cloudbeds.will_answer(refused("Strange credential: own/secret-key"))
    with (
        CloudbedsClient(ApiKey("own/secret-key"), transport=cloudbeds) as client,
        pytest.raises(errors.BadRequestError) as caught,
    ):
        client.hotels.get()
    assert not any(part in str(caught.value) for part in ("own", "secret", "key"))


def test_no_search_reaches_a_log_and_no_cookie_comes_back(
    client: CloudbedsClient, cloudbeds: ScriptedCloudbeds, caplog: pytest.LogCaptureFixture
) -> None:
    cloudbeds.will_answer(httpx.Response(200, json={"success": True}, headers={"set-cookie": "sid=1; Path=/"}))
    with caplog.at_level(0):
        for _ in range(2):
            client.call("getGuestsByFilter", {"guestEmail": "ana@example.com"})
    assert "ana" not in caplog.text
    assert all("cookie" not in request.headers for request in cloudbeds.requests)
    assert cloudbeds.requests[0].headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize("property_id", ["é", "1\r\nx-evil: 1", "297 652"])
def test_a_property_id_must_fit_into_a_header(property_id: str) -> None:
    with pytest.raises(errors.ConfigurationError):
        CloudbedsClient(ApiKey("cbat_secret"), property_id=property_id)


def test_a_request_that_cannot_be_written_is_the_callers(client: CloudbedsClient, cloudbeds: ScriptedCloudbeds) -> None:
    for value in ("x" * 100_000, "\ud800"):
        with pytest.raises(errors.ConfigurationError, match="getSources"):
            client.call("getSources", {"name": value})
    assert cloudbeds.requests == []


def test_a_client_closed_by_another_thread_fails_in_a_way_that_may_be_repeated(
    client: CloudbedsClient, cloudbeds: ScriptedCloudbeds
) -> None:
    class ClosedMeanwhile(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            closing.close()
            raise ValueError("file descriptor cannot be a negative integer")

    closing = CloudbedsClient(ApiKey("cbat_secret"), transport=ClosedMeanwhile())
    for _ in range(2):
        with pytest.raises(errors.ConnectionFailedError) as caught:
            closing.hotels.get()
        assert caught.value.retryable
        assert caught.value.attempts == 1, "it stays closed, however often it is tried"


def test_the_calls_of_a_closed_client_do_not_count_as_failures_of_cloudbeds(client: CloudbedsClient) -> None:
    client.close()
    for _ in range(FAILURES + 2):
        with pytest.raises(errors.ConnectionFailedError, match="The client is closed"):
            client.hotels.get()


# trying again


@pytest.mark.parametrize(
    "hiccup",
    [
        httpx.Response(500),
        httpx.Response(429, headers={"retry-after": "1"}),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("dropped"),
        httpx.Response(200, content=b'{"success": true, "data": {"prop'),
    ],
)
def test_a_look_is_repeated_after_a_hiccup(
    client: CloudbedsClient, cloudbeds: ScriptedCloudbeds, limiter: WatchfulLimiter, hiccup: httpx.Response | Exception
) -> None:
    cloudbeds.will_answer(hiccup, hiccup, ok({"propertyID": 297652}))
    assert client.hotels.get().property_id == "297652"
    assert len(limiter.slots) == 3, "every attempt takes a slot of its own"


def test_a_check_in_is_never_sent_twice(client: CloudbedsClient, cloudbeds: ScriptedCloudbeds) -> None:
    cloudbeds.will_answer(httpx.ReadTimeout("slow"))
    for move in (client.rooms.check_in, client.rooms.check_out):
        with pytest.raises(errors.TimedOutError):
            move("R1", sub_reservation_id="R1-2")
    with pytest.raises(errors.TimedOutError):
        client.webhooks.subscribe("reservation", action="created", url="https://hooks.example/t")
    assert cloudbeds.methods == ["postRoomCheckIn", "postRoomCheckOut", "postWebhook"]


def test_an_explicit_condition_may_be_sent_twice(client: CloudbedsClient, cloudbeds: ScriptedCloudbeds) -> None:
    cloudbeds.will_answer(httpx.ReadTimeout("slow"), ok({"roomID": "1", "roomCondition": "dirty"}))
    assert client.housekeeping.set_status("1", condition="dirty").room_condition == "dirty"


def test_a_refusal_is_not_repeated(client: CloudbedsClient, cloudbeds: ScriptedCloudbeds) -> None:
    cloudbeds.will_answer(refused("Parameter roomID is required"))
    with pytest.raises(errors.BadRequestError) as caught:
        client.hotels.get()
    assert caught.value.attempts == len(cloudbeds.requests) == 1


def test_giving_up_says_how_often_it_was_tried_and_names_the_request(
    client: CloudbedsClient, cloudbeds: ScriptedCloudbeds
) -> None:
    cloudbeds.will_answer(httpx.Response(503, headers={"x-request-id": "req-42"}))
    with pytest.raises(errors.ServerError, match=r"getHotelDetails, HTTP 503, request req-42, 5 attempts") as caught:
        client.hotels.get()
    assert caught.value.attempts == len(cloudbeds.requests) == 5


def test_cloudbeds_own_wish_is_the_least_that_is_waited(
    client: CloudbedsClient, cloudbeds: ScriptedCloudbeds, limiter: WatchfulLimiter, clock: ManualClock
) -> None:
    cloudbeds.will_answer(httpx.Response(429, headers={"retry-after": "45"}), ok({"propertyID": 1}))
    client.hotels.get()
    assert clock.monotonic() >= 45
    assert limiter.pauses == [45.0], "and the whole credential waits, not this call alone"


def test_a_web_page_out_of_the_blue_is_taken_for_a_block(
    client: CloudbedsClient, cloudbeds: ScriptedCloudbeds, limiter: WatchfulLimiter
) -> None:
    cloudbeds.will_answer(httpx.Response(403, html="<html>denied</html>"))
    with pytest.raises(errors.UnexpectedAnswerError):
        client.hotels.get()
    assert limiter.pauses == [60.0]
    assert len(cloudbeds.requests) == 1


# listings


def test_totals_are_not_believed_and_rows_on_two_pages_come_once(
    client: CloudbedsClient, cloudbeds: ScriptedCloudbeds
) -> None:
    first, second = range(100), range(99, 130)
    cloudbeds.will_answer(reservations(*first), reservations(*second))
    found = [row.reservation_id for row in client.reservations.list()]
    assert found == [str(number) for number in range(130)]
    assert len(cloudbeds.requests) == 2


def test_a_page_size_that_is_ignored_loses_no_room(client: CloudbedsClient, cloudbeds: ScriptedCloudbeds) -> None:
    cloudbeds.will_answer(rooms(*range(20)), rooms(*range(20, 40)), rooms(*range(40, 45)))
    assert len(list(client.rooms.list())) == 45
    assert cloudbeds.query()["pageSize"] == "100"


def test_a_page_number_that_is_ignored_ends_the_listing(client: CloudbedsClient, cloudbeds: ScriptedCloudbeds) -> None:
    cloudbeds.will_answer(rooms(*range(50)))
    assert len(list(client.rooms.list())) == 50
    assert len(cloudbeds.requests) == 2


def test_a_listing_without_end_is_given_up(client: CloudbedsClient, cloudbeds: ScriptedCloudbeds) -> None:
    class Endless(list[httpx.Response]):
        served = 0

        def __getitem__(self, index: object) -> httpx.Response:  # type: ignore[override]
            self.served += 100
            return reservations(*range(self.served, self.served + 100))

    cloudbeds.answers = Endless([reservations()])  # type: ignore[assignment]
    with pytest.raises(errors.UnexpectedAnswerError, match=str(MAX_PAGES)):
        list(client.reservations.list())


def test_a_listing_is_lazy_and_records_when_each_page_was_requested(
    client: CloudbedsClient, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    cloudbeds.will_answer(httpx.Response(500), reservations(*range(100)), reservations(100))
    listing = client.reservations.with_rate_details()
    assert cloudbeds.requests == []
    pages = listing.pages()
    start = clock.now()
    first = next(pages)
    assert first.sent_at > start, "a failed attempt has seen nothing"
    clock.advance(timedelta(minutes=1))
    assert next(pages).sent_at == first.sent_at + timedelta(minutes=1)


def test_long_ranges_of_blocks_are_requested_in_parts(client: CloudbedsClient, cloudbeds: ScriptedCloudbeds) -> None:
    block = {"roomBlockID": "b1", "roomBlockType": "out_of_service", "startDate": "2026-11-30", "endDate": "2027-01-10"}
    cloudbeds.will_answer(ok({"propertyID": "297652", "roomBlocks": [block]}))
    found = list(client.room_blocks.list(date(2026, 11, 23), date(2027, 1, 31)))
    assert [each.room_block_id for each in found] == ["b1"], "a block in two parts comes once"
    spans = [(request.url.params["startDate"], request.url.params["endDate"]) for request in cloudbeds.requests]
    assert spans[0][0] == "2026-11-23"
    assert spans[-1][1] == "2027-01-31"
    assert all(date.fromisoformat(end) - date.fromisoformat(start) < timedelta(days=35) for start, end in spans)


# subscriptions


def test_a_subscription_that_stays_listed_is_not_called_deleted(
    client: CloudbedsClient, cloudbeds: ScriptedCloudbeds
) -> None:
    cloudbeds.will_answer(ok(None), ok([{"id": "s1", "event": {"entity": "reservation", "action": "created"}}]))
    with pytest.raises(errors.UnexpectedAnswerError, match="Retire the token"):
        client.webhooks.unsubscribe("s1")
    assert cloudbeds.requests[0].method == "DELETE"
    assert cloudbeds.query(0) == {"subscriptionID": "s1", "propertyIDs": "297652"}
    cloudbeds.will_answer(ok(None), ok([]))
    client.webhooks.unsubscribe("s1")


def test_a_subscription_may_carry_a_header_of_its_own(client: CloudbedsClient, cloudbeds: ScriptedCloudbeds) -> None:
    cloudbeds.will_answer(ok({"subscriptionID": "s1"}))
    made = client.webhooks.subscribe(
        "reservation", action="created", url="https://h.example", auth_header=("Authorization", "t")
    )
    assert made.subscription_id == "s1"
    assert cloudbeds.form()["authHeaderName"] == "Authorization"
    assert cloudbeds.form()["endpointUrl"] == "https://h.example"


# the cost of importing


def test_reading_a_webhook_costs_no_http_library() -> None:
    code = (
        "import sys, cloudbeds_connector.cloudbeds.webhooks, cloudbeds_connector.cloudbeds.models\n"
        "print(*{'httpx', 'pydantic', 'tenacity'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"


def test_blocks_of_an_earlier_part_do_not_end_a_later_one(
    client: CloudbedsClient, cloudbeds: ScriptedCloudbeds
) -> None:
    def page(*ids: str) -> httpx.Response:
        rows = [{"roomBlockID": each, "startDate": "2026-11-30", "endDate": "2027-01-30", "rooms": []} for each in ids]
        return ok({"propertyID": "297652", "roomBlocks": rows})

    long = [f"long-{number}" for number in range(100)]
    cloudbeds.will_answer(page(*long), page(), page(*long), page("new"), page())
    found = [block.room_block_id for block in client.room_blocks.list(date(2026, 11, 23), date(2027, 1, 20))]
    assert found == [*long, "new"]


def test_rows_that_share_a_key_are_all_passed_on(client: CloudbedsClient, cloudbeds: ScriptedCloudbeds) -> None:
    rows = [{"propertyID": "1", "propertyName": "East"}, {"propertyID": "1", "propertyName": "West"}]
    cloudbeds.will_answer(ok([*rows, rows[0]]))
    assert [hotel.property_name for hotel in client.hotels.list()] == ["East", "West"]
