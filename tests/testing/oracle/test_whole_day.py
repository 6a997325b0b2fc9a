"""The oracle on a whole day of a simulated hotel, with a minimal connector: it reads stays, compares, and writes tasks.

This proves that the ledger, the shown answers and the oracle fit together, and that every wrong result is found.
"""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from cloudbeds_connector.testing.day.hotel_day import hotel_for_day, ledger_of
from cloudbeds_connector.testing.oracle.judge import TaskSeen, Verdicts, judge


@dataclass
class Clerk:
    connection: http.client.HTTPConnection
    stays: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    tasks: dict[str, TaskSeen] = field(default_factory=dict)
    baseline_at: datetime | None = None

    def look(self, now: datetime) -> None:
        window = {"reservationCheckOutFrom": "2026-11-20", "reservationCheckOutTo": "2026-11-25"}
        for row in self.rows("getReservationsWithRateDetails", includeDeleted="true", **window):
            for room in row["rooms"]:
                self.compare(room["subReservationID"], room["roomStatus"], room.get("roomID") or None, now)
        self.baseline_at = self.baseline_at or now

    def rows(self, method: str, **params: str) -> Any:
        page = 1
        while True:
            query = urlencode({**params, "pageSize": 100, "pageNumber": page})
            self.connection.request("GET", f"/api/v1.3/{method}?{query}", headers={"x-api-key": "cbat_simulated"})
            data = json.loads(self.connection.getresponse().read())["data"]
            yield from data
            if len(data) < 100:
                return
            page += 1

    def compare(self, segment: str, status: str, room: str | None, now: datetime) -> None:
        before, unit = self.stays.get(segment, ("not_checked_in", None))
        self.stays[segment] = (status, room)
        if self.baseline_at is None:
            return
        if before == "checked_out" and status == "in_house" and room:
            last = self.last(room, segment)
            if last is not None and last.state == "open":
                self.tasks[last.id] = replace(last, state="cancelled")
        elif before == "in_house" and unit and (status != "in_house" or room != unit):
            self.left(unit, segment, now)
        elif before == "not_checked_in" and status == "checked_out" and room:
            self.left(room, segment, now)

    def left(self, unit: str, segment: str, now: datetime) -> None:
        n = self.counts[unit, segment] = self.counts.get((unit, segment), 0) + 1
        last = self.last(unit, segment)
        if last is not None and last.state == "cancelled":
            carries = (*last.carries, f"{segment}#{n}")
            self.tasks[last.id] = replace(last, state="open", carries=carries)
            return
        for other in self.tasks.values():  # the cleaning is done by the next time somebody leaves
            if other.unit == unit and other.state == "open":
                self.tasks[other.id] = replace(other, state="done")
        task = TaskSeen(
            id=f"t{len(self.tasks)}",
            unit=unit,
            created_at=now,
            state="open",
            cause="check_out",
            carries=(f"{segment}#{n}",),
        )
        self.tasks[task.id] = task

    def last(self, unit: str, segment: str) -> TaskSeen | None:
        mine = [t for t in self.tasks.values() if t.unit == unit and any(segment in ref for ref in t.carries)]
        return mine[-1] if mine else None


@pytest.fixture(scope="module")
def worked() -> Any:
    hotel, day = hotel_for_day(seed=5)
    with hotel.serve() as served:
        clerk = Clerk(http.client.HTTPConnection(urlsplit(served.base_url).netloc))
        while not day.finished:
            clerk.look(hotel.clock.now())
            day.play(hotel.clock.now() + timedelta(minutes=7))
        day.play(hotel.clock.now() + timedelta(minutes=2))
        clerk.look(hotel.clock.now())
        clerk.connection.close()
    return ledger_of(hotel), clerk


def _judged(worked: Any, tasks: list[TaskSeen]) -> Verdicts:
    ledger, clerk = worked
    return judge(ledger, tasks, (), baseline_at=clerk.baseline_at)


def test_a_store_that_looks_every_seven_minutes_has_no_missing_and_no_duplicate_task(worked: Any) -> None:
    _, clerk = worked
    verdicts = _judged(worked, list(clerk.tasks.values()))
    assert verdicts.ok, verdicts.summary()
    assert verdicts.owed >= 35
    assert verdicts.unobservable <= 2  # a check-out and a check-in that were undone within minutes


def test_every_single_task_is_needed(worked: Any) -> None:
    _, clerk = worked
    for name in clerk.tasks:
        rest = [task for task in clerk.tasks.values() if task.id != name]
        verdicts = _judged(worked, rest)
        assert len(verdicts.missing) >= 1, name
        assert not verdicts.duplicates


def test_every_single_doubled_task_is_found(worked: Any) -> None:
    _, clerk = worked
    for task in clerk.tasks.values():
        verdicts = _judged(worked, [*clerk.tasks.values(), replace(task, id="again", state="done")])
        assert verdicts.duplicates, task


def test_every_task_on_a_wrong_unit_is_found(worked: Any) -> None:
    _, clerk = worked
    for task in clerk.tasks.values():
        others = [other for other in clerk.tasks.values() if other.id != task.id]
        verdicts = _judged(worked, [*others, replace(task, unit="elsewhere")])
        assert verdicts.missing
        assert verdicts.unexplained
