"""Wayside's transport: credential, rate, retries, deadline, refusals and pages, over real HTTP on a simulated clock."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from cloudbeds_connector.errors import (
    AuthenticationError,
    ConfigurationError,
    ConnectorError,
    NotFoundError,
    PropertyError,
    RetryableError,
    ServerError,
    TimedOutError,
    UnexpectedAnswerError,
)
from cloudbeds_connector.http import Options
from cloudbeds_connector.pms.limiter import LocalLimiter
from cloudbeds_connector.pms.model import Condition, StayState
from cloudbeds_connector.pms.ports import Credentials, PmsSession

from .connector import WaysideConnector
from .hotel import TOKEN, WaysideHotel
from .server import MAX_ROWS, RETRY_AFTER


@contextmanager
def opened(hotel: WaysideHotel, **options: float) -> Iterator[PmsSession]:
    """A session with other options."""
    given: Options = {"base_url": hotel.base_url, **options}  # type: ignore[typeddict-item]
    limiter = LocalLimiter(WaysideConnector.capabilities.requests_per_second, hotel.clock)
    session = WaysideConnector(**given).open(
        hotel.account, hotel.credentials, limiter=limiter, clock=hotel.clock, tokens=hotel.tokens
    )
    yield session
    session.close()


@pytest.fixture
def session(hotel: WaysideHotel) -> Iterator[PmsSession]:
    with opened(hotel) as session:
        yield session


def waited(hotel: WaysideHotel, call: Callable[[], object]) -> float:
    """How many seconds a call takes on the clock."""
    before = hotel.clock.monotonic()
    call()
    return hotel.clock.monotonic() - before


def test_pages_are_read_to_the_end_by_their_cursors(hotel: WaysideHotel, session: PmsSession) -> None:
    for number in range(107, 112):
        hotel.wayside.add_chamber(str(number))
    assert len(session.directory.rooms().items) == 11
    queries = [query for _, path, query in hotel.wayside.requests if path == "/v2/houses/7/chambers"]
    assert [query.get("onward") for query in queries] == [None, "row-3", "row-6", "row-9"]
    assert {query["most"] for query in queries} == {"50"}, "the server sends fewer rows than it is asked for"


def test_more_ids_than_fit_one_call_are_read_in_several(hotel: WaysideHotel, session: PmsSession) -> None:
    party = hotel.wayside.parties["W1000"]
    codes = [f"X{number}" for number in range(51)]
    for code in codes:
        hotel.wayside.put_party({**party, "code": code})
    found = [stay.id for page in session.stays.get(codes) for stay in page.items]
    assert found == codes
    asked = {query["codes"].count(",") + 1 for _, _, query in hotel.wayside.requests}
    assert asked == {50, 1}
    assert len(hotel.wayside.requests) == -(-50 // MAX_ROWS) + 1


def test_a_429_is_waited_for_as_long_as_it_says(hotel: WaysideHotel, session: PmsSession) -> None:
    hotel.wayside.failures = ["limited"]
    assert RETRY_AFTER <= waited(hotel, session.directory.room_types) < RETRY_AFTER + 5
    assert len(hotel.wayside.requests) == 2


def test_a_429_makes_a_change_wait_and_is_no_failure_of_it(hotel: WaysideHotel, session: PmsSession) -> None:
    hotel.wayside.failures = ["limited"]
    room = hotel.empty_room()
    assert waited(hotel, lambda: session.room_states.set_condition(room, Condition.INSPECTED)) >= RETRY_AFTER
    assert hotel.wayside.care[int(room)]["tidy"] == "approved"


def test_requests_keep_to_the_rate(hotel: WaysideHotel, session: PmsSession) -> None:
    calls = 40
    rate = WaysideConnector.capabilities.requests_per_second
    took = waited(hotel, lambda: [session.directory.room_types() for _ in range(calls)])
    assert took >= (calls - rate) / rate


@pytest.mark.parametrize("failure", ["cut", "half", "down"])
def test_an_answer_that_fails_once_is_requested_again(failure: str, hotel: WaysideHotel, session: PmsSession) -> None:
    hotel.wayside.failures = [failure]
    assert [kind.name for kind in session.directory.room_types()] == ["Double"]
    assert len(hotel.wayside.requests) == 2


@pytest.mark.parametrize("failure", ["cut", "half", "down"])
def test_a_change_that_does_no_harm_twice_is_sent_again(failure: str, hotel: WaysideHotel, session: PmsSession) -> None:
    hotel.wayside.failures = [failure]
    room = hotel.empty_room()
    assert session.room_states.set_condition(room, Condition.DIRTY).condition is Condition.DIRTY
    assert [verb for verb, _, _ in hotel.wayside.requests] == ["PUT", "PUT"]


def test_the_deadline_bounds_all_attempts(hotel: WaysideHotel) -> None:
    hotel.wayside.failures = ["limited"] * 99
    with opened(hotel, deadline=20.0) as session, pytest.raises(RetryableError) as caught:
        session.directory.room_types()
    assert hotel.clock.monotonic() <= 20
    assert 1 < caught.value.attempts < 5


def test_a_system_that_stays_down_is_a_server_error(hotel: WaysideHotel, session: PmsSession) -> None:
    hotel.wayside.is_down = True
    with pytest.raises(ServerError, match="Wayside failed to answer") as caught:
        session.directory.room_types()
    assert (caught.value.status, caught.value.attempts, len(hotel.wayside.requests)) == (503, 5, 5)
    assert hotel.clock.monotonic() < 60


def test_an_answer_that_never_ends_times_out(hotel: WaysideHotel) -> None:
    hotel.wayside.failures = ["slow"] * 99
    with opened(hotel, timeout=0.1) as session, pytest.raises(TimedOutError):
        session.directory.room_types()


def test_a_token_that_is_refused_is_an_authentication_error_at_once(hotel: WaysideHotel, session: PmsSession) -> None:
    hotel.wayside.is_revoked = True
    with pytest.raises(AuthenticationError) as caught:
        session.directory.room_types()
    assert (caught.value.status, len(hotel.wayside.requests)) == (401, 1)


def test_a_house_that_the_token_does_not_cover_is_a_property_error(hotel: WaysideHotel) -> None:
    hotel.account = replace(hotel.account, pms_property_id="8")
    with opened(hotel) as session, pytest.raises(PropertyError, match="does not cover this house"):
        session.directory.rooms()


def test_a_session_without_a_house_only_lists_houses(hotel: WaysideHotel) -> None:
    hotel.account = replace(hotel.account, pms_property_id=None)
    with opened(hotel) as session:
        assert [house.name for house in session.directory.properties()] == ["The Wayside Inn"]
        with pytest.raises(ConfigurationError, match="pms_property_id"):
            session.directory.rooms()


def test_a_house_without_a_zone_is_listed_without_one(hotel: WaysideHotel, session: PmsSession) -> None:
    hotel.wayside.house["clock"] = None
    assert [house.timezone for house in session.directory.properties()] == [""]


def test_an_unknown_value_is_kept_raw(hotel: WaysideHotel, session: PmsSession) -> None:
    room = hotel.empty_room()
    hotel.wayside.care[int(room)]["tidy"] = "being-painted"
    hotel.wayside.parties["W1000"]["lines"][0]["stage"] = "in-the-bar"
    states = {state.room_id: state for page in session.room_states.snapshot() for state in page.items}
    assert (states[room].condition, states[room].raw_condition) == (Condition.UNKNOWN, "being-painted")
    [page] = session.stays.get(["W1000"])
    [segment] = page.items[0].segments
    assert (segment.state, segment.raw_state) == (StayState.EXPECTED, "in-the-bar")


@pytest.mark.parametrize("lines", [None, "text", [], [1], [{}], [{"line": 1, "from": "2026", "nights": 10**12}]])
def test_a_row_of_another_shape_is_set_aside_without_its_values(
    lines: object, hotel: WaysideHotel, session: PmsSession
) -> None:
    party = hotel.wayside.parties["W1000"]
    entries = [{**party, "lines": lines}, {**party, "code": "W2000"}, None]
    hotel.wayside.answer = lambda *_: (200, {"entries": entries, "onward": None})  # type: ignore[method-assign]
    [page] = session.stays.get(["W1000", "W2000"])
    assert [stay.id for stay in page.items] == ["W2000"]
    assert [(row.kind, row.id) for row in page.set_aside] == [("reservation", "W1000"), ("reservation", "")]
    assert "Lovelace" not in repr(page.set_aside)
    assert len(hotel.wayside.requests) == 1


def test_a_body_of_another_shape_is_an_unexpected_answer_without_its_values(
    hotel: WaysideHotel, session: PmsSession
) -> None:
    hotel.wayside.answer = lambda *_: (200, {"guests": ["Ada Lovelace"]})  # type: ignore[method-assign]
    with pytest.raises(UnexpectedAnswerError) as caught:
        list(session.stays.get(["W1000"]))
    assert "Lovelace" not in f"{caught.value!r} {vars(caught.value)} {pickle.dumps(caught.value)!r}"


def test_credentials_and_settings_that_wayside_does_not_know_are_refused(hotel: WaysideHotel) -> None:
    known = hotel.credentials
    hotel.credentials = Credentials(TOKEN, kind="oauth")
    with pytest.raises(ConfigurationError, match="only tokens"), opened(hotel):
        pass
    hotel.credentials, hotel.account = known, replace(hotel.account, settings={"colour": "red"})
    with pytest.raises(ConfigurationError, match="no settings"), opened(hotel):
        pass


def test_the_token_and_guests_are_in_no_error_and_no_log(hotel: WaysideHotel, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    shown = []
    for failure in ("limited", "down", "cut", "half", "slow", "revoked", ""):
        hotel.wayside.failures = [failure] * 20
        hotel.wayside.is_revoked = failure == "revoked"
        timeout = 0.05 if failure == "slow" else 30.0
        with opened(hotel, timeout=timeout) as session, pytest.raises(ConnectorError) as caught:
            session.room_states.set_condition("Ada Lovelace", Condition.CLEAN)
        chain = [caught.value, caught.value.__cause__, caught.value.__context__]
        shown += [f"{error!s} {error!r} {getattr(error, '__dict__', '')}" for error in chain]
        shown.append(str(pickle.dumps(caught.value)))
        shown.append(repr(session))
    assert isinstance(caught.value, NotFoundError)
    assert caught.value.pms_text == "There is no /v2/houses/7/care/Ada Lovelace."
    assert caplog.records
    for secret in (TOKEN, "Lovelace"):
        assert [text for text in (*shown, caplog.text) if secret in text] == []
