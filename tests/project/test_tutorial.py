"""The tutorial's backend as it is printed, next after steps 1 to 3: departures become rows of its table."""

from __future__ import annotations

import os
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Timer

from cloudbeds_connector import new_token
from cloudbeds_connector.testing import HotelProcess

ROOT = Path(__file__).resolve().parents[2]
PRINTED = re.search(r"^```python\n(\"\"\"A host:.*?)^```", (ROOT / "docs/tutorial.md").read_text(), re.M | re.S)
MORNING = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # seven in New York
PATIENCE = 40


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(folder: Path, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "backend.py"]
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    give_up = Timer(PATIENCE, process.kill)  # a silent backend fails the test instead of holding it
    give_up.start()
    try:
        yield process
    finally:
        give_up.cancel()
        process.kill()
        process.communicate()


def until(process: subprocess.Popen[str], pattern: str) -> str:
    """The output up to the first line that matches."""
    assert process.stdout is not None
    seen = ""
    for line in process.stdout:
        seen += line
        if re.search(pattern, line):
            return seen
    raise AssertionError(f"{pattern!r} was never printed:\n{seen}")


def test_the_printed_backend_takes_over_where_the_command_line_left_off(tmp_path: Path) -> None:
    assert PRINTED is not None
    (tmp_path / "backend.py").write_text(PRINTED[1])
    with HotelProcess(rooms=64, start=MORNING) as hotel:
        environment = {
            **os.environ,
            "CLOUDBEDS_BASE_URL": hotel.base_url,
            "CLOUDBEDS_API_KEY": hotel.api_key,
            "CLOUDBEDS_SIMULATED_CLOCK": hotel.base_url,
            "WEBHOOK_TOKEN": new_token(),
            "PORT": str(free_port()),
        }
        sync = [sys.executable, "-m", "cloudbeds_connector", "sync", "--property-id", "my-hotel"]
        subprocess.run(sync, cwd=tmp_path, env=environment, check=True, capture_output=True, timeout=PATIENCE)
        with running(tmp_path, environment) as backend:
            until(backend, "Application startup complete")
            hotel.control.advance(3 * 3600)  # a morning: guests leave, and the hotel sends webhooks
            seen = until(backend, "^create: ")
            backend.terminate()
            rest, _ = backend.communicate(timeout=PATIENCE)
    assert backend.returncode in (0, -15), seen + rest
    assert environment["WEBHOOK_TOKEN"] not in seen + rest
    with closing(sqlite3.connect(tmp_path / "backend.sqlite3")) as own:
        assert own.execute("SELECT count(*) FROM tasks").fetchone()[0] >= 1
    with closing(sqlite3.connect(tmp_path / "cloudbeds-connector.sqlite3")) as store:
        received = store.execute("SELECT count(*) FROM cloudbeds_webhook_events").fetchone()[0]
    assert received >= 1, "webhooks reached the backend"
