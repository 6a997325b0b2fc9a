"""Settings that a person configures: reading them from a mapping, writing them, and errors for wrong ones."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any, ClassVar, Self

from ..errors import ConfigurationError


def check_names(kind: type[Any], values: Mapping[str, Any], *, what: str) -> None:
    """`ConfigurationError` if `values` has a name that is not a field of the dataclass `kind`.

    `what` names the configuration in the message, such as "The turnover policy".
    """
    known = {field.name for field in dataclasses.fields(kind)}
    if unknown := sorted(map(str, set(values) - known)):
        raise ConfigurationError(
            f"{what} has no {', '.join(unknown)}.", next_action=f"Known names: {', '.join(sorted(known))}."
        )


class Configured:
    """A frozen dataclass of settings. Wall times are ``HH:MM`` in a mapping.

    `title` is what people call it, with its article; `wall_times` are the fields that are wall times.
    """

    __slots__ = ()
    title: ClassVar[str]
    wall_times: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Self:
        """The settings that `to_mapping` wrote, or that a person configured.

        Settings that are not named keep their defaults. `ConfigurationError` for an unknown name or a wrong value.
        """
        check_names(cls, values, what=cls.title)
        return cls(**{name: cls.read_setting(name, value) for name, value in values.items()})

    def to_mapping(self) -> dict[str, Any]:
        """Every setting as JSON can hold it; `from_mapping` reads it back."""
        return {field.name: _written(getattr(self, field.name)) for field in dataclasses.fields(self)}  # type: ignore[arg-type]

    @classmethod
    def read_setting(cls, name: str, value: Any) -> Any:
        """A setting as the dataclass takes it: text of a wall time is read, anything else is as it is."""
        if name not in cls.wall_times or not isinstance(value, str):
            return value
        try:
            return time.fromisoformat(value)
        except ValueError as error:
            raise ConfigurationError(
                f"{cls.title}'s {name} is not a time.", next_action="Write it as HH:MM, such as 04:00."
            ) from error

    @classmethod
    def check(cls, name: str, good: bool, expected: str) -> None:
        """`ConfigurationError` for a setting that is not good; `expected` describes the values that are."""
        if not good:
            raise ConfigurationError(f"{cls.title}'s {name} is not valid.", next_action=f"Give {expected}.")

    def check_numbers(
        self, names: Iterable[str], what: str, *, minimum: int, maximum: int, optional: bool = False
    ) -> None:
        """`ConfigurationError` for a setting that is no whole number in a range, ends included (or None)."""
        for name in names:
            value = getattr(self, name)
            good = (optional and value is None) or is_whole_number(value, minimum=minimum, maximum=maximum)
            self.check(name, good, f"{what} from {minimum} to {maximum}{', or None' if optional else ''}")


def is_whole_number(value: object, *, minimum: int, maximum: int) -> bool:
    """Whether it is an integer in a range, ends included; a bool is none."""
    return isinstance(value, int) and not isinstance(value, bool) and minimum <= value <= maximum


def is_wall_time(value: object) -> bool:
    """Whether it is a time of day without a zone."""
    return isinstance(value, time) and value.tzinfo is None


def _written(value: object) -> object:
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _written(item) for key, item in value.items()}
    return value
