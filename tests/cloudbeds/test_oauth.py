"""How a property is connected by OAuth 2.0, and how its token is renewed when everything works."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from cloudbeds_connector import errors
from cloudbeds_connector.cloudbeds import ApiKey, CloudbedsClient, OAuth
from cloudbeds_connector.cloudbeds.region import discover_base_url
from cloudbeds_connector.testing.clock import ManualClock

from .conftest import ScriptedCloudbeds, WatchfulLimiter, ok
from .oauth_world import BACK, CLIENT_ID, CLIENT_SECRET, FailingTokens, carried, granted, oauth, stored


@pytest.fixture
def tokens() -> FailingTokens:
    return FailingTokens()


@pytest.fixture
def auth(tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock) -> OAuth:
    return oauth(tokens, cloudbeds, clock)


def test_the_authorization_url_requests_exactly_the_given_scopes(auth: OAuth) -> None:
    """G01"""
    url, state = auth.authorization_url(["read:hotel", "read:room", "write:housekeeping"])
    assert url.startswith("https://hotels.cloudbeds.com/api/v1.3/oauth?")
    assert parse_qs(urlsplit(url).query) == {
        "response_type": ["code"],
        "client_id": [CLIENT_ID],
        "redirect_uri": [BACK],
        "scope": ["read:hotel read:room write:housekeeping"],
        "state": [state],
    }
    assert len(state) >= 43
    assert state != auth.authorization_url(["read:hotel"])[1]


@pytest.mark.parametrize("scopes", [[], "read:hotel", ["read:hotel read:room"], [""]])
def test_scopes_are_a_list_of_scopes(auth: OAuth, scopes: list[str]) -> None:
    with pytest.raises(errors.ConfigurationError, match="list"):
        auth.authorization_url(scopes)


def test_a_code_is_exchanged_for_a_token_that_is_stored(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    cloudbeds.will_answer(
        granted(1, resources=[{"type": "property", "id": 6980934886756353}, {"type": "association"}, 7])
    )
    token = auth.exchange(f"{BACK}?code=c0de&state=s", state="s")
    assert cloudbeds.form() == {
        "grant_type": "authorization_code",
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "redirect_uri": BACK,
        "code": "c0de",
    }
    assert str(cloudbeds.requests[0].url) == "https://api.cloudbeds.com/api/v1.3/access_token"
    assert tokens.tokens == {"c1": token}
    assert token.properties == ("6980934886756353",)
    assert token.expires_at == clock.now() + timedelta(hours=8)
    assert carried(auth.current(now=clock.now())) == "1"
    assert tokens.leases == {}


def test_who_connects_again_gets_a_token_that_replaces_the_old_one(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    tokens.tokens["c1"] = stored(clock, number=7)
    cloudbeds.will_answer(granted(1, refresh_token=None, resources=None))
    token = auth.exchange("bare-code")
    assert (token.version, token.refresh_token, token.properties) == (8, None, ())
    assert tokens.tokens["c1"] == token


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("?code=c0de&state=other", "another"),
        ("?code=c0de", "another"),
        ("?code=c0de&state=%C3%A9", "another"),
        ("?error=access_denied&state=s", "did not approve"),
        ("?error=invalid_scope&state=s", 'not approved: "invalid_scope"'),
        ("?state=s", "no code"),
    ],
)
def test_a_way_back_that_proves_nothing_is_refused(
    auth: OAuth, cloudbeds: ScriptedCloudbeds, answer: str, message: str
) -> None:
    for exchange in (auth.exchange, auth.exchange_for_key):
        with pytest.raises(errors.AuthenticationError, match=message) as caught:
            exchange(f"{BACK}{answer}", state="s")
        assert "c0de" not in str(caught.value)
    assert cloudbeds.requests == []


def test_a_state_is_compared_or_the_host_says_that_it_has_done_so(auth: OAuth) -> None:
    with pytest.raises(errors.ConfigurationError, match="state is missing"):
        auth.exchange("/back?code=c0de&state=s")
    with pytest.raises(errors.ConfigurationError, match="bare code"):
        auth.exchange("c0de", state="s")
    with pytest.raises(errors.AuthenticationError, match="no code"):
        auth.exchange(" ")


def test_a_code_that_is_not_good_is_sent_once(auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds) -> None:
    cloudbeds.will_answer(httpx.Response(401, json={"error": "server_error"}))
    for _ in range(2):
        with pytest.raises(errors.AuthenticationError, match="ten minutes") as caught:
            auth.exchange("c0de-canary")
        assert (caught.value.method, caught.value.status) == ("access_token", 401)
        assert "canary" not in str(caught.value)
    assert len(cloudbeds.requests) == 1
    assert (tokens.tokens, tokens.leases) == ({}, {})


def test_a_code_is_not_spent_while_the_store_is_down(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds
) -> None:
    tokens.broken = {"lease"}
    with pytest.raises(errors.StoreError):
        auth.exchange("c0de")
    assert cloudbeds.requests == []


def test_a_code_is_worth_an_api_key_too(auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds) -> None:
    cloudbeds.will_answer(
        httpx.Response(503), httpx.Response(200, json={"access_token": "cbat_canary", "token_type": "x"})
    )
    key = auth.exchange_for_key(f"{BACK}?code=c0de&state=s", state="s")
    assert (key.secret, key.kind) == ("cbat_canary", "api_key")
    assert "canary" not in repr(key)
    form = cloudbeds.form()
    assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:api-key"
    assert (form["code"], form["redirect_uri"]) == ("c0de", BACK)
    assert tokens.calls == []


def test_connecting_needs_the_redirect_uri(
    tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    auth = oauth(tokens, cloudbeds, clock, redirect_uri=None)
    for connect in (
        lambda: auth.authorization_url(["read:room"]),
        lambda: auth.exchange("c"),
        lambda: auth.exchange_for_key("c"),
    ):
        with pytest.raises(errors.ConfigurationError, match="redirect_uri"):
            connect()


def test_a_stored_token_is_used_without_asking_for_another(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    tokens.tokens["c1"] = stored(clock)
    assert auth.current(now=clock.now()) is None
    assert carried(auth.renewed(clock=clock)) == carried(auth.current(now=clock.now())) == "1"
    assert (tokens.calls, cloudbeds.requests) == (["load"], [])


def test_a_token_is_renewed_before_it_expires(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    tokens.tokens["c1"] = stored(clock)
    auth.renewed(clock=clock)
    clock.advance(timedelta(hours=8) - timedelta(seconds=451))
    assert carried(auth.current(now=clock.now())) == "1"
    clock.advance(151)
    assert auth.current(now=clock.now()) is None
    cloudbeds.will_answer(granted(2, resources=None))
    assert carried(auth.renewed(clock=clock)) == "2"
    assert cloudbeds.form() == {
        "grant_type": "refresh_token",
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "refresh_token": "refresh-canary-1",
    }
    kept = tokens.tokens["c1"]
    assert (kept.version, kept.refresh_token, kept.issued_at) == (2, "refresh-canary-2", clock.now())
    assert kept.properties == ("297652",)
    assert tokens.calls == ["load", "load", "lease", "load", "save", "release"]


def test_a_fleet_does_not_renew_at_once(
    tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    """G08"""
    tokens.tokens["c1"] = stored(clock)
    fleet = [oauth(tokens, cloudbeds, clock) for _ in range(50)]
    for auth in fleet:
        auth.renewed(clock=clock)
    clock.advance(timedelta(hours=8) - timedelta(seconds=375))
    due = sum(auth.current(now=clock.now()) is None for auth in fleet)
    assert 5 < due < 45


def test_a_refresh_token_that_does_not_change_is_kept(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    tokens.tokens["c1"] = stored(clock, hours=0)
    cloudbeds.will_answer(granted(2, refresh_token=None))
    assert carried(auth.renewed(clock=clock)) == "2"
    assert tokens.tokens["c1"].refresh_token == "refresh-canary-1"


@pytest.mark.parametrize(
    ("expires_in", "seconds"),
    [("3600", 3600), (3600.0, 3600), (None, None), ("soon", None), (10**30, 315_360_000), (-5, 0)],
)
def test_a_token_is_kept_whatever_its_reported_lifetime(
    expires_in: object,
    seconds: int | None,
    auth: OAuth,
    tokens: FailingTokens,
    cloudbeds: ScriptedCloudbeds,
    clock: ManualClock,
) -> None:
    tokens.tokens["c1"] = stored(clock, hours=0)
    cloudbeds.will_answer(granted(2, expires_in=expires_in))
    assert carried(auth.renewed(clock=clock)) == "2"
    expires_at = None if seconds is None else clock.now() + timedelta(seconds=seconds)
    assert tokens.tokens["c1"].expires_at == expires_at


def test_a_short_lived_token_is_not_renewed_all_the_time(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    tokens.tokens["c1"] = stored(clock, hours=0)
    cloudbeds.will_answer(granted(2, expires_in=100))
    auth.renewed(clock=clock)
    clock.advance(74)
    assert auth.current(now=clock.now())
    clock.advance(1)
    assert auth.current(now=clock.now()) is None


def test_a_401_renews_the_token_once_and_the_call_is_sent_again(
    auth: OAuth, tokens: FailingTokens, clock: ManualClock
) -> None:
    tokens.tokens["c1"] = stored(clock)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("access_token"):
            return granted(2)
        good = request.headers["authorization"] == "Bearer access-canary-2"
        return ok([]) if good else httpx.Response(401, json={"error": "access_denied"})

    transport = httpx.MockTransport(answer)
    auth = oauth(tokens, transport, clock)
    with CloudbedsClient(auth, transport=transport, limiter=WatchfulLimiter(), clock=clock) as client:
        assert client.call("getSources")["success"]
    assert tokens.tokens["c1"].version == 2
    stale = {"authorization": "Bearer access-canary-1"}
    assert carried(auth.renewed(clock=clock, refused=stale)) == "2"  # a late caller takes the new one
    assert tokens.tokens["c1"].version == 2


def test_a_new_token_that_is_refused_as_well_is_not_renewed_for_every_call(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    tokens.tokens["c1"] = stored(clock)
    cloudbeds.will_answer(granted(2), granted(3))
    headers = auth.renewed(clock=clock)
    second = auth.renewed(clock=clock, refused=headers)
    assert carried(second) == "2"
    for _ in range(3):
        assert auth.renewed(clock=clock, refused=second) == second  # so the 401 stands
    assert len(cloudbeds.requests) == 1
    clock.advance(60)
    assert carried(auth.renewed(clock=clock, refused=second)) == "3"


def test_a_token_that_was_accepted_is_renewed_whenever_it_is_refused(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    tokens.tokens["c1"] = stored(clock)
    cloudbeds.will_answer(*(granted(number) for number in range(2, 5)))
    headers = auth.renewed(clock=clock)
    for number in range(2, 5):
        headers = auth.renewed(clock=clock, refused=headers)
        auth.used(now=clock.now())
        assert carried(headers) == str(number)


def test_a_token_that_another_process_has_renewed_is_taken_from_the_store(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    tokens.tokens["c1"] = stored(clock)
    headers = auth.renewed(clock=clock)
    tokens.tokens["c1"] = stored(clock, number=2)
    assert carried(auth.renewed(clock=clock, refused=headers)) == "2"
    assert cloudbeds.requests == []


def test_a_program_gets_its_own_token_where_that_is_offered(
    tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    auth = OAuth.client_credentials(
        "program",
        CLIENT_SECRET,
        token_url="https://gateway.example/connect/token",
        tokens=tokens,
        name="gateway",
        scopes=["rooms", "stays"],
        transport=cloudbeds,
        clock=clock,
    )
    cloudbeds.will_answer(granted(1, refresh_token=None), granted(2, refresh_token=None))
    headers = auth.renewed(clock=clock)
    assert str(cloudbeds.requests[0].url) == "https://gateway.example/connect/token"
    expected = {"grant_type": "client_credentials", "client_id": "program", "client_secret": CLIENT_SECRET}
    assert cloudbeds.form() == {**expected, "scope": "rooms stays"}
    assert carried(auth.renewed(clock=clock, refused=headers)) == "2"
    assert tokens.tokens["gateway"].version == 2


def test_cloudbeds_says_what_it_offers_instead_of_client_credentials(
    tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    auth = OAuth.client_credentials(
        "program",
        CLIENT_SECRET,
        token_url="https://api.cloudbeds.com/api/v1.3/access_token",
        tokens=tokens,
        name="c1",
        transport=cloudbeds,
        clock=clock,
    )
    cloudbeds.will_answer(httpx.Response(400, json={"error": "unsupported_grant_type", "message": "not supported"}))
    for _ in range(2):
        with pytest.raises(errors.AuthenticationError, match=r"API keys .* authorization code"):
            auth.renewed(clock=clock)
    assert len(cloudbeds.requests) == 1


@pytest.mark.parametrize("success", ["true", True])
@pytest.mark.parametrize(
    "url",
    ["https://api-eu.cloudbeds.com", "https://api-eu.cloudbeds.com/api/v1.3/", "https://API-eu.cloudbeds.com:443/api"],
)
def test_the_region_of_a_property_is_requested(
    success: object, url: str, auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    tokens.tokens["c1"] = stored(clock)
    cloudbeds.will_answer(httpx.Response(200, json={"success": success, "data": {"api": {"url": url}}}))
    assert auth.discover_base_url().lower().replace(":443", "") == "https://api-eu.cloudbeds.com/api/v1.3/"
    request = cloudbeds.requests[0]
    assert str(request.url) == "https://api.cloudbeds.com/api/v1.3/oauth/metadata"
    assert request.headers["authorization"] == "Bearer access-canary-1"


@pytest.mark.parametrize(
    "url",
    [
        "https://api.cloudbeds.com.evil.example/",
        "https://evilcloudbeds.com",
        "https://user@api.cloudbeds.com",
        "http://api.cloudbeds.com",
        "http://127.0.0.1:80",
        "https://api.cloudbeds.com:8443",
        "https://api.cloudbeds.com:99999",
        "//api.cloudbeds.com",
        "https://[",
        "",
        None,
        7,
    ],
)
def test_an_address_that_is_not_cloudbeds_own_is_not_believed(
    url: object, auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    """G15"""
    tokens.tokens["c1"] = stored(clock)
    cloudbeds.will_answer(httpx.Response(200, json={"success": "true", "data": {"api": {"url": url}}}))
    with pytest.raises(errors.UnexpectedAnswerError):
        auth.discover_base_url()


def test_the_region_of_a_key_is_requested_as_well(cloudbeds: ScriptedCloudbeds, clock: ManualClock) -> None:
    cloudbeds.will_answer(
        httpx.Response(200, json={"success": True, "data": {"api": {"url": "https://x.cloudbeds.com"}}})
    )
    found = discover_base_url(ApiKey("cbat_key"), transport=cloudbeds, clock=clock)
    assert found == "https://x.cloudbeds.com/api/v1.3/"
    assert cloudbeds.requests[0].headers["x-api-key"] == "cbat_key"


def test_asking_for_the_region_renews_and_repeats_like_any_call(
    auth: OAuth, tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock
) -> None:
    tokens.tokens["c1"] = stored(clock)
    here = httpx.Response(200, json={"success": True, "data": {"api": {"url": "https://x.cloudbeds.com"}}})
    cloudbeds.will_answer(httpx.Response(503), httpx.Response(401, json={"error": "access_denied"}), granted(2), here)
    assert auth.discover_base_url() == "https://x.cloudbeds.com/api/v1.3/"
    assert cloudbeds.methods == ["metadata", "metadata", "access_token", "metadata"]


def test_a_grant_is_neither_shown_nor_pickled(auth: OAuth, tokens: FailingTokens, clock: ManualClock) -> None:
    """G07"""
    tokens.tokens["c1"] = stored(clock)
    auth.renewed(clock=clock)
    assert repr(auth) == "OAuth(name='c1')"
    with pytest.raises(errors.ConfigurationError, match="connection's id"):
        pickle.dumps(auth)
    with pytest.raises(errors.ConfigurationError):
        copy.copy(auth)
    assert "canary" not in repr([vars(part) for part in (auth, auth._renewal, auth._endpoint)])


def test_the_library_for_oauth_is_not_loaded_before_it_is_used() -> None:
    script = "import sys; from cloudbeds_connector.cloudbeds import OAuth; sys.exit('authlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script]).returncode == 0


def test_the_rate_is_counted_by_client(tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock) -> None:
    one, other = oauth(tokens, cloudbeds, clock), oauth(tokens, cloudbeds, clock, name="c2")
    assert one.rate_key == other.rate_key
    assert CLIENT_ID not in one.rate_key


def test_what_cannot_work_is_refused(tokens: FailingTokens, cloudbeds: ScriptedCloudbeds, clock: ManualClock) -> None:
    with pytest.raises(errors.ConfigurationError, match="needed"):
        OAuth("", "s", tokens=tokens, name="c1")
    with pytest.raises(errors.ConfigurationError, match="lease"):
        oauth(tokens, cloudbeds, clock, timeout=15, lease=30)
    with pytest.raises(errors.ConfigurationError, match="https"):
        oauth(tokens, cloudbeds, clock, base_url="http://api.cloudbeds.com/")
