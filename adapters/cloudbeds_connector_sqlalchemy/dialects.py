"""The databases: how a transaction begins and ends, and how a name is locked, in SQLite and PostgreSQL."""

from __future__ import annotations

import time
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError

from cloudbeds_connector.errors import ConfigurationError


class Database(Protocol):
    """One kind of database."""

    def connectable(self, engine: Engine) -> Engine:
        """The engine, or a view of it, with the isolation level that `begin` needs."""
        ...

    def insert(self, table: sa.Table) -> Any:
        """An INSERT with ON CONFLICT."""
        ...

    def prepare(self, connection: Connection) -> None:
        """Settings of a database, made once, outside any transaction."""
        ...

    def begin(self, connection: Connection, *, lock: str | None) -> None:
        """Begin a transaction that excludes others with the same lock."""
        ...

    def commit(self, connection: Connection) -> None:
        """Make it durable."""
        ...


#: How long to wait for another process that prepares the same new file, in seconds.
_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)


class Sqlite:
    """SQLite has one writer. Every transaction becomes the writer when it begins, so that none fails half-way.

    BEGIN is sent here, since the driver's own comes late and is not IMMEDIATE; it sends none while this one is open.
    """

    def connectable(self, engine: Engine) -> Engine:
        """The engine itself: another isolation level would be set, and set back, for every transaction."""
        return engine

    def insert(self, table: sa.Table) -> Any:
        """An INSERT with ON CONFLICT."""
        return sqlite.insert(table)

    def prepare(self, connection: Connection) -> None:
        """Write-ahead logging: readers do not wait for the writer. It is stored in the file.

        SQLite does not wait for its busy timeout here: it refuses at once while another process does the same.
        """
        _outside_transaction(connection)
        for pause in (*_PAUSES, None):
            try:
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
                return
            except OperationalError as error:
                if pause is None or "locked" not in str(error.orig):
                    raise
                time.sleep(pause)

    def begin(self, connection: Connection, *, lock: str | None) -> None:
        """Become the writer, waiting as long as the connection's busy timeout."""
        _outside_transaction(connection)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def commit(self, connection: Connection) -> None:
        """Make it durable."""
        connection.exec_driver_sql("COMMIT")


def _outside_transaction(connection: Connection) -> None:
    """End a transaction that a host's own "begin" listener has begun; nothing was done in it yet."""
    if not connection.in_transaction():
        connection.begin()  # the listener is called here
    if getattr(connection.connection.driver_connection, "in_transaction", False):
        connection.exec_driver_sql("ROLLBACK")


class Postgresql:
    """PostgreSQL locks by name, so that a connection can be locked before its row exists.

    READ COMMITTED, whatever the engine's default: what is read after the lock must be newer than the lock.
    """

    def connectable(self, engine: Engine) -> Engine:
        """READ COMMITTED."""
        return engine.execution_options(isolation_level="READ COMMITTED")

    def insert(self, table: sa.Table) -> Any:
        """An INSERT with ON CONFLICT."""
        return postgresql.insert(table)

    def prepare(self, connection: Connection) -> None:
        """Nothing."""

    def begin(self, connection: Connection, *, lock: str | None) -> None:
        """Begin, and wait for the lock until the transaction that holds it ends."""
        if not connection.in_transaction():
            connection.begin()
        if lock is not None:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(lock, 0))))

    def commit(self, connection: Connection) -> None:
        """Make it durable."""
        connection.commit()


def database_of(engine: Engine) -> Database:
    """How to talk to the engine's database; `ConfigurationError` if the store cannot live there."""
    if engine.dialect.name == "postgresql":
        return Postgresql()
    if engine.dialect.name != "sqlite":
        raise ConfigurationError(
            f"The store does not work on {engine.dialect.name}.", next_action="Use SQLite or PostgreSQL."
        )
    if engine.url.database in (None, "", ":memory:"):
        raise ConfigurationError(
            "With a SQLite database in memory, each connection has a database of its own.",
            next_action="Name a file, or use `MemoryStore`.",
        )
    return Sqlite()
