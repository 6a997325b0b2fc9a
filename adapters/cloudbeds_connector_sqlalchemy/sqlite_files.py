"""The file of a SQLite database: where it is, and that a new one is readable by its owner only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from sqlalchemy import event
from sqlalchemy.engine import URL, Engine

#: Owner only: guests are in it. SQLite gives its journal, -wal and -shm the mode of the database.
_PRIVATE = 0o600


def database_file(url: URL) -> Path | None:
    """The file of a SQLite database, for which `url` may be a URI; None for one in memory, or of another kind."""
    if url.get_backend_name() != "sqlite":
        return None
    found = _file(url.database or "", url.query)
    return None if found is None else found[0]


def make_files_private(engine: Engine) -> None:
    """Have a database file that the engine creates readable by its owner only. One that exists is left as it is."""

    def connecting(dialect: Any, record: Any, arguments: list[Any], options: dict[str, Any]) -> None:
        found = _file(engine.url.database or "", engine.url.query)
        if found is not None and found[1]:
            with suppress(OSError):  # it exists, or SQLite says why it cannot be made
                os.close(os.open(found[0], os.O_CREAT | os.O_EXCL | os.O_WRONLY, _PRIVATE))

    event.listen(engine, "do_connect", connecting)


def _file(database: str, query: Mapping[str, Any]) -> tuple[Path, bool] | None:
    """The file, and whether opening the database creates it; None if it is in memory."""
    if not database.startswith("file:"):
        return None if database in ("", ":memory:") else (Path(database), True)
    uri = urlsplit(database)
    asked = {**{name: values[-1] for name, values in parse_qs(uri.query).items()}, **query}
    path, mode = unquote(uri.path), asked.get("mode", "rwc")
    return None if path in ("", ":memory:") or mode == "memory" else (Path(path), mode == "rwc")
