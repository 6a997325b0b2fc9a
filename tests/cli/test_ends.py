"""How commands end: a full device, a closed pipe, Ctrl-C while Python still imports, a hotel system that is down."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from cloudbeds_connector.cli.app import app

from .conftest import COMMAND, Terminal

README = Path(__file__).resolve().parents[2] / "README.md"
FULL = Path("/dev/full")
#: Runs the command line; a signal comes when Python begins to import a module.
INTERRUPTED = """
import os, signal, sys
class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == module:
            os.kill(os.getpid(), signal.SIGINT)
module, sys.argv[1:] = sys.argv[1], ["tasks"]
signal.signal(signal.SIGINT, signal.default_int_handler)
from cloudbeds_connector.cli.main import main
sys.meta_path.insert(0, Interrupt())
main()
"""


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize(
    ("arguments", "unbuffered"),
    [
        (["--help"], ""),
        (["--version"], "1"),
        (["keys", "generate", "--json"], ""),
        (["keys", "generate", "--json"], "1"),
        (["tasks", "--help"], "1"),
    ],
)
def test_a_full_device_is_one_sentence(
    arguments: list[str], unbuffered: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    with FULL.open("w") as full:
        done = subprocess.run(
            [COMMAND, *arguments], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
        assert done.returncode == 1
        assert done.stderr == (
            "error: The output cannot be written: No space left on device. Send it somewhere else.\n"
        )
        silent = subprocess.run([COMMAND, *arguments, "--nope"], cwd=tmp_path, stdout=full, stderr=full, check=False)
        assert silent.returncode != 0


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    with subprocess.Popen(
        [COMMAND, "--help"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.close()
        assert command.stderr.read() == ""
    assert command.returncode != 0


@pytest.mark.parametrize(
    "module", ["cloudbeds_connector.cli.app", "rich.console", "sqlalchemy", "cloudbeds_connector.stores"]
)
def test_ctrl_c_while_python_imports_prints_one_word(module: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, module], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Stopped.\n")


def test_a_probe_of_a_hotel_system_that_is_down_says_nothing_of_scopes(terminal: Terminal) -> None:
    terminal.good("sync", "--property-id", "my-hotel")
    terminal.hotel.hotel.faults.fail_next(*["500"] * 400)
    for arguments in (("my-hotel",), ("my-hotel", "--json")):
        result = terminal.run("probe", *arguments)
        assert result.exit_code == 4, result.output
        assert "scope" not in result.output


@pytest.mark.parametrize("url", ["sqlite:///hotel.db", "sqlite:///file:hotel.db?uri=true"])
def test_a_first_sync_that_fails_leaves_no_database(
    terminal: Terminal, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOUDBEDS_API_KEY", "cbat_revoked")
    for command in ("sync", "connect"):
        terminal.refused(command, "--database", url, code=3)
        assert terminal.files() == set()


@pytest.mark.parametrize("url", ["sqlite:///hotel.db", "sqlite:///file:hotel.db?uri=true"])
def test_a_command_that_needs_a_database_makes_none(terminal: Terminal, url: str) -> None:
    for command in ("tasks", "rooms", "status", "replay", "worker", "disconnect", "rotate-keys"):
        assert "There is no database hotel.db." in terminal.refused(command, "--database", url, code=2)
    assert "There is no database hotel.db." in terminal.refused("why", "104", "--database", url, code=2)
    assert terminal.files() == set()


def test_the_readme_names_every_command_in_the_order_of_the_help() -> None:
    commands = list(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    sentence = re.search(r"The command line is `cloudbeds-connector` \(([^)]*)\)", README.read_text())
    assert sentence is not None
    assert re.findall(r"`([\w-]+)`", sentence[1]) == commands
