"""What SQLite adds to the contract: files, forks, processes, disks that fill up."""

import os
import sqlite3
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from cloudbeds_connector.errors import ConfigurationError, StoreError
from cloudbeds_connector.stores.records import OUTBOX, RESERVATIONS
from cloudbeds_connector.testing.contracts.examples import example
from cloudbeds_connector.testing.contracts.store.queue import item
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore


def test_a_store_without_tables_says_how_to_make_them(url: str) -> None:
    store = SqlAlchemyStore(url)
    with pytest.raises(StoreError, match="migrate"), store.transaction() as tx:
        tx.select(OUTBOX)
    store.close()


def test_building_a_store_touches_nothing(tmp_path: Path) -> None:
    file = tmp_path / "hotel.sqlite3"
    SqlAlchemyStore(f"sqlite:///{file}")
    assert not file.exists()


def test_a_file_that_cannot_be_opened_is_a_store_error(tmp_path: Path) -> None:
    store = SqlAlchemyStore(f"sqlite:///{tmp_path / 'no folder' / 'hotel.sqlite3'}")
    with pytest.raises(StoreError, match="cannot be opened: its folder is missing"), store.transaction():
        pass


def test_a_locked_file_is_reported_as_locked(store: SqlAlchemyStore, tmp_path: Path) -> None:
    impatient = sa.create_engine(store.engine.url, connect_args={"timeout": 0})
    with store.transaction() as tx:
        tx.put(OUTBOX, item("a", sequence=1))
        with pytest.raises(StoreError, match="locked") as locked:
            _in_another_thread(lambda: SqlAlchemyStore(impatient).transaction().__enter__())
    assert locked.value.retryable
    impatient.dispose()


def _in_another_thread(work: Callable[[], object]) -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


def test_a_full_disk_is_reported_and_everything_is_rolled_back(url: str, store: SqlAlchemyStore) -> None:
    small = sa.create_engine(url, poolclass=sa.pool.StaticPool)
    with small.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreError, match="disk is full"), SqlAlchemyStore(small).transaction() as tx:
        tx.put(OUTBOX, *(replace(item(str(n), sequence=n), note="x" * 4000) for n in range(50)))
    small.dispose()
    with store.transaction() as tx:
        assert tx.select(OUTBOX) == []


def test_no_guest_name_reaches_an_error(url: str) -> None:
    store = SqlAlchemyStore(url)
    guest = replace(example(RESERVATIONS, 1), guest_name="Canary Lastname")
    with pytest.raises(StoreError) as failed, store.transaction() as tx:
        tx.put(RESERVATIONS, guest)
    assert "Canary" not in "".join(traceback.format_exception(failed.value))
    assert failed.value.__cause__ is None
    assert failed.value.__context__ is None
    store.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://u:hunter2@h/d", "not a url hunter2"])
def test_a_place_where_no_store_can_live_is_refused_without_quoting_it(url: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        SqlAlchemyStore(url)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("prefix", ["Hotel_", "1st_", "a" * 17, 'x"; --', "hôtel_"])
def test_a_prefix_that_sql_would_change_is_refused(url: str, prefix: str) -> None:
    with pytest.raises(ConfigurationError, match="prefix"):
        SqlAlchemyStore(url, prefix=prefix)


def test_two_prefixes_are_two_stores_in_one_database(url: str) -> None:
    mine, theirs = SqlAlchemyStore(url), SqlAlchemyStore(url, prefix="")
    mine.migrate()
    assert theirs.check() == ("0001", "0002", "0003", "0004", "0005")
    theirs.migrate()
    with mine.transaction() as tx:
        tx.put(OUTBOX, item("a", sequence=1))
    with theirs.transaction() as tx:
        assert tx.select(OUTBOX) == []
    mine.close()
    theirs.close()


def test_a_hosts_engine_with_its_own_begin_works_and_keeps_its_ways(url: str) -> None:
    engine = sa.create_engine(url)

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    store = SqlAlchemyStore(engine)
    store.migrate()
    with store.transaction() as tx:
        tx.put(OUTBOX, item("a", sequence=1))
    with pytest.raises(ZeroDivisionError), store.transaction() as tx:  # noqa: PT012 - a transaction is one step
        tx.put(OUTBOX, item("b", sequence=2))
        raise ZeroDivisionError
    with engine.connect() as host:
        assert host.exec_driver_sql("SELECT id FROM cloudbeds_outbox").scalars().all() == ["a"]
        host.exec_driver_sql("DELETE FROM cloudbeds_outbox")
        host.rollback()
    store.close()
    with store.transaction() as tx:
        assert len(tx.select(OUTBOX)) == 1
    engine.dispose()


def test_a_committed_row_is_in_the_file(store: SqlAlchemyStore, tmp_path: Path) -> None:
    with store.transaction() as tx:
        tx.put(OUTBOX, item("a", sequence=1))
    with sqlite3.connect(tmp_path / "hotel.sqlite3") as reader:
        due_at = reader.execute("SELECT due_at FROM cloudbeds_outbox").fetchone()
    reader.close()
    assert due_at == ("2026-11-23T17:00:00.123456+00:00",)


def test_a_store_survives_a_fork(store: SqlAlchemyStore) -> None:
    with store.transaction() as tx:
        tx.put(OUTBOX, item("before", sequence=1))
    child = os.fork()
    if child == 0:
        try:
            with store.transaction() as tx:
                tx.put(OUTBOX, item("child", sequence=2))
        finally:
            os._exit(0)
    with store.transaction() as tx:
        tx.put(OUTBOX, item("parent", sequence=3))
    assert os.waitpid(child, 0)[1] == 0
    with store.transaction() as tx:
        assert [each.id for each in tx.select(OUTBOX, order=("sequence",))] == ["before", "child", "parent"]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 64, 65, 1024, 1025])
def test_one_of_any_number_of_values_finds_just_those(store: SqlAlchemyStore, count: int) -> None:
    ids = [f"{n:04}" for n in range(count)]
    with store.transaction() as tx:
        tx.put(OUTBOX, *(item(f"{n:04}", sequence=n) for n in range(1100)))
        assert [each.id for each in tx.select(OUTBOX, where={"id": ids})] == ids


WORK_OFF = """
import json, sys
from datetime import timedelta
from cloudbeds_connector.stores.records import DONE, OUTBOX
from cloudbeds_connector.testing.contracts.examples import NOON
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

store, mine = SqlAlchemyStore(sys.argv[1]), []
while True:
    with store.transaction() as tx:
        claimed = tx.claim(OUTBOX, limit=5, lease=timedelta(minutes=2), now=NOON)
    if not claimed:
        break
    with store.transaction() as tx:
        mine += [each.id for each in claimed if tx.settle(OUTBOX, each, status=DONE, now=NOON)]
print(json.dumps(mine))
"""


def test_two_processes_never_claim_the_same_item(
    url: str, store: SqlAlchemyStore, processes: Callable[..., list[list[str]]]
) -> None:
    with store.transaction() as tx:
        tx.put(OUTBOX, *(item(f"{n:04}", sequence=n) for n in range(1000)))
    one, other = processes(WORK_OFF, url, count=2)
    assert sorted(one + other) == [f"{n:04}" for n in range(1000)]
