"""Decides where the API of a property is: Cloudbeds has several regions, and ``oauth/metadata`` names the right one.

The address is where credentials are sent to from then on, so only Cloudbeds' own are believed.
"""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from ...errors import ConfigurationError, UnexpectedAnswerError
from ...http.caller import DEFAULT_BASE_URL
from ...http.wire import Transport, check_base_url
from ...pms.ports import Clock, Limiter
from ..auth import Auth
from ..client import CloudbedsClient
from ..operations.app import GET_METADATA, get_metadata


def discover_base_url(
    auth: Auth,
    *,
    base_url: str = DEFAULT_BASE_URL,
    transport: Transport | None = None,
    timeout: float = 15.0,
    patience: float = 60.0,
    limiter: Limiter | None = None,
    clock: Clock | None = None,
) -> str:
    """The base URL for a credential's property, such as ``https://api.cloudbeds.com/api/v1.3/``.

    It works for keys as for tokens, and is a call like any other: give the `limiter` that keeps the credential's rate.
    `base_url` is where to ask; its path is the path of the result. `timeout` is in seconds for each wait for the
    server, `patience` for all tries. `UnexpectedAnswerError` for an address that is not one of Cloudbeds' own, and
    otherwise the errors of any call.
    """
    with CloudbedsClient(
        auth,
        base_url=base_url,
        transport=transport,
        timeout=timeout,
        deadline=patience,
        limiter=limiter,
        clock=clock,
    ) as client:
        named = client.execute(get_metadata()).api.url
    return _normalized(named or "", base_url)


def _normalized(url: str, base_url: str) -> str:
    asked = urlsplit(base_url)
    try:
        there = urlsplit(check_base_url(url.strip()))
        if _is_cloudbeds(there) or (there.scheme == "http" == asked.scheme):  # check_base_url: http is this machine
            return check_base_url(f"{there.scheme}://{there.netloc}{asked.path}")
    except (ConfigurationError, ValueError):
        pass
    raise UnexpectedAnswerError(
        "Cloudbeds names an address of the API that is not one of its own, which is not believed.",
        next_action="Ask Cloudbeds' support for the base URL of this property, and set it.",
        method=GET_METADATA.name,
    )


def _is_cloudbeds(url: SplitResult) -> bool:
    host = url.hostname or ""
    ours = host == "cloudbeds.com" or host.endswith(".cloudbeds.com")
    return ours and url.scheme == "https" and url.port in (None, 443)
