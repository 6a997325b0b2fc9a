"""Credentials that are renewed, with single flight: one thread of one process renews a grant for all."""

from .credential import RenewedCredential
from .endpoint import Granted, TokenEndpoint
from .grants import Grant, OAuthClient, by_client, by_code, by_refresh_token
from .shared import SharedGrants

__all__ = [
    "Grant",
    "Granted",
    "OAuthClient",
    "RenewedCredential",
    "SharedGrants",
    "TokenEndpoint",
    "by_client",
    "by_code",
    "by_refresh_token",
]
