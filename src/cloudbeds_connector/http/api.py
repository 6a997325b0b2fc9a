"""What an answer means: a result, or one of the package's errors. A connector extends it with its system's refusals."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from ..errors import (
    AuthenticationError,
    BadRequestError,
    MissingScopeError,
    NotFoundError,
    PmsError,
    RateLimitedError,
    ServerError,
    UnexpectedAnswerError,
)
from .call import UNREADABLE, Answer, Call, MisshapenError, RefusalError
from .text import readable

T = TypeVar("T")

#: How long nothing is sent after an answer that looks as if the hotel system blocks this address.
BLOCKED_PAUSE_SECONDS = 60.0
#: How long nothing is sent after a 429 that gives no time.
LIMITED_PAUSE_SECONDS = 2.0
MAX_RETRY_AFTER_SECONDS = 120.0
_LOWER_THE_RATE = "Lower requests_per_second, and look for other programs that use the same credential."
_BLOCKED = "Nothing is sent for a minute. If it stays so, lower the rate and ask {}'s support."


class BrokenAnswerError(UnexpectedAnswerError):
    """The answer ended too early or is no JSON. It is retried where the call is safe to repeat."""


class BlockedAnswerError(UnexpectedAnswerError):
    """A web page instead of an answer: this address may be blocked, and sending more would make it worse."""


class BarredAnswerError(AuthenticationError):
    """A 403 without a reason: the credential or the address may be suspended, and sending more would make it worse."""


@dataclass(frozen=True, kw_only=True)
class Api:
    """One hotel system's API: its name and address, and what its answers mean.

    Extend it for what is special in a system: override `message_in` where its refusals have a text, and `refusal` where
    that text decides what a refusal means. `name` is used in messages; `when_down` and `when_no_credential` are next
    actions. `requests_per_second` is the default rate of its clients.
    """

    name: str
    base_url: str
    user_agent: str
    requests_per_second: float = 5.0
    when_down: str = "Try again later."
    when_no_credential: str = "Give an object with the methods of Auth, such as BearerToken(token)."
    request_id_header: str = "x-request-id"

    def read(self, call: Call[T], answer: Answer, *, now: datetime, secrets: Sequence[str] = ()) -> T:
        """The result of an answer. Raises the error of a refusal. `secrets` are those of the request."""
        error, body = self._by_status(call, answer, now, secrets), answer.body
        while error is None:
            try:
                return call.parse(body)
            except RefusalError as refused:
                error = self.refusal(call, answer.status, refused.text, secrets)
                error.pms_text = refused.text
            except MisshapenError as misshapen:
                error = _misshapen(misshapen)
            except UNREADABLE as unread:
                broken = isinstance(unread, json.JSONDecodeError | UnicodeDecodeError)
                error = _misshapen(MisshapenError(f"the whole body ({type(unread).__name__})", broken=broken))
            if isinstance(error, BrokenAnswerError) and body is answer.body:
                body = readable(body)
                if body != answer.body:
                    error = None  # one bad character must not cost the answer
        if isinstance(error, MissingScopeError):
            error.scope = call.scope
            error.message += f" It is {call.scope}." if call.scope else ""
        error.method = call.method
        error.status = answer.status
        error.request_id = self.request_id(answer)
        del secrets, body  # a traceback that shows local variables must not show them
        raise error  # outside the handlers, so that no traceback leads to the body

    def request_id(self, answer: Answer) -> str | None:
        """The hotel system's own name for the request, if it can be printed."""
        text = answer.headers.get(self.request_id_header, "")
        return text if text and len(text) <= 100 and text.isprintable() else None

    def message_in(self, body: bytes) -> str | None:
        """The text of a refusal, in the body of an answer with an error status; None if it has none.

        It may raise one of `call.UNREADABLE`, such as a ValueError or KeyError, for a body that it cannot read.
        """
        return None

    def refusal(self, call: Call[T], status: int, text: str | None, secrets: Sequence[str]) -> PmsError:
        """The error for a call that was refused with `text`, by an error status or by its body."""
        if status == 401:
            return AuthenticationError(
                f"{self.name} does not accept the credential.",
                next_action="Use a valid one. Where it is stored, connect the property again with credentials=.",
            )
        if status == 403:
            return AuthenticationError(
                f"{self.name} forbids the call: the credential has no permission for it.",
                next_action="See whether the credential was granted what the call needs.",
            )
        if status in (404, 410):
            return NotFoundError(
                f"{self.name} does not find what the call names.", next_action="Check the ids and the method."
            )
        return BadRequestError(
            f"{self.name} refused the call.",
            next_action="Read the error's pms_text (it may hold guest data) and correct the request; the same one will "
            "be refused again.",
        )

    def _by_status(self, call: Call[T], answer: Answer, now: datetime, secrets: Sequence[str]) -> PmsError | None:
        status = answer.status
        later = retry_after(answer.headers.get("retry-after"), now=now) if status != 200 else None
        if status == 429:
            return RateLimitedError(
                f"{self.name} received too many requests.", next_action=_LOWER_THE_RATE, retry_after=later
            )
        if status >= 500 or status == 408:
            return ServerError(f"{self.name} failed to answer.", next_action=self.when_down, retry_after=later)
        if _is_web_page(answer):
            return self._web_page(status)
        if 300 <= status < 400:
            return UnexpectedAnswerError(
                f"{self.name} redirected the call, which is not followed.", next_action="Check the base URL."
            )
        if status < 400:
            return None
        try:
            text = self.message_in(readable(answer.body))
        except UNREADABLE:
            text = None  # an error page of a proxy, for instance
        error = self.refusal(call, status, text, secrets)
        error.pms_text = text
        return error

    def _web_page(self, status: int) -> PmsError:
        if status == 404:
            return NotFoundError(
                f"The method does not exist: {self.name} answered with a web page.",
                next_action="Check the method's name, its verb, and the version in the base URL.",
            )
        return BlockedAnswerError(
            f"{self.name} answered with a web page, as it may do when it blocks an address.",
            next_action=_BLOCKED.format(self.name),
        )

    def barred(self) -> BarredAnswerError:
        """The error for a 403 without a reason, from a system that suspends credentials or blocks addresses so."""
        return BarredAnswerError(
            f"{self.name} forbids the call without a reason, as it may do when it suspends a credential or an address.",
            next_action=_BLOCKED.format(self.name),
        )


def _is_web_page(answer: Answer) -> bool:
    """Whether it is HTML. Some servers send JSON under that type, so the body decides where it shows what it is."""
    first = answer.body[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    is_html = "text/html" in answer.headers.get("content-type", "").lower()
    return first == b"<" or (is_html and first not in (b"{", b"["))


def pause_after(error: PmsError) -> float:
    """For how many seconds nothing is to be sent with this credential after this error; 0 for most."""
    if isinstance(error, RateLimitedError):
        return max(error.retry_after or 0.0, LIMITED_PAUSE_SECONDS)
    return BLOCKED_PAUSE_SECONDS if isinstance(error, BlockedAnswerError | BarredAnswerError) else 0.0


def retry_after(value: str | None, *, now: datetime) -> float | None:
    """A ``Retry-After`` header in seconds, capped; None if it is missing or unreadable. It may be an HTTP date."""
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


def _misshapen(error: MisshapenError) -> PmsError:
    if error.broken:
        return BrokenAnswerError(
            "The answer is no complete JSON.",
            next_action="A safe call is retried; if it stays so, ask the hotel system's support.",
        )
    return UnexpectedAnswerError(
        f"The answer has another shape than this method's; look at: {error.where}.",
        next_action="Report it with the request id; the hotel system may have changed the method.",
    )
