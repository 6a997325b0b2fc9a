"""A person at a terminal: a folder, a simulated hotel on loopback whose clock costs no time, and the command."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cloudbeds_connector.cli.app import app
from cloudbeds_connector.testing import OpenHotel, open_hotel, simulation_parser

#: The installed command, for what only a process of its own shows.
COMMAND = str(Path(sys.executable).with_name("cloudbeds-connector"))


@dataclass
class Terminal:
    """Runs commands in `folder`. `hotel` is the one that the environment points to."""

    folder: Path
    hotel: OpenHotel
    base_url: str

    def run(self, *arguments: str) -> Result:
        """Any outcome; a traceback fails the test."""
        result = CliRunner().invoke(app, list(arguments), prog_name="cloudbeds-connector")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result

    def good(self, *arguments: str) -> str:
        """What a command that must succeed prints."""
        result = self.run(*arguments)
        assert result.exit_code == 0, result.output
        return result.stdout

    def refused(self, *arguments: str, code: int) -> str:
        """The sentence of a command that must fail with this code."""
        result = self.run(*arguments)
        assert result.exit_code == code, result.output
        return result.stderr

    def json(self, *arguments: str) -> Any:
        """What a command that must succeed prints for programs."""
        return json.loads(self.good(*arguments, "--json"))

    def files(self) -> set[str]:
        """What lies in the folder."""
        return {path.name for path in self.folder.iterdir()}


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    for name in [name for name in os.environ if name.startswith("CLOUDBEDS_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    hotel = open_hotel(simulation_parser().parse_args(["--rooms=24", "--play-day"]))
    with hotel.serve() as server:
        monkeypatch.setenv("CLOUDBEDS_API_KEY", "cbat_simulated")
        monkeypatch.setenv("CLOUDBEDS_BASE_URL", server.base_url)
        monkeypatch.setenv("CLOUDBEDS_SIMULATED_CLOCK", server.base_url)
        yield Terminal(tmp_path, hotel, server.base_url)
