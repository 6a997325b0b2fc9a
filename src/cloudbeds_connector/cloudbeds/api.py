"""Cloudbeds' API for the HTTP core: its addresses, and what its refusals mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import unquote

from ..errors import AuthenticationError, BadRequestError, PmsError, PropertyError
from ..http.api import Api
from ..http.call import Call
from .envelope import refusal_in
from .refusals import known_refusal

T = TypeVar("T")

DEFAULT_BASE_URL = "https://api.cloudbeds.com/api/v1.3/"


class CloudbedsApi(Api):
    """Cloudbeds answers most refusals with HTTP 200 and ``success: false``; the table of `refusals` has its texts."""

    def message_in(self, body: bytes) -> str | None:
        """The text of a refusal, in any of the shapes that Cloudbeds and its gateway use."""
        return refusal_in(body)

    def refusal(self, call: Call[T], status: int, text: str | None, secrets: Sequence[str]) -> PmsError:
        """The error for a refusal: by its text, or else by its status."""
        error = known_refusal(text or "", sent=(*_sent_with(call), *secrets))
        del secrets  # a traceback that shows local variables must not show them
        if status == 403 and not text:
            return self.barred()
        about_credential = isinstance(error, AuthenticationError | PropertyError)
        decided_by_status = status in (401, 403) or (status == 404 and isinstance(error, BadRequestError))
        if error is None or (decided_by_status and not about_credential):
            return super().refusal(call, status, text, ())
        return error


CLOUDBEDS = CloudbedsApi(
    name="Cloudbeds",
    base_url=DEFAULT_BASE_URL,
    user_agent="cloudbeds-connector",
    when_down="Try again later; see status.cloudbeds.com.",
    when_no_credential="Give ApiKey('cbat_...'), or an OAuth.",
)


def _sent_with(call: Call[Any]) -> Iterator[str]:
    """Every value of the request."""
    yield from call.query.values()
    yield from (call.form or {}).values()
    yield from _texts_in(call.document)
    if call.path.startswith("/"):
        yield from map(unquote, call.path.split("/"))


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from _texts_in(each)
    elif value is not None:
        yield str(value)
