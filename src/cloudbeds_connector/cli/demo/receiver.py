"""The demo's receiver of webhooks: the FastAPI adapter on a real server, on loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from cloudbeds_connector_fastapi import integration_router

from ... import ConfigurationError, Integration


def allow_everyone() -> None:
    """The demo's guard: it listens on loopback, for minutes. A host checks its callers here."""


@contextmanager
def receiving(integration: Integration) -> Iterator[str]:
    """Serve the integration's endpoints inside the `with`; yields the base URL."""
    app = FastAPI(openapi_url=None)
    app.include_router(integration_router(integration, permissions={"read": allow_everyone, "sync": allow_everyone}))
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="error", access_log=False, lifespan="off", timeout_keep_alive=600)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        _wait_until_up(server, thread)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()


def _wait_until_up(server: uvicorn.Server, thread: threading.Thread) -> None:
    pause = threading.Event()
    while not server.started:
        if not thread.is_alive():
            raise ConfigurationError("The webhook receiver did not start.", next_action="Free a port on loopback.")
        pause.wait(0.01)
