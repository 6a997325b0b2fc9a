"""The migrations make what the records declare, from any process and however often they run."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from cloudbeds_connector.errors import StoreError
from cloudbeds_connector.stores.declare import Table
from cloudbeds_connector.stores.records import OUTBOX, TABLES, TURNOVER_TASKS
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore
from cloudbeds_connector_sqlalchemy.schema import metadata, sql_table


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_migrated_table_is_the_declared_one(store: SqlAlchemyStore, table: Table[object]) -> None:
    made = sa.inspect(store.engine)
    declared = sql_table(table, "cloudbeds_")
    name = declared.name
    dialect = store.engine.dialect
    assert {
        column["name"]: (_type(column["type"], dialect), column["nullable"]) for column in made.get_columns(name)
    } == {column.name: (_type(column.type, dialect), column.nullable) for column in declared.columns}, (
        "write a migration for what changed in the record"
    )
    assert tuple(made.get_pk_constraint(name)["constrained_columns"]) == table.key
    assert _indexes(store.engine, name) == {" ".join(_ddl(index, dialect).split()) for index in declared.indexes}


def _type(type_: sa.types.TypeEngine[object], dialect: sa.Dialect) -> str:
    return type_.compile(dialect)


def _ddl(index: sa.Index, dialect: sa.Dialect) -> str:
    return str(CreateIndex(index).compile(dialect=dialect))


def _indexes(engine: sa.Engine, table: str) -> set[str]:
    query = "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
    with engine.connect() as connection:
        return {" ".join(sql.split()) for sql in connection.exec_driver_sql(query, (table,)).scalars()}


def test_no_table_is_left_over(store: SqlAlchemyStore) -> None:
    assert set(sa.inspect(store.engine).get_table_names()) == {
        *metadata("cloudbeds_").tables,
        "cloudbeds_alembic_version",
    }


def test_migrating_again_changes_nothing(store: SqlAlchemyStore) -> None:
    assert store.check() == ()
    store.migrate()
    assert store.check() == ()


def test_an_empty_database_has_every_migration_before_it(url: str) -> None:
    store = SqlAlchemyStore(url)
    assert store.check() == ("0001", "0002", "0003", "0004", "0005")
    store.close()


def test_a_newer_database_is_not_touched(store: SqlAlchemyStore) -> None:
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE cloudbeds_alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer version"):
        store.check()
    with pytest.raises(StoreError, match="newer version"):
        store.migrate()


MIGRATE = """
import json, sys
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

store = SqlAlchemyStore(sys.argv[1])
store.migrate()
print(json.dumps(store.check()))
"""


def test_processes_that_migrate_at_once_do_no_harm(url: str, processes: Callable[..., list[list[str]]]) -> None:
    assert processes(MIGRATE, url, count=3) == [[], [], []]


def test_postgresql_gets_real_instants_and_partial_indexes() -> None:
    dialect = postgresql.dialect()
    tasks = sql_table(TURNOVER_TASKS, "cloudbeds_")
    table = str(CreateTable(tasks).compile(dialect=dialect))
    assert "due_by TIMESTAMP WITH TIME ZONE NOT NULL" in table
    assert 'unit_id VARCHAR COLLATE "C" NOT NULL' in table
    (unique,) = (index for index in tasks.indexes if index.unique)
    assert "WHERE state IN ('in_progress', 'on_hold', 'open')" in _ddl(unique, dialect)
    assert "sequence BIGINT NOT NULL" in str(CreateTable(sql_table(OUTBOX, "cloudbeds_")).compile(dialect=dialect))
    assert max(len(str(index.name)) for each in metadata("a" * 16).tables.values() for index in each.indexes) <= 63


PREPARING = """
import sys
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore
sys.stdin.readline()
for number in range(10):
    store = SqlAlchemyStore(f"sqlite:///{sys.argv[1]}/{number}.sqlite3")
    store.migrate()
    assert store.check() == (), store.check()
    store.close()
"""


def test_processes_may_prepare_a_fresh_file_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PREPARING, str(tmp_path)]
    workers = [subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    assert [(worker.communicate()[1], worker.returncode) for worker in workers] == [("", 0)] * 4
