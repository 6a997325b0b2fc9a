"""Decides how the demo receives the hotel's webhooks: the FastAPI adapter on a real server, on loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from cloudbeds_connector_fastapi import integration_router

from ...engine import Integration
from ...errors import ConfigurationError


def nobody_else_is_here() -> None:
    """The demo's guard lets everybody through: it listens on loopback, for minutes. A host checks its callers."""


@contextmanager
def receiving(integration: Integration) -> Iterator[str]:
    """Serve the integration's endpoints while the `with` lasts; gives the base URL."""
    app = FastAPI(openapi_url=None)
    app.include_router(
        integration_router(integration, permissions={"read": nobody_else_is_here, "sync": nobody_else_is_here})
    )
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
