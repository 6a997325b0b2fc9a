"""Decides how v2 answers and refuses: no envelope, an HTTP status that means something, the property in a header."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ...faults import Refusal
from ...quirks import Quirk
from ...truth import FrontDeskError
from ..cache import Keeper
from ..call import NO_SCOPE, Call, RefusedError
from ..credentials import Credential
from ..exchange import Reply, Request, json_reply

if TYPE_CHECKING:
    from ...desk.front_desk import FrontDesk
    from ..table import Method

_HEADER = "x-property-id"


@dataclass(frozen=True, slots=True)
class Second:
    """What a request to v2 asks of which method; `place` are the values in its path."""

    method: Method
    request: Request
    credential: Credential
    place: dict[str, str]


def serve_second(hotel: FrontDesk, asked: Second, kept: Keeper) -> Reply:
    """Answer a request to v2, or refuse it."""
    try:
        return _carried_out(hotel, asked, kept)
    except RefusedError as refusal:
        body: dict[str, Any] = {"message": str(refusal)}
        if refusal.field is not None:
            body["errors"] = [{"field": refusal.field, "message": str(refusal)}]
        return json_reply(refusal.status or 400, body)
    except FrontDeskError as refusal:
        return json_reply(404, {"message": str(refusal)})


def _carried_out(hotel: FrontDesk, asked: Second, kept: Keeper) -> Reply:
    method, request = asked.method, asked.request
    call = Call(
        hotel,
        {**request.params, **asked.place},
        method.page_size,
        method.max_page_size,
        kept,
        asked.credential,
        request.origin,
        _sent(request),
    )
    _admit(call, asked)
    read_at = hotel.clock.now()
    answer = method.handler(call)
    return replace(json_reply(answer.status, answer.body), shown=answer.shown, read_at=read_at)


def _sent(request: Request) -> dict[str, Any]:
    if not request.body:
        return {}
    try:
        sent = json.loads(request.body)
    except ValueError:
        raise RefusedError("The body is no JSON") from None
    if not isinstance(sent, dict):
        raise RefusedError("The body is no object")
    return sent


def _admit(call: Call, asked: Second) -> None:
    hotel, method = call.hotel, asked.method
    if hotel.faults.refusal not in (None, Refusal.PROPERTY_REQUIRED):
        raise RefusedError(hotel.faults.refusal.format(property_id=hotel.property_id), status=403)
    named = asked.place.get("propertyId") or asked.request.headers.get(_HEADER, "")
    if not named:
        raise RefusedError("This header is required.", field=_HEADER)
    if not all(part.strip().isdigit() for part in named.split(",")):
        raise RefusedError("This is no property's id.", field="propertyId" if "propertyId" in asked.place else _HEADER)
    if hotel.property_id not in [part.strip() for part in named.split(",")]:
        raise RefusedError(Refusal.WRONG_PROPERTY, status=403)
    if not call.granted(method.scope):
        raise RefusedError(NO_SCOPE, status=403)
    unknown = sorted(set(asked.request.params) - method.parameters)
    if unknown and Quirk.UNKNOWN_PARAMETERS_IGNORED not in hotel.quirks:
        raise RefusedError("This parameter is unknown.", field=unknown[0])
