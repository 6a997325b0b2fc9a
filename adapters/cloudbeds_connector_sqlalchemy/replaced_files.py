"""SQLite files that are replaced while they are open: a connection to the old file must not be used again.

Whoever restores a backup, or removes the file, leaves open connections on a file that no other process will ever see.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DisconnectionError

from .sqlite_files import database_file

_FILE = "cloudbeds_connector_file"


def reconnect_to_replaced_file(engine: Engine) -> None:
    """Have the engine open its file anew when another file has its name, or none."""
    path = database_file(engine.url)
    if path is None:
        return

    def connected(connection: Any, record: Any) -> None:
        record.info[_FILE] = _identity(path)

    def taken(connection: Any, record: Any, proxy: Any) -> None:
        if record.info.get(_FILE) != _identity(path):
            raise DisconnectionError("the file was replaced")  # the pool opens another connection

    event.listen(engine, "connect", connected)
    event.listen(engine, "checkout", taken)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
