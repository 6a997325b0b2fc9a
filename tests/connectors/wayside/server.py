"""Wayside's server: what the hotel holds, and its API over real HTTP on this machine, with failures on demand.

Answers are JSON. Listings come in pages of at most three rows with a cursor, whatever the caller asks for. A refusal
is an error status and ``{"trouble": "a sentence"}``.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from typing_extensions import override

from cloudbeds_connector.pms.ports import Clock

Row = dict[str, Any]

MAX_ROWS = 3
HOUSE: Row = {"house": 7, "title": "The Wayside Inn", "clock": "Europe/Lisbon", "inFrom": "15:00", "outBy": "11:00"}
#: Seconds in the header of a 429.
RETRY_AFTER = 7


@dataclass
class Wayside:
    """What the system holds, and how it fails.

    `failures` are the failures of the next requests, one each: ``limited`` (429), ``down`` (503), ``cut`` (the
    connection ends in the middle of the body), ``half`` (a whole body of half a JSON), ``slow`` (half a body, and the
    rest only after `release` is set). `is_down` and `is_revoked` last. `requests` are the requests so far: verb, path
    and query.
    """

    token: str
    clock: Clock
    house: Row = field(default_factory=lambda: dict(HOUSE))
    kinds: dict[int, Row] = field(default_factory=lambda: {1: {"kind": 1, "title": "Double"}})
    chambers: dict[int, Row] = field(default_factory=dict)
    care: dict[int, Row] = field(default_factory=dict)
    parties: dict[str, Row] = field(default_factory=dict)
    closures: dict[int, Row] = field(default_factory=dict)
    bells: dict[str, Row] = field(default_factory=dict)
    messages: int = 0
    failures: list[str] = field(default_factory=list)
    is_down: bool = False
    is_revoked: bool = False
    requests: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)

    def add_chamber(self, door: str) -> int:
        """Add an empty chamber that is swept; returns its id, which differs from its door."""
        chamber = 9000 + int(door)
        self.chambers[chamber] = {"chamber": chamber, "door": door, "kind": 1, "view": "garden"}
        self.care[chamber] = {"chamber": chamber, "tidy": "swept", "someoneIn": False}
        return chamber

    def put_party(self, party: Row) -> None:
        """Add a party, or show it as changed now."""
        milliseconds = self.clock.now().timestamp() * 1000
        self.parties[party["code"]] = {**party, "changed": int(milliseconds)}

    def message(self, **fields: Any) -> bytes:
        """The body of the next message."""
        self.messages += 1
        at = int(self.clock.now().timestamp() * 1000)
        return json.dumps({"message": self.messages, "house": 7, "at": at, **fields}).encode()

    def answer(self, verb: str, path: str, query: Mapping[str, str], body: bytes) -> tuple[int, Any]:
        """The status and the JSON of an answer."""
        match verb, path.strip("/").split("/"):
            case "GET", ["v2", "houses"]:
                return page([self.house], query)
            case _, ["v2", "houses", house, *_] if house != str(self.house["house"]):
                return 403, {"trouble": "Not your house."}
            case "GET", ["v2", "houses", _, "kinds" | "chambers" | "care" as table]:
                return page(list(getattr(self, table).values()), query)
            case "GET", ["v2", "houses", _, "parties"]:
                return page([row for row in self.parties.values() if party_matches(row, query)], query)
            case "GET", ["v2", "houses", _, "closures"]:
                start, end = query["from"], query["to"]
                rows = [row for row in self.closures.values() if row["from"] <= end and row["until"] >= start]
                return page(rows, query)
            case "PUT", ["v2", "houses", _, "care", chamber] if chamber in map(str, self.care):
                self.care[int(chamber)]["tidy"] = json.loads(body)["tidy"]
                return 200, self.care[int(chamber)]
            case "PUT", ["v2", "houses", _, "bells"]:
                bell = json.loads(body)
                is_new = bell["address"] not in self.bells
                self.bells[bell["address"]] = bell
                return 200, {"isNew": is_new}
        return 404, {"trouble": f"There is no {unquote(path)}."}


def page(rows: list[Row], query: Mapping[str, str]) -> tuple[int, Row]:
    """A page of rows. The cursor names the first row of the next page."""
    start = int(query.get("onward", "row-0").removeprefix("row-"))
    end = start + min(int(query["most"]), MAX_ROWS)
    return 200, {"entries": rows[start:end], "onward": f"row-{end}" if end < len(rows) else None}


def party_matches(row: Row, query: Mapping[str, str]) -> bool:
    """Whether a party fits the filters of a query."""
    leaves = max(last_day(line) for line in row["lines"])
    return (
        ("codes" not in query or row["code"] in query["codes"].split(","))
        and row["changed"] >= int(query.get("changedFrom", "0"))
        and query.get("leavesFrom", "") <= leaves <= query.get("leavesTo", "99991231")
    )


def last_day(line: Row) -> str:
    """The day of departure of a line."""
    return f"{date.fromisoformat(line['from']) + timedelta(days=line['nights']):%Y%m%d}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wayside: Wayside

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing."""

    def do_GET(self) -> None:
        self._respond()

    def do_PUT(self) -> None:
        self._respond()

    def _respond(self) -> None:
        wayside, parts = self.wayside, urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        query = dict(parse_qsl(parts.query))
        wayside.requests.append((self.command, parts.path, query))
        failure = "down" if wayside.is_down else wayside.failures.pop(0) if wayside.failures else ""
        if failure == "limited":
            return self._send(429, {"trouble": "Slowly, please."}, {"retry-after": str(RETRY_AFTER)})
        if failure == "down":
            return self._send(503, {"trouble": "The cellar is flooded."})
        if wayside.is_revoked or self.headers.get("authorization") != f"Bearer {wayside.token}":
            return self._send(401, {"trouble": "Who are you?"})
        status, document = wayside.answer(self.command, parts.path, query, body)
        return self._send(status, document, failure=failure)

    def _send(self, status: int, document: Any, headers: Mapping[str, str] | None = None, *, failure: str = "") -> None:
        body = json.dumps(document).encode()
        half = body[: len(body) // 2]
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(half if failure == "half" else body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(half if failure else body)
        if failure in ("cut", "slow"):
            self.close_connection = True
        if failure == "slow":
            self.wayside.release.wait(10)


@contextmanager
def serve(wayside: Wayside) -> Iterator[str]:
    """Serve a system on this machine; the base URL of its API."""
    handler = type("Handler", (_Handler,), {"wayside": wayside})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v2/"
    finally:
        wayside.release.set()
        server.shutdown()
        server.server_close()
        thread.join()
