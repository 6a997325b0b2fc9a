"""Requests to Wayside: its API, the client with credential, rate, retries and deadline, refusals, and pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from typing_extensions import Unpack

from cloudbeds_connector.errors import ConfigurationError, PmsError, PropertyError
from cloudbeds_connector.http import (
    Api,
    BearerToken,
    Call,
    HttpClient,
    Listing,
    Options,
    Repeat,
    cursors,
    json_rows,
    json_value,
    load_json,
)
from cloudbeds_connector.pms.ports import Credentials

T = TypeVar("T")
Row = Mapping[str, Any]

PAGE_SIZE = 50


class WaysideApi(Api):
    """Wayside refuses with an error status and ``{"trouble": "a sentence"}``."""

    def message_in(self, body: bytes) -> str | None:
        """The sentence."""
        return str(load_json(body)["trouble"])

    def refusal(self, call: Call[T], status: int, text: str | None, secrets: Sequence[str]) -> PmsError:
        """A token that does not cover the house is answered with 403, as is one without a permission."""
        if status == 403 and text == "Not your house.":
            return PropertyError(
                "The token does not cover this house.", next_action="Connect it with a token that the house has made."
            )
        return super().refusal(call, status, text, secrets)


WAYSIDE = WaysideApi(
    name="Wayside", base_url="https://api.wayside.example/v2/", user_agent="wayside-connector", requests_per_second=10
)


def open_client(credentials: Credentials, **options: Unpack[Options]) -> HttpClient:
    """A client for one token. `options` are those of `HttpClient`, such as the limiter and the clock."""
    if credentials.kind != "api_key":
        raise ConfigurationError("Wayside takes only tokens.", next_action="Give Credentials(token, kind='api_key').")
    return HttpClient(WAYSIDE, BearerToken(credentials.secret), **options)


def listing(
    path: str, kind: str, id_field: str, value: Callable[[Row], T], query: Mapping[str, str] | None = None
) -> Listing[T]:
    """A listing of the `value` of each row. A page is ``{"entries": [...], "onward": the cursor or null}``.

    `kind` is what the engine calls such rows; a row of which no value can be made is set aside.
    """
    parse = json_rows(value, kind=kind, id_field=id_field, within="entries", cursor="onward")
    call = Call(method=path.rpartition("/")[2], path=path, query=query or {}, parse=parse)
    return Listing(call=call, paging=cursors("onward", "most"), page_size=PAGE_SIZE)


def put(method: str, path: str, document: Row, value: Callable[[Row], T]) -> Call[T]:
    """A change, and the `value` made of its answer. Wayside's changes do no harm when they are sent twice."""
    parse = json_value(value)
    return Call(method=method, verb="PUT", path=path, document=document, parse=parse, repeat=Repeat.SAFE)
