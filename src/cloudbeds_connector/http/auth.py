"""How a request carries its credential. An `Auth` is all that a client knows of one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from ..errors import ConfigurationError
from ..pms.ports import Clock
from ..secrecy import NotPickled


class SentHeaders(NotPickled, dict[str, str]):
    """Headers that carry a credential. The repr names them only, for a traceback that shows local variables."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self)})"


class Auth(Protocol):
    """A credential. Its repr shows no secret. It is used from many threads, and by asynchronous clients."""

    @property
    def rate_key(self) -> str:
        """What the rate is counted by: a digest, the same for every client that uses this credential."""
        ...

    def current(self, *, now: datetime) -> Mapping[str, str] | None:
        """The headers that carry the credential, if they are in memory and valid; None if `renewed` is needed.

        It does no I/O.
        """
        ...

    def renewed(self, *, clock: Clock, refused: Mapping[str, str] | None = None) -> Mapping[str, str]:
        """The headers of a valid credential. It may use a store and the network, and wait on `clock`.

        `refused` are headers that the hotel system has just answered with a 401. If there is no other credential,
        return the same headers: then the call fails. The asynchronous client runs it in a thread. The client does not
        repeat it. `clock` may be the `Deadline` of a call: it has ``left()``, the seconds that are left (or None), and
        a `sleep` that raises `DeadlineError` instead of sleeping longer.
        """
        ...

    def used(self, *, now: datetime) -> None:
        """Note that the hotel system has accepted the credential at this instant."""
        ...

    def warning(self, *, now: datetime) -> str | None:
        """Why the credential will stop working soon, and what to do; None if nothing is to be done."""
        ...


class BearerToken(NotPickled):
    """A token that does not change, sent as ``Authorization: Bearer``. It cannot be pickled.

    Raises `ConfigurationError` for a token that no header can carry: an empty one, or one with a line break.
    """

    def __init__(self, token: str, *, rate_key: str | None = None) -> None:
        if not is_secret(token):
            raise ConfigurationError(
                "The token is empty or has characters that a token cannot have.",
                next_action="Copy it again, without spaces and line breaks.",
            )
        self._headers = SentHeaders({"authorization": f"Bearer {token}"})
        self.rate_key = rate_key or digest_of(token)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def current(self, *, now: datetime) -> Mapping[str, str]:
        """The header."""
        return self._headers

    def renewed(self, *, clock: Clock, refused: Mapping[str, str] | None = None) -> Mapping[str, str]:
        """The same header: there is no other token."""
        return self._headers

    def used(self, *, now: datetime) -> None:
        """Do nothing."""

    def warning(self, *, now: datetime) -> None:
        """There is nothing to warn of."""


def is_secret(text: object) -> bool:
    """Whether a header can carry this as a key or a token: visible ASCII characters, without spaces."""
    return isinstance(text, str) and text != "" and text.isascii() and text.isprintable() and " " not in text


def digest_of(credential: str) -> str:
    """What the rate of a credential (a key, or a client's id) is counted by."""
    return hashlib.sha256(credential.encode()).hexdigest()[:24]
