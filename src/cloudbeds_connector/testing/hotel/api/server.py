"""The HTTP/1.1 server of the hotel on loopback, from the standard library alone, with a thread per connection."""

from __future__ import annotations

import socket
from collections.abc import Callable
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, cast

from .direct import read_request, record_shown
from .exchange import PREFIX, Reply, Request
from .gate import Gate

if TYPE_CHECKING:
    from types import TracebackType

    from ..desk.front_desk import FrontDesk

CONTROL_PREFIX = "/_hotel/"
#: Handler of requests beside the API: takes method, path and body, returns a status and a JSON body.
Control = Callable[[str, str, bytes], tuple[int, bytes]]
#: Limit for a client that does not read its answer, which holds the hotel's lock.
_SOCKET_TIMEOUT_SECONDS = 30.0


class ServedHotel:
    """A hotel whose API is served. Close it, or use it in a `with`. `base_url` ends with a slash."""

    def __init__(self, hotel: FrontDesk, *, host: str, port: int, control: Control | None = None) -> None:
        self._server = _Server((host, port), hotel, control)
        self.base_url = f"http://{host}:{self._server.server_address[1]}{PREFIX}"
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), name="simulated-hotel", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop serving and close every connection; closing twice does nothing."""
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> ServedHotel:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], hotel: FrontDesk, control: Control | None) -> None:
        self.hotel = hotel
        self.control = control
        self.gate = Gate(hotel)
        self._open: set[socket.socket] = set()
        self._guard = Lock()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End connections that are kept alive, so that their threads end."""
        with self._guard:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:  # the client has closed it already
                    continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that close their connection early: nothing is printed."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "SimulatedHotel"
    sys_version = ""
    timeout = _SOCKET_TIMEOUT_SECONDS
    # buffered writes and no Nagle: under a millisecond a request instead of forty
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def do_PATCH(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    @property
    def _mine(self) -> _Server:
        return cast("_Server", self.server)

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self._mine.control is not None and self.path.startswith(CONTROL_PREFIX):
            # not under the hotel's lock: moving the clock delivers webhooks, whose receivers may call the API
            status, answer = self._mine.control(self.command, self.path, body)
            self._write(Reply(status, answer))
            return
        request = self._request(body)
        hotel = self._mine.hotel
        with hotel.lock:
            reply = self._mine.gate.answer(request)
            if reply.dropped:
                self.close_connection = True
                return
            self._write(reply)

    def _request(self, body: bytes) -> Request:
        return read_request(self.command, self.path, dict(self.headers.items()), body)

    def _write(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        # the last byte is sent after the observer was called: no client can act on an answer that is not recorded yet
        self.wfile.write(reply.body[:-1])
        self.wfile.flush()
        record_shown(self._mine.hotel, reply)
        self.wfile.write(reply.body[-1:])
        self.wfile.flush()

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The time on the hotel's clock, so that the same calls get the same bytes."""
        return format_datetime(self._mine.hotel.clock.now(), usegmt=True)

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: see the hotel's `stats`."""
