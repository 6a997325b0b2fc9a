"""Neither the size of an answer nor the time it takes is the server's to choose."""

from __future__ import annotations

import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from cloudbeds_connector import errors
from cloudbeds_connector.cloudbeds import ApiKey, CloudbedsClient
from cloudbeds_connector.errors import UnexpectedAnswerError
from cloudbeds_connector.http.limits import Unpacker
from cloudbeds_connector.pms.limiter import NoLimit

KEY = ApiKey("cbat_secret")


def sends(body: bytes, *, encoding: str, status: int = 200) -> CloudbedsClient:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, headers={"content-encoding": encoding}, stream=httpx.ByteStream(body))

    transport = httpx.MockTransport(answer)
    return CloudbedsClient(KEY, transport=transport, limiter=NoLimit(), attempts=1)


def test_a_packed_answer_is_read() -> None:
    for encoding in ("gzip", "GZIP", "x-gzip"):
        with sends(gzip.compress(b'{"success": true}') + b"trailing", encoding=encoding) as client:
            assert client.call("getSources") == {"success": True}


@pytest.mark.parametrize("encoding", ["gzip, gzip", "gzip,gzip,gzip", "br", "deflate"])
def test_an_answer_packed_in_another_way_is_not_unpacked(encoding: str) -> None:
    bomb = gzip.compress(gzip.compress(bytes(1_000_000)))
    with sends(bomb, encoding=encoding) as client, pytest.raises(errors.UnexpectedAnswerError, match="getSources"):
        client.call("getSources")


def test_a_failed_servers_status_counts_more_than_its_body() -> None:
    with sends(b"?", encoding="br", status=503) as client, pytest.raises(errors.ServerError):
        client.call("getSources")


@pytest.mark.parametrize("cut", [1, 10, 1000])
def test_unpacking_ends_at_the_limit_however_the_chunks_are_cut(cut: int) -> None:
    packed = gzip.compress(bytes(1_000_000))
    unpacker = Unpacker("gzip", limit=5000)

    def take_all() -> None:
        for start in range(0, len(packed), cut):
            unpacker.take(packed[start : start + cut])

    with pytest.raises(UnexpectedAnswerError, match="larger"):
        take_all()
    assert len(unpacker.body) == 5001


def test_what_is_no_gzip_and_what_is_too_long_unpacked_are_refused() -> None:
    with pytest.raises(UnexpectedAnswerError, match="is not") as caught:
        Unpacker("gzip").take(zlib.compress(b"x"))
    assert caught.value.__cause__ is None
    with pytest.raises(UnexpectedAnswerError, match="larger"):
        Unpacker("", limit=3).take(b"four")


@contextmanager
def dripping(beginning: bytes) -> Iterator[str]:
    """A server that sends a beginning and then a byte now and then, for ever; its base URL."""
    done = threading.Event()

    def serve(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(10_000)
            connection.sendall(beginning)
            while not done.wait(0.01):
                try:
                    connection.sendall(b"x")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            done.set()
            thread.join()


@pytest.mark.parametrize(
    "beginning", [b"", b"HTTP/1.1 200 OK\r\nx-slow: ", b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n"]
)
@pytest.mark.parametrize("transport", [lambda: None, httpx.HTTPTransport])
def test_a_server_that_drips_bytes_times_out(
    beginning: bytes, transport: Callable[[], httpx.HTTPTransport | None]
) -> None:
    given = transport()
    with dripping(beginning) as url:
        client = CloudbedsClient(KEY, base_url=url, timeout=0.1, attempts=1, transport=given)
        with client, pytest.raises(errors.TimedOutError):
            client.call("getSources")
        if given is not None:
            given.close()
