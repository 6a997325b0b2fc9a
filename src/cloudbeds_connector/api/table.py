"""The table of endpoints. A web adapter registers every row and calls `answer`."""

from __future__ import annotations

from ..engine import Integration
from .endpoint import ApiRequest, ApiResponse, Endpoint, Permission
from .problems import problem
from .sync import SyncQuery, SyncScheduled, SyncStatus, request_sync, sync_status
from .webhooks import Acknowledged, receive_webhook

_API = "/api/v1/integrations/{slug}"
_HOOK = "/webhooks/integrations/{slug}"

ENDPOINTS: tuple[Endpoint, ...] = (
    *(
        Endpoint(
            method="POST",
            path=path,
            name=name,
            summary=f"Receive a webhook whose token is in the {place}.",
            permission=Permission.WEBHOOK,
            response=Acknowledged,
            handler=receive_webhook,
        )
        for path, name, place in (
            (f"{_HOOK}/{{token}}", "receive_webhook", "path"),
            (_HOOK, "receive_webhook_by_header", "subscription's header"),
        )
    ),
    Endpoint(
        method="GET",
        path=f"{_API}/sync",
        name="sync_status",
        summary="How a property's syncs stand.",
        permission=Permission.READ,
        response=SyncStatus,
        handler=sync_status,
        query=SyncQuery,
    ),
    Endpoint(
        method="POST",
        path=f"{_API}/sync",
        name="request_sync",
        summary="Read everything around today as soon as possible.",
        permission=Permission.SYNC,
        response=SyncScheduled,
        handler=request_sync,
        query=SyncQuery,
    ),
)


def answer(endpoint: Endpoint, integration: Integration, request: ApiRequest) -> ApiResponse:
    """Run an endpoint's handler; the library's errors become responses."""
    try:
        return endpoint.handler(integration, request)
    except Exception as error:
        return problem(error)
