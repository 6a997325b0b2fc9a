# ruff: noqa: S101, D102  (a test asserts, and its name says what)
"""Failures of a session: their error classes, no secrets in them, and recovery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from ....errors import AuthenticationError, ConnectorError, RetryableError
from ....pms.model import Condition
from ....pms.ports import PmsSession
from .hotel import StagedHotel, WatchedLimiter
from .messages import ENDPOINT
from .rooms import look
from .stays import rows

Verb = Callable[[PmsSession], object]


def verbs(hotel: StagedHotel) -> Mapping[str, Verb]:
    """Every verb that makes a request, by name, without those that the capabilities rule out."""
    able, today, now = hotel.connector.capabilities, hotel.today(), hotel.clock.now()
    room, stay = hotel.empty_room(), hotel.in_house()[0].reservation_id
    found: dict[str, Verb] = {
        "directory.properties": lambda session: session.directory.properties(),
        "directory.times": lambda session: session.directory.times(hotel.account.pms_property_id or "1"),
        "directory.room_types": lambda session: session.directory.room_types(),
        "directory.rooms": lambda session: session.directory.rooms(),
        "stays.get": lambda session: list(session.stays.get([stay])),
        "stays.window": lambda session: list(session.stays.window(today, today + timedelta(days=9))),
        "room_states.snapshot": lambda session: list(session.room_states.snapshot()),
    }
    if able.change_feed != "none":
        found["stays.changed"] = lambda session: list(session.stays.changed(now))
    if able.write_condition:
        found["room_states.set_condition"] = lambda session: session.room_states.set_condition(room, Condition.CLEAN)
    if able.blocks:
        found["blocks.window"] = lambda session: list(session.blocks.window(today, today + timedelta(days=9)))
    if able.webhooks == "api":
        found["events.ensure_subscriptions"] = lambda session: session.events.ensure_subscriptions(ENDPOINT)
    return found


def failure(verb: Verb, session: PmsSession) -> ConnectorError:
    """The error that a verb raises."""
    with pytest.raises(ConnectorError) as caught:
        verb(session)
    assert caught.value.next_action, "an error says what to do next"
    return caught.value


class FailuresContract:
    """Tests of failing requests."""

    def test_open_makes_no_request(self, hotel: StagedHotel, limiter: WatchedLimiter) -> None:
        hotel.fail()
        session = hotel.connector.open(
            hotel.account, hotel.credentials, limiter=limiter, clock=hotel.clock, tokens=hotel.tokens
        )
        session.close()
        session.close()
        assert limiter.slots == []

    def test_every_verb_raises_authentication_error_for_a_revoked_credential(
        self, hotel: StagedHotel, session: PmsSession
    ) -> None:
        verbs_by_name = verbs(hotel)
        hotel.revoke()
        kinds = {name: failure(verb, session) for name, verb in verbs_by_name.items()}
        assert [name for name, error in kinds.items() if not isinstance(error, AuthenticationError)] == []

    def test_errors_of_a_hotel_system_that_is_down_are_retryable(self, hotel: StagedHotel, session: PmsSession) -> None:
        verbs_by_name = verbs(hotel)
        hotel.fail()
        kinds = {name: failure(verb, session) for name, verb in verbs_by_name.items()}
        assert [name for name, error in kinds.items() if not isinstance(error, RetryableError)] == []
        hotel.recover()
        hotel.settle()
        hotel.clock.sleep(60)  # a session may pause requests to a system that was down
        assert set(hotel.rooms()) <= set(look(session)), "the same session works again"

    def test_no_secret_is_shown_by_anything(self, hotel: StagedHotel, session: PmsSession) -> None:
        verbs_by_name = verbs(hotel)
        shown = [repr(each) for each in (hotel.connector, hotel.credentials, session)]
        shown += [repr(each) for each in (session.directory, session.stays, session.room_states, session.events)]
        hotel.fail()
        shown += [repr(vars(failure(verb, session))) for verb in verbs_by_name.values()]
        hotel.recover()
        hotel.revoke()
        errors = [failure(verb, session) for verb in verbs_by_name.values()]
        shown += [f"{error} {error!r} {vars(error)}" for error in errors]
        for secret in hotel.secrets:
            assert [text for text in shown if secret in text] == []

    def test_threads_share_a_session(self, hotel: StagedHotel, session: PmsSession) -> None:
        ids = [guest.reservation_id for guest in hotel.in_house()]

        def ask(_: int) -> tuple[set[str], set[str]]:
            return set(look(session)), set(rows(session.stays.get(ids)))

        expected = ask(0)
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(ask, range(8))) == [expected] * 8
