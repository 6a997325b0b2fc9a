"""A served hotel, a client of its API, and a receiver of its webhooks, all on loopback."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from cloudbeds_connector.testing import SimulatedHotel


@dataclass
class Answered:
    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def data(self) -> Any:
        assert self.json["success"] is True, self.json
        return self.json["data"]


class Api:
    """Asks one hotel over one kept-alive connection; a dropped one is opened again. `root` is / for v2."""

    def __init__(self, base_url: str, *, key: str = "cbat_simulated") -> None:
        self.base_url = base_url
        self.headers = {"x-api-key": key} if key else {}
        self._url = urlsplit(base_url)
        self.root = self._url.path
        self._connection = http.client.HTTPConnection(self._url.hostname or "", self._url.port, timeout=10)

    def get(self, method: str, **params: Any) -> Answered:
        return self._ask("GET", f"{method}?{urlencode(params)}")

    def delete(self, method: str, **params: Any) -> Answered:
        return self._ask("DELETE", f"{method}?{urlencode(params)}")

    def post(self, method: str, **params: Any) -> Answered:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", method, urlencode(params).encode(), form)

    def put(self, method: str, **params: Any) -> Answered:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("PUT", method, urlencode(params).encode(), form)

    def post_json(self, method: str, body: Any) -> Answered:
        return self._ask("POST", method, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def patch_json(self, method: str, body: Any) -> Answered:
        return self._ask("PATCH", method, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def close(self) -> None:
        self._connection.close()

    def _ask(self, verb: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answered:
        try:
            self._connection.request(verb, self.root + path, body, {**self.headers, **(headers or {})})
            answer = self._connection.getresponse()
            raw = answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise
        return Answered(answer.status, {name.lower(): value for name, value in answer.getheaders()}, raw)


@dataclass
class Delivery:
    body: dict[str, Any]
    headers: dict[str, str]

    @property
    def event(self) -> str:
        return str(self.body["event"])


@dataclass
class Receiver:
    """Takes webhooks and answers with the next of `answers`, or 200."""

    url: str = ""
    got: list[Delivery] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    while_answering: Callable[[], None] = lambda: None

    @property
    def events(self) -> list[str]:
        return [delivery.event for delivery in self.got]

    def bodies(self, event: str) -> list[dict[str, Any]]:
        return [delivery.body for delivery in self.got if delivery.event == event]


def _listen(receiver: Receiver) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            receiver.got.append(Delivery(body, {name.lower(): value for name, value in self.headers.items()}))
            receiver.while_answering()
            self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Somebody who receives webhooks at `receiver.url`."""
    receiver = Receiver()
    with _listen(receiver) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook/s3cret?tenant=1"
        yield receiver
        server.shutdown()
        thread.join()


@pytest.fixture
def open_api() -> Iterator[Callable[..., Api]]:
    """Serves a hotel and gives somebody to ask it."""
    with ExitStack() as stack:

        def open_it(hotel: SimulatedHotel, *, key: str = "cbat_simulated") -> Api:
            served = stack.enter_context(hotel.serve())
            api = Api(served.base_url, key=key)
            stack.callback(api.close)
            return api

        yield open_it


def subscribe(api: Api, receiver: Receiver, *events: str) -> None:
    for event in events:
        entity, _, action = event.partition("/")
        assert api.post("postWebhook", object=entity, action=action, endpointUrl=receiver.url).data["subscriptionID"]


@pytest.fixture(name="subscribe")
def _subscribe() -> Callable[..., None]:
    return subscribe
