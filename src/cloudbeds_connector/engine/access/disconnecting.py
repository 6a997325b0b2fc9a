"""Disconnecting a property: its work ends here, its subscriptions and its access end at the hotel system.

What is done here is done whatever the hotel system answers: it may be down, or the key revoked already. Tasks and
history stay, and what is queued for the host is still delivered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ...pms.subscriptions import RemovalReport, Revoking
from ...pms.webhooks import hash_token
from ...stores import records as r
from ...stores.declare import Table
from ...stores.port import Transaction
from ..failures import as_connector_error
from ..runtime import Runtime

#: How many rows one transaction changes.
PIECE = 500
#: What is kept of no use to a property that is not connected.
FORGOTTEN: tuple[Table[Any], ...] = (r.SUBSCRIPTIONS, r.SET_ASIDE, r.FAILURES)


@dataclass(frozen=True, kw_only=True, slots=True)
class DisconnectReport:
    """What disconnecting did.

    `removed` are the events that the hotel system no longer sends. `left` says in sentences what should have ended at
    the hotel system and did not, `manual` what only a person can end there. `hints` is how many waiting webhooks were
    settled, `deliveries` how many tasks and events are still on their way to the host.
    """

    property_id: str
    removed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    manual: tuple[str, ...] = ()
    hints: int = 0
    deliveries: int = 0


def disconnect(runtime: Runtime, connection: r.Connection) -> DisconnectReport:
    """See `Integration.disconnect`."""
    is_open = connection.status != r.DISCONNECTED or _is_left_over(runtime, connection)
    _stop_work(runtime, connection)
    hints = _settle_hints(runtime, connection)
    report = DisconnectReport(property_id=connection.property_id, hints=hints)
    if is_open:
        report = _give_up_access(runtime, connection, report)
    runtime.end_session(connection.id)
    if runtime.stored is not None:
        runtime.stored.forget(connection.id)
    _forget(runtime, connection)
    with runtime.store.transaction() as tx:
        waiting = tx.select(r.OUTBOX, where={"connection_id": connection.id, "status": r.PENDING})
    return replace(report, deliveries=len(waiting))


def _is_left_over(runtime: Runtime, connection: r.Connection) -> bool:
    """Whether an earlier call was interrupted before it was done here."""
    with runtime.store.transaction() as tx:
        kept = tx.get(r.CREDENTIALS, connection.id)
    return kept is not None or bool(connection.webhook_token_hash or connection.previous_token_hash)


def _stop_work(runtime: Runtime, connection: r.Connection) -> None:
    """No sync begins, no webhook is accepted, and no look that is under way is applied from here on."""
    with runtime.store.transaction(lock=connection.id) as tx:
        current = tx.get(r.CONNECTIONS, connection.id) or connection
        at = current.disconnected_at or runtime.clock.now()
        tx.put(r.CONNECTIONS, replace(current, status=r.DISCONNECTED, disconnected_at=at))
        cursors = tx.select(r.SYNC_CURSORS, where={"connection_id": connection.id})
        # a higher fence: a sync that is under way must not move the cursor of a later connection
        ended = [r.SyncCursor(connection_id=connection.id, name=row.name, fence=row.fence + 1) for row in cursors]
        tx.put(r.SYNC_CURSORS, *ended)


def _settle_hints(runtime: Runtime, connection: r.Connection) -> int:
    """Settle the webhooks that wait: nothing can be read any more that they announced."""
    where = {"connection_id": connection.id, "status": r.PENDING}

    def settle(tx: Transaction) -> int:
        rows = tx.select(r.WEBHOOK_EVENTS, where=where, limit=PIECE)
        now = runtime.clock.now()
        tx.put(r.WEBHOOK_EVENTS, *(replace(row, status=r.DONE, settled_at=now, note="disconnected") for row in rows))
        return len(rows)

    return _in_pieces(runtime, connection, settle)


def _in_pieces(runtime: Runtime, connection: r.Connection, change: Callable[[Transaction], int]) -> int:
    """Change rows until none is left, in transactions of at most `PIECE`; how many there were."""
    total = 0
    while True:
        with runtime.store.transaction(lock=connection.id) as tx:
            done = change(tx)
        total += done
        if done < PIECE:
            return total


def _give_up_access(runtime: Runtime, connection: r.Connection, report: DisconnectReport) -> DisconnectReport:
    """End the subscriptions and the access at the hotel system. Whatever fails there is only reported."""
    left: list[str] = []
    manual: list[str] = []
    removal = RemovalReport()
    try:
        session = runtime.session(connection)
    except Exception as error:
        return replace(
            report, left=(f"The hotel system could not be asked to end anything: {as_connector_error(error)}",)
        )
    try:
        removal = session.events.remove_subscriptions(_sends_here(connection))
    except Exception as error:
        left.append(f"The subscriptions could not be removed: {as_connector_error(error)}")
    if removal.manual is not None:
        (left if removal.left else manual).append(removal.manual)
    try:
        instruction = session.revoke() if isinstance(session, Revoking) else None
    except Exception as error:
        left.append(f"The access could not be ended at the hotel system: {as_connector_error(error)}")
    else:
        manual += [] if instruction is None else [instruction]
    return replace(report, removed=removal.removed, left=tuple(left), manual=tuple(manual))


def _sends_here(connection: r.Connection) -> Callable[[str], bool]:
    """Whether an address ends with a token of this connection. Only the tokens' hashes are stored."""
    hashes = {connection.webhook_token_hash, connection.previous_token_hash} - {None}

    def sends_here(url: str) -> bool:
        token = url.split("?", 1)[0].rstrip("/").rpartition("/")[2]
        return len(token) >= 22 and hash_token(token) in hashes

    return sends_here


def _forget(runtime: Runtime, connection: r.Connection) -> None:
    for table in FORGOTTEN:

        def delete(tx: Transaction, table: Table[Any] = table) -> int:
            rows = tx.select(table, where={"connection_id": connection.id}, limit=PIECE)
            for row in rows:
                tx.delete(table, *table.key_of(row))
            return len(rows)

        _in_pieces(runtime, connection, delete)
    with runtime.store.transaction(lock=connection.id) as tx:
        current = tx.get(r.CONNECTIONS, connection.id)
        if current is not None:
            tx.put(r.CONNECTIONS, replace(current, webhook_token_hash=None, previous_token_hash=None, degraded={}))
