"""The examples run as they stand."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from cloudbeds_connector.testing import ManualClock, SimulatedHotel

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture
def hotel_url() -> Iterator[str]:
    from datetime import UTC, datetime

    with SimulatedHotel.city(rooms=20, clock=ManualClock(datetime.now(UTC))).serve() as server:
        yield server.base_url


def run(name: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(EXAMPLES / name)]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)


def test_the_script_lists_rooms_that_wait(hotel_url: str) -> None:
    done = run("dirty_rooms.py", CLOUDBEDS_API_KEY="cbat_simulated", CLOUDBEDS_BASE_URL=hotel_url)
    assert done.returncode == 0, done.stderr
    assert "rooms are vacant and dirty." in done.stdout


def test_the_script_reports_a_wrong_key_in_a_sentence(hotel_url: str) -> None:
    done = run("dirty_rooms.py", CLOUDBEDS_API_KEY="cbat_wrong", CLOUDBEDS_BASE_URL=hotel_url)
    assert done.returncode == 1
    assert done.stdout.startswith("error: ")
    assert "cbat_wrong" not in done.stdout + done.stderr


@pytest.mark.parametrize("name", ["todays_departures.py", "todays_departures_async.py"])
def test_ten_lines_list_todays_departures(name: str) -> None:
    assert len([line for line in (EXAMPLES / name).read_text().splitlines() if line.strip()]) <= 10
    done = run(name)
    assert done.returncode == 0, done.stderr
    hotel = SimulatedHotel.small()
    leaving = {segment.room_id for segment in hotel.in_house() if segment.end == hotel.today()}
    assert {line.split()[0] for line in done.stdout.splitlines()} == {hotel.room(room).name for room in leaving if room}


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_host_has_the_connector_s_endpoints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOUDBEDS_CONNECTOR_DATABASE", f"sqlite:///{tmp_path / 'host.sqlite3'}")
    host = load("fastapi_host")
    integration = host.get_integration()
    paths = set(host.make_app(integration).openapi()["paths"])
    integration.store.close()
    assert {"/webhooks/integrations/cloudbeds/{token}", "/api/v1/integrations/cloudbeds/sync"} <= paths
