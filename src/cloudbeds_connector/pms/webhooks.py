"""Verifying that a webhook's sender knows the secret token. Bodies are parsed by the connector.

Hotel systems do not sign their webhooks (Cloudbeds documents no signature; an ``X-Cloudbeds-Signature`` header is an
invention of public repositories). A delivery is authenticated by an unguessable token in the URL, or in a header that
the subscription sets. Tokens are stored as hashes and compared in constant time; two may be valid at once.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..errors import ConfigurationError, WebhookRejectedError
from ..secrecy import NotPickled

#: Larger bodies are refused unread. The largest known body of Cloudbeds is below 4 KiB.
MAX_BODY_BYTES = 64 * 1024
MIN_TOKEN_BITS = 128


def new_token() -> str:
    """A fresh URL token of 256 bits, safe in a path."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """The hash of a token, for storage. A token is long and random, so a fast hash is enough."""
    if len(token) * 6 < MIN_TOKEN_BITS:
        raise ConfigurationError(
            "A webhook token must have at least 128 bits.", next_action="Use one from new_token()."
        )
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class WebhookRequest(NotPickled):
    """A webhook in the form that any web framework can make: body, headers, and the token of the URL if there is one.

    Header names are lower case. The repr shows nothing.
    """

    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    token: str | None = field(default=None, repr=False)


def rejected() -> WebhookRejectedError:
    """The error for every unknown or wrong credential. It is always the same, so that it reveals nothing."""
    return WebhookRejectedError(
        "No such webhook.",
        next_action="Check that the subscription's URL is the one that subscribing returned for this connection.",
        status=404,
    )


class WebhookVerifier(NotPickled):
    """Accepts a delivery that carries one of the tokens; raises `WebhookRejectedError` otherwise.

    `token_hashes` come from `hash_token`. The token is taken from the URL, or from `header` if the subscription
    sends one (``authorization``, with or without ``Bearer``).
    """

    def __init__(self, token_hashes: Iterable[str], *, header: str = "authorization") -> None:
        self._hashes: Sequence[str] = tuple(token_hashes)
        self._header = header.lower()

    def verify(self, request: WebhookRequest) -> str:
        """The hash of the accepted token. Of the body only the size is checked."""
        if len(request.body) > MAX_BODY_BYTES:
            raise WebhookRejectedError(
                f"The body is larger than {MAX_BODY_BYTES} bytes.",
                next_action="Forward only the hotel system's webhooks here; they are smaller.",
                status=413,
            )
        presented = presented_hash(request, header=self._header)
        accepted = None
        for known in self._hashes:  # every hash is compared, so that the time reveals nothing
            if presented is not None and hmac.compare_digest(known, presented):
                accepted = known
        if accepted is None:
            raise rejected()
        return accepted


def presented_hash(request: WebhookRequest, *, header: str = "authorization") -> str | None:
    """The hash of the token in a request, None if there is none. Connections are found by it."""
    value = request.token or request.headers.get(header, "")
    value = value.removeprefix("Bearer ").strip()
    return hashlib.sha256(value.encode(errors="surrogatepass")).hexdigest() if value else None
