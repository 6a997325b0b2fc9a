"""A check of configuration values, so that a misspelled name is an error and not ignored."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

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
