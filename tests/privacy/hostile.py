"""A server that answers whatever a test says, and quotes every canary while doing so."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from . import canaries as c

QUOTED = "; ".join(f"{value}" for value in c.ALL.values())
HTML = {"content-type": "text/html"}


class Answer:
    """How a request is answered; `cut` leaves the end of the body out, and `hang_up` everything."""

    def __init__(
        self, status: int, body: Any, *, headers: dict[str, str] | None = None, cut: bool = False, hang_up: bool = False
    ) -> None:
        self.status = status
        self.body = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        self.headers = {"content-type": "application/json", **(headers or {})}
        self.cut, self.hang_up = cut, hang_up


def _refusal(message: str, status: int = 200) -> Answer:
    return Answer(status, {"success": False, "message": message})


def _page(status: int) -> Answer:
    return Answer(status, f"<html><body>{QUOTED}</body></html>".encode(), headers=HTML)


#: Every way to fail.
ANSWERS: dict[str, Answer] = {
    "a refusal that quotes": _refusal(f"Invalid value {QUOTED}"),
    "a refusal that quotes in percent signs": _refusal(f"Invalid value {c.quote(QUOTED)}"),
    "a refusal that names a guest who was not asked for": _refusal(f"{c.FIRST} {c.LAST} is already checked in"),
    "a refusal that begins with a name": _refusal(f"{c.LAST}: the room of {c.FIRST} {c.LAST} cannot be given away"),
    "a missing scope": _refusal(f"Scope required for this call was not granted by property. {QUOTED}"),
    "an inactive user": _refusal(f"User who approved this connection is not active anymore: {QUOTED}"),
    "another property": _refusal(f"None of the included property id's match: {QUOTED}"),
    "no property": _refusal(f'Please specify "propertyID" parameter for this call: {QUOTED}'),
    "a canceled property": _refusal(f"The properties you are accessing have an invalid status: {QUOTED}"),
    "too many requests, as 200": _refusal(f"Too many requests: {QUOTED}"),
    "nothing found": _refusal(f"Guest {QUOTED} not found"),
    "400": _refusal(f"Invalid value {QUOTED}", 400),
    "400, as a problem": Answer(400, {"type": "invalid", "title": QUOTED, "detail": QUOTED}),
    "401": Answer(401, {"error": "access_denied", "message": f"denied: {QUOTED}"}),
    "401, as a problem": Answer(401, {"type": "unauthorized", "title": QUOTED, "detail": QUOTED}),
    "403": _refusal(QUOTED, 403),
    "404, as a page": _page(404),
    "404": _refusal(QUOTED, 404),
    "422": Answer(422, {"message": QUOTED, "errors": [{"field": c.EMAIL, "message": QUOTED}]}),
    "429": _refusal(QUOTED, 429),
    "500": _refusal(QUOTED, 500),
    "502, as a page": _page(502),
    "a page": _page(200),
    "a redirect": Answer(302, {"message": QUOTED}),
    "text": Answer(200, QUOTED.encode()),
    "not UTF-8": Answer(200, b'{"success": true, "data": "\xff\xfe' + QUOTED.encode() + b'"}'),
    "packed in an unknown way": Answer(200, QUOTED.encode(), headers={"content-encoding": "br"}),
    "no gzip": Answer(200, QUOTED.encode(), headers={"content-encoding": "gzip"}),
    "cut JSON": Answer(200, b'{"success": true, "data": ["' + QUOTED.encode()),
    "a cut body": Answer(200, {"success": True, "data": QUOTED}, cut=True),
    "nothing": Answer(200, b""),
    "hung up": Answer(200, b"", hang_up=True),
    "data that is a text": Answer(200, {"success": True, "data": QUOTED}),
    "data of texts": Answer(200, {"success": True, "data": [QUOTED, {QUOTED: QUOTED}]}),
    "data by names": Answer(200, {"success": True, "data": {c.FIRST: {c.LAST: {"guestID": {"x": QUOTED}}}}}),
    "a success that is a text": Answer(200, {"success": QUOTED, "data": []}),
    "a list": Answer(200, [QUOTED]),
}


class Hostile:
    """What the server says now."""

    def __init__(self, will_answer: Answer) -> None:
        self.will_answer: Callable[[str], Answer] = lambda path: will_answer
        self.base_url = ""


@contextmanager
def hostile(will_answer: Answer) -> Iterator[Hostile]:
    """The server; `will_answer` may be changed meanwhile."""
    stub = Hostile(will_answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = stub.will_answer(self.path)
            if answer.hang_up:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body[:-9] if answer.cut else answer.body)
            self.wfile.flush()
            self.close_connection = answer.cut

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    stub.base_url = f"http://127.0.0.1:{server.server_address[1]}/api/v1.3/"
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
