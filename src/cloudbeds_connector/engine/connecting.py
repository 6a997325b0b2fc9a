"""Decides how a property is connected: find it, remember it, subscribe, and map its rooms.

Subscriptions come before the first full look, so that nothing that happens meanwhile is missed.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..errors import ConfigurationError
from ..pms.model import Room
from ..pms.ports import HostRoom, Page, PmsAccount, SubscriptionReport
from ..pms.webhooks import hash_token, new_token
from ..roommap import MapState, RoomMatch, fingerprint, suggest
from ..stores.port import Transaction
from ..stores.records import (
    CONNECTIONS,
    PMS_ROOMS,
    PROPERTY_ROOMS,
    ROOM_MAP,
    SUBSCRIPTIONS,
    SYNC_CURSORS,
    Connection,
    PmsRoom,
    PropertyRoom,
    RoomMapping,
    Subscription,
    SyncCursor,
)
from .integration import REPLAN, Integration, account_of, pick_property


def connect(
    integration: Integration,
    property_id: str,
    *,
    pms_property_id: str | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Connection:
    """Connect a host's property, or return the connection it has with its name, zone and times refreshed.

    `pms_property_id` must be given when the credential covers several hotels. `settings` are the connector's own
    (such as ``base_url``). Makes at most three requests; the first full look is `sync.full_sync`. A hotel is connected
    once: `ConfigurationError` if it is connected under another property id.
    """
    if not property_id.strip():
        raise ConfigurationError("The property id is empty.", next_action="Give your own id of the property.")
    clock, slug = integration.clock, integration.connector.slug
    draft = PmsAccount(connection_id="", pms_property_id=pms_property_id, settings=dict(settings or {}))
    probe = _draft_connection(slug, property_id, pms_property_id, draft.settings, clock.now())
    session = integration.open(draft, integration.credentials(probe))
    try:
        found = pick_property(list(session.directory.properties()), pms_property_id)
    finally:
        session.close()
    fresh = replace(
        probe,
        pms_property_id=found.pms_property_id,
        name=found.name,
        timezone=found.timezone,
        check_in_time=found.check_in_time,
        check_out_time=found.check_out_time,
        night_audit_time=found.night_audit_time,
    )
    with integration.store.transaction() as tx:
        _refuse_second(tx, fresh)
        known = tx.select(CONNECTIONS, where={"connector": slug, "property_id": property_id}, limit=1)
        if known and known[0].pms_property_id != fresh.pms_property_id:
            raise ConfigurationError(
                f"Property {property_id!r} is already connected to {known[0].pms_property_id!r}.",
                next_action="Disconnect it first, or connect the other hotel under its own property id.",
            )
        if known:
            fresh = replace(
                known[0],
                name=fresh.name,
                timezone=fresh.timezone,
                check_in_time=fresh.check_in_time,
                check_out_time=fresh.check_out_time,
                settings={**known[0].settings, **fresh.settings},
                status="active",
            )
        tx.put(CONNECTIONS, fresh)
    return fresh


def _refuse_second(tx: Transaction, fresh: Connection) -> None:
    """Two connections of one hotel would make every task twice."""
    where = {"connector": fresh.connector, "pms_property_id": fresh.pms_property_id, "status": ("active", "paused")}
    others = [row for row in tx.select(CONNECTIONS, where=where) if row.property_id != fresh.property_id]
    if others:
        raise ConfigurationError(
            f"The hotel {fresh.pms_property_id!r} is connected as {others[0].property_id!r} already.",
            next_action="Use that property id, or disconnect that one first.",
        )


def _draft_connection(slug: str, property_id: str, pms_id: str | None, settings: Any, now: Any) -> Connection:
    from datetime import time

    return Connection(
        id=uuid.uuid4().hex,
        connector=slug,
        property_id=property_id,
        pms_property_id=pms_id or "",
        name=property_id,
        timezone="UTC",
        check_in_time=time(15),
        check_out_time=time(11),
        status="active",
        created_at=now,
        settings=dict(settings),
    )


def subscribe(
    integration: Integration, connection: Connection, base_url: str, *, token: str | None = None
) -> SubscriptionReport:
    """Have the hotel system send its events to `{base_url}/webhooks/integrations/{slug}/{token}`.

    Without `token` a new one is made; the one before stays valid, so that nothing is lost while both are subscribed.
    Give one from `pms.webhooks.new_token` to be able to try again after a failure. Only the token's hash is kept.
    """
    token = token or new_token()
    fresh = hash_token(token)
    with integration.store.transaction(lock=connection.id) as tx:
        current = tx.get(CONNECTIONS, connection.id) or connection
        if current.webhook_token_hash != fresh:
            before = current.webhook_token_hash
            tx.put(CONNECTIONS, replace(current, webhook_token_hash=fresh, previous_token_hash=before))
    url = f"{base_url.rstrip('/')}/webhooks/integrations/{integration.connector.slug}/{token}"
    report = integration.session(connection).events.ensure_subscriptions(url)
    now = integration.clock.now()
    with integration.store.transaction(lock=connection.id) as tx:
        for event in report.created:
            tx.put(
                SUBSCRIPTIONS,
                Subscription(connection_id=connection.id, event=event, subscription_id="", created_at=now),
            )
    return report


def refresh_directory(integration: Integration, connection: Connection) -> int:
    """Read the hotel system's rooms, keep them, and suggest or keep their mapping. Returns how many there are."""
    page = integration.session(connection).directory.rooms()
    hosts = list(integration.rooms.list(connection.property_id)) if integration.rooms else None
    with integration.store.transaction(lock=connection.id) as tx:
        _put_rooms(tx, connection, page)
        if hosts is None:
            _mirror_rooms(tx, integration, connection, page.items)
        else:
            _suggest_rooms(tx, integration, connection, page.items, hosts)
        # a renamed or newly mapped room changes tasks, although no stay did
        tx.put(SYNC_CURSORS, SyncCursor(connection_id=connection.id, name=REPLAN, due_at=page.sent_at))
    return len(page.items)


def _put_rooms(tx: Transaction, connection: Connection, page: Page[Room]) -> None:
    if not page.items:
        return  # an empty directory is silence, not absence
    seen = {room.id for room in page.items}
    rows = [
        PmsRoom(
            connection_id=connection.id,
            id=room.id,
            name=room.name,
            room_type_id=room.room_type_id,
            room_type_name=room.room_type_name,
            virtual=room.virtual,
            private=room.private,
            dorm_name=room.dorm_name,
            linked_room_ids=room.linked_room_ids,
            observed_at=page.sent_at,
        )
        for room in page.items
    ]
    known = tx.select(PMS_ROOMS, where={"connection_id": connection.id, "gone_at": None})
    gone = [replace(row, gone_at=page.sent_at) for row in known if row.id not in seen]
    tx.put(PMS_ROOMS, *rows, *gone)


def _mirror_rooms(tx: Transaction, integration: Integration, connection: Connection, rooms: tuple[Room, ...]) -> None:
    """The host has no room table: the hotel system's rooms are the host's, one to one."""
    now = integration.clock.now()
    physical = [room for room in rooms if not room.virtual]
    tx.put(
        PROPERTY_ROOMS,
        *(
            PropertyRoom(
                connection_id=connection.id,
                id=room.id,
                property_id=connection.property_id,
                room_number=room.name,
                room_type=room.room_type_name,
            )
            for room in physical
        ),
    )
    matches = [
        RoomMatch(
            room_id=room.id,
            host_room_id=room.id,
            state=MapState.CONFIRMED,
            reason="the host has no rooms of its own",
            fingerprint=fingerprint(room),
        )
        for room in physical
    ]
    tx.put(ROOM_MAP, *(_mapping(connection, match, now) for match in matches))


def _suggest_rooms(
    tx: Transaction,
    integration: Integration,
    connection: Connection,
    rooms: tuple[Room, ...],
    hosts: list[HostRoom],
) -> None:
    """Match what a person has not decided yet; what they decided stays."""
    now = integration.clock.now()
    tx.put(
        PROPERTY_ROOMS,
        *(
            PropertyRoom(
                connection_id=connection.id,
                id=host.id,
                property_id=connection.property_id,
                room_number=host.number,
                room_type=host.type,
                source="host",
            )
            for host in hosts
        ),
    )
    decided = {
        row.room_id: row
        for row in tx.select(ROOM_MAP, where={"connection_id": connection.id})
        if row.state not in (MapState.SUGGESTED, MapState.CONFLICT)
    }
    taken = {row.host_room_id for row in decided.values()}
    matches = suggest(
        [room for room in rooms if room.id not in decided],
        [host for host in hosts if host.id not in taken],
        confirm_exact=integration.settings.confirm_exact_rooms,
    )
    tx.put(ROOM_MAP, *(_mapping(connection, match, now) for match in matches))


def _mapping(connection: Connection, match: RoomMatch, now: Any) -> RoomMapping:
    return RoomMapping(
        connection_id=connection.id,
        room_id=match.room_id,
        host_room_id=match.host_room_id,
        state=match.state,
        reason=match.reason,
        fingerprint=match.fingerprint,
        updated_at=now,
    )


__all__ = ["account_of", "connect", "refresh_directory", "subscribe"]
