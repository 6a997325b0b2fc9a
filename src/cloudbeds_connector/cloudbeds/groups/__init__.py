"""The methods of `CloudbedsClient`, grouped as people think of them. Each group is imported on first use."""

from __future__ import annotations

from functools import cached_property

from .offered import Offered

#: What the clients call each group, and where it is: module and class.
GROUPS: dict[str, tuple[str, str]] = {
    name: (name, group.func.__annotations__["return"])
    for name, group in vars(Offered).items()
    if isinstance(group, cached_property)
}
