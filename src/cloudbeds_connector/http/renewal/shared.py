"""One object for each grant of a process: two would spend the same refresh token if the store fails."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, Protocol, TypeVar
from weakref import WeakValueDictionary

from ...pms.per_process import PerProcess
from ...secrecy import NotPickled


class Flushable(Protocol):
    """A grant with a token to save."""

    def flush(self) -> bool:
        """Save a token that is not stored yet; whether everything is stored."""
        ...


G = TypeVar("G", bound=Flushable)


class _OfProcess(Generic[G]):
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.grants: WeakValueDictionary[Hashable, G] = WeakValueDictionary()
        self.unsaved: set[G] = set()


class SharedGrants(NotPickled, Generic[G]):
    """The grants of a connector. Thread-safe; a forked process begins with none.

    They are kept alive by their users, and here only until the store has taken their newest token. So nothing is left
    of a grant that is not used any more.
    """

    def __init__(self) -> None:
        self._here: PerProcess[_OfProcess[G]] = PerProcess(_OfProcess)

    def get(self, key: Hashable, make: Callable[[], G]) -> G:
        """The grant of this key: the one that is in use, or a new one. `make` does no I/O."""
        here = self._here.get()
        with here.lock:
            known = here.grants.get(key)
            if known is None:
                known = here.grants[key] = make()
            return known

    def flush(self, grant: G) -> None:
        """One user of the grant has finished: save its token, or keep the grant for the next user."""
        unsaved = self._here.get().unsaved
        unsaved.add(grant)  # before the store is used, which may be interrupted
        if grant.flush():
            unsaved.discard(grant)
