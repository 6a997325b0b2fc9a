"""Whatever Cloudbeds answers is a result or a typed error that says what to do next."""

from __future__ import annotations

import copy
import json
import pickle
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudbeds_connector import errors
from cloudbeds_connector.cloudbeds.api import CLOUDBEDS
from cloudbeds_connector.cloudbeds.groups.client_groups import Operations
from cloudbeds_connector.cloudbeds.models.reservations import ReservationWithRates
from cloudbeds_connector.cloudbeds.operation import Endpoint, Operation
from cloudbeds_connector.cloudbeds.refusals import REFUSALS as REFUSALS_TABLE
from cloudbeds_connector.cloudbeds.refusals import known_part, known_refusal
from cloudbeds_connector.cloudbeds.stay_mapping import to_reservation
from cloudbeds_connector.http.api import pause_after, retry_after
from cloudbeds_connector.http.call import Answer, MisshapenError

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ROOMS = Operations().rooms.list()[0].call
STAYS = Operations().reservations.with_rate_details()[0].call


def answer(operation: Operation[Any], body: object, status: int = 200, **headers: str) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return CLOUDBEDS.read(operation.bound_to(None), Answer(status=status, headers=named, body=raw), now=NOW)


def no(message: str) -> dict[str, object]:
    return {"success": False, "message": message}


REFUSALS: list[tuple[object, int, type[errors.ConnectorError]]] = [
    (no("Scope required for this call was not granted by property."), 200, errors.MissingScopeError),
    (no("User who approved this connection is not active anymore"), 200, errors.AuthenticationError),
    ({"error": "access_denied", "message": "The resource owner denied the request."}, 401, errors.AuthenticationError),
    ({"type": "unauthorized", "title": "Unauthorized", "status": 401}, 401, errors.AuthenticationError),
    ({"error": "invalid_request", "message": "The refresh token is invalid."}, 400, errors.AuthenticationError),
    (
        {"error": "server_error", "error_description": "The authorization code is invalid."},
        401,
        errors.AuthenticationError,
    ),
    (b"", 401, errors.AuthenticationError),
    (no("None of the included property id's match the access_token user's property id"), 200, errors.PropertyError),
    (no('Please specify "propertyID" parameter for this call'), 200, errors.PropertyError),
    (
        no("The property(ies) you are accessing have an invalid status. See details: canceled"),
        200,
        errors.PropertyError,
    ),
    (no("Parameter roomID is required"), 200, errors.BadRequestError),
    (no("Something nobody has seen before"), 200, errors.BadRequestError),
    (no(""), 200, errors.BadRequestError),
    ({"success": "false", "data": []}, 200, errors.BadRequestError),
    (no("roomIDs is malformed"), 400, errors.BadRequestError),
    (no("Reservation not found"), 200, errors.NotFoundError),
    (b"<!DOCTYPE html><html></html>", 404, errors.NotFoundError),
    (b"<!DOCTYPE html><html></html>", 200, errors.UnexpectedAnswerError),
    (b"<html>Request blocked</html>", 403, errors.UnexpectedAnswerError),
    (b"", 302, errors.UnexpectedAnswerError),
    (b"", 200, errors.UnexpectedAnswerError),
    (b'{"success": true, "data": [{"propertyID"', 200, errors.UnexpectedAnswerError),
    (b"\xff\xfe", 200, errors.UnexpectedAnswerError),
    ({"success": True, "data": "bad_data"}, 200, errors.UnexpectedAnswerError),
    ({"success": True, "data": [{"propertyID": "1"}]}, 200, errors.UnexpectedAnswerError),
    ({"success": True}, 200, errors.UnexpectedAnswerError),
    ([], 200, errors.UnexpectedAnswerError),
    ({}, 200, errors.UnexpectedAnswerError),
    (no("Too many requests"), 200, errors.RateLimitedError),
    (b"", 429, errors.RateLimitedError),
    (b"<html>Bad gateway</html>", 502, errors.ServerError),
]


@pytest.mark.parametrize(("body", "status", "kind"), REFUSALS)
def test_a_refusal_has_its_kind_and_says_what_to_do(body: object, status: int, kind: type[errors.PmsError]) -> None:
    with pytest.raises(kind) as caught:
        answer(ROOMS, body, status, x_request_id="req-7")
    error = caught.value
    assert (error.method, error.status, error.request_id) == ("getRooms", status, "req-7")
    assert error.next_action in str(error)
    assert error.next_action
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy)) == (type(error), str(error))


def test_a_refusal_without_a_row_is_never_retried() -> None:
    with pytest.raises(errors.BadRequestError) as caught:
        answer(ROOMS, no("Something nobody has seen before"))
    assert not caught.value.retryable


def test_an_error_repeats_no_guest_and_no_key() -> None:
    refusal = no("Guest ana@example.com, card 4111 1111 1111 1111, key cbat_abc123 refused")
    with pytest.raises(errors.BadRequestError) as caught:
        answer(ROOMS, refusal)
    assert not any(secret in str(caught.value) for secret in ("ana@", "4111", "cbat_"))

    with pytest.raises(errors.UnexpectedAnswerError, match="data") as misshapen:
        answer(STAYS, {"success": True, "data": "Ana Alvarez"})
    assert "Ana" not in str(misshapen.value)
    assert misshapen.value.__context__ is None, "a validation error holds the whole body"


SENT = {
    "endpointUrl": "https://hooks.example/in/t0kenCANARY",
    "guestName": "Zoë Canary-O'Hara",
    "guestEmail": "canary@example.com",
    "guestPhone": "+1 (555) 123-4567",
}


@pytest.mark.parametrize(
    "echo",
    [
        "endpointUrl https://hooks.example/in/t0kenCANARY is not reachable",
        "hooks.example says no to t0kenCANARY",
        "No endpoint https%3A%2F%2Fhooks.example%2Fin%2Ft0kenCANARY",
        'Invalid guest "zoe\u0308 CANARY-O\'HARA", Zo\u00eb%20Canary+O%27Hara',
        "Bad mail canary@example.com or canary%40example.com",
        "Bad phone +1 (555) 123-4567 or 15551234567 or 555.123.4567",
        "Strange key: cbat_CANARY-KEY-12, cut off: cbat_CAN",
        "x" * 1990 + " canary@example.com",
        "x" * 5000,
    ],
)
def test_a_refusal_that_quotes_what_was_sent_is_not_quoted(echo: str) -> None:
    call = Operation(endpoint=Endpoint(name="postSomething"), parse=STAYS.parse, params=SENT)
    for body, status in ((no(echo), 200), (no(echo), 400), ({"error": echo}, 200)):
        with pytest.raises(errors.BadRequestError) as caught:
            answer(call, body, status)
        shown = f"{caught.value} {vars(caught.value)}".casefold()
        left = [word for word in ("canary", "zo\u00eb", "zoe", "hara", "555", "4567", "hooks", "cbat") if word in shown]
        assert left == []


EXAMPLES = (
    "Scope required for this call was not granted by property.",
    "User who approved this connection is not active anymore",
    "The resource owner or authorization server denied the request.",
    "The access token of Ana Alvarez has expired",
    "None of the included property id's match the access_token user's property id",
    'Please specify "propertyID" parameter for this call',
    "The property(ies) you are accessing have an invalid status. See details: canceled",
    "Too many requests",
    "Reservation of Ana Alvarez not found",
    "Parameter roomID is required",
    "Invalid value for parameter startDate",
    "Date range must be 35 days or less",
    "CheckIn/checkOut dates or status are required when filtering by room",
    "Room is not assigned",
    "Room is already checked in",
    "Room is occupied by Ana Alvarez",
    "Room is locked by the night audit",
)


def test_every_row_matches_a_text_of_cloudbeds_and_its_recorded_part() -> None:
    met = set()
    for text in EXAMPLES:
        part, known = known_part(text), known_refusal(text)
        assert part is not None
        assert known is not None
        again = known_refusal(part)
        assert (type(again), str(again)) == (type(known), str(known))
        assert "Ana" not in part
        met.add(known.message)
    assert len(met) == len(REFUSALS_TABLE)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Parameter roomID is required", "the parameter roomID is required"),
        ("Parameter newRoomID is required.", "the parameter newRoomID is required"),
        ("Invalid date format for parameter startDate", "the value of startDate is not valid"),
        ("Parameter roomIDs is malformed", "the value of roomIDs is not valid"),
        ("Room 601917-0 is locked by the night audit", "because of the night audit"),
        ("Date range must be 35 days or less", "the range of dates is too long"),
    ],
)
def test_a_known_refusal_has_a_message_of_its_own(text: str, message: str) -> None:
    with pytest.raises(errors.BadRequestError, match=message) as caught:
        answer(ROOMS, no(text))
    assert caught.value.pms_text == text


@pytest.mark.parametrize(
    "text",
    ["Parameter ana is required", "Invalid ana", "Parameter roomID is required by Ana Alvarez", "Invalid Ana's room"],
)
def test_a_name_is_not_taken_for_that_of_a_parameter(text: str) -> None:
    with pytest.raises(errors.BadRequestError) as caught:
        answer(ROOMS, no(text))
    assert "ana" not in str(caught.value).casefold()


def test_an_unknown_refusal_is_read_only_where_the_caller_looks_for_it(caplog: pytest.LogCaptureFixture) -> None:
    text = "John Smith, passport 123456, has no door"
    for body, status in ((no(text), 200), (no(text), 400), (no(text), 403), ({"error": text}, 422)):
        with caplog.at_level(0), pytest.raises(errors.PmsError, match=r"getRooms, HTTP \d+, request req-7") as caught:
            answer(ROOMS, body, status, x_request_id="req-7")
        error = caught.value
        assert error.pms_text == text
        refusal = f"{error} {error!r} {error.args} {vars(error)} {caplog.text} {pickle.dumps(error)!r}"
        assert "Smith" not in refusal
        assert pickle.loads(pickle.dumps(error)).pms_text is None
        assert copy.copy(error).pms_text is None


def test_a_mere_success_is_enough_where_nothing_else_is_due() -> None:
    done = Operations().rooms.check_in("1")
    assert answer(done, {"success": True}) is None
    with pytest.raises(errors.BadRequestError):
        answer(done, no("Room is not assigned"))


def test_success_may_be_a_string_and_an_id_a_number() -> None:
    assert answer(Operations().hotels.get(), b'{"success":"true","data":{"propertyID":297652}}').property_id == "297652"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("-3", 0.0),
        ("1.5", 1.5),
        ("86400", 120.0),
        ("inf", 120.0),
        ("nan", None),
        ("Mon, 23 Nov 2026 12:00:30 GMT", 30.0),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_in_every_form(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, now=NOW) == seconds


@pytest.mark.parametrize(("status", "body", "pause"), [(429, b"", 9.0), (403, b"<html>", 60.0), (500, b"", 0.0)])
def test_after_a_block_or_a_429_nothing_is_sent_for_a_while(status: int, body: bytes, pause: float) -> None:
    with pytest.raises(errors.PmsError) as caught:
        answer(ROOMS, body, status, retry_after="9")
    assert pause_after(caught.value) == pause


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["", "-", "N/A"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = {info.alias or name for name, info in ReservationWithRates.model_fields.items()} - {"reservationID"}
rows = st.fixed_dictionaries(
    {"reservationID": st.integers() | st.text()}, optional=dict.fromkeys(sorted(FIELDS), json_values)
)


@given(st.binary(max_size=60) | json_values.map(lambda value: json.dumps(value).encode()), st.integers(200, 599))
def test_no_bytes_and_no_status_end_in_anything_but_a_typed_error(body: bytes, status: int) -> None:
    with pytest.raises(errors.PmsError):
        answer(STAYS, body, status)


@given(st.lists(rows, max_size=3))
def test_hostile_rows_are_read_or_refused(hostile: list[dict[str, object]]) -> None:
    try:
        read_rows = answer(STAYS, {"success": True, "data": hostile})
    except errors.UnexpectedAnswerError:
        return
    assert all(isinstance(row.reservation_id, str) and row.reservation_id for row in read_rows)
    for row in read_rows:
        with suppress(MisshapenError):
            to_reservation(row, zone=ZoneInfo("Asia/Tokyo"))


def test_a_guest_outside_the_request_is_not_named_in_any_spelling() -> None:
    refusal = no("Room is occupied by john smith, passport 123456, born 1985, cell five five")
    with pytest.raises(errors.BadRequestError) as caught:
        answer(ROOMS, refusal)
    refusal = str(caught.value)
    assert "the room is not free" in refusal
    assert not any(word in refusal for word in ("john", "smith", "passport", "123456", "1985", "cell", "five"))
