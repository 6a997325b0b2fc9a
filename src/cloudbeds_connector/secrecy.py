"""Objects that hold a secret: they are neither pickled nor copied deeply, since a copy carries the secret away.

A pickle goes into queues, caches and files that are not made for secrets. This module imports only `errors`.
"""

from __future__ import annotations

from typing import NoReturn, SupportsIndex

from .errors import ConfigurationError


class NotPickled:
    """The base of a class whose instances hold a secret, or something that does."""

    __slots__ = ()

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise ConfigurationError(
            f"{type(self).__name__} is not pickled or copied, because it holds a secret.",
            next_action="Pass a reference, such as the property id or the connection's id, and build it in the process "
            "that uses it.",
        )
