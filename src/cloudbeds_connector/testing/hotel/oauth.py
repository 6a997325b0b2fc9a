"""Decides who was granted what: registered apps, a hotelier's approval, codes, access tokens, refresh tokens, keys.

A code is good for ten minutes and once (developers.cloudbeds.com, OAuth guide). That access tokens last eight hours and
refresh tokens a year from their last use is one integrator's word. Whether a refresh token changes when it is used is
nowhere stated: `OAuth.rotate_refresh_tokens`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from ..clock import ManualClock
from .truth import FrontDeskError

CODE_LIFETIME = timedelta(minutes=10)
REFRESH_LIFETIME = timedelta(days=365)
#: What was not good, where RFC 6749 has one word for both: invalid_grant.
BAD_CODE, BAD_REFRESH_TOKEN = "code", "refresh_token"
_LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a hotelier approved for an app. `scopes` is None for all of them."""

    client_id: str
    scopes: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What the token endpoint gives out: `refresh_token` and `seconds` are None for an API key, which lasts."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class NextFailure:
    """How the token endpoint fails: with this status (0: it hangs up), and whether what was asked was done."""

    status: int
    took_effect: bool


class OAuthRefusedError(Exception):
    """The token endpoint refuses: an HTTP status, the error's name, a message."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.error = error


@dataclass(frozen=True, slots=True)
class _App:
    secret: str = field(repr=False)
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class _Given:
    grant: Grant
    until: datetime


class OAuth:
    """Who may speak with the hotel by OAuth 2.0. Reach it as `SimulatedHotel.oauth`.

    `access_token_seconds` and `rotate_refresh_tokens` are settings. The counters say what the token endpoint did:
    `exchanges` of codes for tokens, `keys_given`, `refreshes`, and of what it refused `refused` in all, refreshes among
    them `refused_refreshes`. A lost answer counts as done. None of it is in the hotel's `stats`.
    """

    def __init__(self, clock: ManualClock, *, rng: Random) -> None:
        self.access_token_seconds = 28_800
        self.rotate_refresh_tokens = False
        self.exchanges = self.keys_given = self.refreshes = self.refused = self.refused_refreshes = 0
        self._clock = clock
        self._rng = rng
        self._apps: dict[str, _App] = {}
        self._codes: dict[str, _Given] = {}
        self._access: dict[str, _Given] = {}
        self._refresh: dict[str, _Given] = {}
        self._keys: dict[str, Grant] = {}
        self._script: deque[NextFailure] = deque()

    # -- what a test does ------------------------------------------------------------------------------------------

    def register(self, *, client_id: str, client_secret: str, redirect_uri: str = "https://localhost") -> None:
        """Let an app exist, as Cloudbeds provisions one."""
        self._apps[client_id] = _App(client_secret, redirect_uri)

    def approve(self, client_id: str, *, scopes: Collection[str] | None = None) -> str:
        """The hotelier connects the app; returns the code of the redirect. `scopes`: None approves all there are."""
        if client_id not in self._apps:
            raise FrontDeskError(f"There is no app {client_id!r}. Add it with oauth.register().")
        code = self._invent(40)
        grant = Grant(client_id, None if scopes is None else frozenset(scopes))
        self._codes[code] = _Given(grant, self._clock.now() + CODE_LIFETIME)
        return code

    def expire_access_tokens(self) -> None:
        """Every access token that was given out is over. Refresh tokens and keys stay good."""
        self._access.clear()

    def revoke(self) -> frozenset[str]:
        """Take back everything granted, as when the hotelier disconnects the app; returns the keys among it."""
        for given in (self._codes, self._access, self._refresh):
            given.clear()
        keys = frozenset(self._keys)
        self._keys.clear()
        return keys

    def fail_next(self, *statuses: int, took_effect: bool = False) -> None:
        """Let the next requests to the token endpoint fail, one after the other; 0 hangs up.

        With `took_effect` what was asked is done, and only the answer is lost: a refresh token may have rotated.
        """
        self._script.extend(NextFailure(status, took_effect) for status in statuses)

    # -- what the API asks -----------------------------------------------------------------------------------------

    def next_failure(self) -> NextFailure | None:
        """How the request that just came fails, if it is to."""
        return self._script.popleft() if self._script else None

    def redirect_uri(self, client_id: str) -> str | None:
        """Where an app's users are sent back to; None if there is no such app."""
        app = self._apps.get(client_id)
        return None if app is None else app.redirect_uri

    def grant_of_token(self, token: str) -> Grant | None:
        """What an access token stands for; None if it is unknown or over."""
        return self._good(self._access, token)

    def grant_of_key(self, key: str) -> Grant | None:
        """What an API key stands for that an app got for a code; None if it is none of those."""
        return self._keys.get(key)

    def tokens_for_code(self, client_id: str, client_secret: str, redirect_uri: str, code: str) -> TokenPair:
        """Exchange a code for tokens."""
        grant = self._redeemed(client_id, client_secret, redirect_uri, code)
        self.exchanges += 1
        return self._hand_out(grant, self._invent(40))

    def key_for_code(self, client_id: str, client_secret: str, redirect_uri: str, code: str) -> TokenPair:
        """Exchange a code for an API key."""
        key = f"cbat_{self._invent(32)}"
        self._keys[key] = self._redeemed(client_id, client_secret, redirect_uri, code)
        self.keys_given += 1
        return TokenPair(key)

    def refreshed(self, client_id: str, client_secret: str, refresh_token: str) -> TokenPair:
        """Give another access token for a refresh token, which is used up if they rotate."""
        try:
            self._authenticate(client_id, client_secret)
            grant = self._good(self._refresh, refresh_token)
            if grant is None or grant.client_id != client_id:
                raise OAuthRefusedError(400, BAD_REFRESH_TOKEN, "The refresh token is invalid.")
        except OAuthRefusedError:
            self.refused_refreshes += 1
            raise
        self.refreshes += 1
        if not self.rotate_refresh_tokens:
            return self._hand_out(grant, refresh_token)
        del self._refresh[refresh_token]
        return self._hand_out(grant, self._invent(40))

    # -- inside ----------------------------------------------------------------------------------------------------

    def _authenticate(self, client_id: str, client_secret: str) -> _App:
        app = self._apps.get(client_id)
        if app is None or app.secret != client_secret:
            raise OAuthRefusedError(401, "invalid_client", "Client authentication failed.")
        return app

    def _redeemed(self, client_id: str, client_secret: str, redirect_uri: str, code: str) -> Grant:
        """What a code stands for; it is used up."""
        app = self._authenticate(client_id, client_secret)
        grant = self._good(self._codes, code)
        if grant is None or grant.client_id != client_id or redirect_uri != app.redirect_uri:
            raise OAuthRefusedError(400, BAD_CODE, "The authorization code is invalid or has expired.")
        del self._codes[code]
        return grant

    def _hand_out(self, grant: Grant, refresh_token: str) -> TokenPair:
        now, access_token = self._clock.now(), self._invent(64)
        self._access[access_token] = _Given(grant, now + timedelta(seconds=self.access_token_seconds))
        self._refresh[refresh_token] = _Given(grant, now + REFRESH_LIFETIME)
        return TokenPair(access_token, refresh_token, self.access_token_seconds)

    def _good(self, given: dict[str, _Given], key: str) -> Grant | None:
        found = given.get(key)
        return found.grant if found is not None and self._clock.now() < found.until else None

    def _invent(self, length: int) -> str:
        return "".join(self._rng.choices(_LETTERS, k=length))
