"""Where a suite is played for real: the simulated hotel, or the account that the environment names."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from cloudbeds_connector.cloudbeds import ApiKey, CloudbedsClient, OAuth
from cloudbeds_connector.cloudbeds.api import DEFAULT_BASE_URL
from cloudbeds_connector.http.auth import Auth
from cloudbeds_connector.pms.memory_tokens import MemoryTokens
from cloudbeds_connector.pms.tokens import Token
from cloudbeds_connector.testing import SimulatedHotel, Stay

from .stage import Facts, Hotel

FOLDER = Path(__file__).resolve().parent.parent.parent / "cassettes"
SEED = 11
Opened = Callable[[], AbstractContextManager[Hotel]]


def folder_of(source: str) -> Path:
    """Where a source's cassettes are: the folder says which one they are of."""
    return FOLDER / source


@contextmanager
def simulated() -> Iterator[Hotel]:
    """A small hotel, the same every time: a week's guests, a block, a subscription, and no scope for users."""
    hotel = SimulatedHotel.small(seed=SEED)
    _fill(hotel)
    with hotel.serve() as server:
        facts = Facts(
            source=f"simulated hotel (profile OBSERVED, seed {SEED})",
            property_id=hotel.property_id,
            timezone=hotel.timezone,
            day=hotel.today(),
        )
        here = Hotel(facts=facts, auth=ApiKey("cbat_simulated"), base_url=server.base_url, clock=hotel.clock)
        with CloudbedsClient(here.auth, base_url=here.base_url, clock=hotel.clock) as client:
            url = f"https://relay.example/hooks/{'secret' * 6}"
            client.webhooks.subscribe("reservation", action="created", url=url, auth_header=("X-Relay", "relay-secret"))
        hotel.faults.missing_scopes.add("read:user")
        yield here


def _fill(hotel: SimulatedHotel) -> None:
    today = hotel.today()
    kind = hotel.room_types()[0].id
    with hotel.opening():
        for _ in range(6):
            room = hotel.add_room(f"3{len(hotel.rooms()):02}", kind)
            hotel.record_past(Stay(kind, today - timedelta(days=2), today, room))
        hotel.block([hotel.rooms()[3].id], today, today + timedelta(days=3), reason="Leak")
        hotel.add_note(hotel.departures()[0].reservation_id, "Met at the station, speaks Catalan")


def _set(name: str) -> str:
    return os.environ.get(f"CLOUDBEDS_SANDBOX_{name}", "")


def has_sandbox() -> bool:
    """Whether the environment names an account."""
    grant = all(_set(name) for name in ("CLIENT_ID", "CLIENT_SECRET", "REFRESH_TOKEN"))
    return bool(_set("PROPERTY_ID")) and (bool(_set("API_KEY")) or grant)


def _auth() -> Auth:
    if _set("API_KEY"):
        return ApiKey(_set("API_KEY"))
    tokens, long_ago = MemoryTokens(), datetime(2000, 1, 1, tzinfo=UTC)
    tokens.save(
        "sandbox",
        Token(access_token="none", refresh_token=_set("REFRESH_TOKEN"), expires_at=long_ago, issued_at=long_ago),
    )
    return OAuth(_set("CLIENT_ID"), _set("CLIENT_SECRET"), tokens=tokens, name="sandbox", base_url=_base_url())


def _base_url() -> str:
    return _set("BASE_URL") or DEFAULT_BASE_URL


@contextmanager
def sandbox() -> Iterator[Hotel]:
    """The account that the environment names. Nothing is written there unless that is allowed."""
    property_id, auth = _set("PROPERTY_ID"), _auth()
    facts = Facts(source="sandbox account", property_id=property_id, timezone="UTC", day=datetime.now(UTC).date())
    here = Hotel(facts=facts, auth=auth, base_url=_base_url(), writes=_set("ALLOW_WRITES") == "1")
    with CloudbedsClient(auth, property_id=property_id, base_url=here.base_url) as client:
        zones = {hotel.property_id: hotel.property_timezone for hotel in client.hotels.list()}
    zone = zones.get(property_id) or "UTC"
    yield replace(here, facts=replace(facts, timezone=zone, day=datetime.now(ZoneInfo(zone)).date()))


SOURCES: dict[str, Opened] = {"simulated": simulated, "sandbox": sandbox}
