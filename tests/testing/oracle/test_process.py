"""A hotel in another process, which is operated through its control API and ends with its parent."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from cloudbeds_connector.errors import ConfigurationError
from cloudbeds_connector.testing.clock import ManualClock
from cloudbeds_connector.testing.process.child import HotelProcess
from cloudbeds_connector.testing.process.control import HotelControl
from cloudbeds_connector.testing.process.program import follow_wall_clock


@pytest.fixture(scope="module")
def away() -> Iterator[HotelProcess]:
    with HotelProcess(seed=3, rooms=32) as process:
        yield process


def _get(process: HotelProcess, method: str, key: str | None = None) -> Any:
    request = urllib.request.Request(f"{process.base_url}{method}", headers={"x-api-key": key or process.api_key})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())


def test_its_api_answers_and_its_ledger_has_what_was_shown(away: HotelProcess) -> None:
    rows = _get(away, "getHousekeepingStatus?pageSize=100")["data"]
    assert len(rows) == 32
    shown = away.control.ledger().rooms_shown(rows[0]["roomID"])
    assert shown[0].condition == rows[0]["roomCondition"]
    assert away.control.stats()["api_requests"] == 1


def test_moving_its_clock_plays_its_day(away: HotelProcess) -> None:
    before = away.clock.now()
    started = away.clock.monotonic()
    away.clock.sleep(90)
    assert away.clock.now() - before == timedelta(seconds=90)
    assert away.clock.monotonic() - started == 90
    assert away.control.advance(timedelta(hours=14)) == away.clock.now()
    day = away.control.day()
    assert any(step["done"] for step in day["steps"])
    assert not day["finished"]
    assert away.control.ledger().vacates()
    occupied = [room for room in away.control.rooms() if room["occupied_by"]]
    assert len(occupied) < 32


def test_faults_are_set_and_cleared_and_do_not_affect_the_control_api(away: HotelProcess) -> None:
    away.control.set_faults({"every": 1, "kinds": ["500"]})
    with pytest.raises(urllib.error.HTTPError) as caught:
        _get(away, "getHotels")
    caught.value.close()
    away.control.set_faults()
    assert _get(away, "getHotels")["success"]
    assert away.control.set_webhook_faults({"lost": 0.5})["lost"] == 0.5
    away.control.set_webhook_faults()
    with pytest.raises(ValueError, match="There is no fault evry"):
        away.control.set_faults({"evry": 10})
    with pytest.raises(ValueError, match="Invalid isoformat"):
        away.control._call("POST", "advance", {"to": "noon"})
    with pytest.raises(ValueError, match="There are: GET /_hotel/clock"):
        away.control._call("GET", "weather")


class _Receiver(BaseHTTPRequestHandler):
    control: HotelControl
    times: list[str]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.times.append(self.control.clock()["now"])  # asks for the time while the clock is being moved
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


def test_the_receiver_of_a_webhook_may_read_the_time_during_a_delivery() -> None:
    with HotelProcess(seed=3, rooms=32) as process, HTTPServer(("127.0.0.1", 0), _Receiver) as receiver:
        _Receiver.control, _Receiver.times = process.control, []
        thread = Thread(target=receiver.serve_forever, args=(0.02,))
        thread.start()
        url = f"http://127.0.0.1:{receiver.server_port}/"
        for entity, action in (("reservation", "accommodation_status_changed"), ("night_audit", "completed")):
            form = f"object={entity}&action={action}&endpointUrl={url}".encode()
            request = urllib.request.Request(
                f"{process.base_url}postWebhook", data=form, headers={"x-api-key": process.api_key}
            )
            urllib.request.urlopen(request, timeout=10).close()
        process.control.advance(timedelta(hours=13))
        receiver.shutdown()
        thread.join()
        assert len(_Receiver.times) > 5


def test_it_ends_when_its_parent_ends() -> None:
    command = [sys.executable, "-m", "cloudbeds_connector.testing.process", "--rooms=8", "--until-stdin-closes"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert json.loads(child.stdout.readline())["property_id"]
        child.stdin.close()
        assert child.wait(timeout=10) == 0


def after_three_ticks() -> Callable[[], bool]:
    answers = iter([False] * 3 + [True])
    return lambda: next(answers)


def test_in_real_time_the_hotels_clock_follows_the_wall_clock_and_otherwise_stops() -> None:
    clock = ManualClock()
    start = clock.now()
    follow_wall_clock(clock, stop=after_three_ticks(), speed=None)
    assert clock.now() == start
    follow_wall_clock(clock, stop=after_three_ticks(), speed=3600.0)
    assert clock.now() > start


def test_a_hotel_that_cannot_start_says_so(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ConfigurationError, match="did not start"):
        HotelProcess(faults={"evry": 10}).start()
    assert "There is no fault evry" in capfd.readouterr().err
