"""A host in one file: your own task table, the connector's endpoints, and a worker beside them.

    CLOUDBEDS_API_KEY=... uvicorn fastapi_host:app --app-dir examples
    CLOUDBEDS_API_KEY=... python examples/fastapi_host.py          # the worker

`get_integration` is the one factory that both use.
"""

from __future__ import annotations

import os
from datetime import timedelta

from fastapi import FastAPI, Header, HTTPException

from cloudbeds_connector import (
    Attempt,
    CloudbedsConnector,
    Credentials,
    Integration,
    SinkError,
    StayEvent,
    StoreIdempotency,
    SystemClock,
    TaskCommand,
    Worker,
    process_once,
)
from cloudbeds_connector_fastapi import integration_router
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

DATABASE = os.environ.get("CLOUDBEDS_CONNECTOR_DATABASE", "sqlite:///fastapi-host.sqlite3")


class HousekeepingTasks:
    """Where commands go. Deliveries come at least once; `process_once` makes each happen once in effect."""

    def __init__(self, store: SqlAlchemyStore) -> None:
        self._once = StoreIdempotency(store, SystemClock())

    def send(self, command: TaskCommand) -> None:
        once = process_once(self._once, f"task:{command.key}", lambda: self._apply(command), lease=timedelta(minutes=5))
        if once is Attempt.RUNNING:  # another worker is applying it, or was killed: it is delivered again
            raise SinkError("Another worker is applying this command.", next_action="It is delivered again.")

    def _apply(self, command: TaskCommand) -> None:
        task = command.task
        print(f"{command.action.value}: {task.title}, due {task.due_by:%H:%M} UTC, {task.priority.name}: {task.reason}")


class FrontDeskEvents:
    """Where check-ins, check-outs, cancellations and moves go."""

    def send(self, event: StayEvent) -> None:
        print(f"{event.type}: reservation {event.reservation_id}, room {event.host_room_id or event.room_id}")


def get_integration() -> Integration:
    """Put everything together. No request is made here."""
    store = SqlAlchemyStore(DATABASE)
    store.migrate()
    return Integration(
        connector=CloudbedsConnector(),
        store=store,
        credentials=lambda connection: Credentials(os.environ["CLOUDBEDS_API_KEY"]),
        tasks=HousekeepingTasks(store),
        events=FrontDeskEvents(),
    )


def may_manage(authorization: str = Header(default="")) -> None:
    """Your own guard goes here; this one compares one token from the environment."""
    expected = os.environ.get("HOST_TOKEN")
    if not expected or authorization != f"Bearer {expected}":
        raise HTTPException(status_code=403, detail="Sign in first.")


def make_app(integration: Integration) -> FastAPI:
    """The host's application with the connector's endpoints."""
    app = FastAPI(title="A host of cloudbeds-connector")
    app.include_router(integration_router(integration, permissions={"read": may_manage, "sync": may_manage}))
    return app


def __getattr__(name: str) -> FastAPI:
    """`app` is made when a server first uses it, not when the worker imports this module."""
    if name == "app":
        return make_app(get_integration())
    raise AttributeError(name)


if __name__ == "__main__":
    with get_integration() as connected:
        Worker(connected).run(stop=lambda: False)
