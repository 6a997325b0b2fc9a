"""Decides how a request proves who sends it. An `Auth` is all the client knows of a credential."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from ..errors import ConfigurationError


class Auth(Protocol):
    """A credential. Its repr shows no secret."""

    @property
    def rate_key(self) -> str:
        """What the rate is counted by: a digest, the same for every client that uses this credential."""
        ...

    def headers(self) -> Mapping[str, str]:
        """The headers that carry the credential, valid now."""
        ...


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A Cloudbeds API key (``cbat_...``), sent as ``x-api-key``.

    Cloudbeds' guide to API keys: a key does not expire, but one that was not used for 30 days does; its scopes are
    fixed when it is made, so another scope needs another key.
    """

    key: str = field(repr=False)

    def __post_init__(self) -> None:
        if not self.key or not self.key.isascii() or not self.key.isprintable() or " " in self.key:
            raise ConfigurationError(
                "The API key is empty or has characters that a key cannot have.",
                next_action="Copy the key again from Account > Apps & Marketplace > API Credentials.",
            )

    @property
    def rate_key(self) -> str:
        """A digest of the key."""
        return hashlib.sha256(self.key.encode()).hexdigest()[:24]

    def headers(self) -> Mapping[str, str]:
        """``x-api-key``."""
        return {"x-api-key": self.key}
