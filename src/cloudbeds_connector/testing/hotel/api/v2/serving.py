"""Serving v2: no envelope, refusals with their own HTTP status, the property in a header."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ...faults import Refusal
from ...quirks import Quirk
from ...state import FrontDeskError
from ..cache import RowCache
from ..call import NO_SCOPE, Call, RefusedError
from ..credentials import Credential
from ..exchange import Reply, Request, json_reply

if TYPE_CHECKING:
    from ...desk.front_desk import FrontDesk
    from ..table import Method

_HEADER = "x-property-id"


@dataclass(frozen=True, slots=True)
class V2Request:
    """A request to v2 and the method that it calls; `path_values` are the values in its path, by name."""

    method: Method
    request: Request
    credential: Credential
    path_values: dict[str, str]


def serve_v2(hotel: FrontDesk, v2_request: V2Request, cache: RowCache) -> Reply:
    """Answer a request to v2, or refuse it."""
    try:
        return _carried_out(hotel, v2_request, cache)
    except RefusedError as refusal:
        body: dict[str, Any] = {"message": str(refusal)}
        if refusal.field is not None:
            body["errors"] = [{"field": refusal.field, "message": str(refusal)}]
        return json_reply(refusal.status or 400, body)
    except FrontDeskError as refusal:
        return json_reply(404, {"message": str(refusal)})


def _carried_out(hotel: FrontDesk, v2_request: V2Request, cache: RowCache) -> Reply:
    method, request = v2_request.method, v2_request.request
    call = Call(
        hotel,
        {**request.params, **v2_request.path_values},
        method.page_size,
        method.max_page_size,
        cache,
        v2_request.credential,
        request.origin,
        _sent(request),
    )
    _admit(call, v2_request)
    read_at = hotel.clock.now()
    answer = method.handler(call)
    return replace(json_reply(answer.status, answer.body), shown=answer.shown, read_at=read_at)


def _sent(request: Request) -> dict[str, Any]:
    if not request.body:
        return {}
    try:
        sent = json.loads(request.body)
    except ValueError:
        raise RefusedError("The body is not JSON") from None
    if not isinstance(sent, dict):
        raise RefusedError("The body is not an object")
    return sent


def _admit(call: Call, v2_request: V2Request) -> None:
    hotel, method = call.hotel, v2_request.method
    if hotel.faults.refusal not in (None, Refusal.PROPERTY_REQUIRED):
        raise RefusedError(hotel.faults.refusal.format(property_id=hotel.property_id), status=403)
    named = v2_request.path_values.get("propertyId") or v2_request.request.headers.get(_HEADER, "")
    if not named:
        raise RefusedError("This header is required.", field=_HEADER)
    if not all(part.strip().isdigit() for part in named.split(",")):
        raise RefusedError(
            "This is not the id of a property.",
            field="propertyId" if "propertyId" in v2_request.path_values else _HEADER,
        )
    if hotel.property_id not in [part.strip() for part in named.split(",")]:
        raise RefusedError(Refusal.WRONG_PROPERTY, status=403)
    if not call.granted(method.scope) or method.name in hotel.faults.refused_methods:
        raise RefusedError(NO_SCOPE, status=403)
    unknown = sorted(set(v2_request.request.params) - method.parameters)
    if unknown and Quirk.UNKNOWN_PARAMETERS_IGNORED not in hotel.quirks:
        raise RefusedError("This parameter is unknown.", field=unknown[0])
