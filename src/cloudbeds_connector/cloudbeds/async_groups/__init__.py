# Written by tools/async_groups.py from ../groups/__init__.py: change that file, then run the tool.
"""The methods of `CloudbedsClient`, grouped as people think of them. Each group is imported on first use."""

from __future__ import annotations

from functools import cached_property

from .offered import AsyncOffered

#: What the clients call each group, and where it is: module and class.
GROUPS: dict[str, tuple[str, str]] = {
    name: (name, group.func.__annotations__["return"])
    for name, group in vars(AsyncOffered).items()
    if isinstance(group, cached_property)
}
