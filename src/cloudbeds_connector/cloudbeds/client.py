"""The synchronous client of Cloudbeds' API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from typing_extensions import Unpack

from ..errors import ConfigurationError
from ..http.auth import Auth
from ..http.client import HttpClient, Options
from ..pms.hotel_time import load_zone
from ..pms.ports import Lane
from .api import CLOUDBEDS
from .groups.any_call import any_call
from .groups.client_groups import ClientGroups
from .groups.group import SyncClient
from .operation import Wire, is_property_id


class CloudbedsClient(HttpClient, ClientGroups[SyncClient]):
    """Cloudbeds' API, version 1.3, for one credential and (usually) one property. Thread-safe; close it after use.

    `property_id` is Cloudbeds' own and may be left out where the credential covers one property. `timezone` is the
    property's zone (IANA), in which instants are sent as filters. `options` are those of
    `cloudbeds_connector.http.Options`: base URL, rate, timeouts, retries, deadline, hooks and more. Every method raises
    the errors of `cloudbeds_connector.errors`. `client.realtime` is the same client for what cannot wait.
    """

    def __init__(
        self, auth: Auth, *, property_id: str | None = None, timezone: str | None = None, **options: Unpack[Options]
    ) -> None:
        super().__init__(CLOUDBEDS, auth, **options)
        self.property_id = checked_property_id(property_id)
        self.zone = load_zone(timezone) if timezone else None

    def __repr__(self) -> str:
        return f"{type(self).__name__}(property_id={self.property_id!r})"

    def call(
        self,
        method: str,
        params: Mapping[str, Wire | datetime] | None = None,
        *,
        verb: str = "GET",
        scope: str = "propertyID",
        lane: Lane | None = None,
    ) -> dict[str, Any]:
        """Any other method of the API, such as ``getSources``: the whole body as plain data, success checked.

        `params` have Cloudbeds' names. `scope` is the parameter that names the property, ``propertyID``,
        ``propertyIDs`` or ``""``. Only GET calls are repeated after a failure. Cloudbeds ignores a parameter that it
        does not know, and answers with everything. An aware instant is written in the property's zone.
        """
        return self.execute(any_call(method, params or {}, verb=verb, scope=scope, zone=self.zone), lane=lane)


def checked_property_id(property_id: str | None) -> str | None:
    """The id, None for an empty one; `ConfigurationError` for one that cannot be sent."""
    if not property_id or (isinstance(property_id, str) and is_property_id(property_id)):
        return property_id or None
    raise ConfigurationError("That is no id of a property.", next_action="Give one that getHotels lists, as a text.")
