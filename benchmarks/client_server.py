"""A server of prepared answers, so that a benchmark measures the client.

Run as ``python client_server.py FOLDER SECONDS``; it prints its port. Every answer is sent after SECONDS, and the
connection stays open. Pages after the last, and every other method, are answered with an empty list.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from client_pages import GUESTS, SYNC, numbered_pages

PAGES = 100
_EMPTY = b'{"success":true,"data":[],"count":0,"total":0}'
_NUMBER = re.compile(rb"/getReservationsWithRateDetails\?.*pageNumber=(\d+)")


@contextmanager
def serving(folder: Path, *, seconds: float = 0.0) -> Iterator[str]:
    """A server in its own process; yields its base URL."""
    command = [sys.executable, __file__, str(folder), str(seconds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/api/v1.3/"
    finally:
        process.terminate()
        process.wait()


class Connection(asyncio.Protocol):
    """One connection: answers requests without a body, in order."""

    def __init__(self, pages: dict[str, list[bytes]], empty: bytes, seconds: float) -> None:
        self._pages, self._empty, self._seconds = pages, empty, seconds
        self._received = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            answer = self._answer(bytes(self._received[: self._received.index(b"\r\n")]))
            del self._received[: end + 4]
            if self._seconds > 0:
                asyncio.get_running_loop().call_later(self._seconds, self._transport.write, answer)
            else:
                self._transport.write(answer)

    def _answer(self, line: bytes) -> bytes:
        number = _NUMBER.search(line)
        pages = self._pages[GUESTS if b"includeGuestsDetails=true" in line else SYNC]
        if number is None or int(number[1]) > len(pages):
            return self._empty
        return pages[int(number[1]) - 1]


def rendered(body: bytes) -> bytes:
    """A complete HTTP answer."""
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def main() -> None:
    folder, seconds = Path(sys.argv[1]), float(sys.argv[2])
    pages = {
        name: [rendered(body) for body in numbered_pages((folder / f"{name}.json").read_bytes(), PAGES)]
        for name in (SYNC, GUESTS)
    }
    empty, loop = rendered(_EMPTY), asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(pages, empty, seconds), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
