"""The credential of a request: an API key in ``x-api-key``, or a key or an access token as a bearer; and its scopes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..desk.front_desk import FrontDesk

#: The client that the hotel's own keys belong to.
OWN_CLIENT = "simulated"


@dataclass(frozen=True, slots=True)
class Credential:
    """A valid credential. `scopes` is None for all scopes."""

    client_id: str
    scopes: frozenset[str] | None = None


class RevokedError(Exception):
    """The credential was revoked."""


def credential_of(hotel: FrontDesk, headers: Mapping[str, str]) -> Credential | None:
    """The credential in these headers, or None if it is unknown; `RevokedError` if it was revoked."""
    bearer = headers.get("authorization", "").removeprefix("Bearer ")
    key = headers.get("x-api-key") or bearer
    if key in hotel.faults.revoked_keys:
        raise RevokedError
    if key in hotel.api_keys:
        return Credential(OWN_CLIENT)
    grant = hotel.oauth.grant_of_key(key)
    if grant is None and "x-api-key" not in headers:
        grant = hotel.oauth.grant_of_token(bearer)
    return None if grant is None else Credential(grant.client_id, grant.scopes)
