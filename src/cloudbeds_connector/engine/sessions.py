"""Sessions: one open session for each connection in each process, and how long a replaced one stays open.

Nothing slow happens under the lock: reading a secret from the host, opening and closing are done outside it, so that
one hotel whose secret manager hangs delays no other. Two threads may therefore open the same connection at once; the
slower one closes its session and uses the other's.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from ..pms.per_process import PerProcess
from ..pms.ports import Clock, PmsAccount, PmsSession
from ..secrecy import NotPickled
from ..stores.records import Connection

#: How many replaced sessions stay open at most.
MOST_RETIRED = 100

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Retired:
    connection_id: str
    session: PmsSession
    until: float


class Sessions(NotPickled):
    """The open sessions of an integration, one for each connection in each process. Thread-safe.

    A session that was replaced or forgotten is closed after `linger`, because another thread may be using it. If it is
    closed earlier (there are too many), that thread's look fails with a retryable error.
    """

    def __init__(
        self, open_session: Callable[[PmsAccount, Connection], PmsSession], *, clock: Clock, linger: timedelta
    ) -> None:
        self._open_session = open_session
        self._clock = clock
        self._linger = linger.total_seconds()
        #: Each process opens its own: an HTTP pool is not shared over a fork.
        self._sessions: PerProcess[dict[str, tuple[PmsAccount, PmsSession]]] = PerProcess(dict)
        self._forgotten: Counter[str] = Counter()
        self._retired: deque[_Retired] = deque()
        self._guard = PerProcess(threading.Lock)

    def get(self, connection: Connection) -> PmsSession:
        """The session of a connection: opened on first use, and again if its account changed."""
        account = account_of(connection)
        session: PmsSession | None = None
        while session is None:
            forgotten = self._forgotten[connection.id]
            known = self._sessions.get().get(connection.id)
            if known is not None and known[0] == account:
                session = known[1]
            else:
                session = self._chosen(account, self._open_session(account, connection), forgotten)
        if self._retired:
            self._close_old()
        return session

    def forget(self, connection_id: str) -> None:
        """Open a new session next time; one that is being opened at this moment is not used either."""
        with self._guard.get():
            self._forgotten[connection_id] += 1
            known = self._sessions.get().pop(connection_id, None)
            if known is not None:
                self._retire(connection_id, known[1])
        self._close_old()

    def end(self, connection_id: str) -> None:
        """Close every session of a connection now, even one that another thread is using: its look fails."""
        with self._guard.get():
            self._forgotten[connection_id] += 1
            known = self._sessions.get().pop(connection_id, None)
            sessions = [] if known is None else [known[1]]
            sessions += [each.session for each in self._retired if each.connection_id == connection_id]
            self._retired = deque(each for each in self._retired if each.connection_id != connection_id)
        _close(sessions)

    def keep(self, connection_ids: Collection[str]) -> None:
        """End the sessions of all connections but these: another process may have disconnected a property."""
        for ended in [key for key in tuple(self._sessions.get()) if key not in connection_ids]:
            self.end(ended)

    def close(self) -> None:
        """Close every session."""
        with self._guard.get():
            sessions = [session for _, session in (self._sessions.pop() or {}).values()]
            sessions += [each.session for each in self._retired]
            self._retired.clear()
        _close(sessions)

    def _chosen(self, account: PmsAccount, fresh: PmsSession, forgotten: int) -> PmsSession | None:
        """`fresh`, or another thread's that was first; None if the connection was forgotten while it was opened."""
        key = account.connection_id
        chosen: PmsSession | None = None
        with self._guard.get():
            sessions = self._sessions.get()  # under the guard: `close` takes it out
            known = sessions.get(key)
            if known is not None and known[0] == account:
                chosen = known[1]
            elif self._forgotten[account.connection_id] == forgotten:
                chosen = fresh
                sessions[key] = (account, fresh)
                if known is not None:
                    self._retire(key, known[1])
        if chosen is not fresh:
            _close([fresh])
        return chosen

    def _retire(self, connection_id: str, session: PmsSession) -> None:
        self._retired.append(_Retired(connection_id, session, self._clock.monotonic() + self._linger))

    def _close_old(self) -> None:
        now, old = self._clock.monotonic(), list[PmsSession]()
        with self._guard.get():
            while self._retired and (self._retired[0].until <= now or len(self._retired) > MOST_RETIRED):
                old.append(self._retired.popleft().session)
        _close(old)


def account_of(connection: Connection) -> PmsAccount:
    """How to reach a connection's property."""
    return PmsAccount(
        connection_id=connection.id,
        pms_property_id=connection.pms_property_id,
        timezone=connection.timezone,
        settings=connection.settings,
        replaced=tuple(sorted(name for name, part in connection.degraded.items() if part.get("instead"))),
    )


def _close(sessions: Iterable[PmsSession]) -> None:
    for session in sessions:
        try:
            session.close()
        except Exception as error:  # the others are closed anyway
            log.warning("a session could not be closed (%s)", type(error).__name__)
