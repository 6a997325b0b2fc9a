"""What only a process of its own shows: how it ends, and what it says when it is not all installed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import COMMAND


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """A command in a process group of its own, as a shell starts one."""
    return subprocess.Popen(
        [COMMAND, *arguments],
        cwd=folder,
        env={**os.environ, "COLUMNS": "80"},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        process_group=0,
    )


def test_ctrl_c_in_the_demo_stops_it_and_prints_one_word(tmp_path: Path) -> None:
    demo = start(tmp_path, "demo")
    assert demo.stdout is not None
    assert demo.stdout.readline().startswith("A simulated hotel")
    os.killpg(demo.pid, signal.SIGINT)  # a terminal sends it to everybody
    _, errors = demo.communicate(timeout=30)
    assert (demo.returncode, errors) == (130, "Stopped.\n")


def test_a_simulated_hotel_that_lives_by_itself_ignores_ctrl_c_until_its_parent_ends() -> None:
    command = [sys.executable, "-m", "cloudbeds_connector.testing.process", "--rooms=8", "--until-stdin-closes"]
    hotel = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0
    )
    assert hotel.stdout is not None
    assert hotel.stdout.readline()
    hotel.send_signal(signal.SIGINT)
    _, errors = hotel.communicate(timeout=20)  # closes its stdin
    assert (hotel.returncode, errors) == (0, "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_played_day_is_printed_and_ends_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    hotel = start(tmp_path, "simulate", "--play", "--speed", "3600", "--rooms", "40")
    assert hotel.stdout is not None
    head = [hotel.stdout.readline() for _ in range(5)]
    assert "3600 times as fast" in head[0]
    assert any("CLOUDBEDS_SIMULATED_CLOCK=http://127.0.0.1:" in line for line in head)
    news = ""
    while "checks out" not in news:
        news = hotel.stdout.readline()
        assert news
    assert news[:2].isdigit()
    hotel.send_signal(number)
    out, errors = hotel.communicate(timeout=20)
    assert (hotel.returncode, errors) == (0, "")
    assert out.endswith("The hotel is closed.\n")


WITHOUT = """
import sys, importlib.abc

class Nothing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == {missing!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Nothing())
sys.argv = ["cloudbeds-connector", "tasks"]
import runpy
runpy.run_module("cloudbeds_connector", run_name="__main__")
"""


@pytest.mark.parametrize("missing", ["typer", "rich", "sqlalchemy"])
def test_without_its_extra_the_command_says_what_to_install(tmp_path: Path, missing: str) -> None:
    script = [sys.executable, "-c", WITHOUT.format(missing=missing)]
    done = subprocess.run(script, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    output = (
        'error: The command line is not installed. In a checkout of cloudbeds-connector, run: pip install ".[cli]"\n'
    )
    assert done.stderr == output
