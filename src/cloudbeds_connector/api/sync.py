"""The endpoints about syncs: how they stand, and requesting one."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from ..engine import Integration
from .endpoint import ApiRequest, ApiResponse


class SyncQuery(BaseModel):
    """Which property: the host's id."""

    property_id: str = Field(min_length=1, max_length=200)


class SyncRunOut(BaseModel):
    """One sync. Instants are UTC; `error` names the kind and the next action."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: str
    status: str
    started_at: datetime
    finished_at: datetime | None
    reservations: int
    rooms: int
    changes: int
    error: str


class SyncStatus(BaseModel):
    """How a property's syncs stand: the newest runs first, and how many webhooks and deliveries are waiting."""

    model_config = ConfigDict(from_attributes=True)

    property_id: str
    baseline_at: datetime | None
    inbox_pending: int
    outbox_pending: int
    runs: list[SyncRunOut]


class SyncScheduled(BaseModel):
    """A worker will read everything around today as soon as it can."""

    property_id: str
    status: str = "scheduled"


def sync_status(integration: Integration, request: ApiRequest) -> ApiResponse:
    """The newest twenty runs and what is waiting."""
    query = SyncQuery.model_validate(dict(request.query))
    return ApiResponse(SyncStatus.model_validate(integration.status(query.property_id)))


def request_sync(integration: Integration, request: ApiRequest) -> ApiResponse:
    """Have a worker reconcile this property now. A second request before it starts changes nothing."""
    query = SyncQuery.model_validate(dict(request.query))
    integration.request_sync(query.property_id)
    return ApiResponse(SyncScheduled(property_id=query.property_id), 202)
