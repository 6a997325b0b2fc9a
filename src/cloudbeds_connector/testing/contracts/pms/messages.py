# ruff: noqa: S101, D102  (a test asserts, and its name says what)
"""Webhook messages: subscribing once, reading ids from a body, and handling any body."""

from __future__ import annotations

import json
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from ....errors import WebhookRejectedError
from ....pms.model import Entity, Hint
from ....pms.ports import PmsConnector, PmsSession
from ....pms.subscriptions import RemovalReport
from .hotel import StagedHotel

ENDPOINT = "https://host.example/webhooks/integrations/hotel/a-token-that-nobody-guesses"
#: Bodies that have broken parsers.
HOSTILE = (
    b"",
    b"null",
    b"[]",
    b"{}",
    b"0",
    b'"text"',
    b"\xff\xfe\x00",
    b"\xef\xbb\xbf{}",
    b"[" * 50_000,
    b'{"a":' * 50_000,
    b'{"event": 1e999999}',
    b'{"event": ["x"], "timestamp": {}}',
    b'{"event": "\\u0000\\ud800", "timestamp": "NaN"}',
    b"<html></html>",
    b"a=b&a=c&%ff=%",
)


#: Values that no field is expected to have.
ODD: tuple[object, ...] = (None, True, 7, -1.5, 10**400, "", "x" * 10_000, [], {"a": [{}]}, ["\x00"])


def read(connector: PmsConnector, body: bytes, content_type: str | None = None) -> list[Hint]:
    """The hints of a body; none if it is refused. Any other exception fails the test."""
    try:
        hints = list(connector.parse(body, content_type=content_type))
    except WebhookRejectedError:
        return []
    for hint in hints:
        assert isinstance(hint.event, str)
        assert isinstance(hint.entity, Entity)
        assert isinstance(hint.key_text, str)
        ids = (hint.pms_property_id, hint.reservation_id, hint.segment_id, hint.room_id)
        assert all(each is None or (isinstance(each, str) and each) for each in ids)
        assert hint.reported_at is None or hint.reported_at.utcoffset() == timedelta(0)
    return hints


class MessagesContract:
    """Tests of `events` and `parse`."""

    def test_subscribing_again_changes_nothing(self, hotel: StagedHotel, session: PmsSession) -> None:
        first = session.events.ensure_subscriptions(ENDPOINT)
        again = session.events.ensure_subscriptions(ENDPOINT)
        match hotel.connector.capabilities.webhooks:
            case "api":
                assert first.created
                assert not first.existing
                assert (again.created, set(again.existing)) == ((), set(first.created))
            case "manual":
                assert not first.created
                assert ENDPOINT in (first.manual or ""), "a person needs the address"
            case _:
                assert (first.created, first.existing, first.manual) == ((), (), None)

    def test_another_address_is_another_subscription(self, hotel: StagedHotel, session: PmsSession) -> None:
        if hotel.connector.capabilities.webhooks == "api":
            first = session.events.ensure_subscriptions(ENDPOINT)
            assert session.events.ensure_subscriptions(f"{ENDPOINT}-2").created == first.created

    def test_the_subscriptions_of_an_address_end_and_others_stay(self, hotel: StagedHotel, session: PmsSession) -> None:
        session.events.ensure_subscriptions(ENDPOINT)
        other = session.events.ensure_subscriptions(f"{ENDPOINT}-2")
        report = session.events.remove_subscriptions(lambda url: url == ENDPOINT)
        if hotel.connector.capabilities.webhooks == "none":
            assert report == RemovalReport()
        elif report.manual is None:
            assert report.removed
            assert session.events.remove_subscriptions(lambda url: url == ENDPOINT) == RemovalReport()
            assert session.events.ensure_subscriptions(f"{ENDPOINT}-2").existing == other.created

    def test_a_message_gives_hints_with_ids(self, hotel: StagedHotel, session: PmsSession) -> None:
        if hotel.connector.capabilities.webhooks == "none":
            return
        guest = hotel.in_house()[0]
        hints = read(hotel.connector, hotel.message(guest), "application/json")
        assert guest.reservation_id in {hint.reservation_id for hint in hints}
        assert {hint.pms_property_id for hint in hints} <= {hotel.account.pms_property_id, None}
        if hotel.connector.capabilities.event_id:
            assert all(hint.key_text for hint in hints), "the message has its own id"

    def test_other_bodies_are_refused_with_the_right_error(self, hotel: StagedHotel) -> None:
        for body in HOSTILE:
            for content_type in ("application/json", "application/x-www-form-urlencoded", "", None):
                read(hotel.connector, body, content_type)
        with pytest.raises(WebhookRejectedError):
            hotel.connector.parse(b"\xff\xfe\x00", content_type="application/json")

    def test_a_mangled_message_gives_hints_or_is_refused(self, hotel: StagedHotel) -> None:
        if hotel.connector.capabilities.webhooks == "none":
            return
        body, rng = hotel.message(hotel.in_house()[0]), Random("mangled")
        for _ in range(300):
            cut = rng.randrange(len(body))
            read(hotel.connector, body[:cut])
            read(hotel.connector, body[:cut] + rng.randbytes(3) + body[cut + 3 :])
        if body.lstrip().startswith(b"{"):
            fields = json.loads(body)
            for name in fields:
                for value in ODD:
                    read(hotel.connector, json.dumps({**fields, name: value}).encode())

    def test_any_body_gives_hints_or_is_refused(self, hotel: StagedHotel) -> None:
        hypothesis: Any = pytest.importorskip("hypothesis")
        strategies: Any = pytest.importorskip("hypothesis.strategies")
        scalars = strategies.none() | strategies.booleans() | strategies.floats() | strategies.integers()
        keys = strategies.sampled_from(["event", "object", "action", "timestamp", "reservationID", "id", "property"])
        values = strategies.recursive(
            scalars | strategies.text(), lambda inner: strategies.lists(inner) | strategies.dictionaries(keys, inner)
        )
        messages = strategies.dictionaries(keys | strategies.text(), values).map(lambda each: json.dumps(each).encode())
        bodies = strategies.binary() | messages | strategies.text().map(lambda text: text.encode("utf-8", "ignore"))

        def survives(body: bytes, content_type: str | None) -> None:
            read(hotel.connector, body, content_type)

        kinds = strategies.sampled_from(["application/json", "application/x-www-form-urlencoded", "text/plain", None])
        with_examples = hypothesis.given(body=bodies, content_type=kinds)
        hypothesis.settings(deadline=None, database=None)(with_examples(survives))()
