"""The store on SQLite or PostgreSQL, and its transactions. Their verbs are in `transaction`."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.engine import URL, Connection, Engine

from cloudbeds_connector.secrecy import NotPickled

from .dialects import database_of
from .engines import close_before_fork, engine_for
from .failures import translate
from .schema import DEFAULT_PREFIX, checked_prefix
from .statements import Statements
from .transaction import SqlTransaction
from .unreadable import UnreadableRows


class SqlAlchemyStore(NotPickled):
    """A `Store` on SQLite or PostgreSQL. Safe to share between threads, and to keep across a fork.

    Give your own engine, or a URL such as ``sqlite:////var/lib/host/cloudbeds.sqlite3``. Building it does no I/O.
    A SQLite file that it creates from a URL is readable by its owner only; the mode of one that exists is left alone.
    Call `migrate` before first use and after every upgrade. On a SQLite engine of your own, set
    ``connect_args={"timeout": 30}`` where many processes write.
    """

    def __init__(self, engine: Engine | URL | str, *, prefix: str = DEFAULT_PREFIX) -> None:
        self._prefix = checked_prefix(prefix)
        self.engine = engine if isinstance(engine, Engine) else engine_for(engine)
        self._owned = not isinstance(engine, Engine)
        self._database = database_of(self.engine)
        self._connectable = self._database.connectable(self.engine)
        self._statements = Statements(self._database, self.engine.dialect, self._prefix)
        self._unreadable = UnreadableRows()
        self._thread = threading.local()
        close_before_fork(self.engine)

    @contextmanager
    def transaction(self, lock: str | None = None) -> Iterator[SqlTransaction]:
        """Begin; commit at the end, roll back on an exception. Transactions do not nest (`RuntimeError`)."""
        with self._connection(lock=lock) as connection:
            yield SqlTransaction(connection, self._statements, self._unreadable)

    def migrate(self) -> None:
        """Create the tables or bring them up to date. It may be repeated, and called by several processes at once."""
        from .migrate import upgrade  # Alembic costs a tenth of a second that only this needs

        with self._connection(lock="migrate", prepare=True) as connection, _translated(self.engine.url):
            upgrade(connection, prefix=self._prefix)

    def check(self) -> tuple[str, ...]:
        """The migrations that are not run yet, oldest first; empty if the tables are up to date.

        `StoreError` if they were made by a newer version, or the database cannot be reached.
        """
        from .migrate import pending

        with self._connection(lock=None) as connection, _translated(self.engine.url):
            return pending(connection, prefix=self._prefix)

    def is_migrated(self) -> bool:
        """Whether the tables were ever created, in this version or an older one."""
        from .migrate import version_table

        with self._connection(lock=None) as connection, _translated(self.engine.url):
            return sa.inspect(connection).has_table(version_table(self._prefix))

    def close(self) -> None:
        """Close idle connections of an engine that the store made itself; your own engine is left alone."""
        if self._owned:
            self.engine.dispose()

    @contextmanager
    def _connection(self, *, lock: str | None, prepare: bool = False) -> Iterator[Connection]:
        if getattr(self._thread, "busy", False):
            raise RuntimeError("A transaction is open in this thread; use it instead of beginning another.")
        self._thread.busy = True
        connection: Connection | None = None
        try:
            with _translated(self.engine.url):
                connection = self._connectable.connect()
                if prepare:
                    self._database.prepare(connection)
                self._database.begin(connection, lock=None if lock is None else f"{self._prefix}:{lock}")
            yield connection
            with _translated(self.engine.url):
                self._database.commit(connection)
        finally:
            self._thread.busy = False
            if connection is not None:
                connection.close()  # rolls back what was not committed


@contextmanager
def _translated(url: URL) -> Iterator[None]:
    try:
        yield
    except exc.SQLAlchemyError as error:
        raise translate(error, url=url) from None
