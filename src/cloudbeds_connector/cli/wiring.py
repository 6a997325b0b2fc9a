"""How the command line puts an `Integration` together. A host writes its own version of this module."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .. import ConfigurationError, Credentials, KeyRing
from .hints import API_KEY, KEYS, WHERE_KEYS_ARE

if TYPE_CHECKING:
    from .. import Clock, Connection, Integration, Store, TaskSink


def credentials_from_environment(connection: Connection) -> Credentials:
    """The API key, from ``CLOUDBEDS_API_KEY``, where none is stored. It is never written to the store."""
    key = os.environ.get(API_KEY, "")
    if not key:
        raise ConfigurationError("There is no API key.", next_action=f"Set {API_KEY} ({WHERE_KEYS_ARE}).")
    return Credentials(key)


def keys_from_environment() -> KeyRing | None:
    """The ring that stored credentials are sealed with, from ``CLOUDBEDS_CONNECTOR_KEYS``; None if that is not set.

    `ConfigurationError` if it is set to anything but good keys, the empty text included.
    """
    text = os.environ.get(KEYS)
    return None if text is None else KeyRing.from_text(text)


def integration_over(
    store: Store,
    *,
    clock: Clock | None = None,
    tasks: TaskSink | None = None,
    base_url: str | None = None,
) -> Integration:
    """An integration with Cloudbeds over a migrated store. Use it in a `with`.

    `base_url` is that of a simulated hotel on this machine; without it, keys are sent to Cloudbeds' own servers only.
    """
    from .. import CloudbedsConnector, Integration  # they take longer to import than `--help` may take

    return Integration(
        connector=CloudbedsConnector(base_url=base_url) if base_url else CloudbedsConnector(),
        store=store,
        keys=keys_from_environment(),
        credentials=credentials_from_environment,
        clock=clock,
        tasks=tasks,
    )
