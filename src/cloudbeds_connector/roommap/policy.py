"""Decides what a hotel lets the room map do by itself, and from which resemblance on it hears of a suggestion."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import ConfigurationError
from ..pms.configured import check_names


@dataclass(frozen=True, kw_only=True, slots=True)
class MapPolicy:
    """How far a hotel trusts names. `ConfigurationError` for a wrong value.

    `confirm_exact`: whether a pair whose id or number is exactly the same, and unique on both sides, needs no person.
    `similar_from`: the least score (above 0, at most 1) of a resemblance that is suggested; 1 suggests none, since
    only what is exact scores 1.
    """

    confirm_exact: bool = False
    similar_from: float = 0.7

    def __post_init__(self) -> None:
        _check("confirm_exact", isinstance(self.confirm_exact, bool), "True or False")
        _check("similar_from", _is_share(self.similar_from), "a number above 0 and at most 1, such as 0.7")

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> MapPolicy:
        """The policy that `to_mapping` wrote, or that a person configured.

        What is not named keeps its default. `ConfigurationError` for an unknown name or a wrong value.
        """
        check_names(cls, values, what="The room map policy")
        return cls(**values)

    def to_mapping(self) -> dict[str, Any]:
        """Every parameter as JSON can hold it; `from_mapping` reads it back."""
        return dataclasses.asdict(self)


def _check(name: str, good: bool, wanted: str) -> None:
    if not good:
        raise ConfigurationError(f"The room map policy's {name} cannot be that.", next_action=f"Give {wanted}.")


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1
