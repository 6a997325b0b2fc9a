"""A connected hotel, a stranger's server that keeps what it receives, and a record of every server that was tried."""

from __future__ import annotations

import socket
import socketserver
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any, Literal

import pytest

from cloudbeds_connector import CloudbedsConnector, Credentials, Integration, KeyRing, MemoryStore, Store, generate_key
from cloudbeds_connector.cloudbeds.connector import OAuthApp
from cloudbeds_connector.errors import ConnectorError
from cloudbeds_connector.pms.limiter import NoLimit
from cloudbeds_connector.pms.memory_tokens import MemoryTokens
from cloudbeds_connector.testing import SimulatedHotel
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

from ..empty_stores import sqlite_store

Kind = Literal["stored key", "key of the host", "grant"]
KINDS: tuple[Kind, ...] = ("stored key", "key of the host", "grant")
KEY = "cbat_simulated"
APP = OAuthApp(client_id="app-1", client_secret="client-secret-canary", redirect_uri="https://host.example/back")
RING = KeyRing.from_text(generate_key())


class Stranger:
    """A server that keeps every byte that it receives, and answers each request with an empty success."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        stranger = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                self.request.settimeout(0.3)
                stranger.received.append(b"")
                with suppress(OSError):
                    stranger.received[-1] = self.request.recv(65536)
                    body = b'{"success": true, "data": []}'
                    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n"
                    self.request.sendall(head + b"content-length: %d\r\n\r\n" % len(body) + body)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.netloc = f"127.0.0.1:{self._server.server_address[1]}"
        self.base_url = f"http://{self.netloc}/api/v1.3/"
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass
class World:
    """The hotel is connected as ``my-hotel`` with one kind of credential. `reached` are the servers that were tried."""

    kind: Kind
    hotel: SimulatedHotel
    home: str
    stranger: Stranger
    store: Store
    reached: list[str]
    integration: Integration = field(init=False)
    opened: list[Integration] = field(default_factory=list)

    def host(self, **connector: Any) -> Integration:
        """A program of the host over the same store, with a connector of its own."""
        given: dict[str, Any] = {"base_url": self.home, **connector}
        secrets: dict[str, Any] = {"keys": RING}
        if self.kind == "key of the host":
            secrets = {"credentials": lambda connection: Credentials(KEY)}
        opened = Integration(
            connector=CloudbedsConnector(app=APP, attempts=1, **given),
            store=self.store,
            limiter=NoLimit(),
            clock=self.hotel.clock,
            **secrets,
        )
        self.opened.append(opened)
        return opened

    def connect(self) -> None:
        self.integration = self.host()
        if self.kind == "key of the host":
            self.integration.connect("my-hotel")
        elif self.kind == "stored key":
            self.integration.connect("my-hotel", credentials=Credentials(KEY))
        else:
            self.integration.connect("my-hotel", credentials=self.token())

    def token(self) -> Any:
        connector: Any = self.integration.connector
        return connector.oauth("new", MemoryTokens()).exchange(self.hotel.oauth.approve(APP.client_id))

    def use_everything(self, integration: Integration | None = None) -> Exception | None:
        """A full sync by a process that has just started: the token is refreshed, so the client secret is sent too."""
        self.hotel.oauth.expire_access_tokens()
        try:
            (integration or self.host()).sync("my-hotel", kind="full")
        except ConnectorError as error:
            return error
        return None

    def assert_nothing_left_home(self) -> None:
        assert self.stranger.received == []
        assert set(self.reached) <= {self.home.split("/")[2]}


@contextmanager
def world_of(kind: Kind, store: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    hotel, reached = SimulatedHotel.small(), list[str]()
    hotel.oauth.register(client_id=APP.client_id, client_secret=APP.client_secret, redirect_uri=str(APP.redirect_uri))
    connect = socket.create_connection

    def watched(address: tuple[str, int], *args: Any, **kwargs: Any) -> socket.socket:
        reached.append(f"{address[0]}:{address[1]}")
        if address[0] != "127.0.0.1":
            raise ConnectionRefusedError("no server of the internet is reached from a test")
        return connect(address, *args, **kwargs)

    monkeypatch.setattr(socket, "create_connection", watched)
    with ExitStack() as stack:
        stranger = Stranger()
        stack.callback(stranger.close)
        server = stack.enter_context(hotel.serve())
        opened: Any = MemoryStore() if store == "memory" else sqlite_store(folder / "store.sqlite3")
        if isinstance(opened, SqlAlchemyStore):
            stack.callback(opened.close)
        world = World(kind, hotel, server.base_url, stranger, opened, reached)
        world.connect()
        stack.callback(lambda: [each.close() for each in world.opened])
        yield world
