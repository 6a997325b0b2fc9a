"""Decides whether a webhook's sender knows the secret. Neutral and pure; parsing a body is the connector's.

No hotel system signs its webhooks; Cloudbeds documents no signature either (an ``X-Cloudbeds-Signature`` header is an
invention of public repositories). What authenticates a delivery is an unguessable token in the URL or in a header
that the subscription sets. Tokens are stored as hashes and compared in constant time; two may be valid at once.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..errors import ConfigurationError, WebhookRejectedError

#: Bodies above this are refused unread. The largest known Cloudbeds body is below 4 KiB.
MAX_BODY_BYTES = 64 * 1024
MIN_TOKEN_BITS = 128


def new_token() -> str:
    """A fresh URL token of 256 bits, safe in a path."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """How a token is stored. A token is long and random, so a fast hash suffices."""
    if len(token) * 6 < MIN_TOKEN_BITS:
        raise ConfigurationError(
            "A webhook token must have at least 128 bits.", next_action="Use one from new_token()."
        )
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class WebhookRequest:
    """A delivery as any web framework can hand it over. Header names are lower case; the repr hides secrets."""

    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    token: str | None = field(default=None, repr=False)


def rejected() -> WebhookRejectedError:
    """The one answer for every unknown or wrong credential, so that it tells a stranger nothing."""
    return WebhookRejectedError(
        "No such webhook.",
        next_action="Check that the subscription's URL is the one this connection was given.",
        status=404,
    )


class WebhookVerifier:
    """Accepts a delivery that carries one of the tokens; raises `WebhookRejectedError` otherwise.

    `token_hashes` come from `hash_token`. The token is taken from the URL, or from `header` if the subscription
    sends one (``authorization``, with or without ``Bearer``).
    """

    def __init__(self, token_hashes: Iterable[str], *, header: str = "authorization") -> None:
        self._hashes: Sequence[str] = tuple(token_hashes)
        self._header = header.lower()

    def verify(self, request: WebhookRequest) -> str:
        """The hash of the token that was accepted; the body is not looked at beyond its size."""
        if len(request.body) > MAX_BODY_BYTES:
            raise WebhookRejectedError(
                f"The body is larger than {MAX_BODY_BYTES} bytes.",
                next_action="Nothing that a hotel system sends is; do not forward other requests here.",
                status=413,
            )
        presented = presented_hash(request, header=self._header)
        accepted = None
        for known in self._hashes:  # every hash is compared, whichever matches
            if presented is not None and hmac.compare_digest(known, presented):
                accepted = known
        if accepted is None:
            raise rejected()
        return accepted


def presented_hash(request: WebhookRequest, *, header: str = "authorization") -> str | None:
    """The hash of the token a request presents, or None. What a connection is looked up by."""
    value = request.token or request.headers.get(header, "")
    value = value.removeprefix("Bearer ").strip()
    return hashlib.sha256(value.encode()).hexdigest() if value else None
