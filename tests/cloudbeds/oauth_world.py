"""A store of tokens that fails where a test wants it to, and what a token endpoint says."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx

from cloudbeds_connector.cloudbeds import OAuth
from cloudbeds_connector.pms.tokens import Token
from cloudbeds_connector.testing.clock import ManualClock

CLIENT_ID, CLIENT_SECRET = "the-app", "client-canary"
BACK = "https://app.example/back"


class FailingTokens:
    """A `TokenStore`. Verbs in `broken` fail; `calls` are the verbs in order; `before` is called before each."""

    def __init__(self) -> None:
        self.tokens: dict[str, Token] = {}
        self.leases: dict[str, tuple[str, datetime]] = {}
        self.broken: set[str] = set()
        self.calls: list[str] = []
        self.before: Callable[[str], None] = lambda verb: None
        self._lock = threading.RLock()

    def load(self, name: str) -> Token | None:
        with self._entered("load"):
            return self.tokens.get(name)

    def save(self, name: str, token: Token) -> bool:
        with self._entered("save"):
            stored = self.tokens.get(name)
            if stored is not None and stored.version >= token.version:
                return False
            self.tokens[name] = token
            return True

    def lease(self, name: str, *, holder: str, now: datetime, until: datetime) -> bool:
        with self._entered("lease"):
            other, end = self.leases.get(name, (holder, now))
            if other != holder and end > now:
                return False
            self.leases[name] = (holder, until)
            return True

    def release(self, name: str, *, holder: str) -> None:
        with self._entered("release"):
            if self.leases.get(name, ("",))[0] == holder:
                del self.leases[name]

    def _entered(self, verb: str) -> threading.RLock:
        self.calls.append(verb)
        self.before(verb)
        if verb in self.broken:
            raise OSError(f"no connection to {CLIENT_SECRET}")
        return self._lock


def granted(number: int, **more: Any) -> httpx.Response:
    """What the token endpoint says when it gives out its tokens for the n-th time."""
    body = {
        "access_token": f"access-canary-{number}",
        "token_type": "Bearer",
        "expires_in": 28_800,
        "refresh_token": f"refresh-canary-{number}",
        "resources": [{"type": "property", "id": "297652"}],
    }
    return httpx.Response(200, json={name: value for name, value in {**body, **more}.items() if value is not None})


REFUSED = httpx.Response(400, json={"error": "invalid_request", "message": "The refresh token is invalid."})


def stored(clock: ManualClock, *, number: int = 1, hours: float = 8) -> Token:
    """The n-th token of the grant, which was given out now."""
    return Token(
        access_token=f"access-canary-{number}",
        refresh_token=f"refresh-canary-{number}",
        expires_at=clock.now() + timedelta(hours=hours),
        issued_at=clock.now(),
        version=number,
        properties=("297652",),
    )


def carried(headers: Any) -> str:
    """The number of the token that these headers carry."""
    return str(headers["authorization"]).removeprefix("Bearer access-canary-")


def oauth(tokens: Any, transport: httpx.BaseTransport, clock: ManualClock, **settings: Any) -> OAuth:
    return OAuth(
        CLIENT_ID,
        CLIENT_SECRET,
        **{"tokens": tokens, "name": "c1", "redirect_uri": BACK, "transport": transport, "clock": clock, **settings},
    )
