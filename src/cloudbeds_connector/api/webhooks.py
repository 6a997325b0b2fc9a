"""Decides what a hotel system's delivery gets: 200 once the hint is durable, 404 for strangers, 413, or 503."""

from __future__ import annotations

from pydantic import BaseModel

from ..engine import Integration
from ..engine.intake import receive
from ..pms.webhooks import WebhookRequest
from .endpoint import ApiRequest, ApiResponse


class Acknowledged(BaseModel):
    """The delivery is kept. Duplicates and unknown events get the same answer."""

    status: str = "ok"


def receive_webhook(integration: Integration, request: ApiRequest) -> ApiResponse:
    """Take one delivery; the token is in the path, in the query, or in the subscription's header."""
    token = request.path.get("token") or request.query.get("token")
    delivery = WebhookRequest(body=request.body, headers=request.headers, token=token)
    receive(integration, delivery, content_type=request.headers.get("content-type"))
    return ApiResponse(Acknowledged())
