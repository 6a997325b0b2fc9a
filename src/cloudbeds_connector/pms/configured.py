"""Decides what is said of a configuration that names what does not exist: no typing error passes for a default."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from ..errors import ConfigurationError


def check_names(kind: type[Any], values: Mapping[str, Any], *, what: str) -> None:
    """Refuse `values` that name no field of the dataclass `kind`; `what` is how people call it, with its article."""
    known = {field.name for field in dataclasses.fields(kind)}
    if unknown := sorted(map(str, set(values) - known)):
        raise ConfigurationError(
            f"{what} has no {', '.join(unknown)}.", next_action=f"Known are {', '.join(sorted(known))}."
        )
