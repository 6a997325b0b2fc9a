"""Decides where the API of a property is: Cloudbeds has several regions, and ``oauth/metadata`` names the right one.

Cloudbeds' OpenAPI description: ``GET /oauth/metadata`` answers ``data.api.url`` for the credential's property, and
`success` as a text. The address is where credentials are sent to from then on, so only Cloudbeds' own are believed.
"""

from __future__ import annotations

from contextlib import closing
from urllib.parse import SplitResult, urlsplit

from ...errors import AuthenticationError, CloudbedsError, ConfigurationError, UnexpectedAnswerError
from ...pms.clock import SystemClock
from ...pms.ports import Clock
from .. import answers
from .._caller import DEFAULT_BASE_URL
from .._http import HttpWire, Transport, WireRequest, check_base_url
from ..auth import Auth, SentHeaders
from ..envelope import MisshapenError, plain
from ..operation import Endpoint, Operation, Scope
from .tries import Tries

METHOD = "oauth/metadata"


def discover_base_url(
    auth: Auth,
    *,
    base_url: str = DEFAULT_BASE_URL,
    transport: Transport | None = None,
    timeout: float = 15.0,
    patience: float = 60.0,
    clock: Clock | None = None,
) -> str:
    """The base URL for a credential's property, such as ``https://api.cloudbeds.com/api/v1.3/``.

    It works for keys as for tokens. `base_url` is where to ask; its path is the path of the result. `timeout` is in
    seconds for each wait for the server, `patience` for all tries. `UnexpectedAnswerError` for an address that is not
    one of Cloudbeds' own, and otherwise the errors of any call.
    """
    clock, found = clock or SystemClock(), list[str]()
    operation = Operation(endpoint=Endpoint(name=METHOD, scope=Scope.NONE), parse=_url)

    def ask() -> None:
        headers = SentHeaders(auth.current(now=clock.now()) or auth.renewed(clock=clock))
        try:
            found.append(_asked(operation, headers, wire, clock))
        except AuthenticationError as error:
            other = SentHeaders(auth.renewed(clock=clock, refused=headers) if error.status == 401 else headers)
            if other == headers:
                raise
            found.append(_asked(operation, other, wire, clock))

    with closing(HttpWire(base_url=base_url, timeout=timeout, transport=transport)) as wire:
        Tries(clock, patience=patience, lease=0)(ask)
    return _normalized(found[-1], base_url)


def _asked(operation: Operation[str], headers: SentHeaders, wire: HttpWire, clock: Clock) -> str:
    answer = wire.send(WireRequest(method=METHOD, verb="GET", path=METHOD, headers=headers))
    failure: CloudbedsError
    try:
        return answers.read(operation, answer, now=clock.now(), secrets=tuple(headers.values()))
    except CloudbedsError as error:
        failure = error
    raise failure.with_traceback(None)  # its frames hold what was sent


def _url(body: bytes) -> str:
    found = plain(body).get("data")
    for name in ("api", "url"):
        found = found.get(name) if isinstance(found, dict) else None
    if not isinstance(found, str) or not found:
        raise MisshapenError("data.api.url")
    return found


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
        method=METHOD,
    )


def _is_cloudbeds(url: SplitResult) -> bool:
    host = url.hostname or ""
    ours = host == "cloudbeds.com" or host.endswith(".cloudbeds.com")
    return ours and url.scheme == "https" and url.port in (None, 443)
