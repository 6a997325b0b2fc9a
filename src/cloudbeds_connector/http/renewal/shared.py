"""Decides that a process has one `OAuth` for each grant: two would spend the same refresh token, if the store fails.

They are held by whoever uses them, and here only while the store has not taken their newest token. So nothing is left
of a grant that nobody uses any more.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Hashable
from weakref import WeakValueDictionary

from ...cloudbeds.oauth.oauth import OAuth


class _OfProcess:
    """The grants of one process, with a lock that no fork has copied."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.grants: WeakValueDictionary[Hashable, OAuth] = WeakValueDictionary()
        self.unsaved: set[OAuth] = set()


class SharedGrants:
    """The grants of a connector. Thread-safe; a forked process begins with none."""

    def __init__(self) -> None:
        self._of_process: dict[int, _OfProcess] = {}

    def get(self, key: Hashable, make: Callable[[], OAuth]) -> OAuth:
        """The grant of this key: the one that is in use, or a new one. `make` does no I/O."""
        here = self._here()
        with here.lock:
            known = here.grants.get(key)
            if known is None:
                known = here.grants[key] = make()
            return known

    def flush(self, grant: OAuth) -> None:
        """One user of the grant is done: have its token saved, or keep the grant for the next one."""
        unsaved = self._here().unsaved
        unsaved.add(grant)  # before the store is asked, which may be interrupted
        if grant.flush():
            unsaved.discard(grant)

    def _here(self) -> _OfProcess:
        process = os.getpid()
        for other in [number for number in self._of_process if number != process]:
            self._of_process.pop(other, None)
        return self._of_process.setdefault(process, _OfProcess())
