"""Decides what a filter by several values may be: None for no filter, or a list with something in it.

An empty list asks for nothing, but Cloudbeds would send everything; and a text is a list of its letters to Python.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from ...errors import ConfigurationError

T = TypeVar("T", str, str | None)


def joined(name: str, values: Iterable[str] | None) -> str | None:
    """The values as Cloudbeds takes them. `ConfigurationError` for a text, and for a list without any."""
    chosen = listed(name, values)
    if chosen is not None and not chosen:
        raise ConfigurationError(
            f"An empty {name} asks for nothing, and Cloudbeds would send everything.",
            next_action=f"Make no call, or leave {name} out if everything is wanted.",
        )
    return None if chosen is None else ",".join(chosen)


def listed(name: str, values: Iterable[T] | None) -> tuple[T, ...] | None:
    """The values, which may be none. `ConfigurationError` for a text."""
    if isinstance(values, str | bytes):
        raise ConfigurationError(
            f"{name} is a text, and would be sent letter by letter.", next_action="Give a list, of one if need be."
        )
    return None if values is None else tuple(values)


def is_nothing(*filters: Iterable[str | None] | None) -> bool:
    """Whether one of these filters is an empty list: no row fits, so nobody needs to be asked."""
    return any(values is not None and not isinstance(values, str) and not tuple(values) for values in filters)
