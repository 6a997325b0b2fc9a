"""A worker is killed again and again in the middle of its work: nothing is lost, nothing is done twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cloudbeds_connector import CloudbedsConnector, Credentials, Integration, Worker
from cloudbeds_connector.cli.demo.play import finish_pending
from cloudbeds_connector.cli.demo.receiver import receiving
from cloudbeds_connector.cli.demo.summary import findings, summarize
from cloudbeds_connector.stores import records as r
from cloudbeds_connector.testing import HotelProcess, RecordingTaskSink
from cloudbeds_connector.testing.ledger.entries import LedgerVacate
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

WORKER = [str(Path(sys.executable).with_name("cloudbeds-connector")), "worker", "--json", "--idle-seconds", "45"]


class Drill:
    """A hotel in one process, a receiver in this one, and workers that live for a moment."""

    def __init__(self, hotel: HotelProcess, integration: Integration, database: str, seed: int) -> None:
        self.hotel, self.integration, self.database = hotel, integration, database
        self.random = random.Random(seed)
        self.inbox: set[str] = set()
        self.lives: list[tuple[datetime, datetime]] = []

    def live_and_die(self) -> None:
        """Start a worker, let it work for a random moment, and kill it where it stands."""
        born = self.hotel.clock.now()
        environment = {**os.environ, "CLOUDBEDS_API_KEY": self.hotel.api_key}
        command = [*WORKER, "--database", self.database, "--simulated-clock", self.hotel.base_url]
        worker = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
        assert worker.stdout is not None
        try:
            for _ in range(self.random.randint(1, 12)):  # rounds that did something: each prints a line
                if not worker.stdout.readline():
                    break
            select_for(worker, self.random.uniform(0, 0.15))
        finally:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
            worker.stdout.close()
        assert worker.returncode == -signal.SIGKILL, "the worker ended by itself"
        self.lives.append((born, self.hotel.clock.now()))
        self.remember_inbox()

    def took_along(self, vacate: LedgerVacate) -> bool:
        """Shown to a worker that died before it could keep what it saw, and undone before anybody looked again."""
        shown, undone = vacate.first_shown_at, vacate.undone_at
        if shown is None or undone is None:
            return False
        later = [*self.lives[1:], (self.hotel.clock.now(),) * 2]
        return any(
            born <= shown <= died and undone <= next_born
            for (born, died), (next_born, _) in zip(self.lives, later, strict=True)
        )

    def remember_inbox(self) -> None:
        with self.integration.store.transaction() as tx:
            now = {hint.id for hint in tx.select(r.WEBHOOK_EVENTS)}
        assert self.inbox <= now, "an inbox row is gone"
        self.inbox = now


def select_for(worker: subprocess.Popen[bytes], seconds: float) -> None:
    """Give the worker a random moment more, so that it is not always killed at the end of a round."""
    import contextlib

    with contextlib.suppress(subprocess.TimeoutExpired):
        worker.wait(timeout=seconds)


def run_drill(folder: Path, *, kills: int, seed: int) -> None:
    database = f"sqlite:///{folder / 'drill.sqlite3'}"
    store = SqlAlchemyStore(database)
    store.migrate()
    sink = RecordingTaskSink()
    with HotelProcess(seed=seed, webhook_faults={"doubled": 0.1, "shuffled": True}) as hotel:
        integration = Integration(
            connector=CloudbedsConnector(base_url=hotel.base_url),
            store=store,
            credentials=lambda connection: Credentials(hotel.api_key),
            tasks=sink,
            clock=hotel.clock,
        )
        with integration, receiving(integration) as url:
            connection = integration.connect("drill")
            integration.subscribe("drill", url)
            integration.sync("drill", kind="full")
            drill = Drill(hotel, integration, database, seed)
            for _ in range(kills):
                drill.live_and_die()
                hotel.control.advance(timedelta(minutes=20))  # nobody works meanwhile
            finish_the_day(hotel, integration)
            drill.remember_inbox()
            result = summarize(integration, connection, hotel, 0)
            lost = [known for known in result.verdicts.missing if drill.took_along(known.vacate)]
        kept = tuple(known for known in result.verdicts.vacates if known not in lost)
        assert findings(replace(result.verdicts, vacates=kept)) == []
        with store.transaction() as tx:
            assert {hint.status for hint in tx.select(r.WEBHOOK_EVENTS)} == {r.DONE}
            assert {item.status for item in tx.select(r.OUTBOX)} == {r.DONE}
    store.close()
    assert len(drill.inbox) > 50


def finish_the_day(hotel: HotelProcess, integration: Integration) -> None:
    worker = Worker(integration)
    end = datetime.fromisoformat(hotel.control.day()["ends_at"])
    while hotel.clock.now() < end:
        hotel.control.advance(timedelta(minutes=10))
        worker.run_once()
    finish_pending(hotel, worker)
    integration.sync("drill")
    worker.run_once()


def test_three_kills_lose_no_inbox_row_and_double_no_task(tmp_path: Path) -> None:
    run_drill(tmp_path, kills=3, seed=1)


@pytest.mark.proof
@pytest.mark.parametrize("seed", [2, 3])
def test_twenty_kills_lose_no_inbox_row_and_double_no_task(seed: int, tmp_path: Path) -> None:
    run_drill(tmp_path, kills=20, seed=seed)
