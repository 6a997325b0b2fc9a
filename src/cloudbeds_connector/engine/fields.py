"""Copying the fields of one dataclass into another: fields of the same name mean the same in both."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any


def shared_fields(value: Any, kind: Any) -> dict[str, Any]:
    """The fields of `value` that the dataclass `kind` has too, by name."""
    source: Any = type(value)
    return {name: getattr(value, name) for name in _shared_names(source, kind)}


@cache
def _shared_names(source: Any, kind: Any) -> tuple[str, ...]:
    known = {field.name for field in fields(source)}
    return tuple(field.name for field in fields(kind) if field.name in known)
