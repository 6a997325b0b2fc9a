"""Decides what an answer of Cloudbeds means: a result, or one of the package's errors. The only table of messages.

Closed by default: a refusal that no row knows is a `BadRequestError` and is never tried again, because a client that
takes every refusal for an expired token loops for ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeVar

from ..errors import (
    AuthenticationError,
    BadRequestError,
    MissingScopeError,
    NotFoundError,
    PmsError,
    PropertyError,
    RateLimitedError,
    ServerError,
    UnexpectedAnswerError,
)
from .envelope import MisshapenError, RefusalError, refusal_in
from .masking import MAX_READ, repeatable

if TYPE_CHECKING:
    from ..http.wire import WireAnswer
    from .operation import Operation

T = TypeVar("T")


class BrokenAnswerError(UnexpectedAnswerError):
    """The answer ended too early or is no JSON. Worth another try where the call is safe to repeat."""


class BlockedAnswerError(UnexpectedAnswerError):
    """A web page instead of an answer: a possible block of this address, which must not be hammered."""


class BarredAnswerError(AuthenticationError):
    """A 403 that does not say why: a credential or an address that is suspended, which must not be hammered."""


@dataclass(frozen=True, slots=True)
class _Row:
    pattern: re.Pattern[str]
    kind: type[PmsError]
    message: str
    next_action: str


def _row(pattern: str, kind: type[PmsError], message: str, next_action: str) -> _Row:
    return _Row(re.compile(pattern, re.IGNORECASE), kind, message, next_action)


_RECONNECT = "Connect the property again with a valid key."

#: Refusals by Cloudbeds' own words; the first row that matches decides. `{text}` is those words.
REFUSALS: tuple[_Row, ...] = (
    _row(
        r"scope required for this call",
        MissingScopeError,
        "The credential was not granted the scope that this call needs.",  # which one, the call knows
        "Make a key with the missing scope.",
    ),
    _row(
        r"user who approved this connection is not active",
        AuthenticationError,
        "The user who approved this connection is no longer active.",
        "Have an active user of the property connect it again.",
    ),
    _row(
        r"refresh token is invalid|authorization code is invalid|denied the request|access_denied|^unauthorized|"
        r"(access.?token|api.?key).*(invalid|expired|revoked)|(invalid|expired|revoked).*(access.?token|api.?key)",
        AuthenticationError,
        "Cloudbeds does not accept the credential.",
        _RECONNECT,
    ),
    _row(
        r"none of the included property id",
        PropertyError,
        "The credential does not cover this property.",
        "Give one of the ids that getHotels lists.",
    ),
    _row(
        r"specify \W*propertyIDs?\W* parameter",
        PropertyError,
        "The credential covers several properties, so the call must name one.",
        "Give property_id; getHotels lists the ids.",
    ),
    _row(
        r"accessing have an invalid status",
        PropertyError,
        "The property is not active in Cloudbeds any more.",
        "Disconnect it, or ask the hotel to reactivate its account.",
    ),
    _row(
        r"too many requests|\brate[ _-]?limit",
        RateLimitedError,
        "Cloudbeds says that there were too many requests.",
        "Lower requests_per_second, and look for other programs that use the same credential.",
    ),
    _row(
        r"not found|does not exist|doesn't exist|no longer exists|^there is no|^no such",
        NotFoundError,
        "Cloudbeds does not know what was asked for.",  # its words name guests, and add nothing
        "Check the id; it may have been deleted.",
    ),
    _row(
        r"",
        BadRequestError,
        "Cloudbeds refused the call: {text}",
        "Correct the request; the same one will be refused again.",
    ),
)

#: How long nothing is sent after an answer that looks as if Cloudbeds blocks this address.
BLOCKED_PAUSE_SECONDS = 60.0
#: How long nothing is sent after a 429 that does not say.
LIMITED_PAUSE_SECONDS = 2.0
MAX_RETRY_AFTER_SECONDS = 120.0


def read(operation: Operation[T], answer: WireAnswer, *, now: datetime, secrets: Iterable[str] = ()) -> T:
    """The result of an answer, or the error it stands for, raised.

    No error repeats the operation's parameters or `secrets`, whatever the answer quotes.
    """
    sent = (*operation.params.values(), *operation.places.values(), *_texts_in(operation.document), *secrets)
    error = _error_of_status(answer, now=now, sent=sent)
    if error is None:
        try:
            return operation.parse(answer.body)
        except RefusalError as refusal:
            error = _refused(refusal.text, sent)
        except MisshapenError as misshapen:
            error = _misshapen(misshapen)
    if isinstance(error, MissingScopeError):
        error = _missing_scope(operation.endpoint.permission)
    error.method = operation.method
    error.status = answer.status
    error.request_id = request_id(answer)
    del sent, secrets  # a traceback that shows local variables must not show them
    raise error  # outside the handlers, so that no traceback leads to the body


def _texts_in(value: object) -> Iterator[str]:
    """Every text of a JSON document, wherever it is."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from _texts_in(each)
    elif value is not None:
        yield str(value)


def pause_after(error: PmsError) -> float:
    """For how many seconds nothing at all should be sent with this credential after this error; 0 for most."""
    if isinstance(error, RateLimitedError):
        return max(error.retry_after or 0.0, LIMITED_PAUSE_SECONDS)
    return BLOCKED_PAUSE_SECONDS if isinstance(error, BlockedAnswerError | BarredAnswerError) else 0.0


def retry_after(value: str | None, *, now: datetime) -> float | None:
    """A ``Retry-After`` header in seconds, capped; None if it is missing or nonsense. It may be a date."""
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = _seconds_until(value, now)
    return min(max(seconds, 0.0), MAX_RETRY_AFTER_SECONDS) if seconds == seconds else None


def _seconds_until(text: str, now: datetime) -> float:
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now.timestamp()
    except (ValueError, OverflowError, TypeError):
        return float("nan")


def _error_of_status(answer: WireAnswer, *, now: datetime, sent: Sequence[str]) -> PmsError | None:
    status = answer.status
    later = retry_after(answer.headers.get("retry-after"), now=now)
    if status == 429:
        return RateLimitedError(
            "Cloudbeds says that there were too many requests.",
            next_action="Lower requests_per_second, and look for other programs that use the same credential.",
            retry_after=later,
        )
    if status >= 500 or status == 408:
        return ServerError(
            "Cloudbeds failed to answer.", next_action="Try again later; see status.cloudbeds.com.", retry_after=later
        )
    if _is_html(answer):
        return _html(status)
    if 300 <= status < 400:
        return UnexpectedAnswerError(
            "Cloudbeds redirected the call, which is not followed.", next_action="Check the base URL."
        )
    return _client_error(answer, sent) if status >= 400 else None


def _html(status: int) -> PmsError:
    if status == 404:
        return NotFoundError(
            "The method does not exist: Cloudbeds answered with a web page.",
            next_action="Check the method's name, its verb, and the version in the base URL.",
        )
    return BlockedAnswerError(
        "Cloudbeds answered with a web page, as it does when it blocks an address.",
        next_action="Nothing is sent for a minute. If it stays so, lower the rate and ask Cloudbeds' support.",
    )


def _client_error(answer: WireAnswer, sent: Sequence[str]) -> PmsError:
    said = refusal_in(answer.body) or ""
    error = _refused(said, sent)
    known = isinstance(error, AuthenticationError | PropertyError)
    if answer.status == 401 and not known:
        return AuthenticationError("Cloudbeds does not accept the credential.", next_action=_RECONNECT)
    if answer.status == 403 and not known and said:
        return AuthenticationError(
            f"Cloudbeds forbids the call: {repeatable(said, sent=sent)}",
            next_action="See whether the credential was granted what the call needs.",
        )
    if answer.status == 403 and not known:
        return BarredAnswerError(
            "Cloudbeds forbids the call and does not say why, as it does when it suspends a credential or an address.",
            next_action="Nothing is sent for a minute. If it stays so, lower the rate and ask Cloudbeds' support.",
        )
    if answer.status == 404 and isinstance(error, BadRequestError):
        return NotFoundError("Cloudbeds does not know what was asked for.", next_action="Check the ids and the method.")
    return error


def _refused(text: str, sent: Sequence[str] = ()) -> PmsError:
    own = text[:MAX_READ]
    for value in sorted(sent, key=len, reverse=True):
        if len(value) > 3:  # what was sent must not decide what its refusal means
            own = own.replace(value, "")
    for row in REFUSALS:
        if row.pattern.search(own):
            return row.kind(row.message.replace("{text}", repeatable(text, sent=sent)), next_action=row.next_action)
    raise AssertionError("the last row matches everything")


def _missing_scope(scope: str | None) -> MissingScopeError:
    error = MissingScopeError(
        f"The credential was not granted the scope that this call needs{f': {scope}' if scope else ''}.",
        next_action="Make a key with the missing scope (scopes of a key are fixed) and connect the property again.",
    )
    error.scope = scope
    return error


def _misshapen(misshapen: MisshapenError) -> PmsError:
    if misshapen.broken:
        return BrokenAnswerError(
            "The answer is no complete JSON.",
            next_action="It is tried again where that is safe; if it stays so, ask Cloudbeds' support.",
        )
    return UnexpectedAnswerError(
        f"The answer has another shape than this method's; look at: {misshapen.where}.",
        next_action="Report it with the request id; Cloudbeds may have changed the method.",
    )


def _is_html(answer: WireAnswer) -> bool:
    return "text/html" in answer.headers.get("content-type", "") or answer.body[:64].lstrip()[:1] == b"<"


def request_id(answer: WireAnswer) -> str | None:
    """What Cloudbeds calls the request (``X-Request-ID``), if it can be printed."""
    text = answer.headers.get("x-request-id", "")
    return text if text and len(text) <= 100 and text.isprintable() else None
