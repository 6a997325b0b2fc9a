"""Which property a command is about when none is named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .. import NotConnectedError, printable
from .options import DEFAULT_PROPERTY_ID

if TYPE_CHECKING:
    from .. import Connection, Integration


def connected(integration: Integration) -> Sequence[Connection]:
    """The connected properties; `NotConnectedError` if there is none."""
    known = integration.connections()
    if not known:
        raise NotConnectedError(
            "No property is connected in this database.", next_action="Run 'cloudbeds-connector sync' first."
        )
    return known


def chosen(integration: Integration, property_id: str | None) -> Connection:
    """The connection of the named property, or the only one."""
    if property_id is not None:
        return integration.connection(property_id)
    return _only(connected(integration))


def property_to_sync(integration: Integration, property_id: str | None, pms_property_id: str | None) -> str:
    """The named property, the one that is this hotel, the only one, or the default id for a first one."""
    if property_id is not None:
        return property_id
    known = integration.connections()
    if pms_property_id is not None:
        same = [row.property_id for row in known if row.pms_property_id == pms_property_id]
        return same[0] if same else pms_property_id
    return _only(known).property_id if known else DEFAULT_PROPERTY_ID


def _only(known: Sequence[Connection]) -> Connection:
    if len(known) > 1:
        names = ", ".join(printable(connection.property_id, longest=60) for connection in known)
        raise NotConnectedError(f"There are several properties: {names}.", next_action="Say which with --property-id.")
    return known[0]
