"""The room map policy of a hotel: what is confirmed without a person, and from which score rooms are suggested."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..pms.configured import Configured


@dataclass(frozen=True, kw_only=True, slots=True)
class MapPolicy(Configured):
    """How much likeness of names is enough for a suggestion. `ConfigurationError` for a wrong value.

    `confirm_exact`: whether a pair whose id or number is exactly the same, and unique on both sides, needs no person.
    `similar_from`: the least score (above 0, at most 1) of a resemblance that is suggested; 1 suggests none, since
    only what is exact scores 1.
    """

    title: ClassVar[str] = "The room map policy"
    confirm_exact: bool = False
    similar_from: float = 0.7

    def __post_init__(self) -> None:
        share = self.similar_from
        is_share = isinstance(share, int | float) and not isinstance(share, bool) and 0 < share <= 1
        self.check("confirm_exact", isinstance(self.confirm_exact, bool), "True or False")
        self.check("similar_from", is_share, "a number above 0 and at most 1, such as 0.7")
