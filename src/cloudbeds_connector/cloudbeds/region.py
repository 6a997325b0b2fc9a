"""The region of a property: where its API is, and where hoteliers approve apps. Cloudbeds has several regions.

Credentials are sent to the address that ``oauth/metadata`` names, so only Cloudbeds' own addresses are accepted.
"""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from ..errors import ConfigurationError, UnexpectedAnswerError
from ..http.auth import Auth
from ..http.wire import Transport, check_base_url
from ..pms.ports import Clock, Limiter
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
    if _is_cloudbeds(urlsplit(base_url)):
        return AUTHORIZE_URL
    return f"{base_url.rstrip('/')}/oauth"


def _normalized(url: str, base_url: str) -> str:
    ours = urlsplit(base_url)
    try:
        theirs = urlsplit(check_base_url(url.strip(), example=DEFAULT_BASE_URL))
        is_trusted = _is_cloudbeds(theirs) and theirs.scheme == "https" and theirs.port in (None, 443)
        if is_trusted or theirs.scheme == "http" == ours.scheme:  # check_base_url: http is this machine
            return check_base_url(f"{theirs.scheme}://{theirs.netloc}{ours.path}", example=DEFAULT_BASE_URL)
    except (ConfigurationError, ValueError):
        pass
    raise UnexpectedAnswerError(
        "Cloudbeds names an address of the API that is not one of its own, so it is not used.",
        next_action="Ask Cloudbeds' support for the base URL of this property, and set it.",
        method=GET_METADATA.name,
    )


def _is_cloudbeds(url: SplitResult) -> bool:
    host = (url.hostname or "").lower()
    return host == "cloudbeds.com" or host.endswith(".cloudbeds.com")
