"""Decides what becomes of what a connector found out about an account: it is kept with the connection's settings."""

from __future__ import annotations

from dataclasses import replace

from ..errors import ConnectorError
from ..pms.probing import Probe, Probing
from ..stores.records import CONNECTIONS, Connection
from .integration import Integration


def probe(
    integration: Integration,
    connection: Connection,
    *,
    allow_writes: bool = False,
    webhook_url: str | None = None,
    keep: bool = True,
) -> Probe:
    """Have the connector find out about this account what its hotel system's documentation leaves open.

    With `keep`, what is sure goes into the connection's settings, and this process obeys it from its next look on;
    other processes when they open the connection the next time. An open question leaves its setting as it was.
    `allow_writes` and `webhook_url` are those of `pms.probing.Probing.probe`. A connector without questions finds
    nothing. Raises what a session raises.
    """
    session = integration.session(connection)
    if not isinstance(session, Probing):
        return Probe()
    try:
        found = session.probe(allow_writes=allow_writes, webhook_url=webhook_url)
    except ConnectorError as error:
        integration.failed(connection, error)
        raise
    if keep and found.settings:
        _keep(integration, connection, found)
    return found


def _keep(integration: Integration, connection: Connection, found: Probe) -> None:
    with integration.store.transaction(lock=connection.id) as tx:
        current = tx.get(CONNECTIONS, connection.id)
        if current is not None:
            tx.put(CONNECTIONS, replace(current, settings={**current.settings, **found.settings}))
    integration.forget_session(connection.id)  # it was opened with the settings from before
    integration.session(integration.reloaded(connection))  # now, so that nobody opens it with what they still hold
