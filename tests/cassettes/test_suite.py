"""The suite, with both clients: from every cassette there is, and live at the simulated hotel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from vcr.errors import CannotOverwriteExistingCassetteException

from cloudbeds_connector.testing.scrubbing import TokenCallError

from .scenarios import SCENARIOS, WRITES
from .sources import FOLDER, SOURCES, folder_of, has_sandbox
from .stage import CLIENTS, NotHereError, staged
from .tapes import record, replaying

RECORDED = sorted(FOLDER.glob("*/*.yaml"))


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> Any:
        raise AssertionError("a replay reached for the network")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(f"socket.socket.{name}", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("path", RECORDED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_cassette_is_replayed(path: Path, kind: str) -> None:
    with replaying(path) as hotel, staged(hotel, kind) as stage:
        SCENARIOS[path.stem](stage)


@pytest.mark.parametrize("kind", CLIENTS)
def test_the_suite_holds_live_at_the_simulated_hotel(kind: str) -> None:
    for name in SCENARIOS:
        with SOURCES["simulated"]() as hotel, staged(hotel, kind) as stage:
            SCENARIOS[name](stage)


@pytest.fixture
def live(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--live", default=False):
        pytest.skip("asks a real account only with --live")
    if not has_sandbox():
        pytest.fail("--live needs CLOUDBEDS_SANDBOX_*: see cassettes/README.md", pytrace=False)


@pytest.mark.usefixtures("live")
@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_suite_holds_at_a_real_account(name: str, kind: str) -> None:
    with SOURCES["sandbox"]() as hotel:
        if name in WRITES and not hotel.writes:
            pytest.skip("writes only with CLOUDBEDS_SANDBOX_ALLOW_WRITES=1")
        with staged(hotel, kind) as stage:
            try:
                SCENARIOS[name](stage)
            except NotHereError as reason:
                pytest.skip(str(reason))


# the cassettes


def test_every_scenario_is_recorded_from_the_simulated_hotel() -> None:
    assert {path.stem for path in folder_of("simulated").glob("*.yaml")} == set(SCENARIOS)


@pytest.mark.parametrize("name", SCENARIOS)
def test_recording_again_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    again = tmp_path / f"{name}.yaml"
    record(name, SOURCES["simulated"], again)
    assert again.read_bytes() == (folder_of("simulated") / again.name).read_bytes(), (
        "what is asked, or how the simulated hotel answers, has changed: python tools/record_cassettes.py"
    )


def test_cassettes_are_small_and_say_where_they_come_from() -> None:
    assert sum(path.stat().st_size for path in RECORDED) < 300 * 1024
    for path in RECORDED:
        written = yaml.safe_load(path.read_text())
        assert written["metadata"]["source"].startswith(path.parent.name)
        uris = [each["request"]["uri"] for each in written["interactions"]]
        assert all(uri.startswith("https://api.cloudbeds.com/api/v1.3/") for uri in uris)


def test_a_days_departures_are_two_pages() -> None:
    written = yaml.safe_load((folder_of("simulated") / "departures_of_a_day.yaml").read_text())
    assert len(written["interactions"]) == 2


# nothing but cassettes


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("kind", CLIENTS)
def test_what_is_not_recorded_fails_and_reaches_no_network(kind: str) -> None:
    with (
        pytest.raises(CannotOverwriteExistingCassetteException),
        replaying(folder_of("simulated") / "rooms.yaml") as hotel,
        staged(hotel, kind) as stage,
    ):
        stage(lambda client: client.hotels.get())


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("kind", CLIENTS)
def test_a_token_is_in_no_cassette_and_is_not_requested_in_a_replay(kind: str) -> None:
    with (
        pytest.raises(TokenCallError),
        replaying(folder_of("simulated") / "rooms.yaml") as hotel,
        staged(hotel, kind) as stage,
    ):
        stage(lambda client: client.call("access_token", verb="POST"))
