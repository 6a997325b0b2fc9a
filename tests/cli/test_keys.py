"""Keys on the command line: made, set, rotated; and refused before anything happens where they are none."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from cloudbeds_connector.pms.ports import Credentials
from cloudbeds_connector.secrets import KeyRing, generate_key
from cloudbeds_connector.stores.credentials import StoredCredentials
from cloudbeds_connector.stores.records import CONNECTIONS
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

from .conftest import Terminal

KEYS = "CLOUDBEDS_CONNECTOR_KEYS"
NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


def put(ring: KeyRing, *names: str, secret: str = "cbat_simulated") -> None:
    store = SqlAlchemyStore("sqlite:///cloudbeds-connector.sqlite3")
    for name in names:
        StoredCredentials(store, ring).put(name, Credentials(secret), now=NOW)
    store.close()


def connection_id() -> str:
    store = SqlAlchemyStore("sqlite:///cloudbeds-connector.sqlite3")
    with store.transaction() as tx:
        (connection,) = tx.select(CONNECTIONS)
    store.close()
    return connection.id


def test_a_key_is_printed_alone_and_what_to_do_with_it_beside(terminal: Terminal) -> None:
    result = terminal.run("keys", "generate")
    assert KeyRing.from_text(result.stdout.strip()).key_ids
    assert result.stdout.count("\n") == 1
    assert f"set {KEYS}" in result.stderr
    document = terminal.json("keys", "generate")
    assert (KeyRing.from_text(document["key"]).current, document["variable"]) == (document["key_id"], KEYS)
    assert terminal.files() == set()


def test_stored_credentials_are_rotated_and_counted(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal.good("sync")
    old, new = generate_key(), generate_key()
    put(KeyRing.from_text(old), "one", "two")
    monkeypatch.setenv(KEYS, f"{new},{old}")
    key_id = KeyRing.from_text(new).current
    output = terminal.good("rotate-keys")
    assert output == f"Sealed 2 credentials again with key {key_id}; 0 had it already.\n"
    monkeypatch.setenv(KEYS, new)
    assert terminal.json("rotate-keys") == {"key_id": key_id, "resealed": 0, "current": 2, "unreadable": []}


def test_a_credential_that_no_key_opens_is_named(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal.good("sync")
    put(KeyRing.from_text(generate_key()), "lost")
    monkeypatch.setenv(KEYS, generate_key())
    output = terminal.refused("rotate-keys", code=1)
    assert "No key opens the credential of connection lost: add its key to CLOUDBEDS_CONNECTOR_KEYS" in output
    result = terminal.run("rotate-keys", "--json")
    assert (json.loads(result.stdout)["unreadable"], result.exit_code) == (["lost"], 1)


@pytest.mark.parametrize("text", ["", "changeme", "a:changeme"])
def test_keys_that_are_none_stop_every_command(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    terminal.good("sync")
    monkeypatch.setenv(KEYS, text)
    for command in ("sync", "rooms", "rotate-keys", "worker"):
        output = terminal.refused(command, code=2)
        assert "cloudbeds-connector keys generate" in output
        assert "changeme" not in output
    monkeypatch.delenv(KEYS)
    assert f"There are no keys. Set {KEYS}" in terminal.refused("rotate-keys", code=2)


def test_what_is_stored_is_used_and_the_environments_key_where_nothing_is(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = generate_key()
    monkeypatch.setenv(KEYS, key)
    terminal.good("sync")  # with the environment's key: nothing is stored
    put(KeyRing.from_text(key), connection_id())
    monkeypatch.delenv("CLOUDBEDS_API_KEY")
    terminal.good("sync")
    monkeypatch.delenv(KEYS)
    assert "There is no API key." in terminal.refused("sync", code=2)
