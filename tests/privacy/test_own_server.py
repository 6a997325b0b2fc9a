"""Settings, the store, another connection, probes, answers and the command line: none sends a secret elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cloudbeds_connector import ConnectorError, Credentials, records
from cloudbeds_connector.cloudbeds.session import CloudbedsSession
from cloudbeds_connector.errors import ConfigurationError
from cloudbeds_connector.pms.memory_tokens import MemoryTokens
from cloudbeds_connector.pms.probing import Probe

from .connected import KEY, KINDS, Kind, World, world_of

#: {home} and {stranger} are hosts with ports on this machine, for which plain HTTP would be possible.
ADDRESSES = (
    "http://{stranger}/api/v1.3/",
    "https://{stranger}/api/v1.3/",
    "http://localhost:8080/api/v1.3/",
    "http://[::1]:8080/api/v1.3/",
    "http://127.1:8080/",
    "http://2130706433:8080/",
    "http://{home}@{stranger}/api/v1.3/",
    "http://{home}:80@{stranger}/",
    "http://{home}#@{stranger}/",
    "http://{home}\\@{stranger}/",
    "//{stranger}/api/v1.3/",
    "{stranger}/api/v1.3/",
    "https://evil.example/api/v1.3/",
    "http://api.cloudbeds.com/api/v1.3/",
    "https://api.cloudbeds.com.evil.example/api/v1.3/",
    "https://evil-cloudbeds.com/api/v1.3/",
    "https://cloudbeds.com.evil.example/",
    "https://evil.example\\.cloudbeds.com/",
    "https://evil.example/.cloudbeds.com/",
    "https://evil.example?.cloudbeds.com/",
    "https://evil.example#.cloudbeds.com/",
    "https://evil.example%2f.cloudbeds.com/",
    "https://evil.example%00.cloudbeds.com/",
    "https://evil.example\t.cloudbeds.com/",
    "https://evil.example\r\n.cloudbeds.com/",
    "https://api.cloudbeds.com@evil.example/",
    "https://user:pw@api.cloudbeds.com/",
    "https://@api.cloudbeds.com/",
    "https://api.cloudbeds.com:8443/api/v1.3/",
    "https://api.cloudbeds.com:/api/v1.3/",
    "https://api.cloudbeds.com./api/v1.3/",
    "https://api.clоudbeds.com/api/v1.3/",
    "https://xn--api-cloudbeds.com/api/v1.3/",
    "https://api。cloudbeds。com/",
    "https://ａpi.cloudbeds.com/",
    "https://.cloudbeds.com/",
    "ftp://api.cloudbeds.com/",
    "javascript:alert(1)",
    "",
    " ",
)

#: The host's function is called with the connection, and returns what it wants sent there.
STORED = ["stored key", "grant"]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    kind: Kind = request.param
    return kind


@pytest.fixture(params=["memory", "SQLite"])
def world(
    kind: Kind, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    with world_of(kind, request.param, tmp_path, monkeypatch) as world:
        yield world


def addresses(world: World) -> list[Any]:
    home = world.home.split("/")[2]
    named = [each.replace("{home}", home).replace("{stranger}", world.stranger.netloc) for each in ADDRESSES]
    return [*named, b"https://evil.example", 7, None, ["https://evil.example"]]


def refused(call: Any) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        call()
    return caught.value


def test_no_setting_names_another_server(world: World) -> None:
    for address in addresses(world):
        for credentials in (None, Credentials(KEY)):
            settings = {"base_url": address}
            error = refused(
                lambda settings=settings, credentials=credentials: world.host().connect(
                    "my-hotel", settings=settings, credentials=credentials
                )
            )
            assert isinstance(error, ConfigurationError), address
        refused(lambda address=address: world.host().connect("another", settings={"base_url": address}))
    assert world.use_everything() is None
    world.assert_nothing_left_home()


def test_a_hotel_that_is_connected_again_stays_where_it_was(world: World) -> None:
    again = world.host().connect("my-hotel")
    assert again.settings["base_url"] == world.home
    # another default, which is a stranger's: what was connected before stays where it is, or is refused
    other = world.host(base_url=world.stranger.base_url)
    refused(lambda: other.connect("my-hotel"))
    refused(lambda: other.sync("my-hotel", kind="full"))
    default = world.host(base_url="https://api.cloudbeds.com/api/v1.3/", allowed_hosts=["127.0.0.1"])
    assert default.connect("my-hotel").settings["base_url"] == world.home
    assert world.use_everything(default) is None
    world.assert_nothing_left_home()


@pytest.mark.parametrize("kind", STORED)
def test_a_stored_secret_is_not_sent_to_another_server_that_is_allowed(world: World) -> None:
    allowing = world.host(allowed_hosts=[world.stranger.netloc])
    settings = {"base_url": world.stranger.base_url}
    assert "new credentials" in str(refused(lambda: allowing.connect("my-hotel", settings=settings)))
    connection = allowing.connection("my-hotel")
    with world.store.transaction() as tx:
        tx.put(records.CONNECTIONS, replace(connection, settings=settings))
    error = world.use_everything(allowing)
    assert isinstance(error, ConfigurationError)
    assert world.home.removesuffix("/api/v1.3/") in str(error)
    world.assert_nothing_left_home()


@pytest.mark.parametrize("kind", STORED)
def test_a_secret_that_is_copied_to_another_server_does_not_open(world: World) -> None:
    allowing = world.host(allowed_hosts=[world.stranger.netloc])
    connection = allowing.connection("my-hotel")
    with world.store.transaction() as tx:
        row = tx.select(records.CREDENTIALS)[0]
        tx.put(records.CREDENTIALS, replace(row, server=f"http://{world.stranger.netloc}"))
        tx.put(records.CONNECTIONS, replace(connection, settings={"base_url": world.stranger.base_url}))
    assert world.use_everything(allowing) is not None
    world.assert_nothing_left_home()


@pytest.mark.parametrize("kind", ["stored key"])
def test_new_credentials_move_a_hotel_and_take_no_old_one_along(world: World) -> None:
    allowing = world.host(allowed_hosts=[world.stranger.netloc])
    refused(
        lambda: allowing.connect(
            "my-hotel", settings={"base_url": world.stranger.base_url}, credentials=Credentials("cbat_new")
        )
    )
    assert any(b"cbat_new" in each for each in world.stranger.received)
    assert not any(KEY.encode() in each for each in world.stranger.received)
    assert world.use_everything() is None, "the stranger lists no hotel, so nothing was moved"


def test_a_probe_finds_no_address(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Probe(settings={"base_url": world.stranger.base_url, "modified_zone": "utc"})
    monkeypatch.setattr(CloudbedsSession, "probe", lambda *args, **kwargs: found)
    allowing = world.host(allowed_hosts=[world.stranger.netloc])
    allowing.probe("my-hotel")
    assert allowing.connection("my-hotel").settings == {"base_url": world.home, "modified_zone": "utc"}
    assert world.use_everything(allowing) is None
    world.assert_nothing_left_home()


def test_the_secret_of_the_app_is_sent_to_no_other_server(world: World) -> None:
    connector: Any = world.host().connector
    for address in addresses(world):
        if address:  # without one it is the connector's own
            refused(lambda address=address: connector.oauth("new", MemoryTokens(), base_url=address).exchange("code"))
    world.assert_nothing_left_home()
