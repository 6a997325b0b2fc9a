"""The region of a property: where its API is, and where hoteliers approve apps. Cloudbeds has several regions.

Credentials are sent to the address that ``oauth/metadata`` names, so only Cloudbeds' own addresses are accepted.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from ..errors import UnexpectedAnswerError
from ..http.auth import Auth
from ..http.wire import Transport
from ..pms.address import check_base_url, server_in
from ..pms.ports import Clock, Limiter
from .addresses import is_cloudbeds
from .api import DEFAULT_BASE_URL
from .client import CloudbedsClient
from .groups.app import GET_METADATA

#: Cloudbeds' OAuth guide: people approve at this host, whichever host answers the API.
AUTHORIZE_URL = "https://hotels.cloudbeds.com/api/v1.3/oauth"


def discover_base_url(
    auth: Auth,
    *,
    base_url: str = DEFAULT_BASE_URL,
    transport: Transport | None = None,
    timeout: float = 15.0,
    deadline: float = 60.0,
    limiter: Limiter | None = None,
    clock: Clock | None = None,
) -> str:
    """The base URL for a credential's property, such as ``https://api.cloudbeds.com/api/v1.3/``.

    It works for keys and tokens, and is a call like any other: give the `limiter` that keeps the credential's rate.
    `base_url` is where the call is sent; its path is the path of the result. `timeout` is in seconds for each wait for
    the server, `deadline` for the whole call. `UnexpectedAnswerError` for an address that is not one of Cloudbeds' own,
    and otherwise the errors of any call.
    """
    with CloudbedsClient(
        auth,
        base_url=base_url,
        transport=transport,
        timeout=timeout,
        deadline=deadline,
        limiter=limiter,
        clock=clock,
    ) as client:
        named = client.app.metadata().api.url
    return _normalized(named or "", base_url)


def authorize_url(base_url: str) -> str:
    """Where people approve, for the API at `base_url`: beside it, unless it is Cloudbeds' own."""
    return AUTHORIZE_URL if is_cloudbeds(base_url) else f"{base_url.rstrip('/')}/oauth"


def _normalized(url: str, base_url: str) -> str:
    """The region's base URL: on a server of Cloudbeds, or where a simulated hotel itself was asked, on its own."""
    named, asked = server_in(url.strip()), server_in(base_url)
    if named is not None and (is_cloudbeds(named) or named == asked):
        return check_base_url(f"{named}{urlsplit(base_url).path}", example=DEFAULT_BASE_URL)
    raise UnexpectedAnswerError(
        "Cloudbeds names an address of the API that is not one of its own, so it is not used.",
        next_action="Ask Cloudbeds' support for the base URL of this property, and set it.",
        method=GET_METADATA.name,
    )
