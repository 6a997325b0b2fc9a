"""Decides what is sent to the token endpoint for each grant, and what to say when it is refused.

Cloudbeds' OpenAPI description has three grants: ``authorization_code``, ``refresh_token`` and the one that delivers an
API key. Its OAuth guide: a code is good once and for ten minutes, and ``client_credentials`` is not offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

CODE = "authorization_code"
REFRESH = "refresh_token"
API_KEY = "urn:ietf:params:oauth:grant-type:api-key"
CLIENT = "client_credentials"


@dataclass(frozen=True, kw_only=True, slots=True)
class Client:
    """An app, as the token endpoint knows it. The repr shows no secret."""

    id: str
    secret: str = field(repr=False)
    redirect_uri: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """What is asked for. `spends` is the secret that is used up by it, None if nothing is."""

    kind: str
    values: Mapping[str, str] = field(repr=False)
    spends: str | None = field(default=None, repr=False)
    refused: str
    next_action: str

    def form(self, client: Client) -> dict[str, str]:
        """The request's form, with the client's own credentials in it, as Cloudbeds wants them."""
        form = {"grant_type": self.kind, "client_id": client.id, "client_secret": client.secret, **self.values}
        if client.redirect_uri and self.kind in (CODE, API_KEY):
            form["redirect_uri"] = client.redirect_uri
        return form


def by_code(code: str, *, kind: str = CODE) -> Grant:
    """Tokens (or an API key) for the code of a redirect."""
    return Grant(
        kind=kind,
        values={"code": code},
        spends=code,
        refused="The authorization code was not accepted; it is good once, and for ten minutes",
        next_action="Send the hotelier to authorization_url() again.",
    )


def by_refresh_token(refresh_token: str) -> Grant:
    """New tokens for the refresh token."""
    return Grant(
        kind=REFRESH,
        values={"refresh_token": refresh_token},
        spends=refresh_token,
        refused="The refresh token was not accepted",
        next_action="Connect the property again: authorization_url(), then exchange().",
    )


def by_client(scopes: Iterable[str]) -> Grant:
    """A token for the client itself."""
    wanted = " ".join(scopes)
    return Grant(
        kind=CLIENT,
        values={"scope": wanted} if wanted else {},
        refused="The client was not given a token",
        next_action="Check client_id, client_secret and the scopes with whoever runs the token endpoint.",
    )
