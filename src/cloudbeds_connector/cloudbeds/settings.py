"""Decides what is set for one Cloudbeds connection, besides the key and the property, and what an open question means.

A host sets `base_url` and `modified_overlap_hours`; `cloudbeds-connector probe` sets the others, by what it found out
about the account. Where nothing is set, the safe assumption holds.
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

#: A month; whoever needs more wants another full sync.
MAX_OVERLAP_HOURS = 24 * 31

#: How far the change feed reaches back while nobody knows in which zone Cloudbeds reads it: two zones differ by up to
#: 26 hours (UTC-12 and UTC+14).
UNKNOWN_ZONE_OVERLAP = timedelta(hours=26)

#: How far it reaches back in a known zone. When clocks go back, an hour of wall times comes twice, and a filter by wall
#: time takes the second for the first, or the other way round (Troll in Antarctica: two hours). The other hour is for a
#: machine whose time zone rules are older than Cloudbeds'. It costs next to nothing: rows come newest first, and
#: reading ends with the first page without a new one.
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
    """The connector's own settings of a connection. What is None is not known, or not set.

    `modified_overlap_hours` is how far before the wanted instant the change feed is asked for. None: 2 hours where it
    is known in which zone Cloudbeds reads ``modifiedFrom`` (it is not documented), 26 otherwise.

    What a probe found out, and the session obeys: `modified_zone`, that zone; `block_end`, whether a block's last date
    is blocked. What it found out for people, and nothing here acts on: whether `auth_header` is listed for a
    subscription made with one (then a delivery can carry a second secret); whether DELETE ends a subscription
    (`delete_webhook`; if not, disconnect the app to end them); and when that was (`probed_at`, in ISO 8601).
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
                "base_url is a text and modified_overlap_hours a number.", next_action="Correct the settings."
            )
        if self.modified_overlap_hours is not None and not 0 <= self.modified_overlap_hours <= MAX_OVERLAP_HOURS:
            raise ConfigurationError(
                "modified_overlap_hours is out of range.", next_action=f"Give a number from 0 to {MAX_OVERLAP_HOURS}."
            )
        for name, choices in _CHOICES.items():
            value = getattr(self, name)
            if not any(value is choice or (isinstance(value, str) and value == choice) for choice in choices):
                raise ConfigurationError(
                    f"{name} is none of {', '.join(map(str, choices))}.",
                    next_action="Leave it out, or have 'cloudbeds-connector probe' set it.",
                )
        if self.probed_at is not None and not _is_instant(self.probed_at):
            raise ConfigurationError("probed_at is no instant.", next_action="Leave it out.")

    def modified_overlap(self, zone: ZoneInfo | None) -> timedelta:
        """The overlap of the change feed for a property in `zone` (None: not known)."""
        if self.modified_overlap_hours is not None:
            return timedelta(hours=self.modified_overlap_hours)
        known = self.modified_zone == "utc" or (self.modified_zone == "property" and zone is not None)
        return KNOWN_ZONE_OVERLAP if known else UNKNOWN_ZONE_OVERLAP

    def modified_in(self, zone: ZoneInfo | None) -> ZoneInfo:
        """The zone that times of the change feed are written in for a property in `zone` (None: not known).

        UTC is as good as any where the zone is not known: the overlap is made for that.
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
