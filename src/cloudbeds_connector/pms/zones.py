"""Decides which names are time zones: those of the IANA database, and never a guess."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from ..errors import ConfigurationError


def load_zone(name: str) -> ZoneInfo:
    """The IANA zone called `name`; `ConfigurationError` if there is none. Never a guess."""
    try:
        return ZoneInfo(name)
    except Exception as error:  # zoneinfo raises four kinds for bad names
        raise ConfigurationError(
            f"{name!r} is not a time zone of the IANA database.",
            next_action="Give the property's zone, such as 'America/New_York'.",
        ) from error
