"""Engines: made from a URL, and closed before a fork."""

from __future__ import annotations

import os
import weakref

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.engine import URL, Engine, make_url

from cloudbeds_connector.errors import ConfigurationError

from .replaced_files import reconnect_to_replaced_file
from .sqlite_files import make_files_private

#: How long a writer waits for another, in seconds, on an engine that the store made itself.
BUSY_SECONDS = 30.0

_engines: weakref.WeakSet[Engine] = weakref.WeakSet()
_hooked: list[bool] = []


def engine_for(url: URL | str) -> Engine:
    """An engine that waits for other writers and hides values in errors; `ConfigurationError` for a wrong URL."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            engine = sa.create_engine(parsed, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
            make_files_private(engine)
            reconnect_to_replaced_file(engine)
            return engine
        return sa.create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    except (exc.ArgumentError, ImportError):
        pass  # their text contains the URL, which may contain a password
    raise ConfigurationError(
        "The store's URL cannot be used, or its driver is not installed.",
        next_action="Give one such as 'sqlite:///cloudbeds.sqlite3'.",
    )


def close_before_fork(engine: Engine) -> None:
    """Close this engine's idle connections whenever the process is about to fork.

    A connection must not cross a fork: SQLite may corrupt its file, and a server's socket would have two readers.
    """
    if not _hooked and hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_close_idle_connections)
        _hooked.append(True)  # a hook cannot be removed, so there is one for all engines
    _engines.add(engine)


def _close_idle_connections() -> None:
    for engine in _engines:
        engine.dispose()
