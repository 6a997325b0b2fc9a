"""A cassette of a hotel full of canaries has none of them, and is replayed all the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cloudbeds_connector.cloudbeds import ApiKey, CloudbedsClient, OAuth
from cloudbeds_connector.http.auth import Auth
from cloudbeds_connector.pms.memory_tokens import MemoryTokens
from cloudbeds_connector.testing import SimulatedHotel
from cloudbeds_connector.testing.clock import ManualClock
from cloudbeds_connector.testing.scrubbing import Scrubber
from tests.privacy import canaries as c
from tests.privacy.calls import calls
from tests.privacy.hostile import ANSWERS, QUOTED, hostile
from tests.privacy.house import BACK, CLIENT_ID, stuffed_hotel

from .stage import Facts
from .tapes import recording, replaying

NAMES = sorted(calls(stuffed_hotel()))


def facts(hotel: SimulatedHotel) -> Facts:
    return Facts(source="test", property_id=hotel.property_id, timezone=hotel.timezone, day=hotel.today())


def outcome(client: CloudbedsClient, call: Any) -> Any:
    """How many rows, or the name of the error."""
    try:
        result = call(client)
        return len(list(result)) if hasattr(result, "pages") else type(result).__name__
    except Exception as error:
        return type(error).__name__


def test_every_call_is_recorded_without_a_canary_and_replayed_alike(tmp_path: Path) -> None:
    path, hotel = tmp_path / "every-call.yaml", stuffed_hotel()
    made = calls(hotel)
    with (
        hotel.serve() as server,
        recording(path, facts(hotel)),
        client_of(hotel, server.base_url, ApiKey(c.SECRETS["API key"])) as client,
    ):
        outcomes = {name: outcome(client, made[name]) for name in NAMES}
        hotel.faults.missing_scopes.add("read:guest")
        outcomes["refused"] = outcome(client, made["guests.list"])
    assert c.found(path.read_bytes()) == set()
    assert "127.0.0.1" not in path.read_text()

    with replaying(path) as there, client_of(hotel, there.base_url, there.auth) as client:
        again = {name: outcome(client, made[name]) for name in NAMES}
        again["refused"] = outcome(client, made["guests.list"])
    assert again == outcomes


def client_of(hotel: SimulatedHotel, base_url: str, auth: Auth) -> CloudbedsClient:
    return CloudbedsClient(
        auth, property_id=hotel.property_id, timezone=hotel.timezone, base_url=base_url, clock=ManualClock()
    )


@pytest.mark.parametrize("way", [name for name in ANSWERS if name not in ("hung up", "a cut body", "no gzip")])
def test_an_answer_that_quotes_everything_is_recorded_without_it(way: str, tmp_path: Path) -> None:
    path, hotel = tmp_path / "hostile.yaml", stuffed_hotel()
    call = calls(hotel)["guests.list, in full"]
    more = {**ANSWERS[way].headers, "X-Echo": c.SECRETS["API key"], "Set-Cookie": c.SECRETS["access token"]}
    more |= {"X-Request-ID": c.EMAIL, "Location": c.HOOK_URL}
    answer = ANSWERS[way]
    answer = type(answer)(answer.status, answer.body, headers=more)
    with (
        hostile(answer) as server,
        recording(path, facts(hotel)),
        client_of(hotel, server.base_url, ApiKey(c.SECRETS["API key"])) as client,
    ):
        first = outcome(client, call)
    assert c.found(path.read_bytes()) == set()
    with replaying(path) as there, client_of(hotel, there.base_url, there.auth) as client:
        assert outcome(client, call) == first


def test_calls_for_tokens_are_not_recorded(tmp_path: Path) -> None:
    path, hotel, tokens = tmp_path / "oauth.yaml", stuffed_hotel(), MemoryTokens()
    with hotel.serve() as server, recording(path, facts(hotel)):
        grant = OAuth(
            CLIENT_ID,
            c.SECRETS["client secret"],
            tokens=tokens,
            name="one",
            redirect_uri=BACK,
            base_url=server.base_url,
            clock=hotel.clock,
        )
        token = grant.exchange(hotel.oauth.approve(CLIENT_ID))
        hotel.oauth.expire_access_tokens()
        with client_of(hotel, server.base_url, grant) as client:
            client.hotels.get()
    assert (hotel.oauth.exchanges, hotel.oauth.refreshes) == (1, 1)
    kept = path.read_text()
    assert "access_token" not in kept
    assert "getHotelDetails" in kept
    renewed = tokens.load("one")
    assert renewed is not None
    for secret in (token.access_token, token.refresh_token, renewed.access_token):
        assert str(secret) not in kept


def scrubbed(body: Any, scrubber: Scrubber | None = None) -> Any:
    answer = {"status": {"code": 200, "message": "x"}, "headers": {}, "body": {"string": json.dumps(body).encode()}}
    return json.loads((scrubber or Scrubber()).response(answer)["body"]["string"])


def test_pseudonyms_are_the_same_for_the_same_and_keep_the_format() -> None:
    ada = {"guestFirstName": "Ada", "guestLastName": "Berg", "guestEmail": "ada@berg.example", "guestID": "156000001"}
    more = {"guestName": "ADA Berg", "guestPhone": "+1 555 0123", "guestBirthdate": "1980-05-06", "cardNumber": "4411"}
    one, other = scrubbed([{**ada, **more}, ada])
    assert one["guestName"].casefold() == f"{one['guestFirstName']} {one['guestLastName']}".casefold()
    assert {name: one[name] for name in ada} == other
    assert one["guestEmail"] == "guest1@example.com"
    assert (one["guestPhone"], one["cardNumber"], one["guestBirthdate"]) == ("+0 000 0001", "0002", "1950-01-02")
    assert one["guestID"] == "156000001"


@pytest.mark.parametrize("nothing", ["", "-", "N/A", None, "0000-00-00", True])
def test_values_for_nothing_are_kept(nothing: Any) -> None:
    assert scrubbed({"guestEmail": nothing}) == {"guestEmail": nothing}


def test_a_field_that_nobody_has_looked_at_is_replaced() -> None:
    scrubbed_body = scrubbed({"tomorrow": QUOTED, "number": 491715558642, "share": 47.11, "deep": {"er": [[QUOTED]]}})
    assert c.found(json.dumps(scrubbed_body)) == set()
    assert scrubbed_body["number"] != 491715558642
    assert scrubbed({"tomorrow": "Fog"}, Scrubber(keep=["tomorrow"])) == {"tomorrow": "Fog"}


def test_what_is_private_is_replaced_in_a_harmless_field_too() -> None:
    scrubbed_body = scrubbed({"roomName": c.EMAIL, "status": c.SECRETS["API key"], "roomTypeName": c.CARD})
    assert c.found(json.dumps(scrubbed_body)) == set()
