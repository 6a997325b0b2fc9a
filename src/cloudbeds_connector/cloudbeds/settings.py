"""Settings of one Cloudbeds connection, besides the key and the property.

A host sets `base_url` (on a server that the connector allows) and `modified_overlap_hours`; `cloudbeds-connector probe`
sets the others, by what it found out about the account. Where a setting is None, the safe assumption holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from ..errors import ConfigurationError
from ..pms.configured import check_names
from .api import DEFAULT_BASE_URL

#: A month. For more, run a full sync.
MAX_OVERLAP_HOURS = 24 * 31

#: How far the change feed reaches back while it is unknown in which zone Cloudbeds reads it: two zones differ by up to
#: 26 hours (UTC-12 and UTC+14).
UNKNOWN_ZONE_OVERLAP = timedelta(hours=26)

#: How far it reaches back in a known zone. When clocks go back, an hour of wall times comes twice, and a filter by wall
#: time takes the second for the first, or the other way round (Troll in Antarctica: two hours). The other hour is for a
#: machine whose time zone rules are older than Cloudbeds'. It costs little: rows come newest first, and reading ends
#: with the first page without a new one.
KNOWN_ZONE_OVERLAP = timedelta(hours=2)

_UTC = ZoneInfo("UTC")
_CHOICES: Mapping[str, tuple[object, ...]] = {
    "modified_zone": (None, "property", "utc"),
    "block_end": (None, "inclusive", "exclusive"),
    "auth_header": (None, True, False),
    "delete_webhook": (None, True, False),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class CloudbedsSettings:
    """The connector's own settings of a connection. None is not known, or not set.

    `modified_overlap_hours` is how far the change feed reaches back before the requested instant. None: 2 hours
    where it is known in which zone Cloudbeds reads ``modifiedFrom`` (it is not documented), 26 otherwise.

    Found by a probe and used by the session: `modified_zone`, that zone; `block_end`, whether a block's last date is
    blocked. Found by a probe for people, and not used here: `auth_header`, whether a subscription made with a header
    lists it (then a delivery can carry a second secret); `delete_webhook`, whether DELETE ends a subscription (if not,
    disconnect the app to end them). `probed_at` is when the probe ran, in ISO 8601.
    """

    base_url: str = DEFAULT_BASE_URL
    modified_overlap_hours: float | None = None
    modified_zone: Literal["property", "utc"] | None = None
    block_end: Literal["inclusive", "exclusive"] | None = None
    auth_header: bool | None = None
    delete_webhook: bool | None = None
    probed_at: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.base_url, str) or not isinstance(self.modified_overlap_hours, int | float | None):
            raise ConfigurationError(
                "base_url must be a text, and modified_overlap_hours a number.", next_action="Correct the settings."
            )
        if self.modified_overlap_hours is not None and not 0 <= self.modified_overlap_hours <= MAX_OVERLAP_HOURS:
            raise ConfigurationError(
                "modified_overlap_hours is out of range.", next_action=f"Give a number from 0 to {MAX_OVERLAP_HOURS}."
            )
        for name, choices in _CHOICES.items():
            value = getattr(self, name)
            if not any(value is choice or (isinstance(value, str) and value == choice) for choice in choices):
                raise ConfigurationError(
                    f"{name} must be one of {', '.join(map(str, choices))}.",
                    next_action="Leave it out, or have 'cloudbeds-connector probe' set it.",
                )
        if self.probed_at is not None and not _is_instant(self.probed_at):
            raise ConfigurationError(
                "probed_at must be an ISO 8601 instant with an offset.", next_action="Leave it out."
            )

    def modified_overlap(self, zone: ZoneInfo | None) -> timedelta:
        """The overlap of the change feed for a property in `zone` (None: not known)."""
        if self.modified_overlap_hours is not None:
            return timedelta(hours=self.modified_overlap_hours)
        known = self.modified_zone == "utc" or (self.modified_zone == "property" and zone is not None)
        return KNOWN_ZONE_OVERLAP if known else UNKNOWN_ZONE_OVERLAP

    def modified_in(self, zone: ZoneInfo | None) -> ZoneInfo:
        """The zone in which times of the change feed are written for a property in `zone` (None: not known).

        Where the zone is not known it is UTC: the overlap is long enough for any zone.
        """
        return _UTC if zone is None or self.modified_zone == "utc" else zone

    @property
    def block_end_inclusive(self) -> bool | None:
        """Whether a block's last date is blocked; None while that is open."""
        return None if self.block_end is None else self.block_end == "inclusive"

    @classmethod
    def read(cls, settings: Mapping[str, Any], *, base_url: str) -> CloudbedsSettings:
        """From an account's settings; `ConfigurationError` for a name that is none of them."""
        check_names(cls, settings, what="The connection's configuration")
        return cls(**{"base_url": base_url, **settings})


def _is_instant(text: object) -> bool:
    try:
        return isinstance(text, str) and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
