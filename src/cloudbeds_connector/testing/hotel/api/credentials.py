"""Decides who is asking: an API key in ``x-api-key``, or a key or an access token as a bearer; with which scopes."""

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
    """A credential that is good. `scopes` is None for all of them."""

    client_id: str
    scopes: frozenset[str] | None = None


class RevokedError(Exception):
    """The credential was good once, and was withdrawn."""


def credential_of(hotel: FrontDesk, headers: Mapping[str, str]) -> Credential | None:
    """Who sends these headers, or None for nobody known; `RevokedError` for a key that was withdrawn."""
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
