"""Running the migrations from a program: without alembic.ini, on the caller's connection and transaction."""

from __future__ import annotations

import threading
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from cloudbeds_connector.errors import StoreError

# Alembic's `op` and `context` are globals of the process
_alembic = threading.Lock()


def version_table(prefix: str) -> str:
    """The table that holds which migrations were run."""
    return f"{prefix}alembic_version"


def upgrade(connection: Connection, *, prefix: str) -> None:
    """Run what is pending inside the connection's transaction; `StoreError` if the tables are of a newer version."""
    if not pending(connection, prefix=prefix):
        return
    config = _config()
    config.attributes["connection"] = connection
    config.attributes["prefix"] = prefix
    with _alembic:
        command.upgrade(config, "head")


def pending(connection: Connection, *, prefix: str) -> tuple[str, ...]:
    """The revisions between the database and this version, oldest first."""
    scripts = ScriptDirectory.from_config(_config())
    current = MigrationContext.configure(connection, opts={"version_table": version_table(prefix)}).get_current_heads()
    known = [script.revision for script in scripts.walk_revisions()]  # newest first, one line of descent
    if not current:
        return tuple(reversed(known))
    if current[0] not in known:
        raise StoreError(
            "The store was migrated by a newer version of this package.",
            next_action="Upgrade the package here, too.",
        )
    return tuple(reversed(known[: known.index(current[0])]))


def _config() -> Config:
    config = Config()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))  # Alembic interpolates it
    config.set_main_option("path_separator", "os")
    return config
