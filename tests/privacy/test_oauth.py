"""However a grant fails, no token, code or client secret turns up; nor does it when the store of tokens fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from cloudbeds_connector.cloudbeds import OAuth
from cloudbeds_connector.pms.memory_tokens import MemoryTokens
from cloudbeds_connector.pms.tokens import Token
from cloudbeds_connector.testing.clock import ManualClock

from . import canaries as c
from .hostile import ANSWERS, QUOTED, Answer, hostile
from .house import BACK, CLIENT_ID
from .play import CLIENTS, play
from .watch import Watch

STATE = "K4naryStateB7n9M1q3W5e7R9t1"
OAUTH_ERRORS = ("invalid_client", "invalid_grant", "invalid_request", "unsupported_grant_type", "server_error")
#: What a token endpoint may answer besides what any method may.
TOKEN_ANSWERS = {
    **ANSWERS,
    **{f"401 {word}": Answer(401, {"error": word, "error_description": QUOTED}) for word in OAUTH_ERRORS},
    **{f"400 {word}": Answer(400, {"error": word, "message": f"{QUOTED} is not good"}) for word in OAUTH_ERRORS},
    "an error that is a text": Answer(400, {"error": QUOTED}),
    "a token with a space": Answer(200, {"access_token": QUOTED, "expires_in": QUOTED}),
    "a token in a list": Answer(200, {"access_token": [c.SECRETS["access token"]], "refresh_token": {QUOTED: 1}}),
}


class BrokenTokens(MemoryTokens):
    """A store whose failure quotes what it was given, as drivers of databases do."""

    broken: str = ""

    def load(self, name: str) -> Token | None:
        self._fail("load", None)
        return super().load(name)

    def save(self, name: str, token: Token) -> bool:
        self._fail("save", token)
        return super().save(name, token)

    def _fail(self, verb: str, token: Token | None) -> None:
        if verb == self.broken:
            raise OSError(f"cannot {verb} {QUOTED} {token and token.access_token}")


def tokens_of(clock: ManualClock, *, old: bool = True) -> BrokenTokens:
    """A grant that is to be renewed, or is good."""
    tokens, now = BrokenTokens(), clock.now()
    ends = now - timedelta(minutes=1) if old else now + timedelta(hours=8)
    token = Token(
        access_token=c.SECRETS["access token"],
        refresh_token=c.SECRETS["refresh token"],
        expires_at=ends,
        issued_at=now - timedelta(hours=8),
    )
    tokens.save("one", token)
    return tokens


def grant_at(base_url: str, clock: ManualClock, tokens: MemoryTokens) -> OAuth:
    return OAuth(
        CLIENT_ID,
        c.SECRETS["client secret"],
        tokens=tokens,
        name="one",
        redirect_uri=BACK,
        base_url=base_url,
        clock=clock,
        deadline=5.0,
    )


def look(call: Callable[[], Any], watch: Watch) -> BaseException | None:
    try:
        watch.look("a result", call())
    except Exception as error:
        watch.look_at_error(error)
        return error
    return None


@pytest.mark.parametrize("way", TOKEN_ANSWERS)
def test_an_error_of_connecting_quotes_nothing_that_was_sent(way: str) -> None:
    code = c.SECRETS["authorization code"]
    with hostile(TOKEN_ANSWERS[way]) as server:
        for name in ("exchange", "exchange_for_key"):
            clock = ManualClock()
            with Watch() as watch:
                grant = grant_at(server.base_url, clock, MemoryTokens())
                watch.look("a grant", grant)
                method = getattr(grant, name)
                error = look(lambda: method(code), watch)  # noqa: B023 - called at once
                again = look(lambda: method(code), watch)  # noqa: B023
            assert watch.leaks == {}, name
            assert error is not None or way == "a token with a space"
            assert again is not None or error is None


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("way", TOKEN_ANSWERS)
def test_an_error_of_renewing_quotes_nothing_that_was_sent(way: str, kind: str) -> None:
    clock = ManualClock()
    with hostile(TOKEN_ANSWERS[way]) as server, Watch() as watch:
        tokens = tokens_of(clock)
        grant = grant_at(server.base_url, clock, tokens)
        _, error = play(
            kind, watch, lambda client: client.hotels.get(), base_url=server.base_url, clock=clock, auth=grant, times=2
        )
        watch.look("tokens", tokens, tokens.load("one"), grant)
    assert watch.leaks == {}
    assert error is not None


@pytest.mark.parametrize("kind", CLIENTS)
def test_a_refused_token_that_cannot_be_renewed_is_not_shown(kind: str) -> None:
    clock = ManualClock()
    with hostile(ANSWERS["401"]) as server, Watch() as watch:
        grant = grant_at(server.base_url, clock, tokens_of(clock, old=False))
        _, error = play(
            kind, watch, lambda client: client.hotels.get(), base_url=server.base_url, clock=clock, auth=grant
        )
    assert watch.leaks == {}
    assert error is not None


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("verb", ["load", "save"])
def test_a_store_that_fails_is_not_quoted(verb: str, kind: str) -> None:
    clock, granted = ManualClock(), {"access_token": c.SECRETS["access token"] + "x", "expires_in": 60}
    with hostile(Answer(200, granted)) as server, Watch() as watch:
        tokens = tokens_of(clock)
        tokens.broken = verb
        grant = grant_at(server.base_url, clock, tokens)
        play(kind, watch, lambda client: client.hotels.get(), base_url=server.base_url, clock=clock, auth=grant)
        look(lambda: grant.warning(now=clock.now()), watch)
    assert watch.leaks == {}


@pytest.mark.parametrize(
    "came",
    [
        {"code": c.SECRETS["authorization code"], "state": "another"},
        {"error": QUOTED, "state": STATE},
        {"error": "access_denied", "error_description": QUOTED, "state": STATE},
        {"state": STATE},
    ],
)
def test_a_redirect_that_is_not_good_is_not_quoted(came: dict[str, str]) -> None:
    with Watch() as watch:
        grant = grant_at("https://api.cloudbeds.com/api/v1.3/", ManualClock(), MemoryTokens())
        error = look(lambda: grant.exchange(f"{BACK}?{urlencode(came)}", state=STATE), watch)
    assert watch.leaks == {}
    assert error is not None


@pytest.mark.parametrize("way", ["401", "400", "a page", "hung up", "a refusal that quotes", "a list"])
def test_looking_for_the_region_quotes_no_canary(way: str) -> None:
    clock = ManualClock()
    with hostile(ANSWERS[way]) as server, Watch() as watch:
        grant = grant_at(server.base_url, clock, tokens_of(clock, old=False))
        error = look(grant.discover_base_url, watch)
    assert watch.leaks == {}
    assert error is not None
