"""One credential, many processes, one rate: measured in real time, at the limiter and at the hotel's door.

This is the one kind of test that must watch the wall clock. A run in which the machine itself stood still says nothing
of the limiter, so it is made again, twice at most.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from cloudbeds_connector_sqlalchemy import SqlAlchemyStore
from tests.servers import drop_tables, postgres_url, redis_url

from .rate_process import RATE

__all__ = ["postgres_url", "redis_url"]

PROCESSES = 4
SCRIPT = Path(__file__).with_name("rate_process.py")
SLOT = 1 / RATE
SETTLING = 1.5  # seconds at either end that are not judged
STALL = 0.02  # seconds: half of what the spacing has to spare


class Process:
    """One of the processes, which speaks in lines of JSON."""

    def __init__(self, role: str, settings: dict[str, Any]) -> None:
        self._child = subprocess.Popen(
            [sys.executable, str(SCRIPT), role, json.dumps(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def receive(self) -> Any:
        assert self._child.stdout is not None
        line = self._child.stdout.readline()
        assert line, "the process ended; its error is above"
        return json.loads(line)

    def send(self, fact: Any) -> None:
        assert self._child.stdin is not None
        self._child.stdin.write(json.dumps(fact) + "\n")
        self._child.stdin.flush()

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.kill()
        self._child.communicate()


@dataclass(frozen=True)
class Measured:
    """What was seen between two instants."""

    seconds: float
    slots: list[tuple[float, float]]  # the earliest and the latest instant at which each may lie
    waits: list[float]
    arrivals: list[float]
    stall: float
    errors: list[str]

    @property
    def share(self) -> float:
        return len(self.arrivals) / (RATE * self.seconds)

    def slots_in_any(self, seconds: float) -> int:
        """The most slots that lie in some half-open span for certain."""
        latest = sorted(late for _, late in self.slots)
        return max(sum(early <= late < early + seconds for late in latest) for early, _ in self.slots)

    def arrivals_in_any(self, seconds: float) -> int:
        return max(sum(start <= each < start + seconds for each in self.arrivals) for start in self.arrivals)

    def __str__(self) -> str:
        return (
            f"share {self.share:.3f}, slots in any second {self.slots_in_any(1)}, arrivals in any second "
            f"{self.arrivals_in_any(1)} and in any 0.95 s {self.arrivals_in_any(0.95)}, look-ups {len(self.waits)}, "
            f"worst wait {max(self.waits, default=0):.3f} s, worst stall {self.stall:.3f} s, errors {self.errors}"
        )


def measure(kind: str, where: str, prefix: str, *, seconds: float) -> Measured:
    """Let the processes share the rate for so long."""
    with ExitStack() as running:
        hotel = running.enter_context(Process("hotel", {}))
        settings = {**hotel.receive(), "kind": kind, "where": where, "prefix": prefix}
        workers = [running.enter_context(Process("worker", {**settings, "looks_up": n == 0})) for n in range(PROCESSES)]
        assert [worker.receive() for worker in workers] == ["ready"] * PROCESSES
        start = time.monotonic() + 0.3
        begin, end = start + SETTLING, start + SETTLING + seconds
        for worker in workers:
            worker.send([start, end + SETTLING])
        reports = [worker.receive() for worker in workers]
        hotel.send("end")
        at_the_door = hotel.receive()
    slots = [slot for each in reports for slot in each["slots"] if begin <= slot[2] < end]
    stalls = [late for each in (*reports, at_the_door) for at, late in each["stalls"] if begin <= at < end]
    return Measured(
        seconds=seconds,
        slots=[(early, late) for _, early, late, _ in slots],
        waits=[wait for lane, _, _, wait in slots if lane == "realtime"],
        arrivals=[at for at in at_the_door["arrivals"] if begin <= at < end],
        stall=max(stalls, default=0.0),
        errors=[error for each in reports for error in each["errors"]],
    )


def what_is_wrong(measured: Measured) -> list[str]:
    wrong = {
        "more slots than the rate in some second": measured.slots_in_any(1) > RATE,
        "more arrivals than the rate in some 0.95 s": measured.arrivals_in_any(0.95) > RATE,
        "less than 90 % of the rate was used": measured.share < 0.9,
        "a look-up waited for more than two slots": max(measured.waits, default=9) > 2 * SLOT,
        "few look-ups": len(measured.waits) < measured.seconds,
        "errors": bool(measured.errors),
    }
    return [what for what, is_so in wrong.items() if is_so]


def prove(kind: str, where: str, prefix: str, *, seconds: float) -> None:
    for tries_left in (2, 1, 0):
        measured = measure(kind, where, prefix, seconds=seconds)
        sys.stdout.write(f"{kind}: {measured}\n")
        wrong = what_is_wrong(measured)
        if not wrong:
            return
        if not tries_left or measured.stall < STALL:
            pytest.fail(f"{wrong}: {measured}")


@contextmanager
def place(kind: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[tuple[str, str]]:
    """Where the rate is kept, and under which prefix."""
    prefix = f"rate_{uuid4().hex[:8]}_"
    if kind == "redis":
        yield request.getfixturevalue("redis_url"), prefix
        return
    url = f"sqlite:///{folder / 'rate.sqlite3'}" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    store = SqlAlchemyStore(url, prefix=prefix)
    store.migrate()
    try:
        yield url, prefix
    finally:
        drop_tables(store.engine, prefix)
        store.close()


@pytest.mark.parametrize("kind", ["sqlite", "redis", "postgresql"])
def test_processes_that_share_a_credential_share_its_rate(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with place(kind, request, tmp_path) as (where, prefix):
        prove(kind, where, prefix, seconds=5)


@pytest.mark.proof
@pytest.mark.parametrize("kind", ["sqlite", "redis", "postgresql"])
def test_processes_share_a_rate_for_long(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    with place(kind, request, tmp_path) as (where, prefix):
        prove(kind, where, prefix, seconds=30)
