"""Empty stores in SQLite files for tests. Migrating takes longer than most tests, so it is done once in a process."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from cloudbeds_connector_sqlalchemy import SqlAlchemyStore


def sqlite_store(path: Path) -> SqlAlchemyStore:
    """A migrated store without rows in a new file at `path`. Close it."""
    path.write_bytes(_migrated())
    return SqlAlchemyStore(f"sqlite:///{path}")


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.sqlite3"
        store = SqlAlchemyStore(f"sqlite:///{path}")
        store.migrate()
        store.close()
        return path.read_bytes()
