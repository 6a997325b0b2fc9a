"""How many of the stories begin."""

from __future__ import annotations

from cloudbeds_connector.turnover import TurnoverPolicy

from ..story import Story


def left_at_10_40(policy: TurnoverPolicy | None = None) -> Story:
    """Room 101 was left at 10:40, and nobody is known to arrive."""
    hotel = Story(policy)
    hotel.guest("A")
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    return hotel
