"""Probing an account, and storing what was found with the connection's settings."""

from __future__ import annotations

from dataclasses import replace

from ..errors import ConnectorError
from ..pms.address import BASE_URL
from ..pms.probing import Probe, Probing
from ..stores.records import CONNECTIONS, Connection
from .arguments import check_webhook_url
from .runtime import Runtime


def probe(
    runtime: Runtime,
    connection: Connection,
    *,
    allow_writes: bool = False,
    webhook_url: str | None = None,
    keep: bool = True,
) -> Probe:
    """See `Integration.probe`."""
    if webhook_url is not None:
        check_webhook_url("webhook_url", webhook_url, connector=runtime.connector, settings=connection.settings)
    session = runtime.session(connection)
    if not isinstance(session, Probing):
        return Probe()
    try:
        found = session.probe(allow_writes=allow_writes, webhook_url=webhook_url)
    except ConnectorError as error:
        runtime.session_failed(connection, error)
        raise
    if keep and found.settings:
        _store_settings(runtime, connection, found)
    return found


def _store_settings(runtime: Runtime, connection: Connection, found: Probe) -> None:
    with runtime.store.transaction(lock=connection.id) as tx:
        current = tx.get(CONNECTIONS, connection.id)
        if current is not None:
            # never the address: a credential would be sent there
            settings = {name: value for name, value in found.settings.items() if name != BASE_URL}
            tx.put(CONNECTIONS, replace(current, settings={**current.settings, **settings}))
    runtime.forget_session(connection.id)  # it was opened with the old settings
    # opened now, so that no thread opens it with an old copy of the connection
    runtime.session(runtime.reload(connection))
