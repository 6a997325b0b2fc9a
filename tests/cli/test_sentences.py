"""Whatever goes wrong is one sentence with the next action, and an exit code; nothing else changes."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from .conftest import Terminal


def test_a_wrong_key_says_which_variable_to_set(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOUDBEDS_API_KEY", "cbat_wrong")
    output = terminal.refused("sync", code=3)
    assert output.startswith("error: Cloudbeds does not accept the credential. (getHotels, HTTP 401")
    assert "Set CLOUDBEDS_API_KEY to a valid key" in output
    assert "cbat_wrong" not in output
    assert "Error" not in output.replace("error:", "")


def test_with_json_an_error_is_one_object_on_stderr(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLOUDBEDS_API_KEY")
    result = terminal.run("sync", "--json")
    document = json.loads(result.stderr)
    assert (result.stdout, result.exit_code, document["exit_code"]) == ("", 2, 2)
    assert document["error"] == "There is no API key."
    assert document["next_action"].startswith("Set CLOUDBEDS_API_KEY (")


def test_a_hotel_that_the_key_does_not_cover(terminal: Terminal) -> None:
    output = terminal.refused("sync", "--pms-property-id", "999", code=2)
    assert "does not cover property '999'" in output
    assert "--pms-property-id" in output
    assert terminal.hotel.hotel.property_id in output


@pytest.mark.parametrize("command", [("tasks",), ("rooms", "--json"), ("worker", "--once")])
def test_a_mistyped_database_makes_no_new_one(terminal: Terminal, command: tuple[str, ...]) -> None:
    assert "There is no database mistyped.sqlite3." in terminal.refused(
        *command, "--database", "sqlite:///mistyped.sqlite3", code=2
    )
    assert terminal.files() == set()


def test_somebody_elses_database_stays_as_it_is(terminal: Terminal) -> None:
    import sqlite3

    other = sqlite3.connect("other.sqlite3")
    other.execute("CREATE TABLE guests (name)")
    other.close()
    before = Path("other.sqlite3").read_bytes()
    assert "holds nothing of the connector" in terminal.refused(
        "tasks", "--database", "sqlite:///other.sqlite3", code=2
    )
    assert Path("other.sqlite3").read_bytes() == before


def test_a_database_that_cannot_be_used_is_named_with_what_is_wrong(terminal: Terminal) -> None:
    Path("letter.txt").write_text("Dear guest, " * 100)
    damaged = terminal.refused("tasks", "--database", "sqlite:///letter.txt", code=5)
    assert "letter.txt is not a SQLite database, or is damaged. Restore it" in damaged
    nowhere = terminal.refused("sync", "--database", "sqlite:///no/folder/here.sqlite3", code=5)
    assert "no/folder/here.sqlite3 cannot be opened: its folder is missing or not writable." in nowhere
    url = terminal.refused("sync", "--database", "postgres://me:secret@host/db", code=2)
    assert "sqlite:///" in url
    assert "secret" not in url


@pytest.mark.parametrize("address", ["garbage", "http://127.0.0.1:99999", "http://127.0.0.1:9/"])
def test_a_simulated_clock_that_is_not_advanced(terminal: Terminal, address: str) -> None:
    terminal.good("sync")
    output = terminal.refused("worker", "--once", "--simulated-clock", address, code=2)
    assert f"No simulated hotel answers at '{address}'" in output


def test_a_port_that_is_taken_or_is_none(terminal: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"Port {port} is in use." in terminal.refused("simulate", "--port", port, code=2)
    assert "65535" in terminal.refused("simulate", "--port", "99999", code=2)


def test_the_version_and_a_help_text_for_every_option(terminal: Terminal) -> None:
    from typer.main import get_command

    from cloudbeds_connector import __version__
    from cloudbeds_connector.cli.main import app

    assert terminal.good("--version") == f"cloudbeds-connector {__version__}\n"
    commands = get_command(app).commands  # type: ignore[attr-defined]
    mute = [
        f"{name} {option.name}"
        for name, command in commands.items()
        for option in command.params
        if not getattr(option, "help", None)
    ]
    assert mute == []
    assert "20 seconds" in terminal.good("demo", "--help")
