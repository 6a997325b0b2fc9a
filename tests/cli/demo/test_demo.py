"""The demo is the whole connector at work: a day of a hotel, judged by the hotel's own ledger."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

COMMAND = [str(Path(sys.executable).with_name("cloudbeds-connector")), "demo", "--json"]


def play(folder: Path, *options: str) -> dict[str, Any]:
    """Run the demo in `folder`; the summary, which must be all that it prints."""
    done = subprocess.run([*COMMAND, *options], cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    summary: dict[str, Any] = json.loads(done.stdout)
    return summary


def assert_good(summary: dict[str, Any]) -> None:
    assert (summary["missing_tasks"], summary["duplicate_tasks"], summary["unexplained_tasks"]) == (0, 0, 0), summary
    assert summary["rooms"] >= 60
    assert summary["departures"] >= 25
    assert summary["turnover_tasks"] >= summary["departures"] // 2
    assert summary["requests_in_busiest_second"] <= 5


def test_no_task_is_missing_or_doubled_when_a_tenth_of_the_webhooks_is(tmp_path: Path) -> None:
    summary = play(tmp_path, "--seed", "1")
    assert_good_with_webhooks(summary)
    assert {"property_id", "reservations", "excused", "unobservable", "api_requests", "seconds"} <= set(summary)
    assert_file_tells_the_day(tmp_path / "cloudbeds-demo.sqlite3", summary)


def assert_good_with_webhooks(summary: dict[str, Any]) -> None:
    assert_good(summary)
    assert summary["webhooks"]["sent"] > 100
    assert summary["webhooks"]["lost"] > 10
    assert summary["webhooks"]["doubled"] > 10


def assert_file_tells_the_day(file: Path, summary: dict[str, Any]) -> None:
    """Anybody can look into the file with any SQLite tool."""
    connection = sqlite3.connect(file)

    def rows(query: str) -> list[tuple[Any, ...]]:
        return connection.execute(query).fetchall()

    stays = rows("SELECT guest_name, check_in, check_out, room_id, status FROM cloudbeds_reservations")
    assert len(stays) == summary["reservations"]
    assert all(check_in <= check_out for _, check_in, check_out, _, _ in stays)
    assert sum(1 for name, *_ in stays if name) > len(stays) * 0.9
    assert {"checked_out", "confirmed"} <= {status for *_, status in stays}
    assert sum(1 for *_, room, _ in stays if room) > len(stays) / 2
    rooms = rows("SELECT room_number, room_type FROM cloudbeds_property_rooms")
    assert len(rooms) == summary["rooms"]
    assert all(number and kind for number, kind in rooms)
    types = {kind for (kind,) in rows("SELECT DISTINCT type FROM cloudbeds_stay_events")}
    assert {"checkin", "checkout", "cancellation", "move"} <= types
    tasks = rows("SELECT title, reason, due_by FROM cloudbeds_turnover_tasks")
    assert all(title.startswith("Turnover / Room ready – ") and reason and due for title, reason, due in tasks)
    assert_guest_names_stay_in_their_column(connection, {name for name, *_ in stays if name})
    connection.close()


def assert_guest_names_stay_in_their_column(connection: sqlite3.Connection, names: set[str]) -> None:
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in set(tables) - {"cloudbeds_reservations"}:
        text = json.dumps(connection.execute(f"SELECT * FROM {table}").fetchall(), ensure_ascii=False, default=str)
        assert not [name for name in names if name in text], table


def test_the_same_day_with_a_failing_hotel_and_no_webhook_at_all(tmp_path: Path) -> None:
    summary = play(tmp_path, "--seed", "3", "--faults", "--lose-webhooks", "1")
    assert_good(summary)
    assert summary["webhooks"]["sent"] == 0
    assert summary["webhooks"]["lost"] > 100


def test_a_named_database_must_be_empty(tmp_path: Path) -> None:
    from datetime import UTC, datetime, time

    from cloudbeds_connector.stores.records import CONNECTIONS, Connection
    from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

    url = f"sqlite:///{tmp_path / 'mine.sqlite3'}"
    store = SqlAlchemyStore(url)
    store.migrate()
    mine = Connection(
        id="1",
        connector="cloudbeds",
        property_id="mine",
        pms_property_id="1",
        name="Mine",
        timezone="UTC",
        check_in_time=time(15),
        check_out_time=time(11),
        status="active",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    with store.transaction() as tx:
        tx.put(CONNECTIONS, mine)
    store.close()
    done = subprocess.run([*COMMAND, "--database", url], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert "empty" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(1, 51))
def test_fifty_days(seed: int, tmp_path: Path) -> None:
    assert_good_with_webhooks(play(tmp_path, "--seed", str(seed)))


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(1, 11))
def test_ten_days_of_a_failing_hotel_without_webhooks(seed: int, tmp_path: Path) -> None:
    assert_good(play(tmp_path, "--seed", str(seed), "--faults", "--lose-webhooks", "1"))
