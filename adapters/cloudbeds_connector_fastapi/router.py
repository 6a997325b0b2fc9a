"""Decides how the API table becomes a FastAPI router: one route per row, run in the threadpool, guarded by the host."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from cloudbeds_connector.api import ENDPOINTS, ApiRequest, Endpoint, Permission, answer
from cloudbeds_connector.engine.integration import Integration
from cloudbeds_connector.errors import ConfigurationError

from .openapi import parameters, responses
from .requests import read

#: A FastAPI dependency that raises `HTTPException` when the caller may not. It may declare ``property_id: str``.
Guard = Callable[..., Any]


def integration_router(integration: Integration, *, permissions: Mapping[Permission | str, Guard]) -> APIRouter:
    """Every endpoint of `cloudbeds_connector.api`, to be given to ``app.include_router``.

    `permissions` says for each `Permission` which dependency lets a caller through, such as
    ``{"read": signed_in, "sync": may_manage}``; every one but ``webhook`` must be there, since an endpoint nobody
    guards is open to everybody (`ConfigurationError`). Webhooks are authenticated by their token: keep the paths
    under ``/webhooks/`` out of access logs.
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
            f"Nobody guards {endpoint.method} {endpoint.path}.",
            next_action=f"Give a dependency for {endpoint.permission.value!r} in permissions.",
        )
    return [Depends(guard)]


def _route(endpoint: Endpoint, integration: Integration) -> Callable[[Request], Awaitable[Response]]:
    def run(asked: ApiRequest) -> Response:
        answered = answer(endpoint, integration, asked)
        return Response(answered.body.model_dump_json(), answered.status, media_type="application/json")

    async def route(request: Request) -> Response:
        # the body is read here, the store is used in a thread: the event loop never waits for a database
        return await run_in_threadpool(run, await read(request))

    return route
