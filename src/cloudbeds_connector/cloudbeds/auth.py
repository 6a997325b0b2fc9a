"""API keys of Cloudbeds: how a key is sent, replaced and reloaded, and when it stops working unused."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from ..errors import ConfigurationError
from ..http.auth import SentHeaders, digest_of, is_secret
from ..http.single_flight import SingleFlight
from ..pms.capabilities import IDLE_NOTICE
from ..pms.hotel_time import require_aware
from ..pms.ports import Clock
from ..secrecy import NotPickled

#: Cloudbeds' guide to API keys: a key that was not used for so long stops working.
IDLE_LIMIT = timedelta(days=30)
#: For how long `reload` is not called again after it had no other key.
RELOAD_PAUSE = timedelta(seconds=10)

log = logging.getLogger(__name__)


class ApiKey(NotPickled):
    """A Cloudbeds API key (``cbat_...``), sent as ``x-api-key``. Every client that holds the object sees it replaced.

    Cloudbeds' guide to API keys: a key does not expire, but one that was not used for 30 days does; its scopes are
    fixed when it is made, so another scope needs another key.

    `reload` returns the newest key, for instance a secret manager's newest version; it is called once when Cloudbeds
    answers 401, however many threads get that answer. `last_used_at` (aware) is when Cloudbeds last accepted the key,
    or when it was made. `rate_key` is what the rate is counted by, a digest of the first key unless given: Cloudbeds
    counts per client, so give the same one where processes share a client's rate and hold different keys of it.

    It is compared by identity, and cannot be pickled: a task carries a connection's id.
    """

    __slots__ = ("__weakref__", "_key", "_last_used_at", "_reload", "_reload_at", "_single_flight", "rate_key")

    def __init__(
        self,
        key: str,
        *,
        reload: Callable[[], str] | None = None,
        last_used_at: datetime | None = None,
        rate_key: str | None = None,
    ) -> None:
        if not is_secret(key):
            del key  # a traceback that shows local variables must not show it
            raise _no_key()
        self._key = key
        #: What the rate is counted by: a digest of the first key, the same after a rotation.
        self.rate_key = rate_key or digest_of(self._key)
        self._reload = reload
        self._last_used_at = None if last_used_at is None else require_aware(last_used_at, "last_used_at")
        self._reload_at: datetime | None = None
        self._single_flight = SingleFlight()

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    @property
    def last_used_at(self) -> datetime | None:
        """When Cloudbeds last accepted the key, as far as is known (UTC)."""
        return self._last_used_at

    @property
    def expires_unused_at(self) -> datetime | None:
        """When the key stops working unless it is used before (UTC); None if it is not known when it was last used."""
        return None if self._last_used_at is None else self._last_used_at + IDLE_LIMIT

    def replace(self, key: str, *, last_used_at: datetime | None = None) -> None:
        """Use `key` from now on, in every client that holds this object; what is under way goes on with the old one."""
        if not is_secret(key):
            del key
            raise _no_key()
        self._last_used_at = None if last_used_at is None else require_aware(last_used_at, "last_used_at")
        self._key = key

    def current(self, *, now: datetime) -> Mapping[str, str]:
        """``x-api-key``."""
        return SentHeaders({"x-api-key": self._key})

    def renewed(self, *, clock: Clock, refused: Mapping[str, str] | None = None) -> Mapping[str, str]:
        """The newest key: `reload` is called if the present one was refused. The same key if there is no other."""
        if self._reload is not None and self._is(refused):
            self._single_flight.run(lambda: self._reload_if(refused, clock.now()))
        return self.current(now=clock.now())

    def used(self, *, now: datetime) -> None:
        """Note when the key was accepted."""
        if self._last_used_at is None or now > self._last_used_at:
            self._last_used_at = now

    def idle_days(self, *, now: datetime) -> float | None:
        """For how many days the key has not been used; None if it is not known when it was last used."""
        return None if self._last_used_at is None else max((now - self._last_used_at) / timedelta(days=1), 0.0)

    def warning(self, *, now: datetime) -> str | None:
        """What to do about a key that was not used for 25 days or more; None before."""
        last = self._last_used_at
        if last is None or last + IDLE_LIMIT - now > IDLE_NOTICE:
            return None
        ends = last + IDLE_LIMIT
        notice = f"The API key was last used {(now - last).days} days ago; Cloudbeds ends a key after 30 idle days. "
        if now < ends:
            return notice + f"Make a call with it before {ends:%Y-%m-%d %H:%M} UTC; getHotels is enough."
        return notice + "If Cloudbeds refuses it, make a new key."

    def _is(self, refused: Mapping[str, str] | None) -> bool:
        return refused is not None and refused.get("x-api-key") == self._key

    def _reload_if(self, refused: Mapping[str, str] | None, now: datetime) -> None:
        if self._reload is None or not self._is(refused) or (self._reload_at is not None and now < self._reload_at):
            return  # another thread has reloaded it meanwhile
        try:
            self._take(self._reload())
        except Exception as error:
            log.warning("reload returned no usable API key (%s), so the refused one stays", type(error).__name__)
        self._reload_at = now + RELOAD_PAUSE if self._is(refused) else None

    def _take(self, key: str) -> None:
        if key != self._key:
            self.replace(key)


def _no_key() -> ConfigurationError:
    return ConfigurationError(
        "The API key is empty or has characters that a key cannot have.",
        next_action="Copy the key again from Account > Apps & Marketplace > API Credentials.",
    )
