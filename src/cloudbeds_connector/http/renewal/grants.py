"""OAuth 2 grants: what is sent to the token endpoint for each, and the error for a grant that is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ...secrecy import NotPickled

CODE = "authorization_code"
REFRESH = "refresh_token"
CLIENT = "client_credentials"


@dataclass(frozen=True, kw_only=True, slots=True)
class OAuthClient(NotPickled):
    """An app, as the token endpoint knows it. The repr shows no secret."""

    id: str
    secret: str = field(repr=False)
    redirect_uri: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant(NotPickled):
    """A request to the token endpoint. `spends` is the secret that it uses up, None if it uses up none.

    `refused` and `next_action` are the texts of the error for a grant that is refused.
    """

    kind: str
    values: Mapping[str, str] = field(repr=False)
    spends: str | None = field(default=None, repr=False)
    refused: str
    next_action: str

    def form(self, client: OAuthClient) -> dict[str, str]:
        """The request's form, with the client's own credentials in it."""
        form = {"grant_type": self.kind, "client_id": client.id, "client_secret": client.secret, **self.values}
        if client.redirect_uri and "code" in self.values:
            form["redirect_uri"] = client.redirect_uri
        return form


def by_code(code: str, *, kind: str = CODE, lifetime: str = "some minutes") -> Grant:
    """Tokens for the code of a redirect. `kind` is the grant type, for endpoints that have others that take a code.

    `lifetime` is how long a code is valid, for the error.
    """
    return Grant(
        kind=kind,
        values={"code": code},
        spends=code,
        refused=f"The authorization code was not accepted; it is good once, and for {lifetime}.",
        next_action="Send the hotelier to authorization_url() again.",
    )


def by_refresh_token(refresh_token: str) -> Grant:
    """New tokens for the refresh token."""
    return Grant(
        kind=REFRESH,
        values={"refresh_token": refresh_token},
        spends=refresh_token,
        refused="The refresh token was not accepted.",
        next_action="Connect the property again: authorization_url(), then exchange().",
    )


def by_client(scopes: Iterable[str]) -> Grant:
    """A token for the client itself."""
    scope = " ".join(scopes)
    return Grant(
        kind=CLIENT,
        values={"scope": scope} if scope else {},
        refused="The client was not given a token.",
        next_action="Check client_id, client_secret and the scopes with the operator of the token endpoint.",
    )
