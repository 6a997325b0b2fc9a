"""Decides what a host can set for one Cloudbeds connection, besides the key and the property."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ..errors import ConfigurationError
from ..pms.configured import check_names
from .client import DEFAULT_BASE_URL

#: A month; whoever needs more wants another full sync.
MAX_OVERLAP_HOURS = 24 * 31


@dataclass(frozen=True, kw_only=True, slots=True)
class CloudbedsSettings:
    """The connector's own settings of a connection.

    `modified_overlap_hours` is how far before the wanted instant the change feed is asked for. In which zone
    Cloudbeds reads ``modifiedFrom`` is not documented, and two zones differ by up to 26 hours. Lower it when that is
    settled for an account.
    """

    base_url: str = DEFAULT_BASE_URL
    modified_overlap_hours: float = 26.0

    def __post_init__(self) -> None:
        if not isinstance(self.base_url, str) or not isinstance(self.modified_overlap_hours, int | float):
            raise ConfigurationError(
                "base_url is a text and modified_overlap_hours a number.", next_action="Correct the settings."
            )

        if not 0 <= self.modified_overlap_hours <= MAX_OVERLAP_HOURS:
            raise ConfigurationError(
                "modified_overlap_hours is out of range.", next_action=f"Give a number from 0 to {MAX_OVERLAP_HOURS}."
            )

    @property
    def modified_overlap(self) -> timedelta:
        """The overlap of the change feed."""
        return timedelta(hours=self.modified_overlap_hours)

    @classmethod
    def read(cls, settings: Mapping[str, Any], *, base_url: str) -> CloudbedsSettings:
        """From an account's settings; `ConfigurationError` for a name that is none of them."""
        check_names(cls, settings, what="The connection's configuration")
        return cls(**{"base_url": base_url, **settings})
