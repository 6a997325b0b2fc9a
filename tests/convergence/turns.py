"""Processes that take turns: one runs at a time, and the next one only where no transaction is open.

Each process runs in a thread of its own and stops before and after every transaction and request, where a real one may
lose the processor for as long as the machine likes. It may be killed there, or before any statement. Which process runs
for how long is decided by the history, so the same history always has the same course.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from cloudbeds_connector.stores import records
from cloudbeds_connector.stores.port import Store, Transaction

_LOCAL = threading.local()
_OF_LOOKS = (records.RESERVATIONS, records.STAY_SEGMENTS, records.ROOM_STATES)
#: A turn that takes longer has hung, in seconds.
HUNG_AFTER = 120.0


class Killed(BaseException):
    """The process was killed here."""


@dataclass(eq=False)
class Process:
    """One process of the host. `on_commit` is called after a commit that stored looks, `on_end` after a job."""

    name: str
    on_commit: Callable[[], object] = lambda: None
    on_end: Callable[[], object] = lambda: None
    problem: BaseException | None = None
    _turns: int = 0
    _dies_in: int = 0
    _until: str = ""
    _dead: bool = False
    _thread: threading.Thread | None = None
    _go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0), repr=False)
    _back: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0), repr=False)

    @property
    def busy(self) -> bool:
        """Whether it is in the middle of a job."""
        return self._thread is not None

    @property
    def dead(self) -> bool:
        """Whether it was killed."""
        return self._dead

    def turn(self, job: Callable[[], object], *, stops: int = 0, dies_in: int = 0, until: str = "") -> None:
        """Begin the job, or continue it: for so many stops, until a stop of this name, or (without both) to its end.

        `dies_in` is the number of places at the last of which it dies.
        """
        self._turns, self._dies_in, self._until = stops, dies_in, until
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, args=(job,), name=self.name, daemon=True)
            self._thread.start()
        self._go.release()
        if not self._back.acquire(timeout=HUNG_AFTER):
            raise RuntimeError(f"{self.name} hangs.")
        if self.problem is not None:
            problem, self.problem = self.problem, None
            raise problem

    def kill(self) -> None:
        """End it where it is."""
        self._dead = True
        if self.busy:
            self.turn(lambda: None)
        self.on_end()

    def passes(self, place: str = "", *, inside: bool = False) -> None:
        """A place where the process may be killed and, outside a transaction, may lose its turn."""
        if self._dead:
            raise Killed
        if self._dies_in:
            self._dies_in -= 1
            if not self._dies_in:
                self._dead = True
                raise Killed
        if inside or threading.current_thread() is not self._thread:
            return
        self._turns = max(-1, self._turns - 1)
        if self._turns == 0 or (self._until and self._until == place):
            self._back.release()
            self._go.acquire()
            if self._dead:
                raise Killed

    def die_in(self, points: int) -> None:
        """Kill it at so many places from now, for a process that never loses its turn."""
        self._dies_in = points

    def revive(self) -> None:
        """Start it again."""
        self._dead, self._dies_in = False, 0

    def _run(self, job: Callable[[], object]) -> None:
        _LOCAL.process = self
        self._go.acquire()
        try:
            if not self._dead:
                job()
                self.on_end()  # what is not stored by now is forgotten
        except Killed:
            self.on_end()
        except BaseException as error:
            self.problem = error
        self._thread = None
        self._back.release()


def current() -> Process | None:
    """The process that runs in this thread."""
    process: Process | None = getattr(_LOCAL, "process", None)
    return process


class ProcessStore:
    """A store as one process has it."""

    def __init__(self, store: Store, process: Process) -> None:
        self._store, self._process = store, process

    @contextmanager
    def transaction(self, lock: str | None = None) -> Iterator[Transaction]:
        """See `stores.port.Store`."""
        process = self._process
        process.passes("begins" if lock is None else "begins with a lock")
        with self._store.transaction(lock) as tx:
            statements = _Statements(tx, process)
            yield statements  # type: ignore[misc]
            process.passes(inside=True)
        if lock is not None and statements.of_looks:
            process.on_commit()
        process.passes()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


class _Statements:
    """A transaction in which the process may be killed before any statement.

    It is one `of_looks` if it has to do with stays or room states: with a lock, what was read is then compared and
    stored. One that stores rooms moves stays and states to the rooms' new ids, and stores no look.
    """

    def __init__(self, tx: Transaction, process: Process) -> None:
        self._tx, self._process = tx, process
        self._tables: set[Any] = set()
        self._stores_rooms = False

    @property
    def of_looks(self) -> bool:
        return not self._stores_rooms and not self._tables.isdisjoint(_OF_LOOKS)

    def __getattr__(self, name: str) -> Any:
        self._process.passes(inside=True)
        statement = getattr(self._tx, name)

        def noted(*args: Any, **kwargs: Any) -> Any:
            self._tables.add(args[0])
            self._stores_rooms |= name == "put" and args[0] is records.PMS_ROOMS
            return statement(*args, **kwargs)

        return noted
