"""The processes of `test_shared_rate`: a hotel on the machine's own time, and workers that share one credential.

Started as a script with a role and its settings as JSON. Says one line of JSON when it is ready, waits for a line with
the instants between which to work, and says another with what it noted. Instants are the machine's monotonic clock,
which all processes share.
"""

from __future__ import annotations

import json
import math
import random
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import Any

from cloudbeds_connector.cloudbeds import ApiKey, CloudbedsClient
from cloudbeds_connector.cloudbeds.groups.client_groups import Operations
from cloudbeds_connector.errors import ConnectorError
from cloudbeds_connector.pms.clock import SystemClock
from cloudbeds_connector.pms.ports import Lane, Limiter, Slot
from cloudbeds_connector.stores.rate import StoreLimiter
from cloudbeds_connector.testing import SimulatedHotel
from cloudbeds_connector.testing.clock import ManualClock
from cloudbeds_connector_redis import RedisLimiter
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

RATE = 5
THREADS = 8
KEY = "cbat_simulated"


def say(fact: Any) -> None:
    sys.stdout.write(json.dumps(fact) + "\n")
    sys.stdout.flush()


class Stalls(threading.Thread):
    """Notices how long this process, or the whole machine, stands still: what no limiter can make up for."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.seen: list[tuple[float, float]] = []
        self.start()

    def run(self) -> None:
        while True:
            before = time.monotonic()
            time.sleep(0.01)
            if (late := time.monotonic() - before - 0.01) > 0.01:
                self.seen.append((before, late))


class MachineTime(ManualClock):
    """A hotel's clock that goes with the machine's."""

    def __init__(self) -> None:
        super().__init__()
        self._began = time.monotonic()

    def now(self) -> Any:
        return self._start + timedelta(seconds=time.monotonic() - self._began)


class ArrivalTimes(Counter[str]):
    """Counts requests by method, and notes when each arrived."""

    def __init__(self) -> None:
        super().__init__()
        self.instants: list[float] = []

    def __setitem__(self, method: str, count: int) -> None:
        self.instants.append(time.monotonic())
        super().__setitem__(method, count)


def be_the_hotel() -> None:
    hotel, stalls = SimulatedHotel.small(clock=MachineTime()), Stalls()
    hotel.seconds_per_request = 0.0
    arrivals = hotel.stats.by_method = ArrivalTimes()
    with hotel.serve() as served:
        say({"base_url": served.base_url, "property_id": hotel.property_id})
        sys.stdin.readline()
        say({"arrivals": arrivals.instants, "statuses": hotel.stats.by_status, "stalls": stalls.seen})


class Over(Exception):
    """The time to work is over: a caller that waits gives up."""


class Noted:
    """A limiter whose answers are kept: for each slot the lane, the instants between which it lies, and the wait."""

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter
        self.blocking = limiter.blocking
        self.slots: list[tuple[str, float, float, float]] = []
        self.until = math.inf

    def take(self, key: str, *, lane: Lane = Lane.BULK) -> Slot:
        before = time.monotonic()
        if before > self.until:
            raise Over
        slot = self._limiter.take(key, lane=lane)
        after = time.monotonic()
        if slot.granted:
            self.slots.append((lane.value, before + slot.wait, after + slot.wait, after + slot.wait - before))
        return slot

    def slow_down(self, key: str, *, seconds: float) -> None:
        self._limiter.slow_down(key, seconds=seconds)


def limiter_of(kind: str, where: str, prefix: str) -> Limiter:
    if kind == "redis":
        return RedisLimiter(where, RATE, prefix=prefix)
    return StoreLimiter(SqlAlchemyStore(where, prefix=prefix), RATE, clock=SystemClock())


class Worker:
    """Threads that ask without pause in the BULK lane, and optionally one that looks something up twice a second."""

    def __init__(self, base_url: str, property_id: str, kind: str, where: str, prefix: str) -> None:
        self.limiter = Noted(limiter_of(kind, where, prefix))
        self.client = CloudbedsClient(
            ApiKey(KEY), property_id=property_id, base_url=base_url, limiter=self.limiter, clock=SystemClock()
        )
        self.question = Operations().hotels.get(property_id)
        self.errors: list[str] = []

    def ask(self, lane: Lane) -> None:
        try:
            self.client.execute(self.question, lane=lane)
        except ConnectorError as error:
            self.errors.append(str(error))
            time.sleep(0.2)

    def bulk(self) -> None:
        with suppress(Over):
            while True:
                self.ask(Lane.BULK)

    def look_up(self) -> None:
        with suppress(Over):
            while True:
                self.ask(Lane.REALTIME)
                time.sleep(random.uniform(0.3, 0.6))  # at no fixed place between the slots


def be_a_worker(*, looks_up: bool, **settings: Any) -> None:
    worker, stalls = Worker(**settings), Stalls()
    for lane in Lane:
        worker.ask(lane)  # what is imported or opened at the first use is not to count
    worker.limiter.slots.clear()
    say("ready")
    start, worker.limiter.until = json.loads(sys.stdin.readline())
    time.sleep(max(start - time.monotonic(), 0))
    work = [worker.bulk] * THREADS + [worker.look_up] * looks_up
    threads = [threading.Thread(target=each) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    say({"slots": worker.limiter.slots, "errors": worker.errors, "stalls": stalls.seen})


if __name__ == "__main__":
    role, settings = sys.argv[1], json.loads(sys.argv[2])
    be_the_hotel() if role == "hotel" else be_a_worker(**settings)
