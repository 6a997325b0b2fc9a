"""The OAuth 2 token endpoint: requests, what the answers mean, and when no request is sent again.

A request that was refused is not sent again. An answer that was lost leaves open whether it used up the refresh token;
the same token is sent again, which is right for a server that does not rotate them, and otherwise the error says so.
Errors name the method ``access_token``.
"""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from ...errors import (
    AuthenticationError,
    ConnectorError,
    NotFoundError,
    PmsError,
    RateLimitedError,
    RetryableError,
    UnexpectedAnswerError,
)
from ...pms.address import check_base_url
from ...pms.ports import Clock, Limiter
from ...secrecy import NotPickled
from ..api import Api, BarredAnswerError, BrokenAnswerError, pause_after
from ..call import Call, MisshapenError
from ..wire import HttpWire, Transport
from .grants import Grant, OAuthClient

METHOD = "access_token"
#: How long no request is sent after an answer that would only be the same again.
REFUSED_PAUSE = timedelta(seconds=60)
_LOST = "The answer to an earlier request was lost, which may have used up what was sent with it."

log = logging.getLogger(__name__)


class GrantRefusedError(AuthenticationError):
    """The token endpoint knows the client, and does not accept its code or refresh token."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Granted(NotPickled):
    """What the endpoint issued. `seconds` is the access token's lifetime; `properties` are ids, if it names any."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    seconds: int | None = None
    properties: tuple[str, ...] = ()


def parse_granted(body: bytes) -> Granted:
    """The answer of a token endpoint by RFC 6749. A lifetime that cannot be read counts as unknown."""
    fields = json.loads(body)
    token, refresh, seconds = fields["access_token"], fields.get("refresh_token"), fields.get("expires_in")
    if not isinstance(token, str) or not is_token(token):
        raise MisshapenError("access_token")
    return Granted(
        access_token=token,
        refresh_token=refresh if isinstance(refresh, str) else None,
        seconds=int(seconds) if isinstance(seconds, int) else None,
    )


def is_token(text: str) -> bool:
    """Whether it can be sent in a header."""
    return text != "" and text.isascii() and text.isprintable() and " " not in text


class TokenEndpoint(NotPickled):
    """The token endpoint of one app. It opens a connection for each request: they are rare, and processes fork.

    `url` is its address. `offers` is the next action where it does not offer a grant.
    """

    def __init__(
        self,
        api: Api,
        client: OAuthClient,
        *,
        url: str,
        timeout: float,
        transport: Transport | None,
        parse: Callable[[bytes], Granted] = parse_granted,
        offers: str = "Use a grant that the token endpoint offers.",
    ) -> None:
        address = urlsplit(check_base_url(url, example=api.base_url))
        self._api = api
        self._base_url = f"{address.scheme}://{address.netloc}/"
        self._path = "/" + address.path.strip("/")  # two slashes would name another host
        self._client = client
        self._timeout = timeout
        self._transport = transport
        self._parse = parse
        self._offers = offers

    def request(self, grant: Grant, *, now: datetime) -> Granted:
        """Send one request.

        `AuthenticationError` for a refusal, `RetryableError` where the same request may succeed later, and
        `UnexpectedAnswerError` for what is no answer of a token endpoint.
        """
        call = Call(method=METHOD, verb="POST", path=self._path, form=grant.form(self._client), parse=self._parse)
        wire = HttpWire(self._api, base_url=self._base_url, timeout=self._timeout, transport=self._transport)
        with closing(wire):
            answer = wire.send(call, {})
        failure: PmsError
        try:
            return self._api.read(call, answer, now=now)
        except PmsError as error:
            failure = error
        # without the traceback, whose frames hold what was sent
        raise self._specific(failure.with_traceback(None), _error_code(answer.body), grant)

    def _specific(self, failure: PmsError, code: str, grant: Grant) -> PmsError:
        if failure.retryable or isinstance(failure, UnexpectedAnswerError | BarredAnswerError):
            return failure
        kind: type[PmsError] = AuthenticationError
        if isinstance(failure, NotFoundError) and failure.status == 404:
            kind, message = NotFoundError, "There is no token endpoint at this address."
            next_action = "Check its URL, or the base URL."
        elif code in ("unsupported_grant_type", "unauthorized_client"):
            message, next_action = f"The token endpoint does not offer the grant {grant.kind}.", self._offers
        elif code == "invalid_client":
            message = "The token endpoint does not accept the client."
            next_action = "Correct client_id and client_secret."
        else:
            kind, message, next_action = GrantRefusedError, grant.refused, grant.next_action
        made = kind(
            message, next_action=next_action, method=METHOD, status=failure.status, request_id=failure.request_id
        )
        made.pms_text = failure.pms_text
        return made


@dataclass(eq=False, repr=False)
class GrantRequests(NotPickled):
    """Requests grants from a token endpoint, and remembers its refusals.

    `limiter` is slowed down when nothing is to be sent for this client for a while.
    """

    endpoint: TokenEndpoint
    limiter: Limiter | None
    rate_key: str
    _refused: tuple[str, PmsError] | None = None
    _barred: tuple[datetime, PmsError] | None = None
    _in_doubt: str | None = None

    def check(self, grant: Grant, now: datetime) -> None:
        """Raise what is known without a request: that this was refused, or that nothing is to be sent for a while."""
        if self._refused is not None and grant.spends == self._refused[0]:
            raise copy.copy(self._refused[1])
        if self._barred is not None and now < self._barred[0]:
            raise copy.copy(self._barred[1])

    def send(self, grant: Grant, clock: Clock, *, keep: Callable[[Granted, datetime], None]) -> None:
        """Send one request. `keep` is called with the answer, and when it was requested, before anything else."""
        now = clock.now()
        self.check(grant, now)
        failure: PmsError
        try:
            keep(self.endpoint.request(grant, now=now), now)
            self._refused = self._barred = self._in_doubt = None
            return
        except PmsError as error:
            failure = error
        self._remember(failure, grant, clock.now())
        self._slow_down(pause_after(failure))
        raise failure

    def _slow_down(self, seconds: float) -> None:
        if self.limiter is None or not seconds:
            return
        try:
            self.limiter.slow_down(self.rate_key, seconds=seconds)
        except ConnectorError as error:  # the answer of the token endpoint matters more
            log.warning("the limiter could not be slowed down (%s)", type(error).__name__)

    def _remember(self, error: PmsError, grant: Grant, now: datetime) -> None:
        if isinstance(error, GrantRefusedError):
            if grant.spends is None:
                self._barred = (now + REFUSED_PAUSE, copy.copy(error))
                return
            if grant.spends == self._in_doubt:
                error.message = f"{error.message} {_LOST}"
            self._refused = (grant.spends, copy.copy(error))
            return
        if isinstance(error, RetryableError | UnexpectedAnswerError) and not isinstance(error, RateLimitedError):
            self._in_doubt = grant.spends
        lasting = not isinstance(error, RetryableError | BrokenAnswerError)
        pause = max(timedelta(seconds=pause_after(error)), REFUSED_PAUSE if lasting else timedelta(0))
        if pause:
            self._barred = (now + pause, copy.copy(error))


def _error_code(body: bytes) -> str:
    """The error code of RFC 6749, such as ``invalid_grant``; empty if there is none."""
    try:
        code = json.loads(body)["error"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""
    return code.lower() if isinstance(code, str) else ""
