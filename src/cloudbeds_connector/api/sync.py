"""Decides what "sync now" does and how a sync's state is told."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from ..engine import Integration
from ..engine.schedule import make_due
from ..engine.sync import SyncKind
from ..stores import records as r
from .endpoint import ApiRequest, ApiResponse


class SyncQuery(BaseModel):
    """Which property: the host's id."""

    property_id: str = Field(min_length=1, max_length=200)


class SyncRunOut(BaseModel):
    """One sync. Instants are UTC; `error` names the kind and the next action."""

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
    """How a property's syncs stand: the newest runs first, hints waiting in the inbox, deliveries in the outbox."""

    property_id: str
    baseline_at: datetime | None
    inbox_pending: int
    outbox_pending: int
    runs: list[SyncRunOut]


class SyncAsked(BaseModel):
    """A worker will look at everything around today as soon as it can."""

    property_id: str
    status: str = "scheduled"


def sync_status(integration: Integration, request: ApiRequest) -> ApiResponse:
    """The newest twenty runs and what is waiting."""
    query = SyncQuery.model_validate(dict(request.query))
    connection = integration.connection(query.property_id)
    own = {"connection_id": connection.id}
    with integration.store.transaction() as tx:
        runs = tx.select(r.SYNC_RUNS, where=own, order=("-started_at",), limit=20)
        pending = {**own, "status": r.PENDING}
        inbox, outbox = len(tx.select(r.WEBHOOK_EVENTS, where=pending)), len(tx.select(r.OUTBOX, where=pending))
    out = [
        SyncRunOut(
            id=run.id,
            kind=run.kind,
            status=run.status,
            started_at=run.started_at,
            finished_at=run.finished_at,
            reservations=run.reservations,
            rooms=run.rooms,
            changes=run.changes,
            error=run.error,
        )
        for run in runs
    ]
    return ApiResponse(
        SyncStatus(
            property_id=connection.property_id,
            baseline_at=connection.baseline_at,
            inbox_pending=inbox,
            outbox_pending=outbox,
            runs=out,
        )
    )


def ask_for_sync(integration: Integration, request: ApiRequest) -> ApiResponse:
    """Have a worker reconcile this property now. Asking twice before it starts is asking once."""
    query = SyncQuery.model_validate(dict(request.query))
    connection = integration.connection(query.property_id)
    make_due(integration, connection.id, SyncKind.RECONCILE, integration.clock.now())
    integration.woken(connection.id)
    return ApiResponse(SyncAsked(property_id=connection.property_id), 202)
