"""A worker says at its start what would fail in every round, and at its end what failed in its only one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from cloudbeds_connector.cli.clock import SimulatedHotelClock

from .conftest import COMMAND, Terminal


def test_a_worker_without_a_property_or_a_key_says_so_at_once(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

    empty = SqlAlchemyStore("sqlite:///empty.sqlite3")
    empty.migrate()
    empty.close()
    output = terminal.refused("worker", "--database", "sqlite:///empty.sqlite3", code=2)
    assert "No property is connected in this database. Run 'cloudbeds-connector sync' first." in output
    terminal.good("sync")
    monkeypatch.delenv("CLOUDBEDS_API_KEY")
    assert "There is no API key." in terminal.refused("worker", code=2)


def test_one_round_ends_with_the_code_of_its_worst_error(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal.good("sync", "--property-id", "my-hotel")
    assert terminal.good("worker", "--once").startswith("1 sync")
    assert terminal.good("worker", "--once") == "There was nothing to do.\n"
    terminal.hotel.hotel.clock.advance(3600)
    monkeypatch.setenv("CLOUDBEDS_API_KEY", "cbat_revoked")
    output = terminal.refused("worker", "--once", code=3)
    assert output.startswith("error: my-hotel: Cloudbeds does not accept the credential.")
    assert "will try again" not in output
    terminal.hotel.hotel.clock.advance(3600)
    result = terminal.run("worker", "--once", "--json")
    [error] = json.loads(result.stdout)["errors"]
    assert (error["property_id"], error["exit_code"], result.exit_code) == ("my-hotel", 3, 3)


def test_a_hotel_that_fails_is_tried_again(terminal: Terminal) -> None:
    terminal.good("sync", "--property-id", "my-hotel")
    terminal.hotel.hotel.clock.advance(3600)
    terminal.hotel.hotel.faults.fail_next(*["500"] * 40)
    output = terminal.refused("worker", "--once", code=4)
    assert output.startswith("will try again: my-hotel: ")


def test_a_server_that_is_down_for_five_minutes_is_a_few_sentences(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.good("sync", "--property-id", "my-hotel")
    hotel, slept = terminal.hotel.hotel, [0.0]

    def sleep(self: object, seconds: float) -> None:
        hotel.clock.advance(seconds)
        slept[0] += seconds
        if slept[0] >= 300:
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(SimulatedHotelClock, "sleep", sleep)
    hotel.faults.fail_next(*["500"] * 5000)
    result = terminal.run("worker", "--idle-seconds", "10")
    lines = [line for line in result.stderr.splitlines() if line]
    assert 2 <= len(lines) <= 4
    assert all(line.startswith("will try again: my-hotel: ") for line in lines)
    assert "report it" not in result.stderr
    failures = terminal.json("status")["failures"]
    assert "full" in {each["work"] for each in failures}
    shown = terminal.good("status")
    assert "fails      full" in shown


def test_a_worker_says_for_whom_it_works_and_ends_its_round_at_ctrl_c(terminal: Terminal) -> None:
    terminal.good("sync", "--property-id", "my-hotel")
    here = {**os.environ, "PYTHONUNBUFFERED": "1"}
    del here["CLOUDBEDS_SIMULATED_CLOCK"]  # it would wind the hotel's clock all the time
    worker = subprocess.Popen(
        [COMMAND, "worker", "--idle-seconds", "600"],
        env=here,
        cwd=Path.cwd(),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "Working for my-hotel; Ctrl-C stops.\n"
    worker.stdout.readline()  # the first round has work: a sync is due
    worker.send_signal(signal.SIGINT)
    _, errors = worker.communicate(timeout=20)
    assert (worker.returncode, errors) == (0, "")
