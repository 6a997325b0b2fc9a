"""The API table as a FastAPI router: one route per row, run in the threadpool, guarded by the host."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from cloudbeds_connector.api import ENDPOINTS, ApiRequest, Endpoint, Permission, answer
from cloudbeds_connector.engine import Integration
from cloudbeds_connector.errors import ConfigurationError

from .openapi import parameters, responses
from .requests import read

#: A FastAPI dependency that raises `HTTPException` when the caller may not. It may declare ``property_id: str``.
Guard = Callable[..., Any]


def integration_router(integration: Integration, *, permissions: Mapping[Permission | str, Guard]) -> APIRouter:
    """Every endpoint of `cloudbeds_connector.api`, to be given to ``app.include_router``.

    `permissions` has a dependency for each `Permission` that checks the caller, such as
    ``{"read": signed_in, "sync": may_manage}``. Every one except ``webhook`` must be given (`ConfigurationError`).
    Webhooks are authenticated by their token: keep the paths under ``/webhooks/`` out of access logs.
    """
    slug = integration.connector.slug
    router = APIRouter(tags=[slug])
    for endpoint in ENDPOINTS:
        router.add_api_route(
            endpoint.path_for(slug),
            _route(endpoint, integration),
            methods=[endpoint.method],
            name=endpoint.name,
            operation_id=f"{slug}_{endpoint.name}",
            summary=endpoint.summary,
            dependencies=_guards(endpoint, permissions),
            responses=responses(endpoint),
            openapi_extra={"parameters": parameters(endpoint)},
        )
    return router


def _guards(endpoint: Endpoint, permissions: Mapping[Permission | str, Guard]) -> list[Any]:
    if endpoint.permission is Permission.WEBHOOK:
        return []
    guard = permissions.get(endpoint.permission)  # a Permission equals its word
    if guard is None:
        raise ConfigurationError(
            f"No dependency guards {endpoint.method} {endpoint.path}.",
            next_action=f"Give a dependency for {endpoint.permission.value!r} in permissions.",
        )
    return [Depends(guard)]


def _route(endpoint: Endpoint, integration: Integration) -> Callable[[Request], Awaitable[Response]]:
    def run(request: ApiRequest) -> Response:
        response = answer(endpoint, integration, request)
        return Response(response.body.model_dump_json(), response.status, media_type="application/json")

    async def route(request: Request) -> Response:
        # the store is used in a thread, so that the event loop never waits for a database
        return await run_in_threadpool(run, await read(request))

    return route
