"""From a Starlette request to an `ApiRequest`, with a limit on how much of the body is read."""

from __future__ import annotations

from fastapi import Request

from cloudbeds_connector.api import ApiRequest
from cloudbeds_connector.pms.webhooks import MAX_BODY_BYTES


async def read(request: Request) -> ApiRequest:
    """The request for the API table. Of a body that is too large only so much is read that it is recognized."""
    return ApiRequest(
        path={name: str(value) for name, value in request.path_params.items()},
        query=dict(request.query_params),
        headers=dict(request.headers),
        body=await _body(request),
    )


async def _body(request: Request) -> bytes:
    held = bytearray()
    async for chunk in request.stream():
        held += chunk
        if len(held) > MAX_BODY_BYTES:
            break
    return bytes(held[: MAX_BODY_BYTES + 1])
