"""Decides what the token endpoint is asked, whether it is asked at all, and what its answers mean.

A refusal is not asked for twice. An answer that was lost leaves open whether the refresh token was used up by it; the
same one is sent again, for that is right with a server that does not rotate them, and the error says so otherwise.
Errors name the method ``access_token``.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from ...errors import (
    AuthenticationError,
    ConnectorError,
    NotFoundError,
    PmsError,
    RateLimitedError,
    RetryableError,
    UnexpectedAnswerError,
)
from ...http.wire import HttpWire, Transport, WireAnswer, WireRequest, check_base_url
from ...pms.ports import Clock, Limiter
from .. import answers
from ..answers import BarredAnswerError, BrokenAnswerError
from ..envelope import MisshapenError, Verdict, document, refusal_in
from ..masking import repeatable
from ..models.wire import Count, Id, Text, WireModel
from ..operation import Endpoint, Operation, Scope, Verb
from .grants import Client, Grant

METHOD = "access_token"
#: For how long the endpoint is not asked again after an answer that the same request would only get again.
REFUSED_PAUSE = timedelta(seconds=60)
_LOST = "The answer to an earlier request was lost, which may have used up what was sent with it."
_ENDPOINT = Endpoint(name=METHOD, verb=Verb.POST, scope=Scope.NONE)

log = logging.getLogger(__name__)


class GrantRefusedError(AuthenticationError):
    """The token endpoint knows the client, and does not accept what it brought: a code or a refresh token."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Granted:
    """What the endpoint gave out. `seconds` is how long the access token lasts; `properties` are ids of resources."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    seconds: int | None
    properties: tuple[str, ...]


class _Body(WireModel):
    access_token: Id
    refresh_token: Text = None
    expires_in: Count = None
    resources: Any = None


class TokenEndpoint:
    """The token endpoint of one app. It opens a connection for each request: they are rare, and processes fork."""

    def __init__(
        self, client: Client, *, base_url: str, token_url: str | None, timeout: float, transport: Transport | None
    ) -> None:
        address = urlsplit(check_base_url(token_url or base_url))
        self._base_url = f"{address.scheme}://{address.netloc}/"
        path = address.path.rstrip("/") if token_url else f"{address.path}{METHOD}"
        self._path = "/" + path.lstrip("/")  # two slashes would name another host
        self._client = client
        self._timeout = timeout
        self._transport = transport

    def ask(self, grant: Grant, *, now: datetime) -> Granted:
        """Ask once.

        `AuthenticationError` for a refusal, `RetryableError` where the same request may be answered later, and
        `UnexpectedAnswerError` for what is no answer of a token endpoint.
        """
        with closing(HttpWire(base_url=self._base_url, timeout=self._timeout, transport=self._transport)) as wire:
            answer = wire.send(
                WireRequest(method=METHOD, verb="POST", path=self._path or "/", form=grant.form(self._client))
            )
        failure: PmsError
        try:
            return answers.read(self._operation(grant), answer, now=now)
        except PmsError as error:
            failure = error
        # without the traceback, whose frames hold what was sent
        raise self._named(failure.with_traceback(None), answer, grant)

    def _operation(self, grant: Grant) -> Operation[Granted]:
        return Operation(endpoint=_ENDPOINT, parse=document(lambda: _Body, _granted), params=grant.form(self._client))

    def _named(self, failure: PmsError, answer: WireAnswer, grant: Grant) -> PmsError:
        if failure.retryable or isinstance(failure, UnexpectedAnswerError | BarredAnswerError):
            return failure
        kind, message, next_action = self._refusal(failure, answer, grant)
        return kind(
            message, next_action=next_action, method=METHOD, status=answer.status, request_id=failure.request_id
        )

    def _refusal(self, failure: PmsError, answer: WireAnswer, grant: Grant) -> tuple[type[PmsError], str, str]:
        word = _error_word(answer.body)
        if isinstance(failure, NotFoundError) and answer.status == 404:
            return NotFoundError, "There is no token endpoint at this address.", "Check its URL, or the base URL."
        if word in ("unsupported_grant_type", "unauthorized_client"):
            return (
                AuthenticationError,
                f"The token endpoint does not offer the grant {grant.kind}.",
                "Cloudbeds offers API keys (ApiKey) and the authorization code (OAuth) instead.",
            )
        if word == "invalid_client":
            message = "The token endpoint does not accept the client."
            return AuthenticationError, message, "Correct client_id and client_secret."
        said = repeatable(refusal_in(answer.body) or "", sent=grant.form(self._client).values())
        return GrantRefusedError, f"{grant.refused}: {said}", grant.next_action


class Asking:
    """Asks the token endpoint for one grant, and remembers how it answered.

    `limiter` is told when nothing at all should be sent for this client for a while.
    """

    def __init__(self, endpoint: TokenEndpoint, *, limiter: Limiter | None, rate_key: str) -> None:
        self._endpoint = endpoint
        self._limiter = limiter
        self._rate_key = rate_key
        self._refused: tuple[str, PmsError] | None = None
        self._barred: tuple[datetime, PmsError] | None = None
        self._in_doubt: str | None = None

    def check(self, grant: Grant, now: datetime) -> None:
        """Raise what is known without asking: that this was refused, or that nothing should be sent for a while."""
        if self._refused is not None and grant.spends == self._refused[0]:
            raise copy.copy(self._refused[1])
        if self._barred is not None and now < self._barred[0]:
            raise copy.copy(self._barred[1])

    def ask(self, grant: Grant, clock: Clock, *, keep: Callable[[Granted, datetime], None]) -> None:
        """Ask once. `keep` gets the answer, and when it was asked for, before anything else can happen."""
        now = clock.now()
        self.check(grant, now)
        failure: PmsError
        try:
            keep(self._endpoint.ask(grant, now=now), now)
            self._refused = self._barred = self._in_doubt = None
            return
        except PmsError as error:
            failure = error
        self._remember(failure, grant, clock.now())
        self._slow_down(answers.pause_after(failure))
        raise failure

    def _slow_down(self, seconds: float) -> None:
        if self._limiter is None or not seconds:
            return
        try:
            self._limiter.slow_down(self._rate_key, seconds=seconds)
        except ConnectorError as error:  # what the token endpoint said is the news
            log.warning("the limiter could not be told to slow down (%s)", type(error).__name__)

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
        pause = max(timedelta(seconds=answers.pause_after(error)), REFUSED_PAUSE if lasting else timedelta(0))
        if pause:
            self._barred = (now + pause, copy.copy(error))


def _granted(body: _Body) -> Granted:
    token = body.access_token
    if not token.isascii() or not token.isprintable() or " " in token:
        raise MisshapenError("access_token")
    return Granted(
        access_token=token,
        refresh_token=body.refresh_token,
        seconds=body.expires_in,
        properties=_ids(body.resources),
    )


def _ids(resources: object) -> tuple[str, ...]:
    """The ids of the properties and associations; whatever else comes is passed over, since the tokens matter more."""
    rows = resources if isinstance(resources, list) else []
    ids = (row.get("id") for row in rows if isinstance(row, dict))
    return tuple(str(each) for each in ids if isinstance(each, str | int) and each != "")


def _error_word(body: bytes) -> str:
    try:
        return (Verdict.model_validate_json(body).error or "").lower()
    except ValidationError:
        return ""
