"""Decides how a URL becomes an engine, and what happens to an engine's connections when the process forks."""

from __future__ import annotations

import os
import weakref

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.engine import URL, Engine, make_url

from cloudbeds_connector.errors import ConfigurationError

#: How long a writer waits for the one before it, on an engine that the store made itself.
BUSY_SECONDS = 30.0

_engines: weakref.WeakSet[Engine] = weakref.WeakSet()
_hooked: list[bool] = []


def engine_for(url: URL | str) -> Engine:
    """An engine that waits for its turn and keeps values out of its errors; `ConfigurationError` for a wrong URL."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return sa.create_engine(parsed, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
        return sa.create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    except (exc.ArgumentError, ImportError):
        pass  # the text of these repeats the URL, which may hold a password
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
        _hooked.append(True)  # a hook cannot be taken back, so there is one for all engines
    _engines.add(engine)


def _close_idle_connections() -> None:
    for engine in _engines:
        engine.dispose()
