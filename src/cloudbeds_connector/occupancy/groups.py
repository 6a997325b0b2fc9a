"""Group blocks: how many rooms are still kept for a group and not yet picked up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..errors import ConfigurationError


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupNight:
    """One night of a group block on one room type: how many rooms it holds, and how many reservations took of them."""

    night: date
    room_type_id: str
    rooms_held: int
    rooms_picked_up: int = 0

    def __post_init__(self) -> None:
        if self.rooms_held < 0 or self.rooms_picked_up < 0:
            raise ConfigurationError(
                f"A group block holds or picks up less than no rooms on {self.night}.",
                next_action="Give rooms_held and rooms_picked_up as numbers from 0 on.",
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupBlock:
    """Rooms kept for a group, or allotted to an agent, by night and room type.

    What was picked up is on the books as ordinary segments. An `elastic` block grows when more is picked up than was
    held, so it never keeps less than nothing: its extra rooms are on the books and must not come off twice.
    `ConfigurationError` if a block that is not elastic has more picked up than held.
    """

    id: str
    nights: tuple[GroupNight, ...]
    elastic: bool = False

    def __post_init__(self) -> None:
        for night in self.nights:
            if night.rooms_picked_up > night.rooms_held and not self.elastic:
                raise ConfigurationError(
                    f"Group block {self.id} has more rooms picked up than held on {night.night}.",
                    next_action="Raise rooms_held, or say elastic=True if the block may grow.",
                )

    def not_picked_up(self, night: GroupNight) -> int:
        """The rooms that are still kept for the group on one of its nights: held less picked up."""
        return max(night.rooms_held - night.rooms_picked_up, 0)
