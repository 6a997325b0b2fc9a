"""A person at a terminal finds out about an account, and the answers are kept where they are obeyed."""

from __future__ import annotations

import json

import pytest

from cloudbeds_connector.pms.probing import Probe
from cloudbeds_connector.stores.records import CONNECTIONS, Connection
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

from .conftest import Terminal


def connection() -> Connection:
    store = SqlAlchemyStore("sqlite:///cloudbeds-connector.sqlite3")
    try:
        with store.transaction() as tx:
            (row,) = tx.select(CONNECTIONS)
    finally:
        store.close()
    return row


def test_what_was_found_out_is_kept_for_a_connected_property(terminal: Terminal) -> None:
    terminal.good("sync", "--property-id", "mine")
    before = connection()
    output = terminal.good("probe")
    assert "In which zone is modifiedFrom read? the property's" in output
    assert "Kept for mine: modified_zone=property, probed_at=" in output
    after = connection()
    assert after.settings == {
        **before.settings,
        "modified_zone": "property",
        "probed_at": after.settings["probed_at"],
        **({"block_end": "inclusive"} if "block_end" in after.settings else {}),
    }
    terminal.good("worker", "--once")


def test_a_dry_run_keeps_nothing(terminal: Terminal) -> None:
    terminal.good("sync", "--property-id", "mine")
    before = connection()
    document = terminal.json("probe", "mine", "--dry-run")
    assert (document["property_id"], document["kept"]) == ("mine", False)
    assert document["settings"]["modified_zone"] == "property"
    assert connection() == before


def test_a_bare_key_is_probed_and_nothing_is_written_anywhere(terminal: Terminal) -> None:
    document = terminal.json("probe")
    assert (document["property_id"], document["kept"]) == (None, False)
    assert document["pms_property_id"] == terminal.hotel.hotel.property_id
    assert "Nothing was kept." in terminal.good("probe")
    assert terminal.files() == set()


def test_with_leave_to_write_the_hotel_is_as_before(terminal: Terminal) -> None:
    hotel = terminal.hotel.hotel
    terminal.good("sync", "--property-id", "mine")
    blocks = hotel.blocks()
    document = terminal.json("probe", "mine", "--allow-writes", "--webhook-url", "https://nobody.example/probe")
    assert (document["kept"], document["left_behind"]) == (True, [])
    assert {"modified_zone", "block_end", "auth_header", "delete_webhook"} <= set(connection().settings)
    assert (hotel.blocks(), dict(hotel.webhooks.subscriptions)) == (blocks, {})


def test_nothing_of_a_guest_is_shown(terminal: Terminal) -> None:
    hotel = terminal.hotel.hotel
    output = terminal.good("probe", "--allow-writes") + terminal.good("probe", "--json")
    for stay in hotel.reservations():
        guest = hotel.guest(stay.guest_id)
        assert not [text for text in (guest.name, guest.last_name, guest.email, stay.id) if text in output]


def test_what_is_left_behind_is_reported_and_is_no_success(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = "A block of room 101 from 2027-06-11 to 2027-06-12 (7001): delete it in Cloudbeds' calendar."
    monkeypatch.setattr(
        "cloudbeds_connector.engine.Integration.probe", lambda *a, **how: Probe(left_behind=(sentence,))
    )
    result = terminal.run("probe")
    assert (result.exit_code, result.stderr) == (1, f"left behind: {sentence}\n")
    assert json.loads(terminal.run("probe", "--json").stdout)["left_behind"] == [sentence]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--dry-run", "--allow-writes"), "--dry-run writes nothing"),
        (("--webhook-url", "https://nobody.example"), "Allow writes (--allow-writes) too."),
        (("--allow-writes", "--webhook-url", "http://nobody.example"), "must be an https:// address"),
        (("somebody",), "There is no database"),
        (("--database", "sqlite:///mistyped.sqlite3"), "There is no database mistyped.sqlite3."),
    ],
)
def test_a_probe_that_cannot_run_is_refused(terminal: Terminal, arguments: tuple[str, ...], sentence: str) -> None:
    assert sentence in terminal.refused("probe", *arguments, code=2)
    assert terminal.files() == set()


def test_a_wrong_key(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOUDBEDS_API_KEY", "cbat_wrong")
    assert "Set CLOUDBEDS_API_KEY" in terminal.refused("probe", code=3)
    monkeypatch.delenv("CLOUDBEDS_API_KEY")
    assert "There is no API key." in terminal.refused("probe", code=2)
