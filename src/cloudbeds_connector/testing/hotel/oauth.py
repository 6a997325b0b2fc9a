"""OAuth 2.0 of the simulated hotel: registered apps, approvals, codes, access tokens, refresh tokens, API keys.

A code is valid once and for ten minutes (developers.cloudbeds.com, OAuth guide). That access tokens last eight hours
and refresh tokens a year from their last use is reported by one integrator. Whether a refresh token changes when it is
used is not documented: see `OAuth.rotate_refresh_tokens`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from ..clock import ManualClock
from .state import FrontDeskError

CODE_LIFETIME = timedelta(minutes=10)
REFRESH_LIFETIME = timedelta(days=365)
#: What was invalid. RFC 6749 has one error for both: invalid_grant.
BAD_CODE, BAD_REFRESH_TOKEN = "code", "refresh_token"
_LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a hotelier approved for an app. `scopes` is None for all scopes."""

    client_id: str
    scopes: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class TokenPair:
    """An answer of the token endpoint. For an API key, which never expires, `refresh_token` and `seconds` are None."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class NextFailure:
    """How the token endpoint fails: with this HTTP status (0 closes the connection), before or after taking effect."""

    status: int
    took_effect: bool


class OAuthRefusedError(Exception):
    """A refusal of the token endpoint: an HTTP status, an error name, a message."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.error = error


@dataclass(frozen=True, slots=True)
class _App:
    secret: str = field(repr=False)
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class _Issued:
    grant: Grant
    until: datetime


class OAuth:
    """The apps, grants and tokens of a hotel. Reach it as `SimulatedHotel.oauth`.

    `access_token_seconds` and `rotate_refresh_tokens` are settings. The counters are those of the token endpoint:
    `exchanges` of codes for tokens, `keys_issued`, `refreshes`, `refused` requests, and among these
    `refused_refreshes`. A request whose answer is lost counts as done. The hotel's `stats` do not include these.
    """

    def __init__(self, clock: ManualClock, *, rng: Random) -> None:
        self.access_token_seconds = 28_800
        self.rotate_refresh_tokens = False
        self.exchanges = self.keys_issued = self.refreshes = self.refused = self.refused_refreshes = 0
        self._clock = clock
        self._rng = rng
        self._apps: dict[str, _App] = {}
        self._codes: dict[str, _Issued] = {}
        self._access: dict[str, _Issued] = {}
        self._refresh: dict[str, _Issued] = {}
        self._keys: dict[str, Grant] = {}
        self._script: deque[NextFailure] = deque()

    # -- for tests -------------------------------------------------------------------------------------------------

    def register(self, *, client_id: str, client_secret: str, redirect_uri: str = "https://localhost") -> None:
        """Register an app."""
        self._apps[client_id] = _App(client_secret, redirect_uri)

    def approve(self, client_id: str, *, scopes: Collection[str] | None = None) -> str:
        """Approve the app as the hotelier does; returns the code of the redirect. `scopes`: None approves all."""
        if client_id not in self._apps:
            raise FrontDeskError(f"There is no app {client_id!r}. Add it with oauth.register().")
        code = self._random_text(40)
        grant = Grant(client_id, None if scopes is None else frozenset(scopes))
        self._codes[code] = _Issued(grant, self._clock.now() + CODE_LIFETIME)
        return code

    def expire_access_tokens(self) -> None:
        """Let every access token expire. Refresh tokens and keys stay valid."""
        self._access.clear()

    def revoke(self) -> frozenset[str]:
        """Revoke all codes, tokens and keys, as when the hotelier disconnects the app; returns the keys."""
        for issued in (self._codes, self._access, self._refresh):
            issued.clear()
        keys = frozenset(self._keys)
        self._keys.clear()
        return keys

    def fail_next(self, *statuses: int, took_effect: bool = False) -> None:
        """Fail the next requests to the token endpoint, one for each status; 0 closes the connection.

        With `took_effect`, the request is carried out and only its answer is lost: a refresh token may have rotated.
        """
        self._script.extend(NextFailure(status, took_effect) for status in statuses)

    # -- for the API -----------------------------------------------------------------------------------------------

    def next_failure(self) -> NextFailure | None:
        """How the current request fails; None if it does not."""
        return self._script.popleft() if self._script else None

    def redirect_uri(self, client_id: str) -> str | None:
        """The redirect address of an app; None if there is no such app."""
        app = self._apps.get(client_id)
        return None if app is None else app.redirect_uri

    def grant_of_token(self, token: str) -> Grant | None:
        """The grant of an access token; None if it is unknown or expired."""
        return self._valid(self._access, token)

    def grant_of_key(self, key: str) -> Grant | None:
        """The grant of an API key that was issued for a code; None for any other key."""
        return self._keys.get(key)

    def tokens_for_code(self, client_id: str, client_secret: str, redirect_uri: str, code: str) -> TokenPair:
        """Exchange a code for tokens."""
        grant = self._redeemed(client_id, client_secret, redirect_uri, code)
        self.exchanges += 1
        return self._issue(grant, self._random_text(40))

    def key_for_code(self, client_id: str, client_secret: str, redirect_uri: str, code: str) -> TokenPair:
        """Exchange a code for an API key."""
        key = f"cbat_{self._random_text(32)}"
        self._keys[key] = self._redeemed(client_id, client_secret, redirect_uri, code)
        self.keys_issued += 1
        return TokenPair(key)

    def refreshed(self, client_id: str, client_secret: str, refresh_token: str) -> TokenPair:
        """A new access token for a refresh token, which is replaced if refresh tokens rotate."""
        try:
            self._authenticate(client_id, client_secret)
            grant = self._valid(self._refresh, refresh_token)
            if grant is None or grant.client_id != client_id:
                raise OAuthRefusedError(400, BAD_REFRESH_TOKEN, "The refresh token is invalid.")
        except OAuthRefusedError:
            self.refused_refreshes += 1
            raise
        self.refreshes += 1
        if not self.rotate_refresh_tokens:
            return self._issue(grant, refresh_token)
        del self._refresh[refresh_token]
        return self._issue(grant, self._random_text(40))

    # -- inside ----------------------------------------------------------------------------------------------------

    def _authenticate(self, client_id: str, client_secret: str) -> _App:
        app = self._apps.get(client_id)
        if app is None or app.secret != client_secret:
            raise OAuthRefusedError(401, "invalid_client", "Client authentication failed.")
        return app

    def _redeemed(self, client_id: str, client_secret: str, redirect_uri: str, code: str) -> Grant:
        """The grant of a code, which is valid no longer."""
        app = self._authenticate(client_id, client_secret)
        grant = self._valid(self._codes, code)
        if grant is None or grant.client_id != client_id or redirect_uri != app.redirect_uri:
            raise OAuthRefusedError(400, BAD_CODE, "The authorization code is invalid or has expired.")
        del self._codes[code]
        return grant

    def _issue(self, grant: Grant, refresh_token: str) -> TokenPair:
        now, access_token = self._clock.now(), self._random_text(64)
        self._access[access_token] = _Issued(grant, now + timedelta(seconds=self.access_token_seconds))
        self._refresh[refresh_token] = _Issued(grant, now + REFRESH_LIFETIME)
        return TokenPair(access_token, refresh_token, self.access_token_seconds)

    def _valid(self, issued: dict[str, _Issued], key: str) -> Grant | None:
        found = issued.get(key)
        return found.grant if found is not None and self._clock.now() < found.until else None

    def _random_text(self, length: int) -> str:
        return "".join(self._rng.choices(_LETTERS, k=length))
