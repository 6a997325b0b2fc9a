"""The endpoint that receives webhooks."""

from __future__ import annotations

from pydantic import BaseModel

from ..engine import Integration
from ..pms.webhooks import WebhookRequest
from .endpoint import ApiRequest, ApiResponse
from .problems import Problem


class Acknowledged(BaseModel):
    """The webhook is stored. Duplicates and unknown events get the same answer."""

    status: str = "ok"


def receive_webhook(integration: Integration, request: ApiRequest) -> ApiResponse:
    """Take one webhook; the token is in the path, in the query, or in the subscription's header."""
    token = request.path.get("token") or request.query.get("token")
    answer = integration.receive(WebhookRequest(body=request.body, headers=request.headers, token=token))
    model = Acknowledged if answer.status == 200 else Problem
    return ApiResponse(model.model_validate(answer.body), answer.status)
