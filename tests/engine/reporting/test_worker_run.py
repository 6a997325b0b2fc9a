"""A worker whose store is away waits longer each time, says so in a few sentences, and goes on when it is back."""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from cloudbeds_connector import Worker
from cloudbeds_connector.errors import ServerError, StoreError
from cloudbeds_connector.stores import records as r
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

from ..conftest import House
from ..deliveries.test_failing_sinks import departs


def run_for(hotel: House, seconds: float, *, idle_seconds: float = 1.0) -> list[Any]:
    """Run a worker for so many seconds of the hotel's clock; the reports of its rounds."""
    until = hotel.clock.monotonic() + seconds
    worker, reports = Worker(hotel.integration), []
    once = worker.run_once

    def recorded() -> Any:
        reports.append(once())
        assert len(reports) < 500, "the worker does not wait"
        return reports[-1]

    worker.run_once = recorded  # type: ignore[method-assign]
    worker.run(stop=lambda: hotel.clock.monotonic() >= until, idle_seconds=idle_seconds)
    return reports


ERRORS: dict[str, Exception] = {
    "an error of the store": StoreError("The store is away.", next_action="Start it."),
    "an error of a driver": ConnectionRefusedError(111, "password=K4nary"),
    "an unknown error": RuntimeError("K4nary"),
}


@contextmanager
def away(hotel: House, error: Exception, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def fails(lock: str | None = None) -> object:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(hotel.store, "transaction", fails)
        yield


@pytest.mark.parametrize("kind", ERRORS)
def test_a_store_that_is_away_costs_a_few_rounds_and_a_few_sentences(
    hotel: House, kind: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with away(hotel, ERRORS[kind], monkeypatch):
        reports = run_for(hotel, 3600)
    assert 60 <= len(reports) <= 75  # once a minute at last
    assert all(report.failures and report.stopped for report in reports)
    texts = [record.getMessage() for record in caplog.records]
    assert len(texts) <= 7
    assert "K4nary" not in caplog.text
    if kind != "an unknown error":
        assert "report it" not in caplog.text


def test_a_worker_notices_within_a_minute_that_the_store_is_back(
    hotel: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    departs(hotel)
    with away(hotel, ERRORS["an error of the store"], monkeypatch):
        run_for(hotel, 600)
    assert len(run_for(hotel, 61)) > 1
    assert len(hotel.tasks.commands) == 1
    assert [record.getMessage() for record in caplog.records if "Works again" in record.getMessage()]


def test_a_worker_stops_within_a_second_while_it_waits(hotel: House, monkeypatch: pytest.MonkeyPatch) -> None:
    before = hotel.clock.monotonic()
    with away(hotel, ERRORS["an error of the store"], monkeypatch):
        run_for(hotel, 100)
    assert hotel.clock.monotonic() - before <= 101


def test_an_idle_worker_waits_as_long_as_it_was_told(hotel: House) -> None:
    Worker(hotel.integration).run_once()
    assert len(run_for(hotel, 50, idle_seconds=10)) == 5


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGE: dict[str, Callable[[Path], object]] = {
    "is a folder": folder,
    "is no database": lambda path: path.write_bytes(b"Dear guest, " * 1000),
    "is gone": lambda path: path.unlink(),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_database_file_that_is_gone_or_damaged_is_named_in_one_sentence(
    hotel: House, damage: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    if not isinstance(hotel.store, SqlAlchemyStore):
        pytest.skip("the store is in memory")
    path = tmp_path / "hotel.sqlite3"
    hotel.store.close()
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    kept = shutil.copy(path, tmp_path / "kept")
    DAMAGE[damage](path)
    reports = run_for(hotel, 1800)
    assert 30 <= len(reports) <= 45
    texts = [record.getMessage() for record in caplog.records]
    assert len(texts) <= 6
    assert len(set(texts[0].splitlines())) == 1
    assert "report it" not in caplog.text
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    shutil.copy(kept, path)
    assert run_for(hotel, 61)[-1].failures == ()
    assert hotel.all(r.CONNECTIONS)


def test_a_hotel_system_that_is_down_is_one_sentence_at_growing_intervals(
    hotel: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    hotel.leaves("S1")
    hotel.webhook("S1")
    hotel.pms.fail_with = ServerError("The hotel system is down.", next_action="Wait; it is tried again.")
    run_for(hotel, 7200, idle_seconds=20)
    texts = [record.getMessage() for record in caplog.records if record.name == "cloudbeds_connector.failures"]
    assert 6 <= len(texts) <= 9
    assert all("The hotel system is down." in text and "report it" not in text for text in texts)
    caplog.clear()
    hotel.pms.fail_with = None
    run_for(hotel, 1200, idle_seconds=20)
    texts = [record.getMessage() for record in caplog.records if record.name == "cloudbeds_connector.failures"]
    assert [text.split(" ")[:2] for text in texts] == [["Works", "again"]]
    assert len(hotel.tasks.commands) == 1


def test_a_store_that_is_locked_by_another_is_waited_for(
    hotel: House, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    if not isinstance(hotel.store, SqlAlchemyStore):
        pytest.skip("the store is in memory")
    url = f"sqlite:///{tmp_path / 'hotel.sqlite3'}"
    hotel.integration.runtime.store = SqlAlchemyStore(sa.create_engine(url, connect_args={"timeout": 0.01}))
    other = sqlite3.connect(tmp_path / "hotel.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    reports = run_for(hotel, 600)
    other.close()
    assert len(reports) <= 20
    assert "locked by others" in str(reports[-1].errors)
    assert len(caplog.records) <= 5
    assert run_for(hotel, 61)[-1].failures == ()
    hotel.integration.runtime.store.engine.dispose()
